"""Read micro-modules and items back from the JSON that `draft_json` writes."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from authoring.types import Item, MicroModule

_MICRO_MODULE = TypeAdapter(MicroModule)
_ITEM = TypeAdapter(Item)


def micro_module_from_json(content: Mapping[str, object]) -> MicroModule:
    """The inverse of `micro_module_as_json`. Raises pydantic's ValidationError for anything else."""
    return _MICRO_MODULE.validate_python(content)


def item_from_json(content: Mapping[str, object]) -> Item:
    """The inverse of `item_as_json`. Raises pydantic's ValidationError for anything else."""
    return _ITEM.validate_python(content)
