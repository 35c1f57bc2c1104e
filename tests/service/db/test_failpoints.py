"""Failpoints: read strictly, reached at the planned pass only."""

import pytest

from service.db.failpoints import Failpoints, parse_failpoints
from service.errors import InvalidSettings


def test_nothing_happens_where_nothing_is_planned() -> None:
    Failpoints().reach("anywhere")


def test_a_plan_acts_at_its_pass_only() -> None:
    failpoints = parse_failpoints("blob:write=disk_full@2")
    failpoints.reach("blob:write")
    failpoints.reach("elsewhere")
    with pytest.raises(OSError, match="No space"):
        failpoints.reach("blob:write")
    failpoints.reach("blob:write")


def test_several_places_can_be_planned() -> None:
    failpoints = parse_failpoints("one=disk_full, two=disk_full")
    for place in ("one", "two"):
        with pytest.raises(OSError, match="No space"):
            failpoints.reach(place)


@pytest.mark.parametrize("text", ["somewhere", "somewhere=explode", "somewhere=kill@soon"])
def test_a_plan_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InvalidSettings, match="failpoint"):
        parse_failpoints(text)
