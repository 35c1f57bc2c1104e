"""A micro-module as passages: pieces long enough to be understood alone and short enough to point at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.types import BodyKind, BodyPart, Citation, Layout, MicroModule

STRATEGY = 1  # raise it when the same micro-module gives other passages, so that they are cut anew
# An embedder reads 256 tokens, its title included: about 170 words of English, 120 of Italian.
MAX_WORDS = 110
MIN_WORDS = 25  # shorter paragraphs are seldom understood without the next


@dataclass(frozen=True, slots=True)
class MicroModulePassage:
    """Consecutive body parts, joined by new lines, with what they cite."""

    text: str
    citations: tuple[Citation, ...]


def cut_passages(micro_module: MicroModule) -> tuple[MicroModulePassage, ...]:
    """The body in passages, in order; never none: a micro-module without a body is its objective."""
    found = tuple(_join(parts) for parts in _groups(micro_module.body))
    if found:
        return found
    return (MicroModulePassage(micro_module.objective.text, micro_module.objective.citations),)


def _groups(body: Sequence[BodyPart]) -> Iterator[list[BodyPart]]:
    """A heading goes with what follows it, a list item with what introduces it, a short paragraph with the next."""
    held: list[BodyPart] = []
    for part in body:
        if held and not _belongs(part, held):
            yield held
            held = []
        held.append(part)
    if held:
        yield held


def _belongs(part: BodyPart, held: Sequence[BodyPart]) -> bool:
    if part.kind is BodyKind.HEADING:
        return False
    words = sum(_words(one) for one in held)
    if all(one.kind is BodyKind.HEADING for one in held):
        return True
    if words + _words(part) > MAX_WORDS or part.layout is not Layout.TEXT:
        return False
    return part.kind is BodyKind.LIST_ITEM or words < MIN_WORDS


def _words(part: BodyPart) -> int:
    return len(part.text.split())


def _join(parts: Sequence[BodyPart]) -> MicroModulePassage:
    citations = tuple(citation for part in parts for citation in part.citations)
    return MicroModulePassage("\n".join(part.text for part in parts), citations)
