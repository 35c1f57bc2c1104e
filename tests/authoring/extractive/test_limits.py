"""Limits are found with their limiter, number and unit; numbers that bound nothing are left alone."""

from __future__ import annotations

import pytest

from authoring.extractive.limits import Bound, find_limits


@pytest.mark.parametrize(
    ("text", "bound", "value", "unit"),
    [
        ("must be at least 12 characters long", Bound.MINIMUM, 12, "character"),
        ("may take up to ten days", Bound.MAXIMUM, 10, "day"),
        ("must report within 24 hours", Bound.WITHIN, 24, "hour"),
        ("is checked every six months", Bound.EVERY, 6, "month"),
        ("may spend no more than $50 a day", Bound.MAXIMUM, 50, "$"),
        ("must be kept for at least 1,000 days", Bound.MINIMUM, 1000, "day"),
        ("must send three copies or more", Bound.MINIMUM, 3, "copy"),
        ("needs at least 80% of the votes", Bound.MINIMUM, 80, "percent"),
    ],
)
def test_a_limit_has_bound_value_and_unit(text: str, bound: Bound, value: float, unit: str) -> None:
    (limit,) = find_limits(text)
    assert (limit.bound, limit.value, limit.unit) == (bound, value, unit)


@pytest.mark.parametrize(
    "text", ["the 24 drivers of the night shift", "within reach of the driver", "at least as good", "between 5-10 days"]
)
def test_a_number_without_limiter_or_unit_is_no_limit(text: str) -> None:
    assert find_limits(text) == ()


def test_two_limits_are_found_in_order_and_never_twice() -> None:
    limits = find_limits("must answer within 2 days and keep the file for at least 5 years")
    assert [(limit.bound, limit.value) for limit in limits] == [(Bound.WITHIN, 2), (Bound.MINIMUM, 5)]
