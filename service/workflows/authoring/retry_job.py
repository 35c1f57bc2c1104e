"""Let a failed or cancelled job go on from what it saved."""

from __future__ import annotations

from service.db.base import JobId
from service.db.jobs import Job
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def retry_job(job_id: JobId, *, caller: Caller, database: Database) -> Job:
    """The job, queued again. Raises NotFound, WrongState when it neither failed nor was cancelled."""
    with database.unit_of_work(caller.tenant, label="retry") as work:
        job = work.jobs.retry(job_id)
        work.audit.add("retried", "job", job_id, by=caller.principal)
        work.nudge(job_id)
        return job
