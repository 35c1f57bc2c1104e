"""Around every request: an id, a bound on its size, safe headers, one log line, figures, and the last catch."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.observability import Metrics, log_for
from service.problems import Problem, problem_of, problem_of_status

_MAX_BULK_BYTES = 10_000_000  # a row a learner: some fifty thousand of them
_MAX_BODY_BYTES = 2_000_000  # of JSON; the longest edit of a micro-module is a tenth of it
_MULTIPART_BYTES = 100_000  # boundaries and form fields beside a document's bytes
_TAKES_LEARNERS = frozenset({"/v1/learners/bulk", "/v1/imports/learners"})
_TAKES_DOCUMENTS = re.compile(r"/v1/documents(/[^/]+/versions)?|/author/documents|/v1/imports/threads/\w+")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SAFE_HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_log = log_for("http")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Wraps the application; `new_request_id` names requests whose client did not, `answer` tells a problem."""

    app: ASGIApp
    metrics: Metrics
    max_upload_bytes: int
    new_request_id: Callable[[], str]
    answer: Callable[[Request, Problem], Response]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing that goes wrong inside leaves without an answer and a log line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = self._request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        exchange = _Exchange(scope, send, request_id, self.answer)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self._serve(scope, receive, exchange)
        except Exception as fault:  # noqa: BLE001  the edge: logged by class and place, answered as ours
            _log.error("http.failed", exc_info=fault)
            await exchange.answer(problem_of(fault))
        finally:
            self._count(exchange)

    async def _serve(self, scope: Scope, receive: Receive, exchange: _Exchange) -> None:
        if "\0" in scope["path"]:  # PostgreSQL cannot even look for it
            await exchange.answer(problem_of_status(404, "No address of ours holds the character NUL."))
            return
        if b"%00" in scope["query_string"]:
            await exchange.answer(problem_of_status(422, "The character NUL is not allowed."))
            return
        limit = _limit(scope["path"], self.max_upload_bytes)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            await exchange.answer(problem_of_status(413, f"A request may have {limit} bytes here."))
            return
        await self.app(scope, _bounded(receive, limit), exchange.send)

    def _request_id(self, headers: Headers) -> str:
        given = headers.get("x-request-id", "")
        return given if _CLIENT_ID.fullmatch(given) else self.new_request_id()

    def _count(self, exchange: _Exchange) -> None:
        seconds = time.perf_counter() - exchange.started
        method, route = _method(exchange.scope), _route(exchange.scope)
        self.metrics.requests.labels(method, route, str(exchange.status)).inc()
        self.metrics.request_seconds.labels(method, route).observe(seconds)
        _log.info(
            "http.answered", method=method, route=route, status=exchange.status, duration_seconds=round(seconds, 4)
        )


@dataclass(slots=True)
class _Exchange:
    """One request's way out: remembers the status, adds headers, and can answer a problem when nothing was sent."""

    scope: Scope
    forward: Send
    request_id: str
    tell: Callable[[Request, Problem], Response]
    status: int = 500
    has_started: bool = False
    started: float = field(default_factory=time.perf_counter)

    async def send(self, message: Message) -> None:
        """Pass a message on; the first carries the headers."""
        if message["type"] == "http.response.start":
            self.has_started = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self.request_id
            for name, value in {**_SAFE_HEADERS, **self.scope["state"].get("rate_limit_headers", {})}.items():
                headers.setdefault(name, value)
        await self.forward(message)

    async def answer(self, problem: Problem) -> None:
        """Answer the problem, unless an answer is on its way already."""
        if self.has_started:
            return
        response = self.tell(Request(self.scope), problem)
        await response(self.scope, _nothing_more, self.send)


async def _nothing_more() -> Message:
    return {"type": "http.disconnect"}


def _limit(path: str, max_upload_bytes: int) -> int:
    if _TAKES_DOCUMENTS.fullmatch(path):
        return max_upload_bytes + _MULTIPART_BYTES
    return _MAX_BULK_BYTES if path in _TAKES_LEARNERS else _MAX_BODY_BYTES


def _bounded(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    """What a client sends, until it is too much: a body without a length is counted as it comes."""
    size = 0

    async def receive_bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise HTTPException(413, f"A request may have {limit} bytes here.")
        return message

    return receive_bounded


def _method(scope: Scope) -> str:
    """The method, when it is one of HTTP's: a label of strangers' words would grow without end."""
    method = str(scope["method"])
    return method if method in _METHODS else "other"


def _route(scope: Scope) -> str:
    """The path with names instead of ids, so that logs and figures hold no ids of strangers."""
    return str(getattr(scope.get("route"), "path", "unknown"))
