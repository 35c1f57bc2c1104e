"""P3: asks which term a definition belongs to, and matches terms with their meanings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import Family, Member, Origin, families, has_cases, share, statements
from authoring.extractive.filters import has_loose_pronoun, stands_alone
from authoring.extractive.wording import described_as
from authoring.linguistics import analyse, content_lemmas, head_of, opening_form
from authoring.types import Bloom, Citation, ItemType, Pair, Segment, Span

PATTERN = "P3"
MAX_DEFINITION_WORDS = 26
MAX_PAIRED_WORDS = 18
_ASK = {
    "en": "{noun} does “{text}” describe?",
    "it": "A che cosa si riferisce «{text}»?",
}
_MATCH = {"en": "Match each {noun} to its meaning.", "it": "Abbina ogni voce al suo significato."}


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A choice for every definition in the segment that does not name its term, and one matching for each family."""
    for family in families(evidence):
        inside = [member for member in family.members if member.block in segment.blocks]
        if not inside or not _is_glossary_like(family):
            continue
        # What can be asked as a case is asked so by P6.
        for member in inside if not has_cases(family, evidence) else ():
            yield from _choice(evidence, family, member)
        yield from _matching(evidence, family, inside)


def definition_of(evidence: Evidence, member: Member) -> tuple[str, Span] | None:
    """The first sentence of a member's description, without its full stop, if it stands alone."""
    language = evidence.language_of(member.block)
    first = next(statements(member, language), None)
    if first is None:
        return None
    text, span = first[0].rstrip(" .;"), Span(first[1].start, first[1].start + len(first[0].rstrip(" .;")))
    if not 3 <= len(text.split()) <= MAX_DEFINITION_WORDS or text.endswith(("?", ":", "!")):
        return None
    if not stands_alone(text) or has_loose_pronoun(text, language) or _addresses_reader(text):
        return None
    return text, span


def _choice(evidence: Evidence, family: Family, member: Member) -> Iterator[Candidate]:
    language = evidence.language_of(member.block)
    defined = definition_of(evidence, member)
    if defined is None or names_label(defined[0], member.label, language):
        return
    others = nearest(evidence, family, member, defined[0])
    if family.class_noun is None and opening_form(defined[0], language) in {"imperative", "clause"}:
        return
    wanted = 3 if len(family.members) > 3 else 2
    noun = _asked_noun(family)
    template = _ASK.get(language or "en")
    if len(others) < wanted or template is None:
        return
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=stem_for(template, noun, defined[0], language),
        citations=_citations(evidence, family, member, defined[1]),
        keys=(Choice(member.label, member.label_span),),
        rationale=f"“{member.label}”:",
        distractors=tuple(others),
        subject=defined[0],
        bloom=Bloom.UNDERSTAND,
        emphasis=2,
        frame=f"meaning {member.label_span.start}",
        option_order=OptionOrder.NATURAL if are_graded(family.labels) else OptionOrder.SHUFFLED,
        layout=family.labels,
        checked=True,
        language=language,
        difficulty=0.35,
        needed_distractors=wanted,
    )


def stem_for(template: str, noun: str, text: str, language: str | None) -> str:
    """The question for a meaning; one that opens with a verb ("Measures …") goes on from "Which term"."""
    opens_with_verb = opening_form(text, language) == "third person" and "," not in text.split(maxsplit=1)[0]
    if language in {"en", None} and opens_with_verb:
        return f"{noun} {text[:1].lower()}{text[1:]}?"
    return template.format(noun=noun, text=_opened_as_quoted(text))


def nearest(evidence: Evidence, family: Family, member: Member, definition: str) -> list[Choice]:
    """The other members as distractors, the most similarly described first; too similar ones are left out."""
    language = evidence.language_of(member.block)
    ranked = []
    for place, other in enumerate(family.members):
        if other is member or _is_broader(other.label, member.label, language):
            continue
        likeness = share(definition, other.text, language)
        if likeness >= 0.5 or names_label(definition, other.label, language):
            continue
        unlike = abs(len(other.label.split()) - len(member.label.split())) + 2 * (
            not _same_shape(other, member, language)
        )
        ranked.append((unlike, -likeness, place, other))
    return [_as_choice(evidence, other) for _, _, _, other in sorted(ranked, key=lambda entry: entry[:3])]


