"""What every page asks first: who looks, whether a form is one of ours, and not too often."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, cast
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from service.bootstrap import Services
from service.problems import RequestRefused, rate_limited
from service.security import RateLimiter, Scope
from service.web.rendering import SIGN_IN_COOKIE, form_token_of, person_of
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.find_signed_in import Person, find_signed_in

_Handle = Callable[[Request], Coroutine[object, object, Response]]

FORM_FIELD = "form_token"


class SignInNeeded(Exception):
    """Nobody is signed in, and the page is for somebody."""


class PageRoute(APIRoute):
    """A page: who looks is settled before anything else; what changes something must be a form that we made."""

    def get_route_handler(self) -> _Handle:
        """The framework's handler with the questions in front."""
        handle = super().get_route_handler()

        async def handle_known(request: Request) -> Response:
            request.state.person = await run_in_threadpool(_look_up, request)
            if request.method not in ("GET", "HEAD"):
                await _demand_own_form(request)
            try:
                return await handle(request)
            except SignInNeeded:
                return _to_sign_in(request)

        return handle_known


def services_of(request: Request) -> Services:
    """The services that the application was created with."""
    return cast("Services", request.app.state.services)


def require(scope: Scope, *others: Scope) -> Callable[[Request], Caller]:
    """A dependency that gives the caller, when the person's role has one of the scopes. Raises SignInNeeded."""

    def caller_with_scope(request: Request) -> Caller:
        caller = signed_in(request).caller
        if caller.scopes.isdisjoint((scope, *others)):
            raise RequestRefused("forbidden", f"The role {caller.kind.value!r} lacks {scope.value!r}.")
        return caller

    return caller_with_scope


def signed_in(request: Request) -> Person:
    """Who is signed in. Raises SignInNeeded."""
    person = person_of(request)
    if person is None:
        raise SignInNeeded
    return person


def go_to(path: str) -> RedirectResponse:
    """Look at another page of ours, with GET."""
    return RedirectResponse(path, status_code=303)


def local_path(path: str | None, *, otherwise: str) -> str:
    """The path, when it leads to a page of ours and nowhere else."""
    if path and path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path:
        return path
    return otherwise


UseServices = Annotated[Services, Depends(services_of)]


def _look_up(request: Request) -> Person | None:
    token = request.cookies.get(SIGN_IN_COOKIE)
    person = find_signed_in(token, database=services_of(request).database) if token else None
    if person is not None:
        limiter = cast("RateLimiter", request.app.state.limiter)
        seconds = limiter.seconds_to_wait(person.caller.key_id, now=time.monotonic())
        if seconds > 0:
            raise rate_limited(seconds)
    return person


async def _demand_own_form(request: Request) -> None:
    """Refuse what another site's page sends in somebody's name."""
    origin = request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(str(origin)).netloc != request.headers.get("host"):
        raise RequestRefused("forbidden", "The form comes from another site.")
    sent = (await request.form()).get(FORM_FIELD)
    token = form_token_of(request.cookies)
    if token is None or not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), token.encode()):
        raise RequestRefused("forbidden", "The form is not one that was shown here; open the page again.")


def _to_sign_in(request: Request) -> Response:
    if request.method not in ("GET", "HEAD"):
        return go_to("/")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return go_to(f"/?next={quote(asked, safe='')}")
