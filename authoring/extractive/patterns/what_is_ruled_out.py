"""P11: asks which of four actions a passage tells somebody to avoid; the others it tells them to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.extractive.actions import Action, action_of, actions, comparable, in_gerund, nearest, overlap
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import rules_in
from authoring.extractive.modals import Modality
from authoring.extractive.stems import Stem, ask, subject_in_stem
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P11"
MAX_POOL = 30
MAX_ALIKE = 0.4  # an order this like the ban may be its other half

# "Don't forget to X" means do X; nobody teaches "don't panic".
_IDIOM = re.compile(
    r"^(?:hesitate|worry|panic|forget|be|mind|fear|miss|wait to|stop|assume|feel|neglect|fail"
    r"|hesitating|let (?:it|this|that|yourself)"
    r"|have to|need to|just|necessarily|even|always|rely solely|get (?:too|discouraged)|give up"
    r"|underestimate|ignore|overlook|exceed)\b",
    re.IGNORECASE,
)


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every ban in the segment beside which three orders of the same place can stand."""
    for rule in rules_in(evidence, segment):
        ban = action_of(rule) if rule.clause.modality.forbids and rule.clause.exception is None else None
        shown = in_gerund(ban.text) if ban and not _IDIOM.match(ban.text) else None
        if ban is None or shown is None or ban.has_pronoun:
            continue
        stem = _stem(evidence, ban)
        distractors = tuple(_distractors(evidence, ban))
        if stem is not None and len(distractors) >= 3:
            yield Candidate(
                pattern=PATTERN,
                type=ItemType.MULTIPLE_CHOICE,
                stem=stem.text,
                citations=stem.citations,
                keys=(Choice(shown, ban.piece.span),),
                distractors=distractors,
                subject=ban.actor,
                bloom=Bloom.UNDERSTAND,
                emphasis=rule.statement.emphasis + 1,
                rewrites=2,
                frame=f"rule {rule.sentence.span.start}",
                language=rule.sentence.language,
                difficulty=0.4,
            )


def _stem(evidence: Evidence, ban: Action) -> Stem | None:
    modality = ban.modality
    if modality is Modality.ORDER_NOT:
        question = "what are you told to avoid"
        return ask(evidence, ban.rule, question, with_topic=True)
    verb = "must" if modality is Modality.MUST_NOT else "should"
    question = f"what {verb} {subject_in_stem(evidence, ban.rule.clause)} avoid"
    return ask(evidence, ban.rule, question, with_topic=ban.actor == "you")


def _distractors(evidence: Evidence, ban: Action) -> Iterator[Choice]:
    """Orders to the same actor, from the same section first; never one that is the ban's other half or conditional."""
    rivals = (action for action in actions(evidence) if _is_rival(action, ban))
    texts: set[str] = set()
    for action in nearest(evidence, ban, rivals):
        shown = in_gerund(action.text)
        if shown is None or shown in texts:
            continue
        texts.add(shown)
        near = action.rule.statement.headings == ban.rule.statement.headings
        yield Choice(
            text=shown,
            span=action.piece.span,
            rung=Rung.SIBLING if near else Rung.ELSEWHERE,
            meaning="something the document asks for",
            citations=(evidence.cite(action.rule.sentence.span),),
        )
        if len(texts) == MAX_POOL:
            return


def _is_rival(action: Action, ban: Action) -> bool:
    if not action.modality.obliges or action.actor != ban.actor or action.has_pronoun:
        return False
    if _AVOIDING.search(action.text) or action.rule.clause.exception is not None:
        return False
    return comparable(action.text, ban.text) and overlap(action.lemmas, ban.lemmas) <= MAX_ALIKE


_AVOIDING = re.compile(
    r"^(?:[a-z]+ly )?(?:avoid|stop|refrain|limit|reduce|minimi[sz]e|refuse|reject|ignore|prevent|leave out|omit"
    r"|skip|exclude|wait)\b|\b(?:not|never|without)\b"
)
