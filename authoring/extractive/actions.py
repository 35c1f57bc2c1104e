"""What somebody is told to do or to avoid: verb phrases lifted from rules, and which of them can stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules
from authoring.extractive.imperatives import is_base_verb
from authoring.extractive.modals import Modality
from authoring.extractive.pieces import Piece
from authoring.linguistics import content_lemmas, gerund, head_of
from authoring.linguistics.lemmas import can_be_verb

MIN_WORDS, MAX_WORDS = 3, 22  # shorter says nothing, longer is read past

_YOU = frozenset({"you"})
_VAGUE = re.compile(
    r"^(?:be|do|see|refer|read|note|remember|consider|keep in mind|let|think|try|feel|know|find|look"
    r"|please|have|want|expect"
    r"|make sure you(?:'re| are) comfortable|check out|go|get|understand|learn|say|ask yourself"
    r"|take a (?:moment|look)|start|imagine"
    r"|realize|recognize|believe|care|like|prefer|visit|follow these|include|contain|involve|become"
    r"|seem|mean|exist|apply|(?:take|move)\b.*\bappropriate action)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:this|these|those|such(?! as)|above|below|following|here|there|otherwise|instead|too|again"
    r"|same|section|chapter|etc"
    r"|we|us|our|as well|accordingly|as appropriate|as needed|as usual|so|then|also|anyway|i\.e"
    r"|e\.g)\b|[\"“”:;?!/*_@|]|—| - |https?",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|him|her|his|himself|itself|themselves|neither)\b", re.IGNORECASE)
_SECOND_VERB = re.compile(r",? (?:and|or|then|but)(?: then| also| not)* (?P<verb>[a-z]+)\b")
_FINITE = re.compile(r", (?:the|a|an|you|this|it|they|he|she|we|who|which|as|so|for example|such)\b")


@dataclass(frozen=True, slots=True)
class Action:
    """A verb phrase in its base form, begun small: "encrypt the stored copy"."""

    rule: Rule
    piece: Piece
    text: str
    lemmas: frozenset[str]
    actor: str  # "you" or the lemma of the subject's head

    @property
    def modality(self) -> Modality:
        """How binding the action is."""
        return self.rule.clause.modality

    @property
    def has_pronoun(self) -> bool:
        """Whether the phrase leans on a noun outside of it."""
        return bool(_PRONOUN.search(self.text))


_PASSIVE = re.compile(
    r"^be (?:[a-z]+ly )?(?:[a-z]{2,}ed|built|chosen|done|drawn|driven|given|held|hidden|kept|left"
    r"|lent|lost|made|paid|put|read|run|said|sent|set"
    r"|shown|sold|stuck|taken|thrown|worn|written)\b",
    re.IGNORECASE,
)


def actions(evidence: Evidence) -> tuple[Action, ...]:
    """The actions of all rules of the document, in reading order."""
    return evidence.once(
        "actions", lambda: tuple(action for rule in rules(evidence) if (action := action_of(rule)) is not None)
    )


def action_of(rule: Rule, *, passive: bool = False) -> Action | None:
    """The rule's predicate as an action; None where it is vague, leans on its neighbours or is no action.

    `passive` takes what is to be done to the subject ("be stored apart") too.
    """
    clause = rule.clause
    if clause.modality is Modality.NONE or clause.is_double:
        return None
    text = re.sub(
        r"^(?:(?:please|then|also|always|first|at least|instead|only) )+",
        "",
        clause.predicate.text,
        flags=re.IGNORECASE,
    )
    text = text[:1].lower() + text[1:]
    words = text.split()
    if not MIN_WORDS <= len(words) <= MAX_WORDS or _POINTING.search(text) or _FINITE.search(text):
        return None
    if passive and _PASSIVE.match(text):
        return Action(rule, clause.predicate, text, content_lemmas(text, rule.sentence.language), _actor(rule))
    if _VAGUE.match(text):
        return None
    verb = words[1] if words[0].endswith("ly") else words[0]
    if not is_base_verb(verb) and (clause.subject is None or not can_be_verb(verb.lower())):
        return None
    language = rule.sentence.language
    return Action(rule, clause.predicate, text, content_lemmas(text, language), _actor(rule))


_TELLING = re.compile(
    r"^(?:advise|alert|ask|brief|call|confer|consult|contact|email|escalate|inform|let|notify|phone|report|ring|talk|tell|warn)\b"
)


def both_tell(one: str, other: str) -> bool:
    """Whether two actions inform somebody: whoever asks which of them is right gets two right answers."""
    return bool(_TELLING.match(one) and _TELLING.match(other))


def in_gerund(text: str) -> str | None:
    """ "encrypting the copy" from "encrypt the copy"; None where a second verb would have to change too."""
    verb, _, rest = text.partition(" ")
    if verb.endswith("ly"):
        inner = in_gerund(rest)
        return f"{verb} {inner}" if inner else None
    if any(can_be_verb(match.group("verb").lower()) for match in _SECOND_VERB.finditer(f" {rest}")):
        return None
    return f"{gerund(verb)} {rest}" if verb.isalpha() else None


def same_length(one: str, other: str) -> bool:
    """Whether an option is near enough in length to the key `other` to stand beside it (items.md, section 4)."""
    return 0.65 * len(other) <= len(one) <= 1.35 * len(other)


def comparable(one: str, other: str) -> bool:
    """Whether an option could stand beside the key `other` if the rest of the options are as long as it is."""
    return 0.5 * len(other) <= len(one) <= 2 * len(other)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the smaller set that both hold; 0 where one is empty."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def nearest(evidence: Evidence, key: Action, found: Iterator[Action]) -> list[Action]:
    """Actions of the key's length first, then by nearness of their place: same heading, distance in the document."""
    rule = key.rule
    home = evidence.position(rule.statement.block.id)

    def distance(action: Action) -> tuple[bool, bool, int, int]:
        there = evidence.position(action.rule.statement.block.id)
        away = action.rule.statement.headings != rule.statement.headings
        return (not same_length(action.text, key.text), away, abs(there - home), there)

    return sorted(found, key=distance)


def _actor(rule: Rule) -> str:
    subject = rule.clause.subject
    if subject is None or subject.text.lower() in _YOU:
        return "you"
    head = head_of(subject.text.split(" who ")[0].split(" that ")[0], rule.sentence.language)
    return head.lemma if head else subject.text.lower()
