"""Let a micro-module follow what its author said of its section: left out, or taken in again."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.outline import SectionChoice, is_left_out
from service.db.approvals import Verdict
from service.db.base import PrincipalId
from service.db.micro_module_content import section_path_of
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import UnitOfWork
from service.workflows.authoring.put_away import is_put_away

_REVIEWABLE = (Status.DRAFT, Status.APPROVED, Status.STALE)


def follow_outline(
    row: MicroModuleRow,
    before: Sequence[SectionChoice],
    after: Sequence[SectionChoice],
    *,
    by: PrincipalId,
    work: UnitOfWork,
) -> None:
    """Rejected when its section is left out now, a draft when it is taken in again, else as it was."""
    path = section_path_of(row.content)
    was_left_out, is_now_left_out = is_left_out(path, before), is_left_out(path, after)
    if is_now_left_out and not was_left_out and row.status in _REVIEWABLE:
        work.approvals.add(row, Verdict.REJECTED, by=by, by_outline=True)
        work.micro_modules.change_status(row.id, Status.REJECTED, expected=row.revision)
        work.audit.add("left_out", "micro_module", row.id, by=by)
    if was_left_out and not is_now_left_out and is_put_away(row, work):
        work.micro_modules.change_status(row.id, Status.DRAFT, expected=row.revision)
        work.audit.add("taken_in", "micro_module", row.id, by=by)
