"""The second half of P5: asks which of the document's actors a rule binds ("Who must …?")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actors import Actor, actor_of, actors, form_of
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules_in
from authoring.extractive.modals import Modality
from authoring.extractive.sentence_index import sentence_index
from authoring.linguistics import content_lemmas
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P5"
MIN_PREDICATE_WORDS = 4
SAID_OF_ANOTHER = 0.6  # share of a rule's words in a sentence about somebody else
MOST_BOUND = 0.45  # share of the document's rules; whoever is bound by more is the answer before the question is read
_MODALS = {Modality.MUST: "must", Modality.SHOULD: "should"}


def find_bound_actors(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A choice for every rule of the segment that binds one of at least three actors of the document alone."""
    known = actors(evidence)
    bound = sum(len(actor.rules) for actor in known)
    if len(known) < 3:
        return
    for rule in rules_in(evidence, segment):
        name = actor_of(rule)
        actor = next((actor for actor in known if actor.name == name), None)
        # Whoever is bound by most rules is known before the question is read.
        if actor is None or len(actor.rules) > MOST_BOUND * bound:
            continue
        if rule.clause.modality in _MODALS:
            yield from _candidate(evidence, known, actor, rule)


def _candidate(evidence: Evidence, known: tuple[Actor, ...], actor: Actor, rule: Rule) -> Iterator[Candidate]:
    clause, subject = rule.clause, rule.clause.subject
    asked = _asked(rule)
    if subject is None or asked is None or clause.exception is not None or clause.is_double:
        return
    key = re.sub(r"^(?:the|an?|all|each|every|any|your|our)\s+", "", subject.text, flags=re.IGNORECASE)
    others = [other for other in known if other is not actor and may_rival(evidence, other, actor, asked)]
    others = _plain_ones([other for other in others if _is_named_near(evidence, other, rule)])
    choices = [choice for other in others if (choice := _choice(evidence, other, key, actor)) is not None]
    needed = 3 if len(choices) >= 3 else 2
    if len(choices) < needed or _names(actor.name, asked):
        return
    start = subject.span.end - len(key)
    persons = actor.is_person and all(other.is_person for other in others)
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.MULTIPLE_CHOICE,
        stem=_stem(rule, asked, is_person=persons),
        citations=(evidence.cite(rule.sentence.span),),
        keys=(Choice(key, subject.span._replace(start=start)),),
        distractors=tuple(choices),
        subject=asked,
        bloom=Bloom.REMEMBER,
        emphasis=rule.statement.emphasis,
        rewrites=1,
        frame=f"rule {rule.sentence.span.start}",
        checked=True,
        language=rule.sentence.language,
        difficulty=0.45,
        needed_distractors=needed,
    )


def _asked(rule: Rule) -> str | None:
    """What the actor is bound to, with its condition; None where it is too thin to single anyone out."""
    clause = rule.clause
    parts = [
        clause.predicate.text.strip(" .").removeprefix("also "),
        clause.condition.text.strip(" .") if clause.condition else "",
    ]
    text = without_cross_reference(" ".join(part for part in parts if part))
    if _HANGS.match(text):
        return None
    return text if len(clause.predicate.text.split()) >= MIN_PREDICATE_WORDS else None


_HANGS = re.compile(r"(?:then|therefore|thus|instead|in turn|also|still)\b", re.IGNORECASE)


def without_cross_reference(text: str) -> str:
    """The text without a pointer to another section, an allowed rewrite."""
    return _CROSS_REFERENCE.sub("", text).strip()


_CROSS_REFERENCE = re.compile(
    r",? (?:as )?(?:also )?(?:described|specified|defined|discussed|set out|stated|given|detailed|outlined"
    r"|in accordance|according|consistent) (?:in|by|under|with|to) (?:the )?"
    r"(?:section|chapter|appendix|annex|clause|§)\s*\d[\d.]*\d?"
    r"|\s*\((?:see |section |chapter )[^()]*\)|\s*\[[^\[\]]{1,25}\]",
    re.IGNORECASE,
)


def _stem(rule: Rule, asked: str, *, is_person: bool) -> str:
    who = "who" if is_person else "what"
    question = f"{who} {_MODALS[rule.clause.modality]} {asked}?"
    opening = rule.clause.opening
    return (
        f"{without_cross_reference(opening.text.strip(' ,'))}, {question}"
        if opening
        else question[:1].upper() + question[1:]
    )


def _is_named_near(evidence: Evidence, other: Actor, rule: Rule) -> bool:
    """Whether the segment of the rule or one beside it names the actor: one from another chapter is no rival."""
    home = evidence.segment_of(rule.statement.block.id)
    places = [place for place, segment in enumerate(evidence.segments) if home is not None and segment.id == home.id]
    near = {
        block for place in places for one in evidence.segments[max(0, place - 1) : place + 2] for block in one.blocks
    }
    name = content_lemmas(other.name, "en")
    return any(name <= content_lemmas(evidence.blocks[block].text, "en") for block in near)


def _plain_ones(others: list[Actor]) -> list[Actor]:
    """The actors without those that are a kind of another one: "verifiers of secrets" beside "verifiers"."""
    names = {other.name: content_lemmas(other.name, "en") for other in others}
    return [other for other in others if not any(name < names[other.name] for name in names.values())]


def may_rival(evidence: Evidence, other: Actor, actor: Actor, asked: str) -> bool:
    """Whether the other actor is not named in the rule, no kind of the actor, and nowhere said to do much the same."""
    one, two = content_lemmas(other.name, "en"), content_lemmas(actor.name, "en")
    if one <= two or two <= one or _names(other.name, asked) or other.is_person != actor.is_person:
        return False
    wanted = content_lemmas(asked, "en")
    most = max((len(wanted & said) for said in _said_of(evidence, one)), default=0)
    return most < SAID_OF_ANOTHER * len(wanted)


def _said_of(evidence: Evidence, name: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The words of every sentence that names the actor."""
    index = sentence_index(evidence)
    key = f"said of {' '.join(sorted(name))}"
    return evidence.once(key, lambda: tuple(index.lemmas[place] for place in index.holding(name)))


def _names(actor: str, text: str) -> bool:
    return bool(content_lemmas(actor, "en") & content_lemmas(text, "en"))


def _choice(evidence: Evidence, other: Actor, key: str, actor: Actor) -> Choice | None:
    is_plural = key.rsplit(maxsplit=1)[-1].lower() != actor.name.split()[-1].lower()
    found = form_of(evidence, other, is_plural=is_plural)
    if found is None:
        return None
    if not other.rules:
        return Choice(*found, Rung.ELSEWHERE)
    bound = other.rules[0]
    words = bound.sentence.text.rstrip(" .")
    told = words if len(words.split()) <= 40 else " ".join(words.split()[:40]) + " …"
    meaning = f"bound by another rule: “{told}”"
    return Choice(*found, Rung.SIBLING, meaning, (evidence.cite(bound.sentence.span),))
