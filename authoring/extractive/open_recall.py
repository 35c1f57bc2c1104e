"""Pattern P26: say it in your own words; the learner compares with what the text says and rates the own recall."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.key_points import MOST_POINTS, choose
from authoring.extractive.micro_modules.standing_alone import may_be_key_point
from authoring.extractive.micro_modules.statements import Statement, part_of
from authoring.extractive.micro_modules.titles import heading_text, says_nothing
from authoring.extractive.recall_questions import question
from authoring.types import AcceptedAnswer, Block, BlockId, BlockKind, Citation, Item, ItemType, MicroModule

_MOST_ANSWERS = 3
_FEWEST_ANSWERS = 2
_ASK = {"en": "In your own words: {question}", "it": "Con parole tue: {question}"}
_MARK = {
    "en": "You know it if your answer says each of these points in any words; compare with “{place}”.",
    "it": "Lo sai se la tua risposta dice ciascuno di questi punti con parole qualsiasi; confronta con «{place}».",
}

_NAMES_A_PART = re.compile(r"^(?:control )?objectives?$|^#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Point:
    """One narrow point to ask for: what it is about, where that is said, and what answers it."""

    about: str
    cited: tuple[Citation, ...]
    answers: tuple[Statement, ...]

    @property
    def rank(self) -> tuple[bool, float]:
        """Points that two statements answer first, then what weighs most."""
        return len(self.answers) >= _FEWEST_ANSWERS, sum(answer.weight for answer in self.answers)


def ask_to_recall(evidence: Evidence, micro_module: MicroModule) -> Item | None:
    """A short answer on one point of the micro-module, with two or three statements as model answer."""
    if not any(point.citations for point in micro_module.key_points):
        return None
    points = list(_points(evidence, micro_module))
    point = max(points, key=lambda one: one.rank) if points else _whole(micro_module)
    texts = [answer.text for answer in point.answers] or [one.text for one in micro_module.key_points[:_MOST_ANSWERS]]
    cited = [citation for answer in point.answers for citation in answer.citations] or [
        citation for one in micro_module.key_points[:_MOST_ANSWERS] for citation in one.citations
    ]
    language = evidence.language or "en"
    asked = question(evidence, point.about, point.cited, point.answers)
    stem = _ASK.get(language, "{question}").format(question=asked.text)
    return Item(
        id=f"i{hashlib.sha256(f'{micro_module.id}|P26|{stem}'.encode()).hexdigest()[:12]}",
        type=ItemType.SHORT_ANSWER,
        stem=stem,
        rationale=_MARK.get(language, _MARK["en"]).format(place=point.about.strip(" .:")),
        pattern="P26",
        citations=tuple(dict.fromkeys((*cited, *point.cited, *asked.cited))),
        accepted_answers=tuple(AcceptedAnswer(text) for text in texts),
        bloom=micro_module.objective.bloom,
        difficulty=0.6,
        rank=1,
    )


def _points(evidence: Evidence, micro_module: MicroModule) -> Iterator[_Point]:
    """One point for each part of the micro-module that states something."""
    blocks = [evidence.blocks[block_id] for block_id in micro_module.blocks if evidence.teaches(block_id)]
    parts: dict[BlockId | None, list[Block]] = {}
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            parts.setdefault(part_of(evidence, block.id), []).append(block)
    for heading_id, under in parts.items():
        answers = _answers(evidence, under, {point.text for point in micro_module.key_points})
        about, cited = _subject(evidence, heading_id, micro_module)
        if answers and about:
            yield _Point(about, cited, answers)


def _answers(evidence: Evidence, blocks: Sequence[Block], key_points: set[str]) -> tuple[Statement, ...]:
    """The key points that the part holds, at most three; with what it states else where there is but one."""
    found = choose(evidence, blocks, wanted=MOST_POINTS, fewest=_FEWEST_ANSWERS)
    found = [one for one in found if one.text in key_points or may_be_key_point(one.text, evidence.language)]
    ranked = sorted(found, key=lambda one: (one.text in key_points, one.weight), reverse=True)
    known = sum(one.text in key_points for one in ranked)
    kept = ranked[: min(_MOST_ANSWERS, max(_FEWEST_ANSWERS, known))]
    return tuple(one for one in found if one in kept)


def _subject(
    evidence: Evidence, heading_id: BlockId | None, micro_module: MicroModule
) -> tuple[str, tuple[Citation, ...]]:
    """The innermost heading that names something, else the micro-module's title; with where it stands."""
    above: Sequence[Block] = ()
    if heading_id is not None:
        above = (*evidence.headings(heading_id), evidence.blocks[heading_id])
    for heading in reversed(above):
        name = heading_text(heading.text)
        if name and not says_nothing(name) and not _NAMES_A_PART.match(name):
            return name, (evidence.cite_block(heading.id),)
    return micro_module.title, micro_module.title_citations


def _whole(micro_module: MicroModule) -> _Point:
    """The micro-module as one point, answered by its first key points."""
    return _Point(micro_module.title, micro_module.title_citations, ())
