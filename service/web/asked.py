"""A question as its page shows it: unanswered, or answered with what it teaches and where that is taught."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from authoring.items.learner_view import LearnerItem
from authoring.learner_micro_module import LearnerMicroModule
from authoring.types import Citation
from service.db.base import Json
from service.workflows.learning.grade_response import GradedResponse


@dataclass(frozen=True, slots=True)
class Asked:
    """`grading` None: not answered yet. `marks_recall`: whoever answered is still to say how well they recalled it.

    `chosen` are ids of options, `wrote` is what was typed, empty: nothing. `passage` is where the key is taught on the
    micro-module's page, empty: nowhere in particular. `once` tells one answer from the next; `answered_as` is that of
    the answer shown, empty: none is.
    """

    item: LearnerItem
    once: str
    answered_as: str = ""
    grading: Json | None = None
    chosen: tuple[str, ...] = ()
    wrote: str = ""
    marks_recall: bool = False
    next_review_at: datetime | None = None
    passage: str = ""


def unanswered(item: LearnerItem) -> Asked:
    """The question alone."""
    return Asked(item, secrets.token_hex(16))


def answered(item: LearnerItem, key: str, graded: GradedResponse, micro_module: LearnerMicroModule) -> Asked:
    """The question with what came of the answer that was sent under the key."""
    given, grading = graded.response.given, graded.response.grading
    marks_recall = grading.get("correct") is None and given.get("recall") is None
    chosen = given.get("option_ids")
    return Asked(
        item=item,
        once=secrets.token_hex(16),
        answered_as=key,
        grading=grading,
        chosen=tuple(str(one) for one in chosen) if isinstance(chosen, list) else (),
        wrote=str(given.get("text") or ""),
        marks_recall=marks_recall,
        next_review_at=None if marks_recall else graded.next_review_at,
        passage=passage_of(grading.get("citation"), micro_module),
    )


def passage_of(citation: object, micro_module: LearnerMicroModule) -> str:
    """The id, on the micro-module's page, of the first part that cites words of this citation; empty: none does."""
    if not isinstance(citation, dict):
        return ""
    block, span = citation.get("block"), citation.get("span")
    if not isinstance(span, list | tuple):
        return ""
    start, end = (int(str(edge)) for edge in span)
    for name, cited in _parts(micro_module):
        if any(one.block == block and one.span.start < end and start < one.span.end for one in cited):
            return name
    return ""


def _parts(micro_module: LearnerMicroModule) -> Iterable[tuple[str, tuple[Citation, ...]]]:
    yield from ((f"p{number}", part.citations) for number, part in enumerate(micro_module.body, start=1))
    yield from ((f"k{number}", point.citations) for number, point in enumerate(micro_module.key_points, start=1))
    yield from ((f"t{number}", term.citations) for number, term in enumerate(micro_module.terms, start=1))
