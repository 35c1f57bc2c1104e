"""The front door: sign in, land where one's work is, choose a language, sign out."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Annotated, cast
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from service.bootstrap import Services
from service.db.base import TenantId
from service.db.principals import PrincipalKind
from service.errors import NotFound
from service.problems import rate_limited
from service.security import RateLimiter
from service.web.localisation import LANGUAGES
from service.web.rendering import COMPANY_COOKIE, SIGN_IN_COOKIE, keep_cookie, keep_language, person_of, render
from service.web.routing import PageRoute, UseServices, go_to, local_path, services_of
from service.workflows.platform.show_sign_in_provider import show_sign_in_provider
from service.workflows.platform.sign_in import SignedIn, sign_in
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
Company = Annotated[str, Query(max_length=200)]


def sign_in_limiters() -> dict[str, RateLimiter]:
    """How often one may try, by account and by address."""
    return {
        "name": RateLimiter(per_minute=NAMES_PER_MINUTE, burst=NAMES_PER_MINUTE),
        "address": RateLimiter(per_minute=ADDRESSES_PER_MINUTE, burst=ADDRESSES_PER_MINUTE),
    }


@router.get("/")
def home(request: Request, next: str | None = None, company: Company = "") -> Response:  # noqa: A002  the name that addresses have
    """The sign-in form, with the company's own door where it is known, or the page where the person's work is."""
    person = person_of(request)
    if person is not None:
        return go_to(local_path(next, otherwise=HOMES[person.caller.kind]))
    if company:
        demand_patience(request)
    return show_sign_in(request, path=local_path(next, otherwise="/"), company=company.strip().lower())


@router.get("/offline")
def offline(request: Request) -> Response:
    """What browsers keep, to show while there is no network: the same for everybody."""
    return render(request, "offline.html")


@router.post("/sign-in")
def post_sign_in(
    request: Request,
    services: UseServices,
    name: Short,
    password: Annotated[str, Form(max_length=1000)],
    next: Short = "/",  # noqa: A002  as above
) -> Response:
    """Sign in; a wrong name and a wrong password are answered alike."""
    demand_patience(request, name=name)
    lifetime = timedelta(hours=services.settings.server.signed_in_hours)
    signed_in = sign_in(name, password, lifetime=lifetime, database=services.database)
    path = local_path(next, otherwise="/")
    if signed_in is None:
        return show_sign_in(request, path=path, status=403, name=name, fault="password")
    answer = go_to(path)
    keep_signed_in(request, answer, signed_in)
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


def show_sign_in(
    request: Request, *, path: str = "/", status: int = 200, name: str = "", fault: str = "", company: str = ""
) -> Response:
    """The sign-in page, then on to `path`. `fault` says why one is here again; `company` names whose door to show."""
    asked = company or request.cookies.get(COMPANY_COOKIE, "")
    door = _door(services_of(request), TenantId(asked)) if asked else None
    return render(
        request,
        "sign_in.html",
        status=status,
        next=path,
        name=name,
        fault=fault or ("no_provider" if company and door is None else ""),
        company=asked,
        door=door,
        leads_to=f"/sign-in/oidc/{quote(asked, safe='')}?{urlencode({'next': path})}",
    )


def keep_signed_in(request: Request, answer: Response, signed_in: SignedIn) -> None:
    """Give the browser what it is known by from now on."""
    seconds = round(signed_in.lifetime.total_seconds())
    keep_cookie(request, answer, SIGN_IN_COOKIE, signed_in.token, max_age=seconds)


def demand_patience(request: Request, *, name: str | None = None) -> None:
    """Refuse who tries too often, from one address or (None: none) with one name."""
    limiters = cast("dict[str, RateLimiter]", request.app.state.sign_in_limiters)
    keys = {"address": request.client.host if request.client else ""}
    keys |= {} if name is None else {"name": name.strip().lower()}
    for kind, key in keys.items():
        seconds = limiters[kind].seconds_to_wait(key, now=time.monotonic())
        if seconds > 0:
            raise rate_limited(seconds)


def _door(services: Services, tenant: TenantId) -> str | None:
    """The host of the company's identity provider; None: it has none, or there is no such company."""
    try:
        return urlsplit(show_sign_in_provider(tenant, database=services.database).issuer).hostname
    except NotFound:
        return None
