"""A drafted document by its sections: what each would teach, where that stands, and what the author says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.micro_module_json import micro_module_from_json
from authoring.outline import SectionChoice
from authoring.types import MicroModule
from service.db.base import DocumentId, Json
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Outlined:
    """A micro-module as it is kept, and read."""

    row: MicroModuleRow
    micro_module: MicroModule


@dataclass(frozen=True, slots=True)
class Outline:
    """`choices` are the author's so far, `revision` counts their changes; micro-modules in the document's order.

    `engine` is what made the draft, with model and prompt versions.
    """

    choices: Sequence[SectionChoice]
    revision: int
    micro_modules: Sequence[Outlined]
    document: Json
    preflight: Json
    engine: Json


def show_outline(document_id: DocumentId, *, caller: Caller, database: Database) -> Outline:
    """The outline of the latest version that is drafted. Raises NotFound, also while none is."""
    with database.reading(caller.tenant) as work:
        version = work.drafts.current_version(document_id)
        draft = work.drafts.get(version.id)
        return Outline(
            choices=SectionChoice.read_all(draft.outline),
            revision=draft.revision,
            micro_modules=[
                Outlined(row, micro_module_from_json(row.content)) for row in work.micro_modules.of_version(version.id)
            ],
            document=_object(draft.content["document"]),
            preflight=_object(draft.content["preflight"]),
            engine=_object(draft.content["engine"]),
        )


def _object(part: object) -> Json:
    return part if isinstance(part, dict) else {}
