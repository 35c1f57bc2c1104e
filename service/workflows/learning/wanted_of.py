"""What an enrolment asks for now."""

from __future__ import annotations

from service.db.base import MicroModuleId
from service.db.enrolments import EnrolmentRow
from service.db.unit_of_work import UnitOfWork


def wanted_of(row: EnrolmentRow, work: UnitOfWork) -> tuple[MicroModuleId, ...]:
    """Of a document all that is published, else what was named."""
    if row.document_id is None:
        return tuple(MicroModuleId(one) for one in row.micro_modules)
    return tuple(entry.micro_module_id for entry in work.publications.of_document(row.document_id))
