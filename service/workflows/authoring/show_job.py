"""How far a job is."""

from __future__ import annotations

from service.db.base import JobId
from service.db.jobs import Job
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


def show_job(job_id: JobId, *, caller: Caller, database: Database) -> Job:
    """Raises NotFound."""
    with database.reading(caller.tenant) as work:
        return work.jobs.get(job_id)
