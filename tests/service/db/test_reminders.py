"""The hour in which a learner may be reminded: their own, never at night, never at a weekend, whatever clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.db.reminders import EARLIEST_HOUR, LATEST_HOUR, find_zone, working_hour

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("utc", "zone", "expected"),
    [
        ("2027-03-26T08:00", "Europe/Rome", (date(2027, 3, 26), 9)),  # the last working day of winter time
        ("2027-03-29T08:00", "Europe/Rome", (date(2027, 3, 29), 10)),  # the first of summer time
        ("2027-03-29T07:00", "Europe/Rome", (date(2027, 3, 29), 9)),
        ("2027-10-29T07:00", "Europe/Rome", (date(2027, 10, 29), 9)),
        ("2027-11-01T08:00", "Europe/Rome", (date(2027, 11, 1), 9)),
        ("2027-11-01T00:30", "Asia/Tokyo", (date(2027, 11, 1), 9)),
        ("2027-11-02T05:30", "Pacific/Honolulu", (date(2027, 11, 1), 19)),  # a day behind
        ("2027-11-01T03:30", "Asia/Kolkata", (date(2027, 11, 1), 9)),  # half an hour beside everybody else
        ("2027-10-31T22:00", "Pacific/Auckland", (date(2027, 11, 1), 11)),  # Monday there, Sunday in Rome
    ],
)
def test_the_hour_is_that_of_the_learners_own_day(utc: str, zone: str, expected: tuple[date, int]) -> None:
    assert working_hour(ZoneInfo(zone), datetime.fromisoformat(utc).replace(tzinfo=UTC)) == expected


@pytest.mark.parametrize("zone", ["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_nobody_is_reminded_at_night_or_at_a_weekend_in_any_hour_of_a_year(zone: str) -> None:
    there = ZoneInfo(zone)
    now, end = (datetime(year, 1, 1, tzinfo=there).astimezone(UTC) for year in (2027, 2028))
    reminded: set[tuple[date, int]] = set()
    while now < end:
        found, local = working_hour(there, now), now.astimezone(there)
        assert (found is not None) == (local.isoweekday() <= 5 and 7 <= local.hour < 21)
        reminded |= set() if found is None else {found}
        now += timedelta(minutes=30)
    days = {day for day, _ in reminded}
    assert len(days) == 261
    assert len(reminded) == len(days) * (LATEST_HOUR - EARLIEST_HOUR + 1), "each hour of each working day"


@pytest.mark.parametrize("name", ["Europe/Rom", "", "../etc/passwd", "/etc/localtime", "Europe", "x" * 300])
def test_a_name_that_is_no_time_zone_is_none(name: str) -> None:
    assert find_zone(name) is None


def test_a_time_zone_is_found() -> None:
    assert find_zone("Europe/Rome") == ROME
