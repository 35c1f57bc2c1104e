"""The quiz as a learner meets it, for whoever reviews it; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from authoring.items.learner_view import show_item
from service.bootstrap import Services
from service.db.base import ItemId, Json, MicroModuleId
from service.security import Scope
from service.web.answer_form import read_given
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, require
from service.workflows.authoring.show_review import show_review
from service.workflows.authoring.try_item import try_item
from service.workflows.platform.authenticate import Caller

router = APIRouter(prefix="/author/review", include_in_schema=False, route_class=PageRoute)

Reader = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_READ))]


async def _fields(request: Request) -> FormData:
    return await request.form()


@router.get("/{micro_module_id}/try")
def get_trial(request: Request, micro_module_id: str, services: UseServices, caller: Reader) -> Response:
    """Every question, unanswered."""
    return _page(request, micro_module_id, services, caller)


@router.post("/{micro_module_id}/try/{item_id}")
def post_trial(
    request: Request,
    micro_module_id: str,
    item_id: str,
    services: UseServices,
    caller: Reader,
    fields: Annotated[FormData, Depends(_fields)],
) -> Response:
    """The questions again, this one answered and explained."""
    given = read_given(fields)
    grading = try_item(
        ItemId(item_id), given, secret=_secret(micro_module_id), caller=caller, database=services.database
    )
    answered = {item_id: grading}
    return _page(request, micro_module_id, services, caller, answered=answered, chosen=given.option_ids)


def _page(
    request: Request,
    micro_module_id: str,
    services: Services,
    caller: Caller,
    answered: Mapping[str, Json] | None = None,
    chosen: tuple[str, ...] = (),
) -> Response:
    review = show_review(MicroModuleId(micro_module_id), caller=caller, database=services.database)
    secret = _secret(micro_module_id)
    items = [show_item(item, secret=secret) for item in review.micro_module.items]
    return render(request, "trial.html", review=review, items=items, answered=answered or {}, chosen=chosen)


def _secret(micro_module_id: str) -> bytes:
    """What the ids of choices are made with here; whoever reviews sees the keys anyway."""
    return f"trial/{micro_module_id}".encode()
