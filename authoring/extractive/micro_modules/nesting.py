"""List items over a list of their own: small headings, or one item with their members where that would mislead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from authoring.types import Block, BodyKind, BodyPart

_OPEN_ENDS = (":", ",", "：")
_LONGEST_HEADING = 12  # words
_MOST_MEMBERS = 4  # told in one item
_LONGEST_ITEM = 90  # words


@dataclass(frozen=True, slots=True)
class Kept:
    """A part of the body on its way, with the block it comes from."""

    block: Block
    part: BodyPart


def unnested(kept: Sequence[Kept]) -> list[Kept]:
    """The pieces with each open item over a deeper list told so that the list's members do not look like its equals."""
    return list(_unnested(list(kept)))


def _unnested(kept: list[Kept]) -> Iterator[Kept]:
    place = 0
    while place < len(kept):
        members = _members(kept, place)
        if not members:
            yield kept[place]
        elif _ends_its_list(kept, place + 1 + len(members)) and _fits_a_heading(kept[place]):
            yield Kept(kept[place].block, _as_heading(kept[place].part))
            yield from _unnested(members)
        elif _fit_one_item(kept[place], members):
            yield _as_one_item(kept[place], members)
        else:
            yield Kept(kept[place].block, replace(kept[place].part, kind=BodyKind.PARAGRAPH))
            yield from _unnested(members)
        place += 1 + len(members)


def _members(kept: Sequence[Kept], place: int) -> list[Kept]:
    """The items of the deeper list that stands under the item at `place`."""
    opening = kept[place]
    if not _is_item(opening):
        return []
    found: list[Kept] = []
    for piece in kept[place + 1 :]:
        if not _is_item(piece) or (piece.block.level or 1) <= (opening.block.level or 1):
            break
        found.append(piece)
    return found


def _is_item(piece: Kept) -> bool:
    return piece.part.kind is BodyKind.LIST_ITEM and piece.block.place is not None


def _ends_its_list(kept: Sequence[Kept], place: int) -> bool:
    """Whether what follows is no equal of the opening item, or opens a list as well: both are then headings alike."""
    if place >= len(kept) or not _is_item(kept[place]):
        return True
    return bool(_members(kept, place)) and _fits_a_heading(kept[place])


def _fits_a_heading(piece: Kept) -> bool:
    return piece.part.text.endswith((":", "：")) and len(piece.part.text.split()) <= _LONGEST_HEADING


def _as_heading(part: BodyPart) -> BodyPart:
    return replace(part, text=part.text.rstrip(":： "), kind=BodyKind.HEADING)


def _fit_one_item(opening: Kept, members: Sequence[Kept]) -> bool:
    words = sum(len(piece.part.text.split()) for piece in (opening, *members))
    is_flat = len({piece.block.level for piece in members}) == 1
    return len(members) <= _MOST_MEMBERS and words <= _LONGEST_ITEM and is_flat


def _as_one_item(opening: Kept, members: Sequence[Kept]) -> Kept:
    texts = [piece.part.text for piece in members]
    told = " ".join(text if text.endswith((".", "!", "?", ";")) else f"{text};" for text in texts).rstrip(";")
    head = opening.part.text.rstrip(" ")
    head = f"{head.rstrip(',:： ')}:" if head.endswith(_OPEN_ENDS) or head[-1:].isalnum() else head
    cited = (*opening.part.citations, *(citation for piece in members for citation in piece.part.citations))
    return Kept(opening.block, replace(opening.part, text=f"{head} {told}", citations=cited))
