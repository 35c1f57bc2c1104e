"""Stop a job."""

from __future__ import annotations

from service.db.base import JobId
from service.db.jobs import Job
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def cancel_job(job_id: JobId, *, caller: Caller, database: Database) -> Job:
    """The job, cancelled; what it saved is kept for a retry. Raises NotFound, WrongState when it is over."""
    with database.unit_of_work(caller.tenant, label="cancel") as work:
        job = work.jobs.cancel(job_id)
        work.audit.add("cancelled", "job", job_id, by=caller.principal)
        return job
