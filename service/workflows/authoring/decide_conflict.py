"""Say which of two contradicting statements holds, or that both stand; regenerating takes in what was held back."""

from __future__ import annotations

from authoring.checks.conflicts import Decision
from service.db.base import ConflictId, Json
from service.db.conflicts import ConflictRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def decide_conflict(
    conflict_id: ConflictId,
    decision: Decision,
    *,
    reason: str | None,
    expected: int,
    caller: Caller,
    database: Database,
) -> ConflictRow:
    """The decided conflict; a later word replaces an earlier one. Raises NotFound, VersionConflict.

    What an earlier word let in stays where it is: it is the author's to edit.
    """
    with database.unit_of_work(caller.tenant, label="decide") as work:
        before = work.conflicts.get(conflict_id).decision
        row = work.conflicts.decide(conflict_id, decision, reason=reason, expected=expected, by=caller.principal)
        detail: Json = {
            "document_id": row.document_id,
            "decision": decision.value,
            "before": None if before is None else before.value,
            "reason": reason,
        }
        work.audit.add("decided", "conflict", row.id, by=caller.principal, detail=detail)
    return row
