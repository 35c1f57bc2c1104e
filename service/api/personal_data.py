"""A learner's own data: all of it to take away, or erased, with a receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Response
from pydantic import BaseModel, JsonValue, TypeAdapter

from service.api.conventions import Answer, problems
from service.api.learners import LearnerAnswer, answer
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.erasures import ErasureRow
from service.db.learners import LearnerId
from service.security import Scope
from service.workflows.learning.complete_erasures import complete_erasures
from service.workflows.learning.export_learner import export_learner
from service.workflows.learning.request_erasure import request_erasure
from service.workflows.learning.show_erasure import show_erasure
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1", tags=["learners"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.LEARNERS_READ))]
Eraser = Annotated[Caller, Depends(require(Scope.LEARNERS_ERASE))]
Keeper = Annotated[Caller, Depends(require(Scope.LEARNERS_WRITE))]
_ROWS: TypeAdapter[dict[str, list[dict[str, object]]]] = TypeAdapter(dict[str, list[dict[str, object]]])


class ExportAnswer(BaseModel):
    """Everything that is kept: `rows` table by table, each with what it is kept for in `purposes`."""

    learner: LearnerAnswer
    exported_at: datetime
    purposes: dict[str, str]
    rows: dict[str, list[dict[str, JsonValue]]]


class ErasureAnswer(Answer):
    """The receipt. `completed_at` null: under way; `counts` are erased rows by table."""

    id: str
    url: str
    requested_at: datetime
    completed_at: datetime | None
    counts: dict[str, int]


@router.get("/learners/{learner_id}/export", responses=problems("not-found"))
def get_export(learner_id: str, services: UseServices, caller: Reader) -> ExportAnswer:
    """Everything that is kept of the learner."""
    services.impressions.settle(services.database)
    export = export_learner(LearnerId(learner_id), caller=caller, database=services.database)
    rows = _ROWS.dump_python({name: list(found) for name, found in export.rows.items()}, mode="json")
    return ExportAnswer(
        learner=answer(export.learner), exported_at=export.exported_at, purposes=dict(export.purposes), rows=rows
    )


@router.delete("/learners/{learner_id}", status_code=202, responses=problems("not-found"))
def delete(
    learner_id: str, services: UseServices, caller: Eraser, background: BackgroundTasks, response: Response
) -> ErasureAnswer:
    """Erase everything of the learner: they are gone at once, their rows within seconds; the receipt says when."""
    services.impressions.settle(services.database)
    row = request_erasure(LearnerId(learner_id), caller=caller, database=services.database)
    background.add_task(complete_erasures, caller.tenant, database=services.database)
    response.headers["Location"] = _url(row)
    return _receipt(row)


@router.get("/erasures/{erasure_id}", responses=problems("not-found"))
def get_erasure(erasure_id: str, services: UseServices, caller: Keeper) -> ErasureAnswer:
    """The receipt of an erasure."""
    return _receipt(show_erasure(erasure_id, caller=caller, database=services.database))


def _receipt(row: ErasureRow) -> ErasureAnswer:
    return ErasureAnswer.model_validate(
        {
            "id": row.id,
            "url": _url(row),
            "requested_at": row.requested_at,
            "completed_at": row.completed_at,
            "counts": row.counts,
        }
    )


def _url(row: ErasureRow) -> str:
    return f"/v1/erasures/{row.id}"
