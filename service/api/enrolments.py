"""Enrolments: who is to learn what until when, and how far they are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field, model_validator

from service.api.conventions import Answer, Cursor, Flag, Id, Limit, Moment, RequestBody, encode_cursor, problems
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import DocumentId, MicroModuleId
from service.db.enrolments import EnrolmentRow
from service.db.learners import LearnerId
from service.problems import RequestRefused
from service.security import Scope
from service.workflows.learning.list_enrolments import EnrolmentStanding, EnrolmentStatus, list_enrolments
from service.workflows.learning.put_enrolment import Wanted, put_enrolment
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1/enrolments", tags=["enrolments"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Keeper = Annotated[Caller, Depends(require(Scope.LEARNERS_WRITE))]


class EnrolmentFields(RequestBody):
    """Either `learner` or `cohort`, and either `document` or `micro_modules`. `due_at` left out: at any time."""

    learner: str | None = Field(None, min_length=1, max_length=200)
    cohort: str | None = Field(None, min_length=1, max_length=100)
    document: Id | None = None
    micro_modules: list[Id] | None = Field(None, min_length=1, max_length=500)
    due_at: Moment | None = None
    mandatory: Flag = False

    @model_validator(mode="after")
    def _one_of_each(self) -> EnrolmentFields:
        if (self.learner is None) == (self.cohort is None):
            message = "give either learner or cohort"
            raise ValueError(message)
        if (self.document is None) == (self.micro_modules is None):
            message = "give either document or micro_modules"
            raise ValueError(message)
        return self

    def as_wanted(self) -> Wanted:
        """As the workflow takes it."""
        return Wanted(
            learner_id=None if self.learner is None else LearnerId(self.learner),
            cohort=self.cohort,
            document_id=None if self.document is None else DocumentId(self.document),
            micro_modules=tuple(MicroModuleId(one) for one in dict.fromkeys(self.micro_modules or ())),
            due_at=self.due_at,
            mandatory=self.mandatory,
        )


class EnrolmentAnswer(BaseModel):
    external_id: str
    learner: str | None
    cohort: str | None
    document: str | None
    micro_modules: list[str]
    due_at: datetime | None
    mandatory: bool


class CompletionAnswer(Answer):
    """Evidence: which version was completed, exactly which content, how well (null: nothing in it is graded), when."""

    micro_module_id: str
    version: int
    digest: str
    score: float | None
    completed_at: datetime


class StandingAnswer(BaseModel):
    """One learner's part of an enrolment. `active` false: the learner has left, nothing is asked any more."""

    external_id: str
    learner: str
    active: bool
    status: EnrolmentStatus
    due_at: datetime | None
    mandatory: bool
    micro_modules: list[str]
    completed: list[CompletionAnswer]


class StandingPage(BaseModel):
    items: list[StandingAnswer]
    cursor: str | None


@router.put("/{external_id}", responses={201: {"model": EnrolmentAnswer}, **problems("not-found", "invalid")})
def put(
    external_id: str, fields: EnrolmentFields, services: UseServices, caller: Keeper, response: Response
) -> EnrolmentAnswer:
    """Enrol a learner or a cohort under your own id (201), or change what was said (200)."""
    if len(external_id) > 200:
        raise RequestRefused("invalid", "An enrolment's id has at most 200 characters.")
    row, is_new = put_enrolment(external_id, fields.as_wanted(), caller=caller, database=services.database)
    response.status_code = 201 if is_new else 200
    return _answer(row, fields)


@router.get("", responses=problems("invalid"))
def list_all(
    services: UseServices,
    caller: Keeper,
    status: Annotated[EnrolmentStatus | None, Query(description="Left out: any.")] = None,
    learner: Annotated[str | None, Query(description="Your own id of a learner; left out: everybody.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> StandingPage:
    """How enrolments stand, a row a learner; a page holds the rows of `limit` enrolments that fit."""
    standings, last = list_enrolments(
        status=status,
        learner_id=None if learner is None else LearnerId(learner),
        after=cursor,
        limit=limit,
        caller=caller,
        database=services.database,
    )
    return StandingPage(
        items=[_standing(one) for one in standings], cursor=None if last is None else encode_cursor(last)
    )


def _answer(row: EnrolmentRow, fields: EnrolmentFields) -> EnrolmentAnswer:
    return EnrolmentAnswer(
        external_id=row.external_id,
        learner=fields.learner,
        cohort=row.cohort,
        document=row.document_id,
        micro_modules=row.micro_modules,
        due_at=row.due_at,
        mandatory=row.mandatory,
    )


def _standing(one: EnrolmentStanding) -> StandingAnswer:
    return StandingAnswer(
        external_id=one.enrolment.external_id,
        learner=one.learner_id,
        active=one.is_active,
        status=one.status,
        due_at=one.enrolment.due_at,
        mandatory=one.enrolment.mandatory,
        micro_modules=list(one.micro_modules),
        completed=[CompletionAnswer.model_validate(completion) for completion in one.completions],
    )
