"""The runner: from a queued job to a draft, each unit once, whatever goes wrong on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from authoring.pipeline import STAGES, WHOLE, StageName
from service.bootstrap import open_drafting
from service.db.base import Json, TenantId
from service.db.failpoints import Action, Failpoints, Plan, parse_failpoints
from service.db.jobs import FIRST_STAGE, JobState, UnitRow, UnitState
from service.db.jobs import WHOLE as WHOLE_UNIT
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import StorageFull
from service.jobs.runner import Runner
from service.workflows.authoring import draft_micro_modules
from tests.support.database import TENANT, People, RecordingQueue
from tests.support.pipeline import UNREADABLE, a_document_of
from tests.support.shop import Shop, services_for

LINES = 30  # three units of twelve segments


@pytest.fixture
def shop(database: Database, queue: RecordingQueue, people: People, tmp_path: Path) -> Shop:
    return Shop(services_for(database, queue, tmp_path, jobs={"retry_seconds": 0}), people.author)


def test_every_job_begins_where_the_pipeline_begins() -> None:
    assert (STAGES[0].name, WHOLE) == (FIRST_STAGE, WHOLE_UNIT)


def test_a_job_ends_with_a_draft_and_its_micro_modules(shop: Shop) -> None:
    job = shop.upload(a_document_of(LINES))
    shop.work_off()
    with shop.services.database.reading(TENANT) as work:
        draft = work.drafts.get(job.document_version_id)
        micro_modules = work.micro_modules.of_version(job.document_version_id)
    assert shop.job(job.id).state is JobState.SUCCEEDED
    assert draft.content["schema"] == "morsel.draft/1"
    assert [row.draft_id for row in micro_modules] == [f"m{number}" for number in range(1, LINES + 1)]


def test_each_unit_of_each_stage_runs_once_in_order(shop: Shop) -> None:
    shop.upload(a_document_of(LINES))
    shop.work_off()
    per_segment = [(stage, unit) for stage in ("draft", "items") for unit in ("0", "12", "24")]
    assert shop.lines.runs == [("read", WHOLE), ("segment", WHOLE), *per_segment, ("check", WHOLE)]


def test_a_message_is_sent_for_every_unit_that_opens(shop: Shop, queue: RecordingQueue) -> None:
    shop.upload(a_document_of(LINES))
    units = shop.work_off()
    assert len(queue.sent) == units == 9


def test_a_document_that_cannot_be_read_fails_its_job_with_the_reason_at_once(shop: Shop) -> None:
    job = shop.upload(UNREADABLE)
    shop.work_off()
    failed = shop.job(job.id)
    assert (failed.state, failed.problem) == (
        JobState.FAILED,
        {"reason": "encrypted", "detail": "a password is needed"},
    )
    assert shop.lines.runs == [("read", WHOLE)]


def test_a_fault_of_ours_is_tried_three_times_and_then_named(shop: Shop) -> None:
    def break_down(stage: StageName, unit: str) -> None:
        raise ZeroDivisionError("the text of a document")

    shop.lines.before_run = break_down
    job = shop.upload(a_document_of(1))
    shop.work_off()
    failed = shop.job(job.id)
    assert len(shop.lines.runs) == 3
    assert (failed.state, failed.problem) == (
        JobState.FAILED,
        {"reason": "internal_error", "detail": "ZeroDivisionError"},
    )


def test_a_fault_that_passes_costs_only_its_own_unit_a_second_run(shop: Shop) -> None:
    def break_down_once(stage: StageName, unit: str) -> None:
        if shop.lines.runs.count((stage.value, unit)) == 1 and unit == "12":
            raise ZeroDivisionError

    shop.lines.before_run = break_down_once
    job = shop.upload(a_document_of(LINES))
    shop.work_off()
    assert shop.job(job.id).state is JobState.SUCCEEDED
    assert sorted(run for run in set(shop.lines.runs) if shop.lines.runs.count(run) > 1) == [
        ("draft", "12"),
        ("items", "12"),
    ]


def test_a_retried_job_goes_on_where_it_failed(shop: Shop) -> None:
    def break_down(stage: StageName, unit: str) -> None:
        if stage is StageName.ITEMS:
            raise ZeroDivisionError

    shop.lines.before_run = break_down
    job = shop.upload(a_document_of(LINES))
    shop.work_off()
    assert shop.job(job.id).state is JobState.FAILED
    shop.lines.before_run = lambda stage, unit: None
    shop.lines.runs.clear()
    with shop.services.database.unit_of_work(TENANT) as work:
        work.jobs.retry(job.id)
    shop.work_off()
    assert shop.job(job.id).state is JobState.SUCCEEDED
    assert {stage for stage, _ in shop.lines.runs} == {"items", "check"}


def test_a_job_that_is_cancelled_in_mid_unit_keeps_nothing_of_it(shop: Shop) -> None:
    def cancel(stage: StageName, unit: str) -> None:
        if stage is StageName.SEGMENT:
            with shop.services.database.unit_of_work(TENANT) as work:
                work.jobs.cancel(job.id)

    shop.lines.before_run = cancel
    job = shop.upload(a_document_of(1))
    shop.work_off()
    with shop.services.database.reading(TENANT) as work:
        states = [unit.state for unit in work.jobs.units(job.id)]
    assert shop.job(job.id).state is JobState.CANCELLED
    assert states == [UnitState.SUCCEEDED, UnitState.RUNNING]


def test_two_workers_on_one_unit_leave_one_result(shop: Shop) -> None:
    """The second takes over because the first one's lease ended while it computed."""
    second = Shop(shop.services, shop.author)

    def let_the_other_work(stage: StageName, unit: str) -> None:
        if stage is StageName.CHECK:
            _end_leases(shop.services.database)
            second.work_off()

    shop.lines.before_run = let_the_other_work
    job = shop.upload(a_document_of(LINES))
    shop.work_off()
    with shop.services.database.reading(TENANT) as work:
        micro_modules = work.micro_modules.of_version(job.document_version_id)
    assert second.lines.runs == [("check", WHOLE)]
    assert len(micro_modules) == LINES
    assert shop.job(job.id).state is JobState.SUCCEEDED


