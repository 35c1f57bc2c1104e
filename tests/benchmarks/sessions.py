"""Sessions, recommendations and searches of many learners at once on a real server, quiet and beside an ingest."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil

from service.bootstrap import Services, open_services
from service.db import migrate
from service.db.principals import PrincipalKind
from service.settings import Settings
from tests.benchmarks.company import TENANT, keep_indexes, publish, questions
from tests.benchmarks.crowd import gather_learners, gather_threads, learner_id
from tests.benchmarks.load import Load, open_loop
from tests.support.services import Product, product_environment
from tests.support.web import give_key

SECONDS = 20.0
WARM_UP_SECONDS = 3.0
A_SECOND = {"session": 50.0, "recommendations": 50.0, "search": 20.0}
TO_REACH = {"session": "p50 15 ms, p99 60 ms", "recommendations": "p50 15 ms, p99 60 ms", "search": "p99 150 ms"}
SLOWER_BESIDE = 2.0
THREADS_EACH = 10  # threads for each micro-module
HANDBOOK = Path(__file__).parents[2] / "examples" / "handbook.pdf"
_AUTHOR = "import sys; from service.cli import main; sys.exit(main(['author', *sys.argv[1:]]))"


def measure_sessions(size: int) -> Iterator[str]:
    """`size` micro-modules and learners, ten times as many threads, SQLite."""
    yield f"{size:,} micro-modules, {size * THREADS_EACH:,} threads, {size:,} learners, {SECONDS:.0f} s each, SQLite"
    with tempfile.TemporaryDirectory(prefix="morsel-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/morsel.sqlite3"
        migrate.upgrade(url)
        settings = Settings(_env_file=None, database={"url": url}, storage={"directory": str(folder / "var")})
        services = open_services(settings)
        started = time.perf_counter()
        key = _fill(services, size)
        services.close()
        yield f"filled in {time.perf_counter() - started:.0f} s"
        environment = {"MORSEL_DATABASE__URL": url, "MORSEL_STORAGE__DIRECTORY": f"{folder}/var"}
        environment["MORSEL_SERVER__REQUESTS_PER_MINUTE"] = "1000000"  # one key asks for everybody here
        product = Product(folder, product_environment(**environment))
        try:
            product.serve("--no-worker")
            yield from _figures(product, key, size, folder)
        finally:
            product.stop()


def _fill(services: Services, size: int) -> str:
    database, embedder_id = services.database, services.embedder.identity
    people = publish(database, size, embedder_id=embedder_id)
    with database.reading(TENANT) as work:
        micro_modules = sorted(work.publications.numbers())
    gather_learners(database, size, micro_modules)
    gather_threads(database, size * THREADS_EACH, micro_modules, embedder_id=embedder_id, learners=size)
    keep_indexes(services)
    return give_key(database, people.integrator, PrincipalKind.INTEGRATOR, tenant=TENANT)


def _figures(product: Product, key: str, size: int, folder: Path) -> Iterator[str]:
    server = psutil.Process(product.processes["server"].pid)
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=product.url, headers=headers, timeout=600, limits=limits) as client:
        for what in A_SECOND:
            started = time.perf_counter()
            client.get(_paths(what, 1, size)[0]).raise_for_status()
            yield f"{what}: first answer after {time.perf_counter() - started:.1f} s"
        quiet: dict[str, Load] = {}
        for what, a_second in A_SECOND.items():
            quiet[what], told = _under_load(client, what, size, server)
            yield f"{what}, {a_second:.0f} a second: {told} (to reach: {TO_REACH[what]})"
        yield f"server {server.memory_info().rss / 1e6:.0f} MB (to reach: 900 MB)"
        with _ingest(folder) as drafted:
            for what in A_SECOND:
                load, told = _under_load(client, what, size, server)
                slower = load.percentile(99) / quiet[what].percentile(99)
                yield f"{what} beside an ingest: {told}, p99 x {slower:.1f} (to reach: x {SLOWER_BESIDE:.0f})"
        yield f"ingested beside it: {len(drafted)} times {HANDBOOK.name}, niced, one thread"


def _under_load(client: httpx.Client, what: str, size: int, server: psutil.Process) -> tuple[Load, str]:
    """The load, and in words: with what the server's processors did for each answer, whoever else they worked for."""
    open_loop(client, _paths(what, int(WARM_UP_SECONDS * A_SECOND[what]), size, seed=1), a_second=A_SECOND[what])
    before = sum(server.cpu_times()[:2])
    load = open_loop(client, _paths(what, int(SECONDS * A_SECOND[what]), size, seed=2), a_second=A_SECOND[what])
    spent = (sum(server.cpu_times()[:2]) - before) / max(1, len(load.milliseconds)) * 1e3
    return load, f"{load}; {spent:.1f} ms of processor each"


def _paths(what: str, count: int, size: int, *, seed: int = 0) -> Sequence[str]:
    if what == "search":
        return [f"/v1/search?limit=10&q={quote(one)}" for one in questions(count, seed=seed)]
    rng = random.Random(seed)  # noqa: S311  repeatable, not secret
    return [f"/v1/learners/{learner_id(rng.randrange(size))}/{what}" for _ in range(count)]


@contextmanager
def _ingest(folder: Path) -> Iterator[list[int]]:
    """Draft the sample handbook over and over in a process that gives way; holds one entry a finished draft."""
    done: list[int] = []
    stop = threading.Event()
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = ["nice", "-n", "19", sys.executable, "-c", _AUTHOR, str(HANDBOOK), "--out", str(folder / "drafts")]

    def draft() -> None:
        while not stop.is_set():
            running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            while running.poll() is None and not stop.wait(0.1):
                continue
            if running.poll() is None:
                running.terminate()
            if running.wait() == 0:
                done.append(1)

    thread = threading.Thread(target=draft)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()
