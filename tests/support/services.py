"""The product as it is started by hand, in both shapes, with real processes and, scaled out, real servers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil
import psycopg
import pytest
from kombu.connection import Connection as BrokerConnection
from kombu.exceptions import OperationalError

from service.bootstrap import Services, open_services
from service.db.api_keys import new_key
from service.db.base import TenantId
from service.db.principals import PrincipalKind
from service.security import SCOPES_BY_KIND
from service.settings import Settings

POSTGRES = os.environ.get("MORSEL_TEST_POSTGRES", "postgres@127.0.0.1:5432")  # trusted without a password
BROKER = os.environ.get("MORSEL_TEST_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
INSTALL = "apt-get install rabbitmq-server postgresql"
SHAPES = ("one machine", "scaled out")
LEARNER = "emp-1"
# So that a test sees within seconds what takes a minute in production.
QUICK = {"MORSEL_JOBS__LEASE_SECONDS": "4", "MORSEL_JOBS__SWEEP_SECONDS": "1", "MORSEL_JOBS__LATE_SECONDS": "2"}
_MORSEL = (sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main(sys.argv[1:]))")
_STOP_SECONDS = 40.0


@dataclass
class Product:
    """A running server with its workers. `url` is the server's address; `log` holds what all processes said."""

    folder: Path
    environment: dict[str, str]
    url: str = ""
    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def run(self, *words: str) -> str:
        """What a `morsel` command prints; fails when it does."""
        done = subprocess.run(
            [*_MORSEL, *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str, *command: str) -> subprocess.Popen[str]:
        """A process of the product that is stopped at the end."""
        with self.log.open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.processes[name] = process
        return process

    def serve(self, *words: str) -> None:
        """Start the web server on a free port and wait until it listens."""
        process = self.start("server", *_MORSEL, "serve", "--port", "0", *words)
        assert process.stdout is not None
        first_line = process.stdout.readline()
        assert first_line, self.log.read_text(encoding="utf-8")
        self.url = first_line.split()[-1]

    def stop(self) -> None:
        """Ask every process to end, newest first."""
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def take_in(self, tenant: str = "acme") -> dict[str, str]:
        """A new tenant; one key for each kind of principal, by kind. The learner's own id is LEARNER."""
        services = self.open_services()
        keys = {}
        with services.database.unit_of_work(TenantId(tenant)) as work:
            work.tenants.add(f"Tenant {tenant}")
            for kind in PrincipalKind:
                learner_id = LEARNER if kind is PrincipalKind.LEARNER else None
                principal = work.principals.add(kind, kind.value, learner_id=learner_id)
                keys[kind.value] = new_key(TenantId(tenant))
                scopes = sorted(scope.value for scope in SCOPES_BY_KIND[kind.value])
                work.api_keys.add(principal.id, keys[kind.value], scopes=scopes)
        services.close()
        return keys

    def pass_days(self, days: int, *, tenant: str = "acme") -> None:
        """As if so many days had gone by: all that anybody learned lies so much further back."""
        services, gone = self.open_services(), timedelta(days=days)
        with services.database.unit_of_work(TenantId(tenant)) as work:
            for learner in work.learners.page(after=None, limit=100):
                for state in work.knowledge.states_of(learner.principal_id):
                    for name in ("reviewed_at", "due_at", "engaged_at", "completed_at"):
                        moment = getattr(state, name)
                        setattr(state, name, None if moment is None else moment - gone)
        services.close()

    def open_services(self) -> Services:
        """What its processes work with, in this one; whoever opens it closes it."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            return open_services(Settings(_env_file=None))


@pytest.fixture(params=SHAPES)
def product(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    """The product in each of its shapes, freshly migrated and empty."""
    shape = one_machine if request.param == SHAPES[0] else scaled_out
    with shape(tmp_path) as running:
        yield running


@contextmanager
def one_machine(folder: Path, **settings: str) -> Iterator[Product]:
    """SQLite, and a worker that polls."""
    database_url = f"sqlite:///{folder}/morsel.sqlite3"
    product = Product(folder, product_environment(MORSEL_DATABASE__URL=database_url, **settings))
    try:
        product.serve()
        yield product
    finally:
        product.stop()


@contextmanager
def scaled_out(folder: Path, *, workers: int = 2) -> Iterator[Product]:
    """PostgreSQL, RabbitMQ, and Celery workers; database and queues of its own, removed afterwards."""
    with ExitStack() as stack:
        database_url = stack.enter_context(_postgres_database())
        queue_name = stack.enter_context(_broker_queue())
        environment = product_environment(
            MORSEL_DATABASE__URL=database_url,
            MORSEL_QUEUE__KIND="celery",
            MORSEL_QUEUE__BROKER_URL=BROKER,
            MORSEL_QUEUE__NAME=queue_name,
        )
        product = Product(folder, environment)
        stack.callback(product.stop)
        product.run("migrate")
        product.serve("--no-worker")
        for number in range(workers):
            start_celery_worker(product, f"worker-{number}")
        yield product


def start_celery_worker(product: Product, name: str) -> subprocess.Popen[str]:
    """One more Celery worker, started as operators start it."""
    words = ("--app", "service.jobs.worker", "worker", "--concurrency", "1", "--loglevel", "warning")
    return product.start(name, sys.executable, "-m", "celery", *words, "--hostname", f"{name}-{uuid.uuid4().hex}@%h")


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL for a process and all that it started."""
    parent = psutil.Process(process.pid)
    for member in (parent, *parent.children(recursive=True)):
        member.kill()
    process.wait()


def lose_messages(product: Product) -> int:
    """Throw away what waits in the product's queue; how many messages."""
    with BrokerConnection(BROKER) as connection, connection.channel() as channel:  # type: ignore[no-untyped-call]
        lost: int = channel.queue_purge(product.environment["MORSEL_QUEUE__NAME"])
    return lost


def wait_for_line(path: Path, text: str, *, seconds: float = 60.0) -> None:
    """Until a log holds `text`; fails with the log when it does not come."""
    deadline = time.monotonic() + seconds
    while text not in path.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, path.read_text(encoding="utf-8")
        time.sleep(0.05)


@contextmanager
def _postgres_database() -> Iterator[str]:
    name = f"morsel_test_{uuid.uuid4().hex[:12]}"
    server = f"postgresql://{POSTGRES}/postgres"
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    except psycopg.OperationalError as fault:
        pytest.fail(f"PostgreSQL does not answer at {POSTGRES} ({fault}): {INSTALL}")
    try:
        yield f"postgresql+psycopg://{POSTGRES}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def _broker_queue() -> Iterator[str]:
    name = f"morsel-test-{uuid.uuid4().hex[:12]}"
    with BrokerConnection(BROKER, connect_timeout=5) as connection:  # type: ignore[no-untyped-call]  # kombu publishes none
        try:
            connection.ensure_connection(max_retries=1, timeout=5)
        except (OperationalError, OSError) as fault:
            pytest.fail(f"RabbitMQ does not answer ({fault}): {INSTALL}")
    try:
        yield name
    finally:
        with BrokerConnection(BROKER) as connection, connection.channel() as channel:  # type: ignore[no-untyped-call]
            channel.queue_delete(name)
            channel.queue_delete(f"{name}.dead")
            channel.exchange_delete(f"{name}.dead")


def product_environment(**settings: str) -> dict[str, str]:
    """This process's environment without its own Morsel settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MORSEL_")}
    return {**inherited, **QUICK, **settings}
