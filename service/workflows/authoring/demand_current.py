"""What another version of the document has left behind is neither approved nor published."""

from __future__ import annotations

from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import UnitOfWork
from service.errors import WrongState


def demand_current(row: MicroModuleRow, work: UnitOfWork, *, action: str) -> None:
    """Raises WrongState when a later version was drafted and the micro-module has no place in it."""
    version = work.documents.version(row.document_version_id)
    latest = work.drafts.latest_beside(version)
    if latest is not None and latest.number > version.number:
        state = f"no longer in the document since version {latest.number}"
        raise WrongState("micro-module", row.id, state=state, action=action)
