"""What a new version of a document touches, and taking in what its draft says."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from authoring.revising import Effect
from service.api.conventions import conflict_problems, problems
from service.api.learner_content import RewordedAnswer
from service.api.micro_modules import MicroModuleAnswer, answer
from service.api.routing import BEARER, KeyedRoute, UseServices, require
from service.db.base import DocumentId, MicroModuleId
from service.db.micro_modules import Status
from service.security import Scope
from service.workflows.authoring.redraft_micro_module import redraft_micro_module
from service.workflows.authoring.show_impact import Impacted, show_impact
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/v1", tags=["documents"], route_class=KeyedRoute, dependencies=[Depends(BEARER)])

Reader = Annotated[Caller, Depends(require(Scope.DOCUMENTS_READ))]
Writer = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_WRITE))]


class TouchedItem(BaseModel):
    id: str
    stem: str


class ImpactedAnswer(BaseModel):
    """One micro-module. `unchanged`: all it says stands, where it is now; `extended`: its section says more;
    `changed`: it said `sentences` otherwise; `gone`: the document says none of it any more; `added`: it is new.

    `review_cards`: reviews that learners have ahead of them and that rest on what changed. `can_redraft`: what the new
    version's draft says can be taken in.
    """

    id: str
    title: str
    status: Status
    effect: Effect
    sentences: list[RewordedAnswer]
    added: list[str]
    items: list[TouchedItem]
    review_cards: int
    is_shown: bool
    can_redraft: bool


class ImpactAnswer(BaseModel):
    """In the order of the document, what is gone last. `before` null: no other version was drafted before."""

    document_id: str
    version: int
    before: int | None
    counts: dict[Effect, int]
    review_cards: int
    micro_modules: list[ImpactedAnswer]


@router.get("/documents/{document_id}/impact", responses=problems("not-found", "invalid"))
def get_impact(
    document_id: str,
    services: UseServices,
    caller: Reader,
    version: Annotated[int | None, Query(ge=1, description="A version's number; left out: the latest.")] = None,
) -> ImpactAnswer:
    """What this version changed, sentence by sentence; 404 while it is not drafted."""
    view = show_impact(DocumentId(document_id), version=version, caller=caller, database=services.database)
    return ImpactAnswer(
        document_id=view.document_id,
        version=view.version,
        before=view.before,
        counts=dict(view.counts),
        review_cards=view.review_cards,
        micro_modules=[_impacted(one) for one in view.micro_modules],
    )


@router.post("/micro-modules/{micro_module_id}/redraft", responses=conflict_problems())
def redraft(micro_module_id: str, response: Response, services: UseServices, caller: Writer) -> MicroModuleAnswer:
    """Take in what the draft of the document's current version says; questions that stay the same keep their ids."""
    row = redraft_micro_module(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    return answer(row, response)


def _impacted(one: Impacted) -> ImpactedAnswer:
    return ImpactedAnswer.model_validate(
        {
            **one.touched,
            "id": one.micro_module_id,
            "title": one.title,
            "status": one.status,
            "effect": one.effect,
            "review_cards": one.review_cards,
            "is_shown": one.is_shown,
            "can_redraft": one.can_redraft,
        }
    )
