"""`GET /v1/search` of a real server under an open loop: requests go out at their times, whether answers came or not."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import psutil

from service.bootstrap import Services, open_services
from service.db import migrate
from service.db.principals import PrincipalKind
from service.settings import Settings
from tests.benchmarks.company import TENANT, publish, questions
from tests.support.services import Product, product_environment
from tests.support.web import give_key

A_SECOND = 20
SECONDS = 30.0
WARM_UP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Load:
    """Milliseconds from the moment a request was due to its answer."""

    milliseconds: np.ndarray[tuple[int], np.dtype[np.float64]]
    failed: int
    megabytes: float

    def __str__(self) -> str:
        p50, p90, p99 = np.percentile(self.milliseconds, [50, 90, 99])
        return (
            f"{len(self.milliseconds)} answered, {self.failed} failed: p50 {p50:.1f} ms, p90 {p90:.1f} ms, "
            f"p99 {p99:.1f} ms (to reach: p99 150 ms); server {self.megabytes:.0f} MB (to reach: 900 MB)"
        )


def measure_search(count: int) -> str:
    """Search over `count` micro-modules on SQLite, query embedding included."""
    with tempfile.TemporaryDirectory(prefix="morsel-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/morsel.sqlite3"
        migrate.upgrade(url)
        settings = Settings(_env_file=None, database={"url": url}, storage={"directory": str(folder / "var")})
        services = open_services(settings)
        started = time.perf_counter()
        key = _fill(services, count)
        filled = time.perf_counter() - started
        services.close()
        product = Product(
            folder, product_environment(MORSEL_DATABASE__URL=url, MORSEL_STORAGE__DIRECTORY=f"{folder}/var")
        )
        try:
            product.serve("--no-worker")
            load, opened = _under_load(product, key)
        finally:
            product.stop()
    head = f"GET /v1/search, {count:,} micro-modules, {A_SECOND} requests a second for {SECONDS:.0f} s, SQLite"
    return f"{head}\nfilled in {filled:.0f} s, first answer after {opened:.1f} s\n{load}"


def _fill(services: Services, count: int) -> str:
    people = publish(services.database, count, embedder_id=services.embedder.identity)
    return give_key(services.database, people.learner, PrincipalKind.LEARNER, tenant=TENANT)


def _under_load(product: Product, key: str) -> tuple[Load, float]:
    asked = questions(int((SECONDS + WARM_UP_SECONDS) * A_SECOND) + 1)
    with httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {key}"}, timeout=300) as client:
        started = time.perf_counter()
        client.get("/v1/search", params={"q": asked[0]}).raise_for_status()
        opened = time.perf_counter() - started
        _open_loop(client, asked[: int(WARM_UP_SECONDS * A_SECOND)])
        taken = _open_loop(client, asked[int(WARM_UP_SECONDS * A_SECOND) :])
    megabytes = psutil.Process(product.processes["server"].pid).memory_info().rss / 1e6
    good = np.asarray([one for one in taken if one is not None])
    return Load(good, len(taken) - len(good), megabytes), opened


def _open_loop(client: httpx.Client, asked: list[str]) -> list[float | None]:
    begun = time.perf_counter() + 0.1

    def ask(number: int) -> float | None:
        due = begun + number / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        answer = client.get("/v1/search", params={"q": asked[number], "limit": 10})
        return (time.perf_counter() - due) * 1e3 if answer.status_code == 200 else None

    with ThreadPoolExecutor(max_workers=64) as pool:
        return list(pool.map(ask, range(len(asked))))
