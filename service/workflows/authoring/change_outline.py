"""Say which sections of a document are taught and which are left out, and why."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.outline import SectionChoice, is_left_out, merge
from service.db.approvals import Verdict
from service.db.base import DocumentId
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent
from service.workflows.authoring.put_away import is_put_away
from service.workflows.platform.authenticate import Caller

_REVIEWABLE = (Status.DRAFT, Status.APPROVED, Status.STALE)


def change_outline(
    document_id: DocumentId, changes: Sequence[SectionChoice], *, expected: int, caller: Caller, database: Database
) -> int:
    """The outline's new revision; what stands in a section left out is rejected, taken in again a draft.

    What a reviewer rejected stays so. What is published stays so until it is withdrawn. Raises NotFound,
    VersionConflict, InvalidContent for a section that the draft does not have.
    """
    with database.unit_of_work(caller.tenant, label="outline") as work:
        version = work.documents.latest_version(document_id)
        draft = work.drafts.get(version.id)
        rows = work.micro_modules.of_version(version.id)
        _demand_known(changes, rows)
        before = SectionChoice.read_all(draft.outline)
        after = merge(before, changes)
        revision = work.drafts.revise_outline(version.id, SectionChoice.write_all(after), expected=expected)
        for row in rows:
            _follow(row, before, after, caller=caller, work=work)
        detail: dict[str, object] = {"revision": revision, "sections_count": len(changes)}
        work.audit.add("outlined", "document", document_id, by=caller.principal, detail=detail)
    return revision


def _demand_known(changes: Sequence[SectionChoice], rows: Sequence[MicroModuleRow]) -> None:
    paths = [_path(row) for row in rows]
    for change in changes:
        if not any(path[: len(change.section_path)] == change.section_path for path in paths):
            raise InvalidContent("sections", "no micro-module of the draft stands in one of these sections")


def _follow(
    row: MicroModuleRow,
    before: Sequence[SectionChoice],
    after: Sequence[SectionChoice],
    *,
    caller: Caller,
    work: UnitOfWork,
) -> None:
    was_left_out, is_now_left_out = is_left_out(_path(row), before), is_left_out(_path(row), after)
    if is_now_left_out and not was_left_out and row.status in _REVIEWABLE:
        work.approvals.add(row, Verdict.REJECTED, by=caller.principal, by_outline=True)
        work.micro_modules.change_status(row.id, Status.REJECTED, expected=row.revision)
        work.audit.add("left_out", "micro_module", row.id, by=caller.principal)
    if was_left_out and not is_now_left_out and is_put_away(row, work):
        work.micro_modules.change_status(row.id, Status.DRAFT, expected=row.revision)
        work.audit.add("taken_in", "micro_module", row.id, by=caller.principal)


def _path(row: MicroModuleRow) -> tuple[str, ...]:
    path = row.content["section_path"]
    return tuple(str(heading) for heading in path) if isinstance(path, list) else ()
