"""`GET /v1/search` of a real server over micro-modules alone, under an open loop."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil

from service.bootstrap import Services, open_services
from service.db import migrate
from service.db.principals import PrincipalKind
from service.settings import Settings
from tests.benchmarks.company import TENANT, keep_indexes, publish, questions
from tests.benchmarks.load import open_loop
from tests.support.services import Product, product_environment
from tests.support.web import give_key

A_SECOND = 20
SECONDS = 30.0
WARM_UP_SECONDS = 5.0


def measure_search(count: int) -> Iterator[str]:
    """Search over `count` micro-modules on SQLite, query embedding included."""
    yield f"GET /v1/search, {count:,} micro-modules, {A_SECOND} requests a second for {SECONDS:.0f} s, SQLite"
    with tempfile.TemporaryDirectory(prefix="morsel-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/morsel.sqlite3"
        migrate.upgrade(url)
        settings = Settings(_env_file=None, database={"url": url}, storage={"directory": str(folder / "var")})
        services = open_services(settings)
        started = time.perf_counter()
        key = _fill(services, count)
        yield f"filled in {time.perf_counter() - started:.0f} s"
        services.close()
        product = Product(
            folder, product_environment(MORSEL_DATABASE__URL=url, MORSEL_STORAGE__DIRECTORY=f"{folder}/var")
        )
        try:
            product.serve("--no-worker")
            yield from _under_load(product, key)
        finally:
            product.stop()


def _fill(services: Services, count: int) -> str:
    people = publish(services.database, count, embedder_id=services.embedder.identity)
    keep_indexes(services)
    return give_key(services.database, people.learner, PrincipalKind.LEARNER, tenant=TENANT)


def _under_load(product: Product, key: str) -> Iterator[str]:
    asked = questions(int((SECONDS + WARM_UP_SECONDS) * A_SECOND) + 1)
    paths = [f"/v1/search?limit=10&q={quote(one)}" for one in asked]
    with httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {key}"}, timeout=300) as client:
        started = time.perf_counter()
        client.get(paths[0]).raise_for_status()
        yield f"first answer after {time.perf_counter() - started:.1f} s"
        open_loop(client, paths[: int(WARM_UP_SECONDS * A_SECOND)], a_second=A_SECOND)
        load = open_loop(client, paths[int(WARM_UP_SECONDS * A_SECOND) :], a_second=A_SECOND)
    megabytes = psutil.Process(product.processes["server"].pid).memory_info().rss / 1e6
    yield f"{load} (to reach: p99 150 ms); server {megabytes:.0f} MB (to reach: 900 MB)"
