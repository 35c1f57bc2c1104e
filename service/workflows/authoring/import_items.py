"""Take in questions written elsewhere: into the banks of micro-modules, cited where the document supports them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from authoring.imported_items import GivenItem, ImportGround
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.rechecking import recheck
from authoring.types import Finding, Item, MicroModule
from service.db.base import MicroModuleId, new_id
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import WrongState
from service.interchange.items_gift import ReadItem
from service.workflows.authoring.save_edit import save_edit
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.export_published import WholeDocument


class ItemResult(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """What became of the question at line `line`. `item_id`, `micro_module_id` None: it is in none.

    `findings` are what keeps it, or advises to keep it, from learners. `detail` None: it was not refused.
    """

    line: int
    result: ItemResult
    item_id: str | None = None
    micro_module_id: str | None = None
    findings: tuple[Finding, ...] = ()
    detail: str | None = None


@dataclass(slots=True)
class _Shelf:
    """A micro-module while it takes questions in."""

    row: MicroModuleRow
    content: MicroModule

    def twin(self, given: GivenItem) -> Item | None:
        """The item that asks the same in the same words; None: it has none."""
        asked = _flat(given.stem)
        every = (*self.content.items, *self.content.bank)
        return next((one for one in every if one.type is given.type and _flat(one.stem) == asked), None)


def import_items(
    read: Sequence[ReadItem],
    into: MicroModuleId | WholeDocument,
    *,
    dry_run: bool,
    caller: Caller,
    database: Database,
) -> Sequence[ImportedItem]:
    """What became of each question, in order; a micro-module that takes some in is a draft again, its quiz as it was.

    In a document each goes where it is supported, else where most words are shared. Raises NotFound, WrongState for a
    document without micro-modules, VersionConflict when somebody changed one meanwhile: nothing of that one is kept.
    """
    with database.reading(caller.tenant) as work:
        rows = _rows(into, work)
        draft = work.drafts.get(rows[0].document_version_id).content
    document = document_from_json(draft)
    ground = ImportGround(document)
    shelves = {row.id: _Shelf(row, micro_module_from_json(row.content)) for row in rows}
    only = None if isinstance(into, WholeDocument) else shelves[into]
    placed = [_place(one, ground, shelves, only) for one in read]
    for shelf in shelves.values():
        if shelf.content != micro_module_from_json(shelf.row.content):
            shelf.content = recheck(shelf.content, document)
            if not dry_run:
                save_edit(shelf.row, shelf.content, "imported", caller=caller, database=database)
    return [_with_findings(one, shelves, dry_run=dry_run) for one in placed]


def _rows(into: MicroModuleId | WholeDocument, work: UnitOfWork) -> Sequence[MicroModuleRow]:
    if not isinstance(into, WholeDocument):
        return [work.micro_modules.get(into)]
    document = work.documents.get(into.id)
    version = work.drafts.current_version(document.id)
    rows = [row for row in work.micro_modules.of_version(version.id) if row.status is not Status.REJECTED]
    if not rows:
        raise WrongState("document", into.id, state="without micro-modules", action="given questions")
    return rows


def _place(
    read: ReadItem, ground: ImportGround, shelves: Mapping[MicroModuleId, _Shelf], only: _Shelf | None
) -> ImportedItem:
    """`only` is where all of them go; None: where each belongs."""
    if read.item is None:
        return ImportedItem(read.line, ItemResult.REFUSED, detail=read.refusal)
    known = next(((twin, one) for one in shelves.values() if (twin := one.twin(read.item)) is not None), None)
    if known is not None:
        return ImportedItem(read.line, ItemResult.UNCHANGED, known[0].id, known[1].row.id)
    best = None if only else ground.nearest(read.item, [one.content for one in shelves.values()])
    shelf = only or next((one for one in shelves.values() if best is one.content), None)
    if shelf is None:
        return ImportedItem(read.line, ItemResult.REFUSED, detail="No micro-module is about it.")
    item = ground.item(read.item, new_id("itm"), within=shelf.content.blocks)
    shelf.content = replace(shelf.content, bank=(*shelf.content.bank, item))
    return ImportedItem(read.line, ItemResult.CREATED, item.id, shelf.row.id)


def _with_findings(one: ImportedItem, shelves: Mapping[MicroModuleId, _Shelf], *, dry_run: bool) -> ImportedItem:
    if one.item_id is None or one.micro_module_id is None:
        return one
    content = shelves[MicroModuleId(one.micro_module_id)].content
    item = next(item for item in (*content.items, *content.bank) if item.id == one.item_id)
    is_new_and_unkept = dry_run and one.result is ItemResult.CREATED
    return replace(one, findings=item.findings, item_id=None if is_new_and_unkept else one.item_id)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())
