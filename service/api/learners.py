"""Learners: who learns, as the integrator's own system knows them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import BaseModel, Field, ValidationError

from service.api.conventions import Cursor, Flag, Limit, RequestBody, next_cursor, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import PrincipalId
from service.db.learners import Learner, LearnerChange, LearnerId, Upsert
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.learning.list_learners import list_learners
from service.workflows.learning.put_learner import put_learner
from service.workflows.learning.put_learners import LearnerRow, put_learners
from service.workflows.learning.set_goals import set_goals
from service.workflows.learning.show_learner import show_learner
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/learners", tags=["learners"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Keeper = Annotated[Caller, Depends(require(Scope.LEARNERS_WRITE))]
Reader = Annotated[Caller, Depends(require(Scope.LEARNERS_READ))]
Self = Annotated[Caller, Depends(require(Scope.LEARNING_WRITE))]

MAX_ROWS = 50_000
REFUSED = "refused"
Goal = Annotated[str, Field(min_length=1, max_length=300)]
Goals = Annotated[list[Goal], Field(max_length=20)]
Cohort = Annotated[str, Field(min_length=1, max_length=100)]
Rows = Annotated[bytes, Body(media_type="application/x-ndjson", description="A learner a line, `learner_id` included.")]


class LearnerFields(RequestBody):
    """What is left out stays as it is. `active` false: nothing is shown, routed or sent any more.

    `email_digest`: SHA-256 of their e-mail address in lower case, hexadecimal; threads of other forums find them by it.
    """

    name: str | None = Field(None, max_length=200)
    locale: str | None = Field(None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
    role: str | None = Field(None, max_length=200)
    goals: Goals | None = None
    cohorts: list[Cohort] | None = Field(None, max_length=50)
    active: Flag | None = None
    email_digest: str | None = Field(None, pattern="^[0-9a-f]{64}$")

    def as_change(self) -> LearnerChange:
        """As the workflow takes it."""
        return LearnerChange(
            name=self.name,
            locale=self.locale,
            role=self.role,
            goals=None if self.goals is None else tuple(dict.fromkeys(self.goals)),
            cohorts=None if self.cohorts is None else frozenset(self.cohorts),
            is_active=self.active,
            email_digest=self.email_digest,
        )


class NewLearnerRow(LearnerFields):
    """One line of a bulk request."""

    learner_id: str = Field(min_length=1, max_length=200)


class NewGoals(RequestBody):
    """What the learner wants to become able to do, the most wanted first; instead of any goals before."""

    goals: Goals


class LearnerAnswer(BaseModel):
    """`id` is your own; `name`, `locale` and `role` null: nothing was said of it."""

    id: str
    name: str | None
    locale: str | None
    role: str | None
    goals: list[str]
    cohorts: list[str]
    active: bool
    created_at: datetime


class LearnerPage(BaseModel):
    items: list[LearnerAnswer]
    cursor: str | None


class RowAnswer(BaseModel):
    """What became of line `line` (from 1): created, updated, unchanged, or refused for the reason in `detail`."""

    line: int
    learner_id: str | None
    result: str
    detail: str | None = None


class BulkAnswer(BaseModel):
    """`dry_run` true: what would have become, nothing was written."""

    dry_run: bool
    items: list[RowAnswer]


@router.get("", responses=problems("invalid"))
def list_all(
    services: UseServices,
    caller: Keeper,
    cohort: Annotated[str | None, Query(description="A cohort's name; left out: any or none.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> LearnerPage:
    """Every learner, oldest first."""
    after = None if cursor is None else PrincipalId(cursor)
    found = list_learners(cohort=cohort, after=after, limit=limit, caller=caller, database=services.database)
    ids = [learner.principal_id for learner in found]
    return LearnerPage(items=[answer(learner) for learner in found], cursor=next_cursor(ids, limit=limit))


@router.put("/{learner_id}", responses={201: {"model": LearnerAnswer}, **problems("invalid", "malformed")})
def put(
    learner_id: str, fields: LearnerFields, services: UseServices, caller: Keeper, response: Response
) -> LearnerAnswer:
    """Take a learner in under your own id (201), or change what is said of them (200)."""
    if not 1 <= len(learner_id) <= 200:
        raise RequestRefused("invalid", "A learner's id has 1 to 200 characters.")
    done = put_learner(LearnerId(learner_id), fields.as_change(), caller=caller, database=services.database)
    response.status_code = 201 if done.upsert == Upsert.CREATED else 200
    return answer(done.learner)


@router.get("/{learner_id}", responses=problems("not-found"))
def get(learner_id: str, services: UseServices, caller: Reader) -> LearnerAnswer:
    """What is known of a learner."""
    return answer(show_learner(LearnerId(learner_id), caller=caller, database=services.database))


@router.put("/{learner_id}/goals", responses=problems("not-found", "invalid", "malformed"))
def put_goals(learner_id: str, goals: NewGoals, services: UseServices, caller: Self) -> LearnerAnswer:
    """Say what the learner wants to become able to do; learners may do that themselves."""
    wanted = tuple(dict.fromkeys(goals.goals))
    return answer(set_goals(LearnerId(learner_id), wanted, caller=caller, database=services.database))


@router.post("/bulk", responses=problems("invalid", "malformed", "unsupported-media-type", "too-large"))
def post_many(rows: Rows, services: UseServices, caller: Keeper, dry_run: bool = False) -> BulkAnswer:
    """Take many learners in or change them, a line each; every line is applied or refused by itself."""
    read = {number: _read_row(line) for number, line in enumerate(rows.split(b"\n"), start=1) if line.strip()}
    if len(read) > MAX_ROWS:
        raise RequestRefused("invalid", f"A request may have {MAX_ROWS} lines; send the rest in another.")
    good = [row for row in read.values() if isinstance(row, LearnerRow)]
    done = put_learners(good, dry_run=dry_run, caller=caller, database=services.database)
    return BulkAnswer(dry_run=dry_run, items=list(_row_answers(read, done)))


def _read_row(line: bytes) -> LearnerRow | str:
    """The row, or why it is refused."""
    try:
        row = NewLearnerRow.model_validate(json.loads(line))
    except ValidationError as refusal:
        return "; ".join(f"{'/'.join(map(str, fault['loc'])) or 'row'}: {fault['msg']}" for fault in refusal.errors())
    except (ValueError, RecursionError):
        return "The line is no JSON."
    return LearnerRow(LearnerId(row.learner_id), row.as_change())


def _row_answers(read: Mapping[int, LearnerRow | str], done: Iterator[str]) -> Iterator[RowAnswer]:
    for line, row in read.items():
        if isinstance(row, str):
            yield RowAnswer(line=line, learner_id=None, result=REFUSED, detail=row)
        else:
            yield RowAnswer(line=line, learner_id=row.learner_id, result=next(done))


def answer(learner: Learner) -> LearnerAnswer:
    """The learner as answered."""
    return LearnerAnswer(
        id=learner.learner_id,
        name=learner.name or None,
        locale=learner.locale,
        role=learner.role,
        goals=list(learner.goals),
        cohorts=sorted(learner.cohorts),
        active=learner.is_active,
        created_at=learner.created_at,
    )
