"""A run of days: weekends are part of it, a holiday begins a new one, and today may still come."""

from __future__ import annotations

from datetime import date

import pytest

from recommender.habit import days_in_a_row

MONDAY = date(2026, 11, 23)


def days(*november: int) -> list[date]:
    return [date(2026, 11, one) for one in november]


@pytest.mark.parametrize(
    ("active", "expected"),
    [
        ([], 0),
        (days(23), 1),
        (days(20), 1),  # Friday: the weekend breaks nothing, and Monday has hardly begun
        (days(19), 0),  # Thursday: Friday passed without anything
        (days(18, 19, 20, 23), 4),
        (days(16, 20, 23), 2),  # three free days in between
        (days(23, 23, 22), 2),
        (days(23, 24), 1),  # a clock that is ahead adds nothing
    ],
)
def test_a_run_goes_on_over_pauses_of_two_days(active: list[date], expected: int) -> None:
    assert days_in_a_row(active, today=MONDAY) == expected
