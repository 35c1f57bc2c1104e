"""Whether the service lives, whether it can work, and its figures; outside `/v1`, without a key."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from service.api.conventions import PROBLEM_CONTENT
from service.api.routing import UseServices
from service.errors import NotReady
from service.workflows.platform.check_readiness import Readiness, check_readiness

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    status: str


class ReadyAnswer(BaseModel):
    """`checks` says "ok" for each part, or what is wrong and what to do."""

    status: Readiness
    checks: dict[str, str]


@router.get("/healthz")
def healthz() -> Alive:
    """The process answers."""
    return Alive(status="ok")


@router.get(
    "/readyz",
    responses={503: {"description": "Requests cannot be served now; `checks` say why", "content": PROBLEM_CONTENT}},
)
def readyz(services: UseServices) -> ReadyAnswer:
    """Whether requests can be served; `degraded` when they can but drafting waits."""
    report = check_readiness(database=services.database, queue=services.queue)
    if report.readiness is Readiness.UNAVAILABLE:
        raise NotReady(report.checks)
    return ReadyAnswer(status=report.readiness, checks=report.checks)


@router.get(
    "/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
)
def metrics(services: UseServices) -> Response:
    """Figures for Prometheus: numbers and routes, no ids and no words."""
    return Response(generate_latest(services.metrics.registry), media_type=CONTENT_TYPE_LATEST)
