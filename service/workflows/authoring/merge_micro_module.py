"""Merge a micro-module with the next one of its document."""

from __future__ import annotations

from authoring.conflict_json import held_back_from_json
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.reshaping import Shaped, merge
from service.db.base import Json, MicroModuleId, new_id
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent, VersionConflict, WrongState
from service.workflows.authoring.find_following import find_following
from service.workflows.authoring.shape_micro_module import shape_micro_module
from service.workflows.platform.authenticate import Caller


def merge_micro_module(
    micro_module_id: MicroModuleId,
    following_id: MicroModuleId,
    *,
    expected: int,
    caller: Caller,
    database: Database,
) -> MicroModuleRow:
    """The micro-module with all of the next one, a draft, checked anew; the next one is no longer there.

    Raises NotFound, VersionConflict, InvalidContent when another one is next, WrongState when learners see the next.
    """
    with database.reading(caller.tenant) as work:
        row, following = work.micro_modules.get(micro_module_id), work.micro_modules.get(following_id)
        if row.revision != expected:
            raise VersionConflict("micro-module", row.id, expected=expected)
        if row.merged_into is not None:
            raise WrongState("micro-module", row.id, state="merged into another", action="merged")
        _demand_next(row, following, work)
        document = document_from_json(work.drafts.get(row.document_version_id).content)
        conflicts = work.conflicts.of_version(row.document_version_id)
    merged = merge(_shaped(row), _shaped(following), document, new_item_id=lambda: new_id("itm"))
    shape = shape_micro_module(
        merged,
        document,
        draft_id=f"{row.draft_id}&{following.id}",
        facts=(row.facts, following.facts),
        conflicts=conflicts,
    )
    with database.unit_of_work(caller.tenant, label="merge") as work:
        before = work.micro_modules.get_locked(row.id)
        if before.revision != expected:
            raise VersionConflict("micro-module", row.id, expected=expected)
        absorbed = work.micro_modules.absorb(following.id, row.id, expected=following.revision)
        work.earlier_contents.add(before, reshaped=_reshaped(before, absorbed))
        saved = work.micro_modules.reshape(row.id, shape, expected=expected, by=caller.principal)
        detail: Json = {"with": following.id, "from_digest": row.content_digest, "to_digest": saved.content_digest}
        work.audit.add("merged", "micro_module", row.id, by=caller.principal, detail=detail)
        work.audit.add("merged", "micro_module", following.id, by=caller.principal, detail={"into": row.id})
    return saved


def _demand_next(row: MicroModuleRow, following: MicroModuleRow, work: UnitOfWork) -> None:
    found = find_following(row.id, work.micro_module_order.queue(row.document_version_id), work)
    if found is None or found.queued.id != following.id:
        raise InvalidContent("next", "it is not the next micro-module of the document")
    if found.is_shown:
        raise WrongState("micro-module", following.id, state="published", action="merged into another")


def _shaped(row: MicroModuleRow) -> Shaped:
    return Shaped(micro_module_from_json(row.content), held_back_from_json(row.held_back))


def _reshaped(row: MicroModuleRow, absorbed: MicroModuleRow) -> Json:
    return {
        "action": "merged",
        "draft_id": row.draft_id,
        "held_back": row.held_back,
        "facts": row.facts,
        "other": absorbed.id,
        "other_revision": absorbed.revision,
    }
