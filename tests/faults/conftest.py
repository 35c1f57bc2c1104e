"""Fixtures for fault tests."""

from tests.support.database import (
    database,
    database_url,
    migrated_postgres,
    people,
    postgres_server,
    postgres_url,
    queue,
    sqlite_template,
    sqlite_url,
)
from tests.support.web import web, web_settings

__all__ = [
    "database",
    "database_url",
    "migrated_postgres",
    "people",
    "postgres_server",
    "postgres_url",
    "queue",
    "sqlite_template",
    "sqlite_url",
    "web",
    "web_settings",
]