def names_label(text: str, label: str, language: str | None) -> bool:
    """Whether the text shares a content lemma with the label."""
    return bool(content_lemmas(text, language) & content_lemmas(label, language))


def are_graded(labels: Sequence[str]) -> bool:
    """Whether labels carry their order: numbers in front or at the end, or low, medium and high."""
    graded = {"low", "medium", "moderate", "high", "critical", "minor", "major", "bronze", "silver", "gold"}
    if all(label[:1].isdigit() for label in labels):
        return True
    return all(label.rstrip(".")[-1:].isdigit() or label.lower().split()[0] in graded for label in labels)


def _as_choice(evidence: Evidence, other: Member) -> Choice:
    first = next(statements(other, evidence.language_of(other.block)), None)
    cited = [evidence.cite(other.label_span)]
    if first is not None:
        cited.append(evidence.cite(first[1]))
    meaning = described_as(_shortened(first[0]), evidence.language_of(other.block)) if first is not None else ""
    return Choice(other.label, other.label_span, Rung.SIBLING, meaning, tuple(cited))


def _shortened(text: str) -> str:
    words = text.rstrip(" .").split()
    return " ".join(words) if len(words) <= 40 else " ".join(words[:40]) + " …"


def _matching(evidence: Evidence, family: Family, inside: Sequence[Member]) -> Iterator[Candidate]:
    pairs: list[tuple[Member, str, Span]] = []
    for member in inside:
        language = evidence.language_of(member.block)
        defined = definition_of(evidence, member)
        if defined is None or len(defined[0].split()) > MAX_PAIRED_WORDS:
            continue
        if names_label(defined[0], member.label, language):
            continue
        if all(share(defined[0], text, language) < 0.5 for _, text, _ in pairs):
            pairs.append((member, defined[0], defined[1]))
    pairs = pairs[:5]
    language = evidence.language
    template = _MATCH.get(language or "en")
    if len(pairs) < 4 or template is None:
        return
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.MATCHING,
        stem=template.format(noun=family.class_noun or "name"),
        citations=tuple(
            c for member, _, span in pairs for c in (evidence.cite(member.label_span), evidence.cite(span))
        ),
        pairs=tuple(Pair(member.label, text) for member, text, _ in pairs),
        bloom=Bloom.UNDERSTAND,
        emphasis=2,
        frame=f"matching {pairs[0][0].label_span.start}",
        checked=True,
        language=language,
        difficulty=0.4,
    )


def _is_glossary_like(family: Family) -> bool:
    if family.origin is Origin.SECTIONS or any(member.text.rstrip().endswith("?") for member in family.members):
        return False
    return family.class_noun is not None or family.origin is Origin.LIST


def _asked_noun(family: Family) -> str:
    return f"Which {family.class_noun}" if family.class_noun else "What"


def _citations(evidence: Evidence, family: Family, member: Member, defined: Span) -> tuple[Citation, ...]:
    cited = [evidence.cite(defined), evidence.cite(member.label_span)]
    if family.heading is not None:
        cited.append(evidence.cite_block(family.heading.id))
    return tuple(cited)


def _is_broader(one: str, other: str, language: str | None) -> bool:
    first, second = content_lemmas(one, language), content_lemmas(other, language)
    return bool(first) and bool(second) and (first <= second or second <= first)


def _same_shape(one: Member, other: Member, language: str | None) -> bool:
    if one.label.isupper() != other.label.isupper():
        return False
    first, second = head_of(one.label, language), head_of(other.label, language)
    return first is None or second is None or first.tag[-1:] == second.tag[-1:]


def _addresses_reader(text: str) -> bool:
    return any(token.text.lower() in {"we", "our", "us", "i", "my"} for token in analyse(text, None))


def _opened_as_quoted(text: str) -> str:
    return text.replace("“", "'").replace("”", "'").replace('"', "'")
