"""What contradicting statements keep out of a draft until the author decides, and what a decision lets back in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from authoring.conflicts import Conflict
from authoring.reading_time import count_words, reading_seconds
from authoring.types import BodyPart, Citation, Finding, Item, KeyPoint, MicroModule, Severity, Span, Term

CHECK = "conflict"
_Part = TypeVar("_Part", Item, BodyPart, KeyPoint, Term)


class Decision(StrEnum):
    """The author's word on a conflict."""

    BOTH_STAND = "both_stand"
    FIRST_HOLDS = "first_holds"
    SECOND_HOLDS = "second_holds"


@dataclass(frozen=True, slots=True)
class Held(Generic[_Part]):
    """One part that is kept out, with its place among its like, and the ids of the conflicts that it touches."""

    part: _Part
    index: int
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What one micro-module lacks for conflicts."""

    body: tuple[Held[BodyPart], ...] = ()
    key_points: tuple[Held[KeyPoint], ...] = ()
    terms: tuple[Held[Term], ...] = ()
    items: tuple[Held[Item], ...] = ()
    bank: tuple[Held[Item], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept out."""
        return not (self.body or self.key_points or self.terms or self.items or self.bank)

    @property
    def conflicts(self) -> frozenset[str]:
        """The conflicts that keep something out."""
        texts = [part.conflicts for part in self.body] + [point.conflicts for point in self.key_points]
        texts += [term.conflicts for term in self.terms]
        items = [item.conflicts for item in (*self.items, *self.bank)]
        return frozenset(one for ids in (*texts, *items) for one in ids)

    @property
    def blocks(self) -> frozenset[str]:
        """The blocks whose text is kept out."""
        return frozenset(citation.block for held in self.body for citation in held.part.citations)


def document_findings(conflicts: Iterable[Conflict]) -> tuple[Finding, ...]:
    """One finding a conflict, with both quotes, on the block where the first statement stands."""
    return tuple(
        Finding(CHECK, Severity.ADVICE, conflict.first.citation.block, conflict.message) for conflict in conflicts
    )


def hold_back(micro_module: MicroModule, conflicts: Sequence[Conflict]) -> tuple[MicroModule, HeldBack]:
    """The micro-module without what teaches or asks about a statement in conflict, and what was taken out.

    A distractor lifted from such a statement is no question about it; it stays.
    """
    body, held_body = _parted(micro_module.body, lambda part: part.citations, conflicts)
    points, held_points = _parted(micro_module.key_points, lambda part: part.citations, conflicts)
    terms, held_terms = _parted(micro_module.terms, lambda part: part.citations, conflicts)
    items, held_items = _parted(micro_module.items, _asked_about, conflicts)
    bank, held_bank = _parted(micro_module.bank, _asked_about, conflicts)
    held = HeldBack(held_body, held_points, held_terms, held_items, held_bank)
    if held.is_empty:
        return micro_module, held
    lacking = replace(micro_module, body=body, key_points=points, terms=terms, items=items, bank=bank)
    return _retimed(lacking, _findings(micro_module, held, conflicts)), held


def release(
    micro_module: MicroModule, held: HeldBack, conflicts: Sequence[Conflict], decisions: Mapping[str, Decision]
) -> tuple[MicroModule, HeldBack]:
    """The micro-module with all that the decisions let back in, in its old place, and what still is kept out.

    What cites the statement that does not hold stays out for good. Where both stand, so does an item that has the one
    among the options of a question about the other.
    """
    by_id = {conflict.id: conflict for conflict in conflicts}

    def is_free(cited: Sequence[Citation], offered: Sequence[Citation], ids: Sequence[str]) -> bool:
        return all(
            one in decisions and one in by_id and _allows(by_id[one], decisions[one], cited, offered) for one in ids
        )

    body, held_body = _joined(
        micro_module.body, held.body, lambda part: is_free(part.part.citations, (), part.conflicts)
    )
    points, held_points = _joined(
        micro_module.key_points, held.key_points, lambda part: is_free(part.part.citations, (), part.conflicts)
    )
    terms, held_terms = _joined(
        micro_module.terms, held.terms, lambda part: is_free(part.part.citations, (), part.conflicts)
    )

    def item_is_free(part: Held[Item]) -> bool:
        return is_free(_asked_about(part.part), _offered(part.part), part.conflicts)

    items, held_items = _joined(micro_module.items, held.items, item_is_free)
    bank, held_bank = _joined(micro_module.bank, held.bank, item_is_free)
    left = HeldBack(held_body, held_points, held_terms, held_items, held_bank)
    whole = replace(micro_module, body=body, key_points=points, terms=terms, items=items, bank=bank)
    undecided = [conflict for conflict in conflicts if conflict.id not in decisions]
    return _retimed(whole, _findings(micro_module, left, undecided)), left


