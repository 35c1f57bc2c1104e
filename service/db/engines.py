"""Connections: how SQLite and PostgreSQL are set up for durable writes and for one tenant at a time."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

READ_ONLY = "morsel_read_only"  # execution option of a connection that will not write
_NOW = {
    "sqlite": text("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"),
    "postgresql": text("SELECT clock_timestamp()"),
}
_FOR_TENANT = text("SELECT set_config('morsel.tenant', :tenant, true)")


def reading_engine(engine: Engine) -> Engine:
    """The same connections for transactions that read one consistent state and write nothing."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READ_ONLY: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def open_engine(url: str, *, role: str, pool_size: int = 10, busy_timeout_seconds: float = 10.0) -> Engine:
    """An engine whose PostgreSQL sessions act as `role` and count in UTC; SQLite has no roles."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url, busy_timeout_seconds)
    return create_engine(
        url,
        hide_parameters=True,  # rows hold document text, and messages end up in logs
        pool_size=pool_size,
        pool_pre_ping=True,
        connect_args={"options": f"-c role={role} -c timezone=UTC", "connect_timeout": 10},
    )


def database_now(session: Session) -> datetime:
    """The database's clock, aware, UTC: the one clock that all processes share."""
    found = session.scalar(_NOW[session.get_bind().dialect.name])
    return (found if isinstance(found, datetime) else datetime.fromisoformat(str(found))).astimezone(UTC)


def enter_tenant(session: Session, tenant: str) -> None:
    """Tell PostgreSQL's row-level security for which tenant this transaction works."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_FOR_TENANT, {"tenant": tenant})


def _open_sqlite(url: str, busy_timeout_seconds: float) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": busy_timeout_seconds, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver thinks fit
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # acknowledged means on disk, also after a power cut
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write takes the lock at once: taken half way, it could not be waited for.
        reads = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
