"""Claims: one worker a unit, fair turns, fencing, attempts, and what the sweeper finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.base import JobId
from service.db.jobs import WHOLE, Claim, JobState, OutputKey, UnitState
from service.db.unit_of_work import Database
from service.errors import LeaseLost
from tests.support.database import OTHER_TENANT, TENANT, People, RecordingQueue, add_tenant
from tests.support.rows import add_queued_job

LEASE = timedelta(seconds=60)
ENDED = timedelta(seconds=-1)  # a lease that is over as soon as it is given
KEY = OutputKey("ab" * 32, "read", WHOLE, "1", "parameters")


def claim(database: Database, *, lease: timedelta = LEASE, attempts: int = 3) -> Claim | None:
    with database.scheduling() as board:
        return board.claim("a worker", lease=lease, attempts=attempts)


def must_claim(database: Database, *, lease: timedelta = LEASE) -> Claim:
    claimed = claim(database, lease=lease)
    assert claimed is not None
    return claimed


def save(database: Database, claimed: Claim) -> bool:
    with database.unit_of_work(claimed.tenant_id) as work:
        return work.jobs.save_output(claimed, KEY, b"output")


def state_of(database: Database, job_id: JobId) -> JobState:
    with database.reading(TENANT) as work:
        return work.jobs.get(job_id).state


def digest_of(number: int) -> str:
    return f"{number:064x}"


def test_a_unit_is_claimed_by_one_worker_at_a_time(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    first, second = claim(database), claim(database)
    assert first == Claim(TENANT, job.id, "read", WHOLE, token=1, attempt=1)
    assert second is None


def test_a_unit_whose_lease_ended_is_claimed_again_with_a_higher_token(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    first, second = must_claim(database, lease=ENDED), must_claim(database)
    assert (first.token, second.token, second.attempt) == (1, 2, 2)


def test_a_renewed_lease_keeps_others_away(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    held = must_claim(database, lease=ENDED)
    with database.scheduling() as board:
        assert board.renew(held, lease=LEASE)
    assert claim(database) is None


def test_an_old_claim_cannot_renew(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    old = must_claim(database, lease=ENDED)
    must_claim(database)
    with database.scheduling() as board:
        assert not board.renew(old, lease=LEASE)


def test_a_claim_on_a_cancelled_job_cannot_renew(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    held = must_claim(database)
    with database.unit_of_work(TENANT) as work:
        work.jobs.cancel(job.id)
    with database.scheduling() as board:
        assert not board.renew(held, lease=LEASE)


def test_a_claim_from_before_a_job_started_over_holds_in_no_stage_of_the_new_round(
    database: Database, people: People
) -> None:
    job = add_queued_job(database, people.author)
    first = must_claim(database)
    open_next_stage(database, first)
    second = must_claim(database)
    with database.unit_of_work(TENANT) as work:
        work.jobs.start_over(work.jobs.get(job.id))
    again = must_claim(database)
    refuse(database, first)
    open_next_stage(database, again)
    must_claim(database)
    refuse(database, second)


def open_next_stage(database: Database, held: Claim) -> None:
    with database.unit_of_work(TENANT) as work:
        work.jobs.save_output(held, KEY, b"output")
        work.jobs.open_stage(work.jobs.get(held.job_id), "segment", (WHOLE,))


def refuse(database: Database, old: Claim) -> None:
    with pytest.raises(LeaseLost), database.unit_of_work(TENANT) as work:
        work.jobs.held(old)


def test_a_write_with_an_old_token_is_refused_and_leaves_nothing(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    old = must_claim(database, lease=ENDED)
    must_claim(database)
    with pytest.raises(LeaseLost):
        save(database, old)
    with database.reading(TENANT) as work:
        assert work.jobs.output(KEY) is None


def test_an_output_is_saved_once_even_when_its_claim_writes_twice(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    held = must_claim(database)
    assert save(database, held)
    with pytest.raises(LeaseLost):
        save(database, held)
    assert claim(database) is None


def test_a_cancelled_job_is_neither_claimed_nor_written(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    held = must_claim(database)
    with database.unit_of_work(TENANT) as work:
        work.jobs.cancel(job.id)
    with pytest.raises(LeaseLost):
        save(database, held)
    assert claim(database) is None


def test_tenants_take_turns_however_many_jobs_one_of_them_has(database: Database, people: People) -> None:
    other = add_tenant(database, OTHER_TENANT)
    for number in range(3):
        add_queued_job(database, people.author, digest_of(number))
    for number in range(2):
        add_queued_job(database, other.author, digest_of(number), tenant=OTHER_TENANT)
    served = [must_claim(database).tenant_id for _ in range(5)]
    assert served == [TENANT, OTHER_TENANT, TENANT, OTHER_TENANT, TENANT]


def test_the_jobs_of_a_tenant_take_turns(database: Database, people: People) -> None:
    jobs = [add_queued_job(database, people.author, digest_of(number)) for number in range(2)]
    with database.unit_of_work(TENANT) as work:
        for job in jobs:
            work.jobs.open_stage(work.jobs.get(job.id), "draft", ("0", "12"))
    served = [must_claim(database).job_id for _ in range(4)]
    assert served == [jobs[0].id, jobs[1].id, jobs[0].id, jobs[1].id]


def test_a_unit_that_lost_its_worker_three_times_fails_its_job_with_the_reason(
    database: Database, people: People
) -> None:
    job = add_queued_job(database, people.author)
    for _ in range(3):
        must_claim(database, lease=ENDED)
    assert claim(database) is None
    with database.scheduling() as board:
        failed = board.fail_exhausted(attempts=3)
    with database.reading(TENANT) as work:
        problem = work.jobs.get(job.id).problem
    assert failed == [job.id]
    assert state_of(database, job.id) is JobState.FAILED
    assert problem == {"reason": "worker_lost", "detail": "read/document: 3 attempts"}


def test_a_unit_at_its_last_attempt_is_left_alone_while_its_lease_holds(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    must_claim(database, lease=ENDED)
    must_claim(database, lease=ENDED)
    must_claim(database)
    with database.scheduling() as board:
        assert board.fail_exhausted(attempts=3) == []
    assert state_of(database, job.id) is JobState.RUNNING


def test_a_failed_job_that_is_retried_gets_new_attempts(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    for _ in range(3):
        must_claim(database, lease=ENDED)
    with database.scheduling() as board:
        board.fail_exhausted(attempts=3)
    with database.unit_of_work(TENANT) as work:
        retried = work.jobs.retry(job.id)
    again = must_claim(database)
    assert (retried.problem, again.attempt) == (None, 1)
    assert again.token > 3


def test_a_postponed_unit_waits_for_its_time(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    held = must_claim(database)
    with database.unit_of_work(TENANT) as work:
        work.jobs.postpone_unit(held, {"reason": "internal_error"}, until=work.now + timedelta(hours=1))
    assert claim(database) is None


def test_a_unit_that_is_given_back_costs_no_attempt(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    held = must_claim(database)
    with database.unit_of_work(TENANT) as work:
        work.jobs.give_back(held, until=work.now)
    again = must_claim(database)
    assert (again.attempt, again.token) == (1, 2)


def test_a_failed_unit_ends_its_job_with_the_reason(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    held = must_claim(database)
    with database.unit_of_work(TENANT) as work:
        work.jobs.fail_unit(held, {"reason": "encrypted", "detail": ""})
    with database.reading(TENANT) as work:
        units = work.jobs.units(job.id)
        assert work.jobs.get(job.id).problem == {"reason": "encrypted", "detail": ""}
    assert [unit.state for unit in units] == [UnitState.FAILED]


def test_a_job_that_waits_without_a_fresh_message_is_late(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    with database.scheduling() as board:
        assert board.waiting(since=timedelta(hours=1), limit=10) == []
    with database.scheduling() as board:
        assert board.waiting(since=timedelta(0), limit=10) == [(TENANT, job.id)]
        board.nudge_again(TENANT, job.id)
    with database.scheduling() as board:
        assert len(board.unsent(limit=10)) == 1


def test_progress_counts_the_units_of_the_stage_that_runs(database: Database, people: People) -> None:
    job = add_queued_job(database, people.author)
    save(database, must_claim(database))
    with database.unit_of_work(TENANT) as work:
        work.jobs.open_stage(work.jobs.get(job.id), "draft", ("0", "12"))
    held = must_claim(database)
    with database.unit_of_work(TENANT) as work:
        is_last = work.jobs.save_output(held, OutputKey("ab" * 32, "draft", held.unit, "1", "p"), b"x")
    with database.reading(TENANT) as work:
        seen = work.jobs.get(job.id)
    assert not is_last
    assert (seen.stage, seen.done, seen.total) == ("draft", 1, 2)


def test_messages_are_sent_oldest_first_until_the_broker_refuses(
    database: Database, people: People, queue: RecordingQueue
) -> None:
    queue.is_away = True
    jobs = [add_queued_job(database, people.author, digest_of(number)).id for number in range(3)]
    queue.is_away = False
    with database.scheduling() as board:
        unsent = board.unsent(limit=10)
    assert database.send(unsent) == 3
    assert queue.sent == jobs


def test_the_number_of_waiting_units_is_known(database: Database, people: People) -> None:
    add_queued_job(database, people.author)
    with database.scheduling() as board:
        before = board.count_waiting()
    must_claim(database)
    with database.scheduling() as board:
        assert (before, board.count_waiting()) == (1, 0)
