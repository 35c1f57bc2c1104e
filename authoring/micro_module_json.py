"""Read documents, micro-modules and items back from the JSON that `draft_json` writes."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, TypeAdapter

from authoring.types import Block, BlockId, BlockKind, BlockRole, Document, Item, ListPlace, MicroModule, Span, Table

_MICRO_MODULE = TypeAdapter(MicroModule)
_ITEM = TypeAdapter(Item)


class _ListJson(BaseModel):
    id: str
    ordered: bool
    number: int


class _BlockJson(BaseModel):
    id: BlockId
    kind: BlockKind
    text: str
    span: Span
    role: BlockRole
    level: int | None = None
    page: int | None = None
    time_seconds: float | None = None
    speaker: str | None = None
    language: str | None = None
    label: str | None = None
    list: _ListJson | None = None
    table: Table | None = None
    marked_correct: bool | None = None


class _DocumentJson(BaseModel):
    title: str
    file_name: str
    sha256: str
    media_type: str
    language: str | None
    pages: int | None


class _DraftJson(BaseModel):
    document: _DocumentJson
    blocks: list[_BlockJson]


def micro_module_from_json(content: Mapping[str, object]) -> MicroModule:
    """The inverse of `micro_module_as_json`. Raises pydantic's ValidationError for anything else."""
    return _MICRO_MODULE.validate_python(content)


def item_from_json(content: Mapping[str, object]) -> Item:
    """The inverse of `item_as_json`. Raises pydantic's ValidationError for anything else."""
    return _ITEM.validate_python(content)


def document_from_json(draft: Mapping[str, object]) -> Document:
    """The document of a whole draft's JSON, which leaves out emphasis and the pre-flight. Raises ValidationError."""
    read = _DraftJson.model_validate(draft)
    return Document(**read.document.model_dump(), blocks=tuple(_block(block) for block in read.blocks))


def _block(block: _BlockJson) -> Block:
    place = ListPlace(block.list.id, block.list.ordered, block.list.number) if block.list else None
    return Block(
        id=block.id,
        kind=block.kind,
        text=block.text,
        span=block.span,
        level=block.level,
        page=block.page,
        time_seconds=block.time_seconds,
        speaker=block.speaker,
        language=block.language,
        role=block.role,
        label=block.label,
        place=place,
        table=block.table,
        marked_correct=block.marked_correct,
    )
