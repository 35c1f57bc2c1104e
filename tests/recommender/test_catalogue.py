"""A catalogue that was changed step by step is the one that would be made anew; who took up what is counted right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import conversations
from recommender.catalogue import Shelf
from recommender.conversations import Conversations
from recommender.peers import count_peers
from recommender.types import Contribution, ContributionId, Goal, MicroModule, ObjectiveId, Peers, Vector
from recommender.vectors import Vectors, stacked
from tests.support.embedders import HashedWordsEmbedder
from tests.support.learners import NOW, a_contribution, a_micro_module

NAMES = ("m0", "m1", "m2", "m3")
TITLES = ("Badges at the gate", "Gloves at the dock", "The gate at night")
steps = st.lists(
    st.tuples(st.sampled_from(NAMES), st.none() | st.sampled_from(TITLES), st.integers(0, 3), st.booleans()),
    max_size=8,
)


@given(steps, st.booleans())
def test_conversations_that_changed_are_as_made_anew(
    steps: list[tuple[str, str | None, int, bool]], anew: bool
) -> None:
    known: dict[str, Contribution] = {}
    changed = Conversations()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conversations, "_ANEW_FROM", 0 if anew else 100)
        for name, title, days, is_about in steps:
            fresh = []
            if title is None:
                known.pop(name, None)
            else:
                one = a_contribution(name, about={f"m{days}": 0.5} if is_about else {"m0": 0.2, "m1": 0.3})
                known[name] = replace(one, title=title, posted_at=NOW - timedelta(days=days))
                fresh = [known[name]]
            changed = changed.changed([ContributionId(name)] if title is None else [], fresh)
    expected = Conversations.of(known.values())
    assert changed.by_id == expected.by_id
    assert list(changed.latest()) == list(expected.latest())
    assert list(expected.latest()) == sorted(known.values(), key=lambda one: (one.posted_at, one.id), reverse=True)
    assert changed.about == expected.about
    assert changed.changed((), list(known.values())) is changed


@given(steps)
def test_a_shelf_that_changed_is_as_made_anew(steps: list[tuple[str, str | None, int, bool]]) -> None:
    known: dict[ObjectiveId, MicroModule] = {}
    vectors, shelf = Vectors(), Shelf()
    for name, title, position, has_vector in steps:
        identifier = ObjectiveId(name)
        fresh = [] if title is None else [a_micro_module(name, title=title, position=position)]
        known.pop(identifier, None)
        known.update((one.id, one) for one in fresh)
        vectors = vectors.changed([identifier], {identifier: _embedded(title)} if title and has_vector else {})
        shelf = shelf.changed([identifier] if title is None else [], fresh, vectors, Peers())
    expected = Shelf.of(known.values(), stacked({one: vectors.matrix[row] for one, row in vectors.rows.items()}))
    assert shelf.micro_modules == expected.micro_modules
    assert (shelf.by_document, shelf.newest) == (expected.by_document, expected.newest)
    for title in TITLES:
        goal = Goal(title, _embedded(title))
        assert shelf.goals.relevant(goal) == pytest.approx(expected.goals.relevant(goal))


def test_what_a_goal_leads_to_is_remembered_while_nothing_changes() -> None:
    shelf = Shelf.of([a_micro_module("m0", title=TITLES[0])], Vectors())
    again = shelf.changed((), [a_micro_module("m0", title=TITLES[0], seconds=30)], shelf.goals.vectors, Peers())
    assert again.goals is shelf.goals
    assert again.micro_modules[ObjectiveId("m0")].seconds == 30


def test_neighbours_are_the_nearest_and_never_the_thing_itself() -> None:
    rng = np.random.default_rng(1)
    matrix = rng.standard_normal((200, 16), dtype=np.float32)
    matrix[:20] += 0.8  # alike
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    vectors = stacked({ObjectiveId(f"m{row}"): one for row, one in enumerate(matrix)})
    found = vectors.neighbours(ObjectiveId("m0"))
    order = [f"m{row}" for row in np.argsort(-(matrix @ matrix[0])).tolist() if row]
    assert [one for one, _ in found] == order[: len(found)]
    assert 10 < len(found) <= 60
    assert all(near > 0 for _, near in found)


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("vwxyz")), max_size=60),
    st.dictionaries(st.sampled_from(["red", "blue"]), st.frozensets(st.sampled_from("abcdef"))),
)
def test_peers_are_counted_once_each_and_few_are_left_out(
    taken: list[tuple[str, str]], cohorts: dict[str, frozenset[str]]
) -> None:
    peers = count_peers([(who, ObjectiveId(what)) for who, what in taken], cohorts)
    once = set(taken)
    assert peers.engaged == Counter(what for _, what in once)
    pairs = Counter((one, other) for who, one in once for whom, other in once if who == whom and one != other)
    counted = {(one, other): count for one, others in peers.together.items() for other, count in others}
    assert counted == {pair: count for pair, count in pairs.items() if count >= 3}
    assert all(_falls([count for _, count in others]) for others in peers.together.values())
    for name, members in cohorts.items():
        in_cohort = Counter(what for who, what in once if who in members)
        expected = {what: n / len(members) for what, n in in_cohort.items() if n >= 3 and len(members) >= 5}
        assert dict(peers.by_cohort.get(name, ())) == pytest.approx(expected)


def _falls(counts: Sequence[int]) -> bool:
    return all(one >= other for one, other in pairwise(counts))


def _embedded(text: str) -> Vector:
    vector: Vector = HashedWordsEmbedder().embed([text])[0]
    return vector
