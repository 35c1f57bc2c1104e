"""For authors: how learning goes as a whole, as charts with a table behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from service.db.figures import Recalled
from service.security import Scope
from service.web.rendering import render
from service.web.routing import PageRoute, UseServices, go_to, require
from service.workflows.learning.show_insights import BANDS, LEAST, show_insights
from service.workflows.platform.authenticate import Caller

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Author = Annotated[Caller, Depends(require(Scope.MICRO_MODULES_READ))]
WIDTH, HEIGHT = 320, 150  # of a curve, in units that are pixels on a phone
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 306, 10, 120


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a curve, in units of its picture."""

    x: float
    y: float
    of: Recalled


@router.get("/insights")
def insights(request: Request, services: UseServices, caller: Author) -> Response:
    """Completion, retention, how long questions wait, and items that an author should look at."""
    found = show_insights(caller=caller, database=services.database)
    return render(request, "insights.html", found=found, marks=_marks(found.retention), least=LEAST, bands=BANDS)


@router.get("/author/insights")
def moved(caller: Author) -> Response:  # noqa: ARG001  whoever may look
    """Beside the author's other pages."""
    return go_to("/insights")


def _marks(retention: Sequence[Recalled]) -> list[Mark]:
    """Evenly apart from left to right, as the spans of days are; nobody right at the bottom, everybody at the top."""
    step = (_RIGHT - _LEFT) / max(1, len(retention) - 1)
    return [
        Mark(round(_LEFT + place * step, 1), round(_BOTTOM - one.right * (_BOTTOM - _TOP), 1), one)
        for place, one in enumerate(retention)
    ]
