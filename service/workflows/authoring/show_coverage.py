"""Which parts of a document are taught, by which micro-module, and which are not and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.conflict_json import held_back_from_json
from authoring.outline import CoverageNow, SectionChoice, TaughtBlocks, cover
from service.db.base import DocumentId, Json
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class CoverageView:
    """`sections` are the author's choices so far; `revision` counts their changes."""

    coverage: CoverageNow
    sections: Sequence[SectionChoice]
    revision: int


def show_coverage(document_id: DocumentId, *, caller: Caller, database: Database) -> CoverageView:
    """The coverage of the latest version that is drafted. Raises NotFound, also while none is."""
    with database.reading(caller.tenant) as work:
        version = work.drafts.current_version(document_id)
        draft = work.drafts.get(version.id)
        rows = work.micro_modules.of_version(version.id)
        outline = SectionChoice.read_all(draft.outline)
        taught = [_taught(row) for row in rows]
    return CoverageView(cover(draft.content, taught, outline), outline, draft.revision)


def _taught(row: MicroModuleRow) -> TaughtBlocks:
    held_back = held_back_from_json(row.held_back).blocks
    path, blocks = _texts(row.content, "section_path"), _texts(row.content, "blocks")
    return TaughtBlocks(row.id, path, blocks, _is_kept(row), held_back)


def _is_kept(row: MicroModuleRow) -> bool:
    return row.status not in (Status.REJECTED, Status.WITHDRAWN)


def _texts(content: Json, name: str) -> tuple[str, ...]:
    texts = content[name]
    return tuple(str(text) for text in texts) if isinstance(texts, list) else ()
