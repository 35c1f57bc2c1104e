"""The outline that waits for its author: what a model proposes, what it would cost, what the author made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from authoring.extractive.evidence import Evidence
from authoring.generative.asking import Engine
from authoring.generative.estimate import Estimate, estimate
from authoring.generative.outline import Outlined, limit_number, reworded
from authoring.types import MicroModule

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The outline, a micro-module a segment, and what writing the rest of it takes at most."""

    outlined: tuple[Outlined, ...]
    estimate: Estimate


_OUTLINE = TypeAdapter(tuple[Outlined, ...])
_PROPOSAL = TypeAdapter(Proposal)


@dataclass(frozen=True, slots=True)
class OutlineChange:
    """What the author says of one micro-module to be; None leaves a part as it is."""

    micro_module: str
    title: str | None = None
    objective: str | None = None
    is_taught: bool | None = None
    reason: str | None = None


class UnknownMicroModule(Exception):
    """The change names no micro-module of the outline."""

    def __init__(self, micro_module: str) -> None:
        self.micro_module = micro_module
        super().__init__(f"the outline has no micro-module {micro_module!r}")


def propose(
    evidence: Evidence, outlined: Sequence[Outlined], drafted: Sequence[MicroModule], engine: Engine
) -> Proposal:
    """The whole outline within the number that the brief asks for; `drafted` are the extractive micro-modules."""
    limited = limit_number(engine.brief, outlined, [len(one.items) for one in drafted])
    taught = [segment for segment, one in zip(evidence.segments, limited, strict=True) if one.is_taught]
    return Proposal(limited, estimate(evidence, taught, engine.prices, is_outlined=True))


def dump_proposal(proposal: Proposal) -> bytes:
    """As JSON bytes."""
    return _PROPOSAL.dump_json(proposal)


def load_proposal(output: bytes) -> Proposal:
    """The inverse of `dump_proposal`."""
    return _PROPOSAL.validate_json(output)


def outline_as_json(outline: Sequence[Outlined]) -> Json:
    """The outline; `outline_from_json` reads it back."""
    return {"micro_modules": _OUTLINE.dump_python(tuple(outline), mode="json")}


def outline_from_json(content: Mapping[str, object]) -> tuple[Outlined, ...]:
    """The inverse of `outline_as_json`."""
    return _OUTLINE.validate_python(content["micro_modules"])


def approve_changes(proposed: Mapping[str, object], changes: Sequence[OutlineChange]) -> Json:
    """The outline with the author's words. Raises UnknownMicroModule."""
    outline = {one.micro_module: one for one in outline_from_json(proposed)}
    for change in changes:
        one = outline.get(change.micro_module)
        if one is None:
            raise UnknownMicroModule(change.micro_module)
        changed = reworded(one, title=change.title, objective=change.objective)
        if change.is_taught is not None:
            changed = replace(changed, is_taught=change.is_taught, reason=None if change.is_taught else change.reason)
        outline[change.micro_module] = changed
    return outline_as_json(tuple(outline.values()))


def units_to_write(outline: Mapping[str, object]) -> tuple[str, ...]:
    """The units of the stage that writes what the outline has: one a segment, as `authoring.pipeline.units` gives."""
    return tuple(str(place) for place, _ in enumerate(outline_from_json(outline)))


def estimate_as_json(found: Estimate) -> Json:
    """Calls, tokens and cost in the currency, without and with repairs."""
    return {
        "calls": found.calls,
        "most_calls": found.most_calls,
        "input_tokens": found.tokens.input,
        "output_tokens": found.tokens.output,
        "cost": found.cost_micros / 1e6,
        "most_cost": found.most_cost_micros / 1e6,
    }
