"""Search what colleagues may know: micro-modules, threads, people; each with the passage that matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexes.types import Where
from service.db.changes import Kind
from service.workflows.learning.find_passages import Asked, Finder, Hit, find_passages
from service.workflows.platform.authenticate import Caller

PASSAGES_EACH = 5  # of one thing may crowd the best; so many more are asked for


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
    """Things, best first, each by its best passage; when nothing fits, none, and `nearest` is what there is."""

    hits: Sequence[Hit]
    nearest: Sequence[Hit]
    corrected: Mapping[str, tuple[str, ...]]

    @property
    def fits(self) -> bool:
        """Whether anything answers the question; if not, colleagues may."""
        return bool(self.hits)


def search(question: Question, *, caller: Caller, finder: Finder) -> Answer:
    """What fits the question; what was published, edited, posted or withdrawn before is seen."""
    where = Where(document=question.document, language=question.language)
    limit = question.limit * PASSAGES_EACH
    hits = find_passages(Asked(question.text), question.kinds, limit=limit, caller=caller, finder=finder, where=where)
    best = _best_of_each(hits.found)[: question.limit]
    fitting = [hit for hit in best if hit.found.fits]
    return Answer(fitting, [] if fitting else best[:3], hits.corrected)


def _best_of_each(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[tuple[Kind, str], Hit] = {}
    for hit in hits:
        best.setdefault((hit.kind, hit.object_id), hit)
    return list(best.values())
