"""Conflicts, what is held back for them, and facts, as JSON and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import TypeAdapter

from authoring.checks.conflicts import HeldBack
from authoring.conflicts import Conflict
from authoring.extractive.stated_facts import StatedFact
from authoring.types import MicroModule

Json = dict[str, object]

_CONFLICT = TypeAdapter(Conflict)
_HELD_BACK = TypeAdapter(HeldBack)
_FACTS = TypeAdapter(tuple[StatedFact, ...])


def conflict_as_json(conflict: Conflict) -> Json:
    """`{"id", "kind", "first", "second"}`; each side `{"citation", "micro_module", "title"}`."""
    json: Json = _CONFLICT.dump_python(conflict, mode="json")
    return json


def conflict_from_json(content: Mapping[str, object]) -> Conflict:
    """The inverse of `conflict_as_json`. Raises pydantic's ValidationError for anything else."""
    return _CONFLICT.validate_python(content)


def held_back_as_json(held: HeldBack) -> Json | None:
    """Parts by place; None where nothing is held back."""
    json: Json = _HELD_BACK.dump_python(held, mode="json")
    return None if held.is_empty else json


def held_back_from_json(content: Mapping[str, object] | None) -> HeldBack:
    """The inverse of `held_back_as_json`. Raises pydantic's ValidationError for anything else."""
    return HeldBack() if content is None else _HELD_BACK.validate_python(content)


def facts_as_json(facts: Iterable[StatedFact]) -> Json | None:
    """`{"facts": [...]}`; None where there are none."""
    json = _FACTS.dump_python(tuple(facts), mode="json")
    return {"facts": json} if json else None


def facts_from_json(content: Mapping[str, object] | None) -> tuple[StatedFact, ...]:
    """The inverse of `facts_as_json`. Raises pydantic's ValidationError for anything else."""
    return () if content is None else _FACTS.validate_python(content["facts"])


def facts_taught(facts: Sequence[StatedFact], micro_module: MicroModule) -> tuple[StatedFact, ...]:
    """The facts whose sentence the micro-module's body or key points cite."""
    parts = (*(part.citations for part in micro_module.body), *(point.citations for point in micro_module.key_points))
    cited = [citation.span for citations in parts for citation in citations]
    return tuple(
        fact
        for fact in facts
        if any(span.start <= fact.citation.span.start and fact.citation.span.end <= span.end for span in cited)
    )