def test_a_stage_of_another_version_makes_the_job_start_over_from_what_is_still_right(shop: Shop) -> None:
    job = shop.upload(a_document_of(LINES))
    for _ in range(3):
        assert shop.runner.run_one()
    newer = tuple(
        replace(stage, version=f"{stage.version} and newer") if stage.name is StageName.SEGMENT else stage
        for stage in STAGES
    )
    runner = Runner(shop.services, open_drafting(shop.services, shop.lines.pipeline(newer)))
    shop.lines.runs.clear()
    while runner.run_one():
        pass
    assert shop.job(job.id).state is JobState.SUCCEEDED
    assert ("read", WHOLE) not in shop.lines.runs
    assert ("segment", WHOLE) in shop.lines.runs


def test_a_worker_without_work_says_so(shop: Shop) -> None:
    assert not shop.runner.run_one()


def test_a_unit_in_hand_can_be_given_back(shop: Shop) -> None:
    def give_back(stage: StageName, unit: str) -> None:
        if len(shop.lines.runs) == 1:
            shop.runner.give_back()

    shop.lines.before_run = give_back
    job = shop.upload(a_document_of(1))
    shop.work_off()
    assert shop.lines.runs[:2] == [("read", WHOLE), ("read", WHOLE)]
    assert shop.job(job.id).state is JobState.SUCCEEDED


def test_a_full_disk_does_not_end_the_renewing_of_a_lease(
    database: Database, queue: RecordingQueue, people: People, tmp_path: Path
) -> None:
    full_once = FullOnceWhenRenewing()
    services = services_for(
        replace(database, failpoints=full_once), queue, tmp_path, jobs={"lease_seconds": 0.03, "attempts": 100}
    )
    shop = Shop(services, people.author)

    def wait_for_renewal(stage: StageName, unit: str) -> None:
        full_once.renewed.wait(10)

    shop.lines.before_run = wait_for_renewal
    shop.upload(a_document_of(1))
    shop.runner.run_one()
    assert full_once.renewed.is_set()


def test_no_transaction_is_open_while_a_draft_is_written_down(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    open_now: list[str] = []
    seen: list[tuple[str, ...]] = []
    drafting = open_drafting(shop.services, shop.lines.pipeline())

    @contextmanager
    def watched(tenant: TenantId, *, label: str = "work") -> Iterator[UnitOfWork]:
        with drafting.unit_of_work(tenant, label=label) as work:
            open_now.append(label)
            yield work
        open_now.remove(label)

    for name in ("draft_as_json", "new_micro_module"):
        real = getattr(draft_micro_modules, name)
        spy = partial(_call_and_note, real, lambda: seen.append(tuple(open_now)))
        monkeypatch.setattr(draft_micro_modules, name, spy)
    shop.runner.drafting = replace(drafting, unit_of_work=watched)
    shop.upload(a_document_of(2))
    shop.work_off()
    assert seen == [(), (), ()]


def _call_and_note(real: Callable[..., object], note: Callable[[], None], *given: object) -> object:
    note()
    return real(*given)


@pytest.mark.parametrize("give_backs", ["", ",before_commit:give_back=disk_full"])
def test_a_disk_that_was_full_is_no_attempt_of_the_unit(
    database: Database, queue: RecordingQueue, people: People, tmp_path: Path, give_backs: str
) -> None:
    full_once = parse_failpoints("before_commit:save_output=disk_full" + give_backs)
    quick: Json = {"attempts": 1, "retry_seconds": 0}
    services = services_for(replace(database, failpoints=full_once), queue, tmp_path, jobs=quick)
    shop = Shop(services, people.author)
    job = shop.upload(a_document_of(1))
    with pytest.raises(StorageFull):
        shop.runner.run_one()
    shop.work_off()
    assert shop.job(job.id).state is JobState.SUCCEEDED
    assert shop.lines.runs.count(("read", WHOLE)) == 2


class FullOnceWhenRenewing(Failpoints):
    """The disk is full when a lease is first renewed; `renewed` tells that it was renewed afterwards."""

    def __init__(self) -> None:
        super().__init__((Plan("before_commit:renew", Action.DISK_FULL, 1),))
        self.renewed = threading.Event()

    def reach(self, place: str) -> None:
        super().reach(place)
        if place == "after_commit:renew":
            self.renewed.set()


def _end_leases(database: Database) -> None:
    with database.scheduler.begin() as connection:
        connection.execute(update(UnitRow).values(lease_until=datetime(2000, 1, 1, tzinfo=UTC)))
