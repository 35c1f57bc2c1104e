"""P10: puts the learner before a situation the document names and asks what it says to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actions import (
    Action,
    action_of,
    actions,
    both_tell,
    comparable,
    is_repeated,
    nearest,
    overlap,
)
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.clauses import Clause, Modality
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules_in
from authoring.extractive.stems import ask, subject_in_stem
from authoring.linguistics import content_lemmas
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P10"
MAX_POOL = 30
MAX_SHARED_CONDITIONS = 0.34  # conditions more alike than this may call for the same action

_SITUATION = re.compile(
    r"^(?:only )?(?:if|when|whenever|once|in case|in the event|after|before|(?:in order )?to)\b", re.IGNORECASE
)
_IDLE = re.compile(
    r"^(?:only )?(?:if|when|whenever|once|after|before)(?: at all)? (?:possible|necessary|needed"
    r"|applicable|relevant|appropriate|in doubt|required"
    r"|available|feasible|practical|available|done|ready|finished|it|they|this|that|these|those|he"
    r"|she|so|not|all|both|doing)\b"
    r"|\byou (?:want|wish|(?:would|'d|’d) like|like|prefer|need (?:to|help)|have (?:any )?questions"
    r"|have to)\b|\byou're looking\b|\bappropriate$",
    re.IGNORECASE,
)


_TWO_VERBS = re.compile(r",? (?:and|or|then) (?:[a-z]+ly )?(?P<verb>[a-z]+)\b")


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every rule with a situation of its own and an action that three others can stand beside."""
    for rule in rules_in(evidence, segment):
        action = action_of(rule) if rule.clause.modality.obliges else None
        situation = situation_of(rule.clause)
        if action is None or situation is None or not _is_telling(situation, action, rule):
            continue
        stem = ask(evidence, rule, _question(evidence, rule))
        if stem is None or is_repeated(evidence, action):
            continue
        distractors = tuple(_distractors(evidence, action, situation, stem.text))
        if len(distractors) >= 3:
            yield Candidate(
                pattern=PATTERN,
                type=ItemType.MULTIPLE_CHOICE,
                stem=stem.text,
                citations=stem.citations,
                keys=(Choice(action.text, action.piece.span),),
                distractors=distractors,
                subject=situation,
                bloom=Bloom.APPLY,
                emphasis=rule.statement.emphasis,
                rewrites=1,
                frame=f"rule {rule.sentence.span.start}",
                language=rule.sentence.language,
                difficulty=0.4,
            )


def situation_of(clause: Clause) -> str | None:
    """The condition the clause opens or closes with; None without one or with two."""
    opening = clause.opening.text if clause.opening else ""
    conditions = [
        text for text in (opening, clause.condition.text if clause.condition else "") if _SITUATION.match(text)
    ]
    return conditions[0] if len(conditions) == 1 and (not opening or _SITUATION.match(opening)) else None


def _question(evidence: Evidence, rule: Rule) -> str:
    modality = rule.clause.modality
    if modality is Modality.ORDER:
        return "what do you do"
    return f"what {modality.value} {subject_in_stem(evidence, rule.clause)} do"


def _is_telling(situation: str, action: Action, rule: Rule) -> bool:
    language = rule.sentence.language
    lemmas = content_lemmas(situation, language)
    if rule.clause.condition is not None and (", " in situation or _TWO_VERBS.search(action.text)):
        return False  # the condition may belong to the last verb alone
    if _IDLE.search(situation) or len(lemmas) < 2 or action.rule.clause.is_double or rule.clause.exception is not None:
        return False
    return overlap(lemmas, action.lemmas) <= 0.5


def _distractors(evidence: Evidence, key: Action, situation: str, stem: str) -> Iterator[Choice]:
    """What the passage warns against, then what to do in other situations, then in other sections; each once."""
    language = key.rule.sentence.language
    shared = len(key.lemmas & content_lemmas(stem, language)) + 1
    own = content_lemmas(situation, language)
    rivals = [action for action in actions(evidence) if _is_rival(evidence, action, key, own)]
    texts: set[str] = set()
    for rung, action in _ranked(evidence, key, rivals):
        if action.text in texts or len(action.lemmas & content_lemmas(stem, language)) > shared:
            continue
        texts.add(action.text)
        yield Choice(
            action.text, action.piece.span, rung, _meaning(action), (evidence.cite(action.rule.sentence.span),)
        )
        if len(texts) == MAX_POOL:
            return


def _ranked(evidence: Evidence, key: Action, rivals: list[Action]) -> Iterator[tuple[Rung, Action]]:
    by_nearness = nearest(evidence, key, iter(rivals))
    block = key.rule.statement.block.id
    for action in by_nearness:
        if action.modality.forbids and action.rule.statement.block.id == block:
            yield Rung.REJECTED, action
    for action in by_nearness:
        if not action.modality.forbids and situation_of(action.rule.clause) is not None:
            near = action.rule.statement.headings == key.rule.statement.headings
            yield (Rung.SIBLING if near else Rung.ELSEWHERE), action
    for action in by_nearness:
        away = action.rule.statement.headings != key.rule.statement.headings
        if action.modality.obliges and away and situation_of(action.rule.clause) is None:
            yield Rung.ELSEWHERE, action


def _meaning(action: Action) -> str:
    if action.modality.forbids:
        return "what the passage warns against"
    other = situation_of(action.rule.clause)
    return f"what to do {other[:1].lower()}{other[1:]}" if other else ""


def _is_rival(evidence: Evidence, action: Action, key: Action, own: frozenset[str]) -> bool:
    """Whether the action answers another situation, so that it does not answer this one."""
    if not (action.modality.obliges or action.modality.forbids):
        return False
    if (
        action.rule is key.rule
        or action.actor != key.actor
        or action.has_pronoun
        or not comparable(action.text, key.text)
    ):
        return False
    if action.modality.forbids:
        return action.lemmas != key.lemmas
    if both_tell(action, key) or overlap(action.lemmas, key.lemmas) >= 0.5 or is_repeated(evidence, action):
        return False
    situation = situation_of(action.rule.clause)
    if situation is None:
        return len(action.lemmas) >= 3 and len(action.lemmas & own) <= 1
    return overlap(own, content_lemmas(situation, key.rule.sentence.language)) <= MAX_SHARED_CONDITIONS
