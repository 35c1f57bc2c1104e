"""What a micro-module holds, as JSON: its items, its digest, and a fresh one under ids of this database."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.base import ItemId, Json, MicroModuleId, content_digest, new_id

PLACES = ("items", "bank")  # of items in a micro-module: its quiz, and the rest

_NOT_SHOWN = frozenset(
    {"block", "blocks", "span", "page", "pages", "time_seconds", "source", "section_path", "findings"}
)  # where it stands in a version of the document, and what checks say: another version may move it, no word changes


@dataclass(frozen=True, slots=True)
class NewMicroModule:
    """One micro-module of a fresh draft, ready to be kept: `content` carries ids of this database.

    `item_draft_ids` are the draft's own ids of its items, by their new ones.
    """

    id: MicroModuleId
    draft_id: str
    position: int
    content: Json
    content_digest: str
    item_draft_ids: dict[ItemId, str]
    held_back: Json | None = None
    facts: Json | None = None


def new_micro_module(
    draft_id: str, position: int, drafted: Json, *, held_back: Json | None = None, facts: Json | None = None
) -> NewMicroModule:
    """A drafted micro-module under ids of its own, items and findings included; needs no database."""
    items = [item for place in PLACES for item in items_of(drafted, place)]
    micro_module_id = MicroModuleId(new_id("mm"))
    item_ids = {str(item["id"]): ItemId(new_id("itm")) for item in items}
    ids: dict[str, str] = {draft_id: micro_module_id, **item_ids}
    content = _under_new_id(drafted | {"id": draft_id}, ids)
    for place in PLACES:
        content[place] = [_under_new_id(item, ids) for item in items_of(drafted, place)]
    item_draft_ids = {new: old for old, new in item_ids.items()}
    digest = taught_digest(content)
    held = held_back and {**held_back, **{place: _held_under_new_ids(held_back, place) for place in PLACES}}
    return NewMicroModule(micro_module_id, draft_id, position, content, digest, item_draft_ids, held, facts)


def taught_digest(content: Json) -> str:
    """What approval binds to: a digest of every word, key and quote, wherever in the document they stand."""
    return content_digest({"content": _shown(content)})


def items_of(content: Json, place: str) -> list[Json]:
    """The items of a micro-module's content; `place` is one of PLACES."""
    items = content.get(place, [])
    if not isinstance(items, list):
        message = f"{place} is not a list"
        raise TypeError(message)
    return items


def item_ids_of(content: Json) -> list[ItemId]:
    """The ids of all its items, those of the bank too."""
    return [ItemId(str(item["id"])) for place in PLACES for item in items_of(content, place)]


def section_path_of(content: Json) -> tuple[str, ...]:
    """The headings above it, outermost first."""
    path = content["section_path"]
    return tuple(str(heading) for heading in path) if isinstance(path, list) else ()


def _shown(part: object) -> object:
    if isinstance(part, dict):
        return {name: _shown(value) for name, value in part.items() if name not in _NOT_SHOWN}
    return [_shown(one) for one in part] if isinstance(part, list) else part


def _under_new_id(piece: Json, ids: dict[str, str]) -> Json:
    """A micro-module or item under its new id; its findings speak of the new ids as well."""
    moved = piece | {"id": ids[str(piece["id"])]}
    findings = piece.get("findings")
    if isinstance(findings, list):
        moved["findings"] = [finding | {"where": ids.get(finding["where"], finding["where"])} for finding in findings]
    return moved


def _held_under_new_ids(held_back: Json, place: str) -> list[Json]:
    """The items held back from a place; they are registered when they are taken in."""
    held = items_of(held_back, place)
    return [
        one | {"part": _under_new_id(item, {str(item["id"]): new_id("itm")})} for one in held if (item := _part(one))
    ]


def _part(held: Json) -> Json:
    part = held["part"]
    return part if isinstance(part, dict) else {}
