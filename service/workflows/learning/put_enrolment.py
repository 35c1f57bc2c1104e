"""Say what a learner or a cohort is to learn, until when, and whether they must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.db.base import DocumentId, Json, MicroModuleId
from service.db.enrolments import EnrolmentRow, NewEnrolment
from service.db.learners import LearnerId
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once


@dataclass(frozen=True, slots=True)
class Wanted:
    """As the integrator says it: a learner or a cohort, a document or micro-modules; the other of each is None."""

    learner_id: LearnerId | None
    cohort: str | None
    document_id: DocumentId | None
    micro_modules: tuple[MicroModuleId, ...]
    due_at: datetime | None
    mandatory: bool


def put_enrolment(external_id: str, wanted: Wanted, *, caller: Caller, database: Database) -> tuple[EnrolmentRow, bool]:
    """The enrolment under the integrator's id, and whether it is new. Raises NotFound for what it names."""

    def put() -> tuple[EnrolmentRow, bool]:
        with database.unit_of_work(caller.tenant, label="enrolment") as work:
            row, is_new = work.enrolments.put(external_id, _checked(wanted, work))
            detail: Json = {"due_at": None if wanted.due_at is None else wanted.due_at.isoformat()}
            action = "created" if is_new else "changed"
            work.audit.add(action, "enrolment", external_id, by=caller.principal, detail=detail)
            return row, is_new

    return do_once(put)


def _checked(wanted: Wanted, work: UnitOfWork) -> NewEnrolment:
    learner = None if wanted.learner_id is None else work.learners.get(wanted.learner_id)
    if wanted.document_id is not None:
        work.documents.get(wanted.document_id)
    for micro_module_id in wanted.micro_modules:
        work.micro_modules.get(micro_module_id)
    return NewEnrolment(
        principal_id=None if learner is None else learner.principal_id,
        cohort=wanted.cohort,
        document_id=wanted.document_id,
        micro_modules=wanted.micro_modules,
        due_at=wanted.due_at,
        mandatory=wanted.mandatory,
    )
