"""F1, F2: a worker killed at any moment, again and again: every job finishes, as if nothing had happened."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from service.db.jobs import Job
from tests.faults.site import Result, Site, open_site, undisturbed, wait_until
from tests.support.worker_process import run_log

KILLS = int(os.environ.get("MORSEL_TEST_KILLS", "30"))
UNIT_SECONDS = 0.04
WORK_SECONDS = 4 * UNIT_SECONDS  # a few units with their claims and commits
SEED = 20_260_101


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    with open_site(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def calm_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("calm")
    path = folder / "morsel.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with open_site(f"sqlite:///{path}", folder) as opened:
        yield opened


def calm_result(calm_site: Site, number: int) -> Result:
    job = calm_site.upload(number)
    undisturbed(calm_site.services, job)
    return calm_site.result(job)


def _let_live(process: ForkServerProcess, site: Site, job: Job, rng: random.Random) -> None:
    """One in five dies while it starts, the others while they compute, save or claim."""
    if rng.random() < 0.2:
        process.join(rng.uniform(0, WORK_SECONDS))
        return
    before = len(run_log(site.work.folder))
    wait_until(lambda: len(run_log(site.work.folder)) > before or site.is_done(job))
    process.join(rng.uniform(0, WORK_SECONDS))


def test_jobs_survive_a_worker_killed_at_random_moments(site: Site, calm_site: Site) -> None:
    rng = random.Random(SEED)  # noqa: S311  moments, not secrets
    work = replace(site.work, unit_seconds=UNIT_SECONDS, lease_seconds=0.2)
    jobs: list[Job] = []
    for _ in range(KILLS):
        if not jobs or site.is_done(jobs[-1]):
            jobs.append(site.upload(len(jobs)))
        process = site.start(work)
        _let_live(process, site, jobs[-1], rng)
        process.kill()
        process.join()
        site.processes.remove(process)
    site.finish(*jobs)
    runs = len(run_log(site.work.folder))
    print(f"{KILLS} kills, {len(jobs)} jobs, {runs} runs of units")
    assert runs > KILLS / 2, "the kills met no work"
    for number, job in enumerate(jobs):
        assert site.result(job) == calm_result(calm_site, number)
        assert site.saved_once(job)


@pytest.mark.parametrize(
    ("failpoint", "progress"),
    [
        ("before_commit:claim", 2),
        ("after_commit:claim", 2),
        ("before_commit:save_output", 2),
        ("after_commit:save_output", 1),
        ("before_commit:sweep", 3),
        ("after_commit:sweep", 3),
        ("before_commit:renew", 1),
        ("after_commit:renew", 1),
    ],
)
def test_jobs_survive_a_kill_at_every_commit(site: Site, calm_site: Site, failpoint: str, progress: int) -> None:
    """Each worker dies at its `progress`-th pass of the place, so that every unit meets the fault once."""
    job = site.upload()
    unit_seconds = 0.3 if "renew" in failpoint or "sweep" in failpoint else 0.0
    deadly = replace(site.work, failpoints=f"{failpoint}=kill@{progress}", unit_seconds=unit_seconds)
    deaths = 0
    while not site.is_done(job) and deaths < 5:
        process = site.start(deadly)
        while process.exitcode is None and not site.is_done(job):
            process.join(0.05)
        deaths += process.exitcode is not None
        process.kill()
        process.join()
    site.finish(job)
    assert deaths > 0
    assert site.result(job) == calm_result(calm_site, 0)
    assert site.saved_once(job)
