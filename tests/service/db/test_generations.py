"""Generations: each call a row, none paid for twice, a budget and a limit that two workers cannot both pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from authoring.generative.errors import BudgetSpent, TooManyCalls
from authoring.generative.generations import Call, Generation
from authoring.generative.language_model import Tokens
from service.db.base import TenantId
from service.db.generations import Behalf, CallLimits, CallState, GenerationRow
from service.db.tenant_generations import TenantGenerations
from service.db.unit_of_work import Database
from tests.support.database import OTHER_TENANT, TENANT, People, add_tenant

CALL = Call("items", 1, "d" * 64, "openai:x", {"temperature": 0.4}, "i" * 64, most_micros=400)
ANSWER = Generation('{"items": []}', False, Tokens(100, 20), 300, 1.5)
LIMITS = CallLimits(concurrency=2, budget_micros=None, lease=timedelta(minutes=5))
OTHER_CALL = replace(CALL, input_digest="j" * 64)


def store(
    database: Database,
    *,
    claim: int = 1,
    job: str = "job/generate/0",
    limits: CallLimits = LIMITS,
    tenant: TenantId = TENANT,
) -> TenantGenerations:
    return TenantGenerations(tenant, Behalf(job, claim), limits, database.unit_of_work, database.reading)


def rows(database: Database) -> list[GenerationRow]:
    with database.reading(TENANT) as work:
        return work.generations.all()


@pytest.fixture(autouse=True)
def _tenant(people: People) -> None:
    """The tenant is there."""


def test_a_finished_call_is_found_by_equal_ones_of_its_tenant_only(database: Database) -> None:
    add_tenant(database, OTHER_TENANT)
    generations = store(database)
    assert generations.find(CALL) is None
    generations.finish(generations.begin(CALL), ANSWER)
    assert generations.find(replace(CALL, most_micros=1)) == ANSWER
    assert generations.find(OTHER_CALL) is None
    assert store(database, tenant=OTHER_TENANT).find(CALL) is None


def test_a_call_is_a_row_with_everything_that_made_it(database: Database) -> None:
    generations = store(database)
    generations.finish(generations.begin(CALL), ANSWER)
    (row,) = rows(database)
    assert (row.prompt, row.prompt_version, row.prompt_digest) == ("items", 1, "d" * 64)
    assert (row.model, row.parameters, row.input_digest) == ("openai:x", {"temperature": 0.4}, "i" * 64)
    assert (row.output, row.input_tokens, row.output_tokens) == ('{"items": []}', 100, 20)
    assert (row.cost_micros, row.duration_seconds, row.state) == (300, 1.5, CallState.SUCCEEDED)


def test_a_failed_call_is_kept_and_may_be_made_again(database: Database) -> None:
    generations = store(database)
    generations.fail(generations.begin(CALL), "HTTP 500", duration_seconds=0.2)
    assert generations.find(CALL) is None
    generations.finish(generations.begin(CALL), ANSWER)
    assert [row.failure for row in rows(database)] == ["HTTP 500", None]


def test_no_more_calls_are_under_way_than_allowed(database: Database) -> None:
    generations = store(database)
    generations.begin(CALL)
    generations.begin(OTHER_CALL)
    third = replace(CALL, input_digest="k" * 64)
    with pytest.raises(TooManyCalls):
        generations.begin(third)
    add_tenant(database, OTHER_TENANT)
    assert store(database, tenant=OTHER_TENANT).begin(third)


def test_an_equal_call_under_way_elsewhere_is_waited_for(database: Database) -> None:
    store(database, job="job-a/generate/0").begin(CALL)
    with pytest.raises(TooManyCalls):
        store(database, job="job-b/generate/0").begin(CALL)


def test_the_call_of_a_lost_worker_holds_up_nobody_who_took_over(database: Database) -> None:
    store(database, claim=1).begin(CALL)
    retaken = store(database, claim=2)
    retaken.finish(retaken.begin(CALL), ANSWER)
    assert [(row.state, row.failure) for row in rows(database)] == [
        (CallState.FAILED, "its worker was lost"),
        (CallState.SUCCEEDED, None),
    ]


def test_a_call_beyond_its_lease_no_longer_counts(database: Database) -> None:
    over = replace(LIMITS, concurrency=1, lease=timedelta(seconds=-1))
    store(database, job="job-a/generate/0", limits=over).begin(CALL)
    assert store(database, job="job-b/generate/0", limits=replace(LIMITS, concurrency=1)).begin(CALL)
    assert [row.failure for row in rows(database)] == ["its worker was lost", None]


def test_of_two_equal_calls_the_first_to_finish_is_found(database: Database) -> None:
    slow, fast = store(database, claim=1), store(database, claim=2)
    slow_id = slow.begin(CALL)
    fast.finish(fast.begin(CALL), ANSWER)
    slow.finish(slow_id, replace(ANSWER, output="late"))
    assert slow.find(CALL) == ANSWER


def test_the_budget_counts_what_is_spent_and_what_is_under_way(database: Database) -> None:
    limits = replace(LIMITS, budget_micros=1000, concurrency=9)
    generations = store(database, limits=limits)
    generations.finish(generations.begin(CALL), ANSWER)
    generations.begin(OTHER_CALL)  # 300 spent, 400 under way
    with pytest.raises(BudgetSpent) as spent:
        generations.begin(replace(CALL, input_digest="k" * 64))
    assert (spent.value.spent_micros, spent.value.budget_micros) == (700, 1000)


def test_an_empty_budget_allows_nothing_not_even_what_is_free(database: Database) -> None:
    with pytest.raises(BudgetSpent):
        store(database, limits=replace(LIMITS, budget_micros=0)).begin(replace(CALL, most_micros=0))


def test_an_answer_with_a_nul_can_be_kept(database: Database) -> None:
    generations = store(database)
    generations.finish(generations.begin(CALL), replace(ANSWER, output="a\0b"))
    found = generations.find(CALL)
    assert found is not None
    assert found.output == "ab"


def test_what_was_given_on_behalf_of_what_is_gone_is_forgotten_and_its_cost_is_not(database: Database) -> None:
    gone, kept = store(database, job="summary/thr_1"), store(database, job="summary/thr_10")
    gone.finish(gone.begin(CALL), ANSWER)
    kept.finish(kept.begin(OTHER_CALL), ANSWER)
    under_way = gone.begin(replace(CALL, input_digest="k" * 64))
    with database.unit_of_work(TENANT) as work:
        work.generations.forget("summary/thr_1")
    gone.finish(under_way, ANSWER)
    assert [row.output for row in rows(database)] == [None, ANSWER.output, None]
    assert gone.find(CALL) is None
    assert sum(row.cost_micros for row in rows(database)) == 3 * ANSWER.cost_micros
    again = gone.begin(CALL)
    gone.finish(again, ANSWER)
    assert gone.find(CALL) == ANSWER
