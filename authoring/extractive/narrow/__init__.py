"""Narrow questions: one part of a rule is asked for, the others say when, of whom and of what.

"If a seal is broken, what must the clerk do?", "Why must the hall be kept dry?", "When may drivers swap shifts?". The
words are the rule's own in their own order; only the modal moves to the front. A narrow question is asked as a choice
where the document holds three answers that could stand beside the right one, else openly: the learner writes, sees
what the text says and marks the own answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.clauses import Voice
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules
from authoring.extractive.modals import Modality
from authoring.extractive.narrow.adjuncts import why_as_told_next, why_how_when
from authoring.extractive.narrow.prepositions import by_preposition
from authoring.extractive.narrow.question import Asks, Narrow
from authoring.extractive.narrow.rule_on import what_must_be_used, what_the_rule_is, who_alone_may
from authoring.extractive.narrow.situations import what_happens, what_to_do
from authoring.extractive.narrow.things import (
    what_is_acted_on,
    what_is_done_with,
    what_it_holds,
    which_of_its_kind,
    who_must,
)
from authoring.extractive.narrow.wording import is_requirement

__all__ = ["Asks", "Narrow", "narrow_questions"]

_WEAK_SUBJECT = re.compile(
    r"^(?:if|where|no|only|nothing|none|some|any|another|one|other|others|each of|all of|both(?! the)|examples?|more"
    r"|further|there|what|the (?:above|following|goal|purpose|aim|reason|idea|intent|point|main|first|second|next"
    r"|last|other|same|only|process|way|result|problem|question|answer)\b"
    r"|an? (?:example|good|common|great|typical|complementary))\b|\b(?:section|chapter)\b|—",
    re.IGNORECASE,
)


def narrow_questions(evidence: Evidence) -> tuple[Narrow, ...]:
    """Every narrow question that the document's rules hold, in reading order."""
    return evidence.once(
        "narrow questions", lambda: tuple(found for rule in rules(evidence) for found in _questions(evidence, rule))
    )


def _questions(evidence: Evidence, rule: Rule) -> Iterator[Narrow]:
    yield from who_alone_may(evidence, rule)
    if not _may_ask(rule):
        return
    for part in rule.clause.parts:
        yield from by_preposition(evidence, rule, part)
        yield from what_to_do(evidence, rule, part)
        yield from what_happens(evidence, rule, part)
        yield from why_how_when(evidence, rule, part)
    yield from what_is_done_with(evidence, rule)
    yield from what_it_holds(evidence, rule)
    yield from what_is_acted_on(evidence, rule)
    yield from which_of_its_kind(evidence, rule)
    yield from who_must(evidence, rule)
    yield from what_the_rule_is(evidence, rule)
    yield from what_must_be_used(evidence, rule)
    yield from why_as_told_next(evidence, rule)


def _may_ask(rule: Rule) -> bool:
    clause = rule.clause
    if clause.modality is Modality.MAY_NOT:
        return False
    if clause.modality is Modality.NONE and clause.voice is Voice.BEING and not is_requirement(rule):
        return False
    return clause.subject is None or not _WEAK_SUBJECT.search(clause.subject.text)
