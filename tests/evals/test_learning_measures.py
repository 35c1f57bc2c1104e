"""Measures of learning on cases worked out by hand, and that what is measured leaks nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.types import ObjectiveId
from tests.evals.learning.next_response import (
    METHODS,
    Predict,
    Response,
    answers_once,
    area_under_curve,
    read_learners,
)
from tests.evals.learning.replay import (
    catalogue_of,
    measures,
    most_popular,
    ndcg,
    nearest_titles,
    product,
    read_replay,
)
from tests.support.embedders import HashedWordsEmbedder

FILED = "2,7\n11,11,12\n1,2,1\n1,1,0\n1,8\n12\n1\n1\n"


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    assert area_under_curve([0.9, 0.8, 0.3, 0.1], [True, False, True, False]) == 0.75
    assert area_under_curve([0.5, 0.5], [True, False]) == 0.5


def test_an_answer_that_is_filed_under_two_skills_is_one_answer(tmp_path: Path) -> None:
    path = tmp_path / "filed.csv"
    path.write_text(FILED, encoding="utf-8")
    first, second = read_learners(path)
    assert len(first) == 3
    assert answers_once(first) == [Response("11", "1+2", True), Response("12", "1", False)]
    assert answers_once(second) == second
    repeated = [Response("11", "1", True), Response("11", "1", True)]
    assert answers_once(repeated) == repeated


@pytest.mark.parametrize("predict", METHODS.values(), ids=METHODS)
def test_no_method_knows_an_answer_before_it_is_given(predict: Predict) -> None:
    train = [[Response(str(item), "1", (item + learner) % 3 > 0) for item in range(4)] for learner in range(6)]
    valid = [[Response("0", "1", True), Response("1", "1", True), Response("2", "1", False)]]
    flipped = [[Response("0", "1", True), Response("1", "1", True), Response("2", "1", True)]]
    assert predict(train, valid) == predict(train, flipped)
    assert len(predict(train, valid)) == 3


def test_the_gain_of_a_ranking_counts_early_hits_for_more() -> None:
    a, b = ObjectiveId("a"), ObjectiveId("b")
    assert ndcg([a, b], frozenset({a})) == 1.0
    assert ndcg([b, a], frozenset({a})) == pytest.approx(0.63, abs=0.01)
    assert ndcg([b], frozenset({a})) == 0.0


def test_a_replay_hides_a_fifth_from_everybody_who_is_measured(tmp_path: Path) -> None:
    (tmp_path / "warm").mkdir()
    words = ["red", "green", "blue", "white"]
    titles = [f"{words[number % 4]} paper {number}" for number in range(80)]
    (tmp_path / "titles.txt").write_text("\n".join(titles), encoding="utf-8")
    lines = [f"{person},{item * 4 + person % 4 + 1},1" for person in range(320) for item in range(20)]
    (tmp_path / "warm" / "train.csv").write_text("\n".join(lines), encoding="utf-8")
    replay = read_replay(tmp_path)
    for person, hidden in replay.hidden.items():
        assert len(hidden) == 4
        assert not hidden & set(replay.known[person])
    catalogue = catalogue_of(replay, HashedWordsEmbedder())
    found = {
        method.__name__: measures(replay, method(catalogue), catalogue)["recall@20"]
        for method in (product, nearest_titles, most_popular)
    }
    assert found["nearest_titles"] > 90
    assert found["product"] > 60
    assert found["most_popular"] < 60
