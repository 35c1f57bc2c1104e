"""A micro-module as passages: pieces long enough to be understood alone and short enough to point at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.types import BodyKind, BodyPart, Citation, Layout, MicroModule

STRATEGY = 2  # raise it when the same micro-module gives other passages, so that they are cut anew
# An embedder reads 256 tokens, its title included: about 170 words of English, 120 of Italian.
MAX_WORDS = 110
MAX_TABLE_WORDS = 50  # each row is about something else: of many, no question is near to the one that answers it
MIN_WORDS = 25  # shorter paragraphs are seldom understood without the next


@dataclass(frozen=True, slots=True)
class MicroModulePassage:
    """Consecutive body parts, joined by new lines, with what they cite."""

    text: str
    citations: tuple[Citation, ...]


def cut_passages(micro_module: MicroModule) -> tuple[MicroModulePassage, ...]:
    """The body in passages, in order; never none: a micro-module without a body is its objective."""
    found = tuple(passage for parts in _groups(micro_module.body) for passage in _passages(parts))
    if found:
        return found
    return (MicroModulePassage(micro_module.objective.text, micro_module.objective.citations),)


def _groups(body: Sequence[BodyPart]) -> Iterator[list[BodyPart]]:
    """A heading goes with what follows it, a list item with what introduces it, a short paragraph with the next."""
    held: list[BodyPart] = []
    for part in body:
        if held and not _belongs(part, held):
            if not _says_nothing(held):
                yield held
            held = []
        held.append(part)
    if held and not _says_nothing(held):
        yield held


def _says_nothing(held: Sequence[BodyPart]) -> bool:
    """A heading under which nothing stands answers no question."""
    return all(one.kind is BodyKind.HEADING for one in held)


def _belongs(part: BodyPart, held: Sequence[BodyPart]) -> bool:
    if part.kind is BodyKind.HEADING:
        return False
    words = sum(_words(one) for one in held)
    if _says_nothing(held):
        return True
    if held[-1].layout is not Layout.TEXT:
        return False
    if part.layout is not Layout.TEXT:
        return words < MIN_WORDS  # what introduces a table
    if words + _words(part) > MAX_WORDS:
        return False
    return part.kind is BodyKind.LIST_ITEM or words < MIN_WORDS


def _words(part: BodyPart) -> int:
    return len(part.text.split())


def _passages(parts: Sequence[BodyPart]) -> Iterator[MicroModulePassage]:
    """One passage; of a table longer than an embedder reads some, each under the table's first row."""
    whole = _join(parts)
    *before, last = parts
    if last.layout is not Layout.TABLE or len(whole.text.split()) <= MAX_TABLE_WORDS:
        yield whole
        return
    first, *rows = last.text.split("\n")
    head = "\n".join([*(part.text for part in before), first])
    for some in _of_a_length(rows):
        yield MicroModulePassage("\n".join([head, *some]), whole.citations)


def _of_a_length(rows: Sequence[str]) -> Iterator[list[str]]:
    held: list[str] = []
    for row in rows:
        if held and sum(len(one.split()) for one in (*held, row)) > MAX_TABLE_WORDS:
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _join(parts: Sequence[BodyPart]) -> MicroModulePassage:
    citations = tuple(citation for part in parts for citation in part.citations)
    return MicroModulePassage("\n".join(part.text for part in parts), citations)