def _parted(
    parts: Sequence[_Part], cites: Callable[[_Part], Sequence[Citation]], conflicts: Sequence[Conflict]
) -> tuple[tuple[_Part, ...], tuple[Held[_Part], ...]]:
    touched = {index: ids for index, part in enumerate(parts) if (ids := tuple(_touched(cites(part), conflicts)))}
    kept = tuple(part for index, part in enumerate(parts) if index not in touched)
    return kept, tuple(Held(parts[index], index, ids) for index, ids in touched.items())


def _joined(
    parts: Sequence[_Part], held: Sequence[Held[_Part]], is_free: Callable[[Held[_Part]], bool]
) -> tuple[tuple[_Part, ...], tuple[Held[_Part], ...]]:
    whole = list(parts)
    left = []
    for part in sorted(held, key=lambda part: part.index):
        if is_free(part):
            whole.insert(part.index, part.part)
        else:
            left.append(part)
    return tuple(whole), tuple(left)


def _touched(cited: Sequence[Citation], conflicts: Iterable[Conflict]) -> Iterator[str]:
    for conflict in conflicts:
        if any(_overlap(citation.span, span) for citation in cited for span in _own_spans(conflict)):
            yield conflict.id


def _own_spans(conflict: Conflict) -> tuple[Span, ...]:
    """Where the drafted document itself states what is in conflict."""
    sides = (conflict.first, conflict.second)
    return tuple(side.citation.span for side in sides if side.micro_module is None)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _asked_about(item: Item) -> tuple[Citation, ...]:
    """What makes the item's key true."""
    of_keys = (citation for option in item.options if option.correct for citation in option.citations)
    return (*item.citations, *of_keys)


def _offered(item: Item) -> tuple[Citation, ...]:
    return tuple(citation for option in item.options if not option.correct for citation in option.citations)


def _allows(conflict: Conflict, decision: Decision, cited: Sequence[Citation], offered: Sequence[Citation]) -> bool:
    first = _touches(cited, conflict.first.citation.span)
    second = conflict.second.micro_module is None and _touches(cited, conflict.second.citation.span)
    if decision is Decision.FIRST_HOLDS:
        return not second
    if decision is Decision.SECOND_HOLDS:
        return not first
    rivals = [conflict.second.citation.span] if first else [conflict.first.citation.span]
    return not any(_touches(offered, span) for span in rivals if conflict.second.micro_module is None)


def _touches(cited: Sequence[Citation], span: Span) -> bool:
    return any(_overlap(citation.span, span) for citation in cited)


def _findings(micro_module: MicroModule, held: HeldBack, conflicts: Sequence[Conflict]) -> tuple[Finding, ...]:
    """The micro-module's findings with one for each of the conflicts that still keep something out of it."""
    ids = held.conflicts
    others = [finding for finding in micro_module.findings if finding.check != CHECK]
    return (
        *others,
        *(
            Finding(CHECK, Severity.ADVICE, micro_module.id, conflict.message)
            for conflict in conflicts
            if conflict.id in ids
        ),
    )


def _retimed(micro_module: MicroModule, findings: tuple[Finding, ...]) -> MicroModule:
    seconds = reading_seconds(sum(count_words(part.text) for part in micro_module.body))
    return replace(micro_module, reading_seconds=seconds, findings=findings)
