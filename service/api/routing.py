"""What every route under `/v1` asks first: who calls, not too often, and in a media type that is read here."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from typing import Annotated, cast

from fastapi import Depends, Request, Response
from fastapi.params import Body, Form
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from service.bootstrap import Services
from service.errors import StorageFull, is_full_disk
from service.problems import RequestRefused, rate_limited
from service.security import RateLimiter, Scope
from service.workflows.platform.authenticate import Caller, authenticate

_Handle = Callable[[Request], Coroutine[object, object, Response]]

BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="An API key of the tenant.")


class KeyedRoute(APIRoute):
    """A route behind an API key; who calls is settled before a byte of the body is read."""

    def get_route_handler(self) -> _Handle:
        """The framework's handler with the questions in front."""
        handle = super().get_route_handler()
        takes = self._media_type()

        async def handle_known(request: Request) -> Response:
            request.state.caller = await run_in_threadpool(_identify, request)
            if takes is not None:
                _demand_media_type(request, takes)
            try:
                return await handle(request)
            except HTTPException as refusal:
                raise _cause(refusal) from refusal

        return handle_known

    def _media_type(self) -> str | None:
        if self.body_field is None:
            return None
        described = self.body_field.field_info
        if isinstance(described, Form):
            return "multipart/form-data"
        return described.media_type if isinstance(described, Body) else "application/json"


def services_of(request: Request) -> Services:
    """The services that the application was created with."""
    return cast("Services", request.app.state.services)


def require(scope: Scope, *others: Scope) -> Callable[[Request], Caller]:
    """A dependency that gives the caller, when the key has one of the scopes; else the request is refused."""

    def caller_with_scope(request: Request) -> Caller:
        caller = cast("Caller", request.state.caller)
        if caller.scopes.isdisjoint((scope, *others)):
            raise RequestRefused("forbidden", f"The key needs the scope {scope.value!r}.")
        return caller

    return caller_with_scope


UseServices = Annotated[Services, Depends(services_of)]


def _identify(request: Request) -> Caller:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise RequestRefused(
            "unauthenticated", "Send the header Authorization: Bearer KEY.", headers={"WWW-Authenticate": "Bearer"}
        )
    caller = authenticate(key.strip(), database=services_of(request).database)
    limiter = cast("RateLimiter", request.app.state.limiter)
    allowance = limiter.take(caller.key_id, now=time.monotonic())
    request.state.rate_limit_headers = allowance.headers()  # the envelope puts them on whatever is answered
    if allowance.seconds_to_wait > 0:
        raise rate_limited(allowance.seconds_to_wait)
    return caller


def _cause(refusal: HTTPException) -> Exception:
    """The refusal itself, unless the framework took a fault of this machine for a body that cannot be read."""
    cause = refusal.__cause__
    if is_full_disk(cause):
        return StorageFull("uploads on their way (TMPDIR)")
    return cause if isinstance(cause, OSError) else refusal


def _demand_media_type(request: Request, takes: str) -> None:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent and sent != takes:
        raise RequestRefused("unsupported-media-type", f"Send {takes}.")
