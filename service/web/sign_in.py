"""The front door: sign in, land where one's work is, choose a language, sign out."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Annotated, cast

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from service.db.principals import PrincipalKind
from service.problems import rate_limited
from service.security import RateLimiter
from service.web.localisation import LANGUAGES
from service.web.rendering import SIGN_IN_COOKIE, keep_cookie, keep_language, person_of, render
from service.web.routing import PageRoute, UseServices, go_to, local_path
from service.workflows.platform.sign_in import sign_in
from service.workflows.platform.sign_out import sign_out

router = APIRouter(include_in_schema=False, route_class=PageRoute)

HOMES = {
    PrincipalKind.AUTHOR: "/author",
    PrincipalKind.REVIEWER: "/author",
    PrincipalKind.ADMINISTRATOR: "/people",
    PrincipalKind.LEARNER: "/learn",
    PrincipalKind.INTEGRATOR: "/docs",
}
NAMES_PER_MINUTE = 10  # tries to sign in to one account
ADDRESSES_PER_MINUTE = 60  # tries from one address: a whole company may stand behind it

Short = Annotated[str, Form(max_length=200)]


def sign_in_limiters() -> dict[str, RateLimiter]:
    """How often one may try, by account and by address."""
    return {
        "name": RateLimiter(per_minute=NAMES_PER_MINUTE, burst=NAMES_PER_MINUTE),
        "address": RateLimiter(per_minute=ADDRESSES_PER_MINUTE, burst=ADDRESSES_PER_MINUTE),
    }


@router.get("/")
def home(request: Request, next: str | None = None) -> Response:  # noqa: A002  the name that addresses have
    """The sign-in form, or the page where the person's work is."""
    person = person_of(request)
    if person is not None:
        return go_to(local_path(next, otherwise=HOMES[person.caller.kind]))
    return render(request, "sign_in.html", next=local_path(next, otherwise="/"), name="", has_failed=False)


@router.post("/sign-in")
def post_sign_in(
    request: Request,
    services: UseServices,
    name: Short,
    password: Annotated[str, Form(max_length=1000)],
    next: Short = "/",  # noqa: A002  as above
) -> Response:
    """Sign in; a wrong name and a wrong password are answered alike."""
    _demand_patience(request, name)
    lifetime = timedelta(hours=services.settings.server.signed_in_hours)
    signed_in = sign_in(name, password, lifetime=lifetime, database=services.database)
    if signed_in is None:
        path = local_path(next, otherwise="/")
        return render(request, "sign_in.html", status=403, next=path, name=name, has_failed=True)
    answer = go_to(local_path(next, otherwise="/"))
    seconds = round(signed_in.lifetime.total_seconds())
    keep_cookie(request, answer, SIGN_IN_COOKIE, signed_in.token, max_age=seconds)
    return answer


@router.post("/sign-out")
def post_sign_out(request: Request, services: UseServices) -> Response:
    """Sign out, here and on the server."""
    sign_out(request.cookies.get(SIGN_IN_COOKIE, ""), database=services.database)
    answer = go_to("/")
    answer.delete_cookie(SIGN_IN_COOKIE, path="/")
    return answer


@router.post("/language")
def post_language(request: Request, language: Short, back: Short = "/") -> Response:
    """Choose the pages' language."""
    answer = go_to(local_path(back, otherwise="/"))
    if language in LANGUAGES:
        keep_language(request, answer, language)
    return answer


def _demand_patience(request: Request, name: str) -> None:
    limiters = cast("dict[str, RateLimiter]", request.app.state.sign_in_limiters)
    address = request.client.host if request.client else ""
    for kind, key in (("address", address), ("name", name.strip().lower())):
        seconds = limiters[kind].seconds_to_wait(key, now=time.monotonic())
        if seconds > 0:
            raise rate_limited(seconds)
