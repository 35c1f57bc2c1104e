"""Celery over RabbitMQ: killed workers and lost messages cost time, never a result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.site import wait_until
from tests.support.services import (
    Product,
    kill,
    lose_messages,
    one_machine,
    scaled_out,
    start_celery_worker,
    wait_for_line,
)

pytestmark = pytest.mark.journey

DOCUMENT = Path(__file__).parents[2] / "examples" / "onboarding-guide.md"


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Product]:
    """Scaled out, without a worker yet."""
    with scaled_out(tmp_path, workers=0) as running:
        yield running


class Author:
    """Uploads one document and follows its job."""

    def __init__(self, product: Product) -> None:
        key = product.take_in()["author"]
        self._http = httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {key}"}, timeout=30)

    def __enter__(self) -> Author:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def upload(self) -> str:
        """The job's address."""
        with DOCUMENT.open("rb") as file:
            answer = self._http.post("/v1/documents", files={"file": (DOCUMENT.name, file)})
        assert answer.status_code == 202, answer.text
        url: str = answer.json()["job"]["url"]
        return url

    def job(self, job_url: str) -> dict[str, object]:
        job: dict[str, object] = self._http.get(job_url).json()
        return job

    def follow(self, job_url: str) -> list[dict[str, object]]:
        """The micro-modules once the job is done, ids left out."""
        wait_until(lambda: self.job(job_url)["state"] not in ("queued", "running"))
        job = self.job(job_url)
        assert job["state"] == "succeeded", job
        rows = self._http.get("/v1/micro-modules", params={"limit": 100}).json()["items"]
        return [{key: row[key] for key in ("title", "status")} for row in rows]


@pytest.fixture
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """What an undisturbed run on one machine makes."""
    with one_machine(tmp_path_factory.mktemp("calm")) as calm, Author(calm) as author:
        return author.follow(author.upload())


def test_a_killed_workers_unit_is_done_by_another(idle: Product, expected: list[dict[str, object]]) -> None:
    with Author(idle) as author:
        job_url = author.upload()
        doomed = start_celery_worker(idle, "doomed")
        wait_for_line(idle.log, '"stage": "draft"')
        kill(doomed)
        start_celery_worker(idle, "successor")
        assert author.follow(job_url) == expected


def test_lost_messages_are_sent_again(idle: Product, expected: list[dict[str, object]]) -> None:
    with Author(idle) as author:
        job_url = author.upload()
        first = start_celery_worker(idle, "first")
        wait_for_line(idle.log, '"stage": "segment"')
        kill(first)
        lose_messages(idle)
        start_celery_worker(idle, "second")
        assert author.follow(job_url) == expected
