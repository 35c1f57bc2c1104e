"""Changes: what happened, in order, at least once, kept for 30 days."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from service.api.conventions import Limit, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.security import Scope
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.list_changes import list_changes

router = APIRouter(prefix="/v1/changes", tags=["changes"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.CHANGES_READ))]


class ChangeAnswer(BaseModel):
    """`id` is the one that webhooks send as `webhook-id`; `data` names things by id."""

    id: str
    type: str
    timestamp: datetime
    data: dict[str, object]


class ChangePage(BaseModel):
    """`next`: ask with `since` of this next time, also when nothing new came."""

    items: list[ChangeAnswer]
    next: int


@router.get("", responses=problems("invalid"))
def list_all(
    services: UseServices,
    caller: Reader,
    since: Annotated[int, Query(ge=0, le=2**53, description="`next` of the page before; 0: from the oldest.")] = 0,
    limit: Limit = 100,
) -> ChangePage:
    """What happened after `since`, oldest first."""
    found = list_changes(since=since, limit=limit, caller=caller, database=services.database)
    items = [ChangeAnswer(id=one.id, type=one.type, timestamp=one.at, data=one.data) for one in found]
    return ChangePage(items=items, next=found[-1].sequence if found else since)
