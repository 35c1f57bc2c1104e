"""F15, F19: two workers, a worker that sleeps through its lease, a worker that is asked to stop."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.db.jobs import UnitState
from tests.faults.site import LINES, PATIENCE_SECONDS, UNITS, Site, is_stopped, open_site, wait_until
from tests.support.database import TENANT
from tests.support.worker_process import run_log


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    with open_site(sqlite_url, tmp_path) as opened:
        yield opened


def test_two_workers_share_a_job_and_do_each_unit_once(site: Site) -> None:
    job = site.upload()
    slow = replace(site.work, unit_seconds=0.05, lease_seconds=30.0)
    site.start(slow)
    site.start(slow)
    wait_until(lambda: site.is_done(job))
    assert [unit.attempts for unit in site.units(job)] == [1] * UNITS
    assert len(run_log(site.work.folder)) == UNITS
    assert site.saved_once(job)


def test_a_worker_that_slept_through_its_lease_changes_nothing_when_it_wakes(site: Site) -> None:
    job = site.upload()
    sleeper = site.start(replace(site.work, stop_at=("check", "document")))
    wait_until(lambda: is_stopped(sleeper))
    site.finish(job)
    finished = site.result(job)
    sleeper.terminate()  # delivered once it wakes: it ends after the unit in hand
    assert sleeper.pid is not None
    os.kill(sleeper.pid, signal.SIGCONT)
    sleeper.join(30)
    assert sleeper.exitcode == 0
    assert site.result(job) == finished
    assert len(finished.micro_modules) == LINES + 1
    assert run_log(site.work.folder).count(("check", "document")) == 2
    assert site.saved_once(job)


def test_a_worker_asked_to_stop_finishes_its_unit_and_ends(site: Site) -> None:
    job = site.upload()
    process = site.start(replace(site.work, unit_seconds=0.3))
    wait_until(lambda: len(run_log(site.work.folder)) == 2)
    process.terminate()
    process.join(30)
    states = [unit.state for unit in site.units(job)]
    assert process.exitcode == 0
    assert states[:2] == [UnitState.SUCCEEDED, UnitState.SUCCEEDED]
    assert UnitState.RUNNING not in states
    assert not site.is_done(job)


def test_a_worker_asked_to_stop_in_a_long_unit_gives_it_back_and_ends(site: Site) -> None:
    job = site.upload()
    process = site.start(replace(site.work, unit_seconds=PATIENCE_SECONDS, grace_seconds=0.1))
    wait_until(lambda: len(run_log(site.work.folder)) == 1)
    process.terminate()
    process.join(30)
    unit = site.units(job)[0]
    assert process.exitcode == 0
    assert (unit.state, unit.attempts, unit.lease_owner) == (UnitState.QUEUED, 0, None)


def test_a_worker_whose_unit_hangs_ends_at_the_time_limit_and_another_does_the_unit(site: Site) -> None:
    job = site.upload()
    process = site.start(replace(site.work, unit_seconds=PATIENCE_SECONDS, time_limit_seconds=0.5))
    process.join(20)
    assert process.exitcode == 1
    assert [unit.attempts for unit in site.units(job)] == [1]
    site.finish(job)
    assert site.units(job)[0].attempts == 2


def test_a_worker_whose_unit_hangs_ends_though_its_job_was_cancelled(site: Site) -> None:
    job = site.upload()
    process = site.start(replace(site.work, unit_seconds=PATIENCE_SECONDS, time_limit_seconds=1.0))
    wait_until(lambda: len(run_log(site.work.folder)) == 1)
    with site.services.database.unit_of_work(TENANT) as work:
        work.jobs.cancel(job.id)
    process.join(20)
    assert process.exitcode == 1
