"""F10 with real processes: a worker killed while a model answers repeats at most that one call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.bootstrap import Services, open_services
from service.db.base import TenantId
from service.db.documents import Upload
from service.db.generations import CallState, GenerationRow
from service.db.jobs import OPEN_STATES, Job, JobState, NewJob
from service.db.principals import PrincipalKind
from service.settings import Settings, environment_without_settings
from tests.support.blobs import keep_bytes
from tests.support.loopback import LoopbackServer, Request, Response, serving, wait_until
from tests.support.scripted_models import ScriptedModel, scribe

pytestmark = pytest.mark.language_model

TENANT = TenantId("acme")
PARTS = 4  # micro-modules: one call for the outline, two for each of them
CALLS = 1 + 2 * PARTS
_WORKER = (sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main(['worker']))")


@contextmanager
def worker(environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process as operators start it; killed at the end at the latest."""
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(_WORKER, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Slow:
    """A model that keeps one answer back until it is told; what it was asked before and after a kill is kept apart."""

    def __init__(self) -> None:
        self.model = ScriptedModel(scribe)
        self.held_at = 0
        self.is_held = threading.Event()
        self.release = threading.Event()

    def __call__(self, request: Request) -> Response:
        answer = self.model(request)
        if self.held_at and len(self.model.asked) == self.held_at:
            self.is_held.set()
            self.release.wait(60)
        return answer


def settings_of(folder: Path, url: str, server: LoopbackServer) -> dict[str, str]:
    return {
        "MORSEL_DATABASE__URL": url,
        "MORSEL_STORAGE__DIRECTORY": str(folder / "var"),
        "MORSEL_QUEUE__POLL_SECONDS": "0.05",
        "MORSEL_JOBS__LEASE_SECONDS": "2",
        "MORSEL_JOBS__SWEEP_SECONDS": "0.5",
        "MORSEL_MODEL__NAME": "openai:scripted",
        "MORSEL_MODEL__BASE_URL": f"{server.url}/v1",
        "MORSEL_MODEL__ATTEMPTS": "1",
    }


@pytest.mark.parametrize("held_at", [1, 3, CALLS])
def test_a_killed_worker_repeats_at_most_the_call_in_flight(
    held_at: int, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    slow.held_at = held_at
    with serving(slow) as server:
        given = settings_of(tmp_path, sqlite_url, server)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        services = open_services(Settings(_env_file=None))
        environment = {**environment_without_settings(), **given, "PYTHONPATH": os.pathsep.join(sys.path)}
        job = upload(services)

        def look() -> Job:
            with services.database.reading(TENANT) as work:
                return work.jobs.get(job.id)

        with worker(environment, tmp_path) as first:
            assert slow.is_held.wait(120), (tmp_path / "worker.log").read_text()
            first.send_signal(signal.SIGKILL)
            first.wait()
        slow.release.set()
        with worker(environment, tmp_path):
            wait_until(lambda: look().state not in OPEN_STATES, seconds=120)
        with services.database.reading(TENANT) as work:
            calls = work.generations.all()
            assert work.jobs.get(job.id).state is JobState.SUCCEEDED
        services.close()
    demand_one_repeat(calls, slow)


def demand_one_repeat(calls: Sequence[GenerationRow], slow: Slow) -> None:
    """Each call was answered once; only the one in flight was asked twice, and its first row says why."""
    asked = Counter(" ".join(sentence.text for sentence in one.sentences) + one.prompt for one in slow.model.asked)
    repeated = [count for count in asked.values() if count > 1]
    lost = [call for call in calls if call.state is CallState.FAILED]
    assert len(slow.model.asked) == CALLS + 1
    assert repeated == [2]
    assert [call.failure for call in lost] == ["its worker was lost"]
    assert len([call for call in calls if call.state is CallState.SUCCEEDED]) == CALLS


def upload(services: Services) -> Job:
    """A document of several parts, to be drafted with the model."""
    rules = " ".join(f"The person in room {n} must lock door {n} of floor {n} at night." for n in range(1, 15))
    content = "\n\n".join(f"# Part {part}\n\nPart {part} is for house {part}. {rules}" for part in range(1, PARTS + 1))
    blob = keep_bytes(services.blobs, TENANT, [content.encode()])
    upload = Upload(blob.sha256, blob.size_bytes, "text/markdown", "doors.md", options={"engine": "generative"})
    with services.database.unit_of_work(TENANT) as work:
        work.tenants.add("Acme")
        work.tenants.use_model(uses_model=True, budget_micros=None)
        principal = work.principals.add(PrincipalKind.AUTHOR, "author", learner_id=None)
        document, version = work.documents.add(upload, by=principal.id)
        return work.jobs.add(NewJob(document.id, version.id, blob.sha256))
