"""A learner's own page: goals, why something is recommended, being asked, and all that is kept, to take or to erase."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request
from starlette.responses import Response

from service.db.reminders import EARLIEST_HOUR, LATEST_HOUR
from service.errors import InvalidContent
from service.security import Scope
from service.web.localisation import LANGUAGES
from service.web.rendering import SIGN_IN_COOKIE, keep_language, localisation_of, render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.web.today import MUST, learner_of
from service.workflows.community.choose_helping import choose_helping
from service.workflows.community.show_helping import show_helping
from service.workflows.learning.choose_locale import choose_locale
from service.workflows.learning.complete_erasures import complete_erasures
from service.workflows.learning.export_learner import export_learner
from service.workflows.learning.recommend_to_learner import Wanted, recommend_to_learner
from service.workflows.learning.request_erasure import request_erasure
from service.workflows.learning.set_goals import set_goals
from service.workflows.learning.settle_shown import settle_shown
from service.workflows.learning.show_learner import show_learner
from service.workflows.learning.show_progress import show_progress
from service.workflows.learning.show_reminder import show_reminder
from service.workflows.learning.take_feedback import Action, take_feedback
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.sign_out import sign_out

router = APIRouter(prefix="/me", include_in_schema=False, route_class=PageRoute)

Self = Annotated[Caller, Depends(require(Scope.LEARNING_WRITE))]
Eraser = Annotated[Caller, Depends(require(Scope.LEARNERS_ERASE))]
SURFACE = "me"
MOST_GOALS, LONGEST_GOAL = 20, 300  # the API's
_RECOMMENDED = 6


@router.get("")
def me(request: Request, services: UseServices, caller: Self, background: BackgroundTasks, done: str = "") -> Response:
    """All of it on one page."""
    learner_id, database = learner_of(caller), services.database
    wanted = Wanted(_RECOMMENDED, SURFACE, language=localisation_of(request).code)
    recommended = recommend_to_learner(learner_id, wanted, caller=caller, recommending=services.recommending)
    answer = render(
        request,
        "me.html",
        learner=show_learner(learner_id, caller=caller, database=database),
        recommended=recommended,
        must=MUST,
        progress=show_progress(learner_id, caller=caller, database=database),
        is_helping=show_helping(learner_id, caller=caller, database=database),
        reminder=show_reminder(learner_id, caller=caller, reminding=services.reminding),
        hours=range(EARLIEST_HOUR, LATEST_HOUR + 1),
        most_characters=MOST_GOALS * (LONGEST_GOAL + 1),
        done=done,
    )
    background.add_task(settle_shown, services.recommending)
    answer.background = background
    return answer


@router.post("/goals")
def post_goals(services: UseServices, caller: Self, goals: Annotated[str, Form()] = "") -> Response:
    """What one wants to become able to do, a line each, the most wanted first."""
    wanted = tuple(dict.fromkeys(line.strip() for line in goals.replace("\0", "").splitlines() if line.strip()))
    if len(wanted) > MOST_GOALS or any(len(goal) > LONGEST_GOAL for goal in wanted):
        raise InvalidContent("goals", f"at most {MOST_GOALS}, each of at most {LONGEST_GOAL} characters")
    set_goals(learner_of(caller), wanted, caller=caller, database=services.database)
    return go_to("/me?done=saved#goals")


@router.post("/helping")
def post_helping(services: UseServices, caller: Self, is_available: Annotated[bool, Form()] = False) -> Response:
    """Say whether one wants to be asked by colleagues; it holds at once."""
    choose_helping(learner_of(caller), is_available=is_available, caller=caller, database=services.database)
    return go_to("/me?done=saved#helping")


@router.post("/language")
def post_language(
    request: Request, services: UseServices, caller: Self, locale: Annotated[str, Form(max_length=2)]
) -> Response:
    """Choose the language of the pages, of reasons and of what one is sent."""
    if locale not in LANGUAGES:
        raise InvalidContent("locale", f"choose one of {', '.join(LANGUAGES)}")
    choose_locale(learner_of(caller), locale, caller=caller, database=services.database)
    answer = go_to("/me?done=saved#language")
    keep_language(request, answer, locale)
    return answer


@router.post("/dismiss")
def post_dismiss(services: UseServices, caller: Self, impression_id: Annotated[str, Form(max_length=64)]) -> Response:
    """What is recommended is not for one, and comes back no more."""
    take_feedback(
        learner_of(caller), impression_id, Action.DISMISSED, caller=caller, recommending=services.recommending
    )
    return go_to("/me#recommended")


@router.get("/export")
def export(services: UseServices, caller: Self) -> Response:
    """Everything that is kept of one, as a file."""
    services.impressions.settle(services.database)
    found = export_learner(learner_of(caller), caller=caller, database=services.database)
    content = json.dumps(asdict(found), default=_plain, ensure_ascii=False, indent=2)
    name = f"morsel-{found.exported_at.date().isoformat()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


@router.get("/erase")
def erase(request: Request, caller: Eraser) -> Response:  # noqa: ARG001  whoever may erase
    """What erasing means, before it is done."""
    return render(request, "me_erase.html")


@router.post("/erase")
def post_erase(
    request: Request,
    services: UseServices,
    caller: Eraser,
    background: BackgroundTasks,
    sure: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Erase everything, sign out, and show the receipt."""
    if sure != "yes":
        return go_to("/me/erase")
    services.impressions.settle(services.database)
    row = request_erasure(learner_of(caller), caller=caller, database=services.database)
    sign_out(request.cookies.get(SIGN_IN_COOKIE, ""), database=services.database)
    background.add_task(complete_erasures, caller.tenant, database=services.database)
    request.state.person = None
    answer = render(request, "me_erased.html", receipt=row.id)
    answer.delete_cookie(SIGN_IN_COOKIE, path="/")
    answer.background = background
    return answer


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else str(value)
