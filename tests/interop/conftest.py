"""Fixtures for checks of what the running service sends: the application on SQLite; formats care for no database."""

from __future__ import annotations

import pytest

from service.db.base import Json
from tests.support.database import database, people, queue, sqlite_template, sqlite_url
from tests.support.web import web

__all__ = ["database", "database_url", "people", "queue", "sqlite_template", "sqlite_url", "web", "web_settings"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind is enough."""
    return sqlite_url


@pytest.fixture
def web_settings() -> dict[str, Json]:
    """Receivers of these checks are on loopback."""
    return {"outgoing": {"allow_private": True, "seconds": 30.0}}
