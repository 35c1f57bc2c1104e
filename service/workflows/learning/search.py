"""Search what colleagues may know: micro-modules, threads, people; each with the passage that matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexes.types import Where
from service.db.changes import Kind
from service.workflows.community.find_people import NEAR_PASSAGES, FoundPerson, find_people
from service.workflows.community.relate import Relater
from service.workflows.learning.find_passages import Asked, Hit, find_passages
from service.workflows.platform.authenticate import Caller

PASSAGES_EACH = 5  # of one thing may crowd the best; so many more are asked for
_GROUNDS = (Kind.THREAD, Kind.MICRO_MODULE)  # of what people know
PEOPLE_BESIDE = 3  # of those likely to know, after what answers by itself


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and where. `document`, `language` None: any."""

    text: str
    kinds: Sequence[Kind]
    limit: int
    document: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Things, best first, each by its best passage; when nothing fits, none, and `nearest` is what there is.

    `people` are those likely to know, whether anything fits or not; `is_about_people`: nothing else was asked for.
    """

    hits: Sequence[Hit]
    nearest: Sequence[Hit]
    people: Sequence[FoundPerson]
    corrected: Mapping[str, tuple[str, ...]]

    is_about_people: bool = False

    @property
    def fits(self) -> bool:
        """Whether anything answers the question, or anybody where only people were asked for."""
        return bool(self.people) if self.is_about_people else bool(self.hits)


def search(question: Question, *, caller: Caller, relater: Relater) -> Answer:
    """What fits the question; what was published, edited, posted or withdrawn before is seen."""
    where = Where(document=question.document, language=question.language)
    kinds = [kind for kind in question.kinds if kind is not Kind.PERSON]
    most = _most_people(question)
    looked_in = (*kinds, *(_GROUNDS if most else ()))
    limit = max(question.limit * PASSAGES_EACH, NEAR_PASSAGES if most else 0)
    near = find_passages(
        Asked(question.text), looked_in, limit=limit, caller=caller, finder=relater.finder, where=where
    )
    people = find_people(question.text, near=near, limit=most, caller=caller, relater=relater) if most else ()
    asked_for = [hit for hit in near.found if hit.kind in kinds]
    best = _best_of_each(asked_for)[: max(1, question.limit - len(people))]
    fitting = [hit for hit in best if hit.found.fits]
    return Answer(fitting, [] if fitting else best[:3], people, near.corrected, is_about_people=not kinds)


def _most_people(question: Question) -> int:
    """None in one document or language: what people know is of neither."""
    if Kind.PERSON not in question.kinds or question.document is not None or question.language is not None:
        return 0
    return question.limit if set(question.kinds) == {Kind.PERSON} else min(PEOPLE_BESIDE, question.limit // 3)


def _best_of_each(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[tuple[Kind, str], Hit] = {}
    for hit in hits:
        best.setdefault((hit.kind, hit.object_id), hit)
    return list(best.values())
