"""Split a micro-module in two at a sentence of its body."""

from __future__ import annotations

from authoring.conflict_json import held_back_from_json
from authoring.editing import InvalidEdit
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.reshaping import Shaped, SplitPlace, split, split_places
from service.db.base import Json, MicroModuleId, new_id
from service.db.micro_modules import MicroModuleRow, Shape
from service.db.unit_of_work import Database
from service.errors import VersionConflict
from service.workflows.authoring.shape_micro_module import shape_micro_module
from service.workflows.platform.authenticate import Caller


def split_micro_module(
    micro_module_id: MicroModuleId, *, part: int, offset: int, expected: int, caller: Caller, database: Database
) -> tuple[MicroModuleRow, MicroModuleRow]:
    """What stands before character `offset` of the body's part `part`, from 0, and a new one with the rest behind it.

    Both are drafts, checked anew. Raises NotFound, VersionConflict, InvalidEdit where no sentence begins.
    """
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.get(micro_module_id)
        document = document_from_json(work.drafts.get(row.document_version_id).content)
        conflicts = work.conflicts.of_version(row.document_version_id)
    if row.revision != expected:
        raise VersionConflict("micro-module", micro_module_id, expected=expected)
    whole = Shaped(micro_module_from_json(row.content), held_back_from_json(row.held_back))
    place = _place(whole, document.language, part, offset)
    second_id = MicroModuleId(new_id("mm"))
    halves = split(whole, place, document, second_id=second_id, new_item_id=lambda: new_id("itm"))
    first, second = (
        shape_micro_module(half, document, draft_id=draft_id, facts=(row.facts,), conflicts=conflicts)
        for half, draft_id in zip(halves, (f"{row.draft_id}/", f"{row.draft_id}/{second_id}"), strict=True)
    )
    return _keep(row, first, second_id, second, caller=caller, database=database)


def _place(whole: Shaped, language: str | None, part: int, offset: int) -> SplitPlace:
    places = split_places(whole.micro_module, language)
    found = next((one for one in places if (one.part, one.offset) == (part, offset)), None)
    if found is None:
        raise InvalidEdit("at", "no sentence begins there")
    return found


def _keep(
    row: MicroModuleRow, first: Shape, second_id: MicroModuleId, second: Shape, *, caller: Caller, database: Database
) -> tuple[MicroModuleRow, MicroModuleRow]:
    with database.unit_of_work(caller.tenant, label="split") as work:
        before = work.micro_modules.get_locked(row.id)
        if before.revision != row.revision:
            raise VersionConflict("micro-module", row.id, expected=row.revision)
        work.micro_module_order.make_room(before)
        added = work.micro_modules.add_behind(before, second_id, second, by=caller.principal)
        reshaped: Json = {
            "action": "split",
            "draft_id": row.draft_id,
            "held_back": row.held_back,
            "facts": row.facts,
            "other": added.id,
            "other_revision": added.revision,
        }
        work.earlier_contents.add(before, reshaped=reshaped)
        saved = work.micro_modules.reshape(row.id, first, expected=row.revision, by=caller.principal)
        detail: Json = {"off": added.id, "from_digest": row.content_digest, "to_digest": saved.content_digest}
        work.audit.add("split", "micro_module", row.id, by=caller.principal, detail=detail)
        work.audit.add("split", "micro_module", added.id, by=caller.principal, detail={"from": row.id})
    return saved, added
