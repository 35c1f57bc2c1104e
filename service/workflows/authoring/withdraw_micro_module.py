"""Take a published micro-module away from learners."""

from __future__ import annotations

from service.db.base import MicroModuleId
from service.db.changes import Action, Kind
from service.db.events import EventType
from service.db.micro_modules import MicroModuleRow, Status
from service.db.unit_of_work import Database
from service.errors import NotFound, WrongState
from service.workflows.authoring.decide_reports import decide_reports
from service.workflows.platform.authenticate import Caller


def withdraw_micro_module(
    micro_module_id: MicroModuleId, *, reason: str | None, caller: Caller, database: Database
) -> MicroModuleRow:
    """The micro-module, no longer in the catalogue; a repeat changes nothing. Frozen versions and responses stay.

    Work on its next version goes on: only a published or stale one becomes withdrawn, yet either keeps the reason. What
    somebody changed since the caller read it is withdrawn all the same: it can wait for no second look.
    Raises NotFound, WrongState.
    """
    with database.unit_of_work(caller.tenant, label="withdraw") as work:
        row = work.micro_modules.get_locked(micro_module_id)
        if row.status is Status.WITHDRAWN:
            return row
        try:
            work.publications.withdraw(micro_module_id)
        except NotFound as absent:
            raise WrongState("micro-module", micro_module_id, state=row.status.value, action="withdrawn") from absent
        detail: dict[str, object] = {"number": row.published_number, "reason": reason}
        work.audit.add("withdrawn", "micro_module", micro_module_id, by=caller.principal, detail=detail)
        status = Status.WITHDRAWN if row.status in (Status.PUBLISHED, Status.STALE) else row.status
        withdrawn = work.micro_modules.change_status(micro_module_id, status, expected=row.revision, reason=reason)
        decide_reports(work.responses.doubted(micro_module_id), of=None, is_upheld=True, work=work)
        work.passages.remove(Kind.MICRO_MODULE, micro_module_id)
        work.changes.record(Kind.MICRO_MODULE, micro_module_id, Action.WITHDRAWN)
        told: dict[str, object] = {"micro_module_id": row.id, "document_id": row.document_id}
        work.events.record(EventType.MICRO_MODULE_WITHDRAWN, told | {"version": row.published_number})
        return withdrawn
