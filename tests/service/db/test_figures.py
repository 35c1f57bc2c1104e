"""Figures that databases add up: the same from either, and as others would reckon them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest

from service.db.base import ItemId, MicroModuleId, PrincipalId
from service.db.evidence import EvidenceKind, EvidenceSource, Fact
from service.db.figures import Circle, ItemSums, Recalled
from service.db.learners import LearnerChange, LearnerId
from service.db.unit_of_work import UnitOfWork
from tests.support.web import Web, other_web, web, web_settings

__all__ = ["other_web", "web", "web_settings"]


def add_learner(work: UnitOfWork, name: str, *cohorts: str) -> PrincipalId:
    return work.learners.add(LearnerId(name), LearnerChange(cohorts=frozenset(cohorts))).principal_id


def answer(work: UnitOfWork, who: PrincipalId, what: tuple[MicroModuleId, str], score: float, at: datetime) -> None:
    micro_module_id, item_id = what
    source = f"{who}/{item_id}/{at.isoformat()}"
    fact = Fact(
        who, micro_module_id, EvidenceKind.ANSWERED, EvidenceSource.STATEMENT, source, at, ItemId(item_id), score
    )
    work.evidence.add(fact)


def items_of(web: Web, salt: str = "") -> list[tuple[MicroModuleId, str]]:
    published = web.publish(salt).micro_module_id
    quiz = web.learner.get(f"/v1/catalogue/{published}/quiz").json()["items"]
    return [(MicroModuleId(published), item["id"]) for item in quiz]


def test_people_are_counted_by_the_cohorts_that_they_are_in(web: Web) -> None:
    micro_module_id, _ = items_of(web)[0]
    with web.services.database.unit_of_work(web.tenant) as work:
        for name, cohorts in (("a", "xy"), ("b", "yx"), ("c", "x"), ("d", ""), ("e", "x"), ("f", "y")):
            state = work.knowledge.state(add_learner(work, name, *cohorts), micro_module_id)
            state.engaged_at = None if name == "f" else work.now
            state.completed_at = work.now if name in "ac" else None
    web.integrator.put("/v1/learners/e", json={"active": False})
    with web.services.database.reading(web.tenant) as work:
        found = work.figures.circles()
    both = [one for one in found if one.cohorts == {"x", "y"}]
    assert (sum(one.people for one in both), sum(one.completed for one in both)) == (2, 1)
    assert [one for one in found if len(one.cohorts) < 2] in (
        [Circle(frozenset("x"), 1, 1, 1), Circle(frozenset(), 1, 1, 0)],
        [Circle(frozenset(), 1, 1, 0), Circle(frozenset("x"), 1, 1, 1)],
    )


def test_retention_is_the_score_by_days_since_the_same_item_was_answered(web: Web) -> None:
    first, second, *_ = items_of(web)
    with web.services.database.unit_of_work(web.tenant) as work:
        ada, bob = add_learner(work, "ada"), add_learner(work, "bob")
        for who, what, day, score in (
            (ada, first, 0.0, 1.0),
            (ada, second, 0.1, 1.0),  # another item: nothing is repeated
            (ada, first, 0.2, 0.0),  # the same day
            (ada, first, 2.0, 1.0),
            (bob, first, 0.0, 1.0),
            (bob, first, 1.5, 0.0),
            (bob, first, 8.0, 0.5),
            (bob, first, 200.0, 1.0),  # longer ago than is asked for
        ):
            answer(work, who, what, score, work.now - timedelta(days=300 - day))
    with web.services.database.reading(web.tenant) as work:
        found = work.figures.recalled((2.0, 7.0, 30.0))
    assert found == [Recalled(2.0, 2, 2, 0.5), Recalled(7.0, 1, 1, 0.5)]


def scores_of(web: Web, what: Sequence[tuple[MicroModuleId, str]], *, people: int) -> np.ndarray:
    """What people earned, a row each, with all of it in the database; later answers do not count."""
    rng = random.Random(1)  # noqa: S311
    scores = np.array([[float(rng.random() < 0.2 + 0.6 * place / people) for _ in what] for place in range(people)])
    with web.services.database.unit_of_work(web.tenant) as work:
        for number, row in enumerate(scores):
            who = add_learner(work, f"p{number}")
            for one, score in zip(what, row, strict=True):
                answer(work, who, one, score, work.now - timedelta(days=9))
                answer(work, who, one, 1.0, work.now - timedelta(days=1))
    return scores


def test_items_are_summed_for_facility_and_for_the_correlation_with_the_rest(web: Web) -> None:
    what = items_of(web)[:4]
    scores = scores_of(web, what, people=40)
    with web.services.database.unit_of_work(web.tenant) as work:
        answer(work, add_learner(work, "alone"), what[0], 1.0, work.now)  # nothing to compare with
        for _ in range(2):
            work.responses.report(ItemId(what[1][1]), reason="unclear", text=None, by=web.people.learner)
    with web.services.database.reading(web.tenant) as work:
        found = {one.item_id: one for one in work.figures.items(least=10)}
        assert [one.item_id for one in work.figures.items(least=41)] == [what[0][1]]
    assert set(found) == {item_id for _, item_id in what}
    for place, (_, item_id) in enumerate(what):
        one, own = found[ItemId(item_id)], scores[:, place]
        rest = (scores.sum(axis=1) - own) / (len(what) - 1)
        assert (one.people, one.compared) == (41 if place == 0 else 40, 40)
        assert one.score == own.sum() + (place == 0)
        assert correlation(one) == pytest.approx(np.corrcoef(own, rest)[0, 1])
        assert one.reporters == (1 if place == 1 else 0)


def correlation(one: ItemSums) -> float:
    n = one.compared
    spread = ((n * one.xx - one.x**2) * (n * one.yy - one.y**2)) ** 0.5
    return float((n * one.xy - one.x * one.y) / spread)


def test_of_another_tenant_nothing_is_counted(web: Web, other_web: Web) -> None:
    scores_of(web, items_of(web)[:2], people=12)
    items_of(other_web)
    with other_web.services.database.reading(other_web.tenant) as work:
        assert work.figures.circles() == []
        assert work.figures.items(least=1) == []
        assert work.figures.recalled((90.0,)) == []
        assert work.figures.waits((1.0,), since=work.now - timedelta(days=9)).asked == 0
