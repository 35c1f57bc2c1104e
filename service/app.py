"""The web application: routers, the envelope around every request, and every error as a problem or a page."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from service.api import (
    administration,
    callbacks,
    catalogue,
    changes,
    conflicts,
    documents,
    enrolments,
    exports,
    health,
    impact,
    imports,
    infographics,
    item_imports,
    items,
    jobs,
    learners,
    micro_modules,
    notifications,
    outlines,
    personal_data,
    polls,
    progress,
    recommendations,
    record_stores,
    reference,
    related,
    reminders,
    reshaping,
    search,
    sessions,
    sign_in_provider,
    statements,
    threads,
    webhooks,
)
from service.api.description import describe
from service.api.envelope import Envelope
from service.bootstrap import Services
from service.db.base import new_id
from service.errors import MorselError
from service.mcp.endpoint import PATH, open_endpoint
from service.problems import MEDIA_TYPE, PROBLEMS, Problem, RequestRefused, invalid, problem_of, problem_of_status
from service.security import RateLimiter
from service.web import (
    ask,
    author,
    company_sign_in,
    conversations,
    document,
    insights,
    learn,
    me,
    people,
    reminder,
    review,
    sign_in,
    static,
    today,
    trial,
)
from service.web import conflicts as conflicts_page
from service.web import impact as impact_page
from service.web import infographics as infographics_page
from service.web import proposed_outline as proposed_outline_page
from service.web import reshaping as reshaping_page
from service.web.errors import error_page, wants_page
from service.web.localisation import read_localisations

PAGES = (
    *(sign_in, company_sign_in, author, document, proposed_outline_page, conflicts_page, impact_page),
    *(review, reshaping_page, trial),
    *(people, insights),
    *(today, learn, infographics_page, ask, conversations, me, reminder),
)

_DESCRIPTION = (
    "Turns training documents into micro-modules and quizzes that a person has checked. Send Authorization: Bearer KEY."
)

_RESOURCES = (
    documents,
    outlines,
    conflicts,
    jobs,
    micro_modules,
    reshaping,
    items,
    catalogue,
    learners,
    progress,
    sessions,
    callbacks,
    recommendations,
    personal_data,
    enrolments,
    statements,
    exports,
    impact,
    imports,
    infographics,
    item_imports,
    webhooks,
    record_stores,
    changes,
    search,
    related,  # before threads: its paths name what threads would take for an id
    threads,
    polls,
    notifications,
    reminders,
    administration,
    sign_in_provider,
    health,
    reference,
)


def create_app(services: Services) -> FastAPI:
    """The application over these services; it opens and closes nothing by itself."""
    settings = services.settings
    assistants = open_endpoint(services)
    app = FastAPI(
        lifespan=assistants.running,
        title="Morsel",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.services = services
    per_minute = settings.server.requests_per_minute
    app.state.limiter = RateLimiter(per_minute=per_minute, burst=per_minute)
    app.state.card_limiter = RateLimiter(per_minute=callbacks.CARDS_PER_MINUTE, burst=callbacks.CARDS_PER_MINUTE)
    app.state.sign_in_limiters = sign_in.sign_in_limiters()
    app.state.localisations = read_localisations()
    for resource in _RESOURCES:
        app.include_router(resource.router)
    for page in (*PAGES, static):
        app.include_router(page.router)
    app.include_router(reminder.ending)
    app.router.routes.append(Route(PATH, assistants))
    _answer_problems(app)
    app.add_middleware(
        Envelope,
        metrics=services.metrics,
        max_upload_bytes=settings.storage.max_upload_bytes,
        new_request_id=lambda: new_id("req"),
        answer=_answer,
    )
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # the framework's own way to change it
    return app


def _answer_problems(app: FastAPI) -> None:
    for error in (RequestRefused, MorselError, *PROBLEMS):
        app.add_exception_handler(error, _answer_error)
    app.add_exception_handler(HTTPException, _answer_status)
    app.add_exception_handler(RequestValidationError, _answer_invalid)


def _answer_error(request: Request, error: Exception) -> Response:
    return _answer(request, problem_of(error))


def _answer_status(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, str(error.detail)) if isinstance(error, HTTPException) else (500, "")
    problem = problem_of_status(status, detail)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == 405:
        headers["Allow"] = ", ".join(sorted(_methods_of(request)))
    return _answer(request, Problem(problem.kind, problem.detail, headers=headers))


def _methods_of(request: Request) -> set[str]:
    """All that the path takes: the framework asks one route only, and a path has a route for each method.

    Of paths that fit both, `/v1/learners/bulk` and `/v1/learners/{learner_id}`, the one that says more counts.
    """
    routes = [route for router in (*_RESOURCES, *PAGES, static) for route in router.router.routes]
    fitting = [one for one in routes if isinstance(one, Route) and one.matches(request.scope)[0] is not Match.NONE]
    path = min((one.path for one in fitting), key=lambda path: path.count("{"), default="")
    return {method for one in fitting if one.path == path for method in one.methods or ()}


def _answer_invalid(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    if any(fault["type"] == "json_invalid" for fault in faults):
        return _answer(request, problem_of_status(400, "The body is no JSON."))
    places = [{"place": "/".join(str(part) for part in fault["loc"]), "message": fault["msg"]} for fault in faults]
    return _answer(request, invalid(places))


def _answer(request: Request, problem: Problem) -> Response:
    if wants_page(request):
        return error_page(request, problem)
    body = problem.as_json(instance=request.url.path, request_id=request.state.request_id)
    return JSONResponse(body, status_code=problem.kind.status, headers=problem.headers, media_type=MEDIA_TYPE)
