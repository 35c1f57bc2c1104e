"""P6: gives a case from a table or list of levels, statuses or scopes and asks which one it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from authoring.extractive.candidates import Candidate, Choice, OptionOrder, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import Family, Member, families, has_cases, share, statements
from authoring.extractive.filters import has_loose_pronoun, stands_alone
from authoring.extractive.patterns.term_and_meaning import are_graded, names_label, stem_for
from authoring.extractive.wording import described_as
from authoring.linguistics import opening_form
from authoring.types import Bloom, ItemType, Segment, Span

PATTERN = "P6"
MAX_CASE_WORDS = 22
_CATCH_ALL = re.compile(
    r"\b(?:any|anything|other|others|etc|e\.g|something|everything|all other|rest)\b", re.IGNORECASE
)
_ASK = {"en": "{case}. Which {noun} is this?", "it": "{case}. Di quale si tratta?"}


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A choice for every described case in the segment that fits one class of its family alone."""
    for family in families(evidence):
        if not has_cases(family, evidence):
            continue
        for member in family.members:
            if member.block in segment.blocks:
                yield from _cases(evidence, family, member)


def _cases(evidence: Evidence, family: Family, member: Member) -> Iterator[Candidate]:
    language = evidence.language_of(member.block)
    template = _ASK.get(language or "en")
    if template is None:
        return
    for text, span in statements(member, language):
        case = text.rstrip(" .;,")
        if _is_usable(case, family, member, language):
            yield _candidate(evidence, family, member, (template, case, span))


def _is_usable(case: str, family: Family, member: Member, language: str | None) -> bool:
    if not 3 <= len(case.split()) <= MAX_CASE_WORDS or case.endswith(("?", ":")) or _CATCH_ALL.search(case):
        return False
    if not stands_alone(case) or has_loose_pronoun(case, language) or opening_form(case, language) == "imperative":
        return False
    if any(names_label(case, other.label, language) for other in family.members):
        return False
    others = [text for other in family.members if other is not member for text, _ in statements(other, language)]
    return all(share(case, text, language) < 0.6 for text in others)


def _candidate(evidence: Evidence, family: Family, member: Member, asked: tuple[str, str, Span]) -> Candidate:
    template, case, span = asked
    heading = (evidence.cite_block(family.heading.id),) if family.heading else ()
    return Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=_stem(template, case, family.class_noun or "", evidence.language_of(member.block)),
        citations=(evidence.cite(span), evidence.cite(member.label_span), *heading),
        keys=(Choice(member.label, member.label_span),),
        rationale=f"“{member.label}”:",
        distractors=_others(evidence, family, member),
        subject=case,
        bloom=Bloom.APPLY,
        emphasis=3,
        frame=f"case {span.start}",
        option_order=OptionOrder.NATURAL if are_graded(family.labels) else OptionOrder.SHUFFLED,
        layout=family.labels,
        checked=True,
        language=evidence.language_of(member.block),
        difficulty=0.5,
        needed_distractors=min(3, len(family.members) - 1),
    )


def _stem(template: str, case: str, noun: str, language: str | None) -> str:
    if opening_form(case, language) == "third person" and "," not in case.split(maxsplit=1)[0]:
        return stem_for(template, f"Which {noun}", case, language)
    return template.format(case=case, noun=noun)


def _others(evidence: Evidence, family: Family, member: Member) -> tuple[Choice, ...]:
    place = family.members.index(member)
    by_distance = sorted(
        (abs(index - place), index, other) for index, other in enumerate(family.members) if other is not member
    )
    return tuple(_choice(evidence, other) for _, _, other in by_distance)


def _choice(evidence: Evidence, other: Member) -> Choice:
    first = next(statements(other, evidence.language_of(other.block)), None)
    if first is None or len(first[0].split()) > 40:
        return Choice(other.label, other.label_span, Rung.SIBLING, "", (evidence.cite(other.label_span),))
    cited: Sequence[Span] = (other.label_span, first[1])
    meaning = described_as(first[0].rstrip(" .;"), evidence.language_of(other.block))
    return Choice(other.label, other.label_span, Rung.SIBLING, meaning, tuple(evidence.cite(span) for span in cited))
