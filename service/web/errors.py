"""What goes wrong, told to a person: the same problems as the API's, as a page."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from service.problems import Problem
from service.web.rendering import render


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, and not for the API."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


def error_page(request: Request, problem: Problem) -> Response:
    """The problem in the reader's language, with what to do about it."""
    answer = render(
        request,
        "error.html",
        status=problem.kind.status,
        problem=problem,
        request_id=request.state.request_id,
    )
    answer.headers.update(problem.headers)
    return answer
