"""The address `/mcp`: who calls, not too often, then one exchange of the protocol; nothing is kept between two."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from service.bootstrap import Services
from service.mcp.callers import learner_with
from service.mcp.tools import open_tools
from service.problems import RequestRefused, rate_limited
from service.security import RateLimiter
from service.workflows.platform.authenticate import Caller

PATH = "/mcp"
# The key in the Authorization header is what is demanded; a page of another site has none to send.
_OPEN = TransportSecuritySettings(enable_dns_rebinding_protection=False)


@dataclass(frozen=True, slots=True)
class McpEndpoint:
    """An ASGI application for streamable HTTP without sessions; answers JSON."""

    services: Services
    server: MCPServer

    @asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[None]:
        """While the web server runs."""
        async with self.server.session_manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises RequestRefused, which the application answers as a problem."""
        request = Request(scope, receive)
        if request.method != "POST":
            refused = JSONResponse({"detail": "Send POST."}, status_code=405, headers={"Allow": "POST"})
            await refused(scope, receive, send)
            return
        _demand_own_origin(request)
        request.state.caller = await run_in_threadpool(_identify, request, self.services)
        await self.server.session_manager.handle_request(scope, receive, send)


def open_endpoint(services: Services) -> McpEndpoint:
    """The endpoint with its tools."""
    server = open_tools(services, _caller_of)
    server.streamable_http_app(stateless_http=True, json_response=True, transport_security=_OPEN)  # makes its manager
    return McpEndpoint(services, server)


def _caller_of(ctx: Context) -> Caller:
    """Whom the endpoint put into the request's state."""
    return cast("Caller", ctx.request_context.request.state.caller)  # type: ignore[union-attr]  # over HTTP there is one


def _demand_own_origin(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise RequestRefused("forbidden", "The request comes from another site's page.")


def _identify(request: Request, services: Services) -> Caller:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        challenge = {"WWW-Authenticate": "Bearer"}
        raise RequestRefused("unauthenticated", "Send the header Authorization: Bearer KEY.", headers=challenge)
    caller = learner_with(key.strip(), services)
    allowance = cast("RateLimiter", request.app.state.limiter).take(caller.key_id, now=time.monotonic())
    request.state.rate_limit_headers = allowance.headers()
    if allowance.seconds_to_wait > 0:
        raise rate_limited(allowance.seconds_to_wait)
    return caller
