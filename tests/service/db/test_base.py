"""Identifiers sort by age; times need a zone."""

from datetime import datetime

import pytest
from sqlalchemy.dialects import sqlite

from service.db.base import UtcDateTime, new_id


def test_identifiers_of_one_process_are_unique_and_sort_by_age() -> None:
    made = [new_id("doc") for _ in range(5_000)]
    assert made == sorted(set(made))


def test_an_identifier_says_what_it_names_and_has_one_length() -> None:
    made = new_id("job")
    assert made.startswith("job_")
    assert len(made) == 4 + 26


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001
