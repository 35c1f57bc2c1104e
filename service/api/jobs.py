"""Jobs: how far they are, as an answer or as a stream of events; stop them, let them go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from service.api.conventions import Answer, conflict_problems, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.bootstrap import Services
from service.db.base import JobId
from service.db.jobs import OPEN_STATES, Job
from service.security import Scope
from service.workflows.authoring.cancel_job import cancel_job
from service.workflows.authoring.retry_job import retry_job
from service.workflows.authoring.show_job import show_job
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.DOCUMENTS_WRITE))]

_LOOK_SECONDS = 0.3  # how often a stream looks at the job
_KEEP_ALIVE_LOOKS = 50  # a comment every fifteen seconds keeps proxies from closing the stream


class JobProblem(Answer):
    """`reason` is stable: what the author can act on, or `worker_lost`."""

    reason: str
    detail: str


class JobAnswer(Answer):
    """`done` of `total` units of `stage`; `problem` null: none."""

    id: str
    document_id: str
    state: str
    stage: str | None
    done: int
    total: int
    problem: JobProblem | None
    created_at: datetime
    updated_at: datetime


@router.get("/{job_id}", responses=problems("not-found"))
def get(job_id: str, services: UseServices, caller: Reader) -> JobAnswer:
    """How far the job is."""
    return _job(show_job(JobId(job_id), caller=caller, database=services.database))


@router.get(
    "/{job_id}/events",
    response_class=StreamingResponse,
    responses={**problems("not-found"), 200: {"content": {"text/event-stream": {}}}},
)
async def events(job_id: str, request: Request, services: UseServices, caller: Reader) -> StreamingResponse:
    """The job as server-sent events: `progress` whenever something changed, `end` when it is over."""
    first = await run_in_threadpool(show_job, JobId(job_id), caller=caller, database=services.database)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(first, request, services, caller), media_type="text/event-stream", headers=headers)


@router.post("/{job_id}/cancel", responses=conflict_problems())
def cancel(job_id: str, services: UseServices, caller: Writer) -> JobAnswer:
    """Stop the job; what it saved is kept for a retry."""
    return _job(cancel_job(JobId(job_id), caller=caller, database=services.database))


@router.post("/{job_id}/retry", status_code=202, responses=conflict_problems())
def retry(job_id: str, services: UseServices, caller: Writer) -> JobAnswer:
    """Let a failed or cancelled job go on from what it saved."""
    return _job(retry_job(JobId(job_id), caller=caller, database=services.database))


async def _stream(job: Job, request: Request, services: Services, caller: Caller) -> AsyncIterator[str]:
    said, looks = "", 0
    while True:
        answer = _job(job).model_dump_json()
        if answer != said:
            yield _event("progress", answer)
            said = answer
        if job.state not in OPEN_STATES:
            yield _event("end", answer)
            return
        looks += 1
        if looks % _KEEP_ALIVE_LOOKS == 0:
            yield ": still here\n\n"
        await asyncio.sleep(_LOOK_SECONDS)
        if await request.is_disconnected():
            return
        job = await run_in_threadpool(show_job, job.id, caller=caller, database=services.database)


def _event(name: str, answer: str) -> str:
    return f"event: {name}\ndata: {answer}\n\n"


def _job(job: Job) -> JobAnswer:
    problem = job.problem
    return JobAnswer(
        id=job.id,
        document_id=job.document_id,
        state=job.state.value,
        stage=job.stage,
        done=job.done,
        total=job.total,
        problem=None
        if problem is None
        else JobProblem(reason=str(problem["reason"]), detail=str(problem.get("detail", ""))),
        created_at=job.created_at,
        updated_at=job.updated_at,
    )
