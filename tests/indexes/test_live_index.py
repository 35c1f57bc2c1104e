"""A live index: whatever was committed is found by the next search, by meaning and by words."""

from __future__ import annotations

import numpy as np
import pytest

from indexes.errors import VectorsMissing
from indexes.live import LiveIndex
from indexes.live_indexes import LiveIndexes
from indexes.snapshot import Identity
from indexes.store import SnapshotStore
from indexes.types import ANYWHERE, Where
from tests.support.passages import ListedPassages


class Clock:
    """Moves when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def source() -> ListedPassages:
    source = ListedPassages()
    source.put("mm_1", "a helmet is worn near racks", "lifts stop in a fire", document="handbook")
    source.put("mm_2", "rifiuti pericolosi al venerdì", document="rifiuti", language="it")
    return source


@pytest.fixture
def index(source: ListedPassages) -> LiveIndex:
    index = LiveIndex(source, source.embedder.dimensions)
    index.refresh()
    return index


def near(index: LiveIndex, source: ListedPassages, text: str, where: Where = ANYWHERE) -> list[tuple[str, int]]:
    """What is nearest in meaning, as owner and position, where anything is shared at all."""
    index.refresh()
    found = index.near(source.embedder.embed([text])[0], 10, where)
    return [(one.place.owner, one.place.position) for one in found if one.similarity > 0.3]


def matching(index: LiveIndex, text: str, where: Where = ANYWHERE) -> list[tuple[str, int]]:
    index.refresh()
    return [(one.place.owner, one.place.position) for one in index.matching(text, 10, where).found]


def test_everything_is_found_by_meaning_and_by_words(index: LiveIndex, source: ListedPassages) -> None:
    assert near(index, source, "helmet near racks") == [("mm_1", 1)]
    assert matching(index, "fire") == [("mm_1", 2)]


def test_what_is_published_is_found_by_the_next_search(index: LiveIndex, source: ListedPassages) -> None:
    source.put("mm_3", "a vest is yellow")
    assert near(index, source, "yellow vest") == [("mm_3", 1)]
    assert matching(index, "yellow vest") == [("mm_3", 1)]


def test_what_is_edited_is_found_by_its_new_words_only(index: LiveIndex, source: ListedPassages) -> None:
    source.put("mm_1", "gloves protect hands")
    assert near(index, source, "helmet near racks") == matching(index, "helmet") == []
    assert near(index, source, "gloves protect") == matching(index, "gloves") == [("mm_1", 1)]


def test_what_is_withdrawn_is_found_no_more(index: LiveIndex, source: ListedPassages) -> None:
    source.put("mm_1")
    assert near(index, source, "helmet near racks") == matching(index, "helmet") == []
    assert index.count == 1


def test_what_comes_back_is_found_again(index: LiveIndex, source: ListedPassages) -> None:
    source.put("mm_2")
    source.put("mm_2", "rifiuti pericolosi al venerdì", document="rifiuti", language="it")
    assert matching(index, "rifiuti") == [("mm_2", 1)]


@pytest.mark.parametrize(
    ("where", "owners"),
    [
        (Where(document="rifiuti"), {"mm_2"}),
        (Where(language="en"), {"mm_1"}),
        (Where(owners=frozenset({"mm_2", "mm_9"})), {"mm_2"}),
        (Where(without=frozenset({"mm_2"})), {"mm_1"}),
        (Where(document="none"), set()),
        (Where(owners=frozenset()), set()),
    ],
)
def test_filters_hold_by_meaning_and_by_words(
    index: LiveIndex, source: ListedPassages, where: Where, owners: set[str]
) -> None:
    text = "helmet rifiuti pericolosi racks"
    assert {owner for owner, _ in near(index, source, text, where)} <= owners
    assert {owner for owner, _ in matching(index, text, where)} == owners


def test_a_passage_without_a_vector_is_found_by_its_words_until_it_has_one(source: ListedPassages) -> None:
    clock = Clock()
    index = LiveIndex(source, source.embedder.dimensions, clock=clock)
    source.embeds = False
    source.put("mm_3", "a vest is yellow")
    assert matching(index, "yellow vest") == [("mm_3", 1)]
    assert near(index, source, "yellow vest") == []
    assert index.waiting == 1
    source.embed()
    clock.now += 1
    assert near(index, source, "yellow vest") == [("mm_3", 1)]
    assert index.waiting == 0


def test_vectors_that_do_not_come_are_not_asked_for_at_every_search(source: ListedPassages) -> None:
    clock = Clock()
    index = LiveIndex(source, source.embedder.dimensions, clock=clock)
    source.embeds = False
    source.put("mm_3", "a vest is yellow")
    index.refresh()
    source.embed()
    assert near(index, source, "yellow vest") == []
    index.expect_vectors()
    assert near(index, source, "yellow vest") == [("mm_3", 1)]


def test_chance_is_between_passages_of_different_owners(source: ListedPassages) -> None:
    source.put("mm_4", "twin words here", "twin words here")
    index = LiveIndex(source, source.embedder.dimensions)
    index.refresh()
    assert index.similarities_by_chance("en").max() < 0.9


def test_chance_is_reckoned_by_language_where_there_is_enough_of_it(source: ListedPassages) -> None:
    for number in range(40):
        source.put(f"it_{number}", f"sempre le stesse parole {number}", language="it")
        source.put(f"en_{number}", f"w{number} x{number} y{number} z{number}", language="en")
    index = LiveIndex(source, source.embedder.dimensions)
    index.refresh()
    assert np.median(index.similarities_by_chance("it")) > 0.7
    assert np.median(index.similarities_by_chance("en")) < 0.2
    assert index.similarities_by_chance("de") == pytest.approx(index.similarities_by_chance(None))


def test_an_empty_index_answers(source: ListedPassages) -> None:
    empty = ListedPassages()
    index = LiveIndex(empty, empty.embedder.dimensions)
    assert near(index, empty, "anything") == matching(index, "anything") == []
    assert index.similarities_by_chance(None).tolist() == []


@pytest.fixture
def indexes(source: ListedPassages, store: SnapshotStore) -> LiveIndexes:
    return LiveIndexes(store, source.embedder, lambda _identity: source)


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> SnapshotStore:
    return SnapshotStore(tmp_path_factory.mktemp("indexes"))


def restarted(indexes: LiveIndexes) -> LiveIndexes:
    """The same in a fresh process."""
    return LiveIndexes(indexes.store, indexes.embedder, indexes.source_of, indexes.on_refused)


def test_a_snapshot_answers_as_the_database_did(indexes: LiveIndexes, source: ListedPassages) -> None:
    before = near(indexes.get("acme", "micro_module"), source, "helmet racks")
    assert indexes.keep_snapshot("acme", "micro_module")
    assert not indexes.keep_snapshot("acme", "micro_module")
    read = source.wholes
    fresh = restarted(indexes).get("acme", "micro_module")
    assert near(fresh, source, "helmet racks") == before
    assert matching(fresh, "rifiuti") == [("mm_2", 1)]
    assert source.wholes == read, "a snapshot spares reading everything"


def test_what_changed_after_the_snapshot_counts(indexes: LiveIndexes, source: ListedPassages) -> None:
    indexes.keep_snapshot("acme", "micro_module")
    source.put("mm_1")
    source.put("mm_3", "a vest is yellow")
    for index in (indexes.get("acme", "micro_module"), restarted(indexes).get("acme", "micro_module")):
        assert matching(index, "helmet vest") == near(index, source, "yellow vest") == [("mm_3", 1)]


def test_a_snapshot_of_another_history_is_not_believed(indexes: LiveIndexes, source: ListedPassages) -> None:
    indexes.keep_snapshot("acme", "micro_module")
    source.history = "restored"
    source.passages.pop("mm_1")  # as if it had never been
    source.put("mm_3", "a vest is yellow")
    again = restarted(indexes)
    assert matching(again.get("acme", "micro_module"), "helmet vest") == [("mm_3", 1)]
    before = indexes.store.current(Identity("acme", "micro_module", source.embedder.identity))
    assert again.keep_snapshot("acme", "micro_module"), "what it holds is known to nobody: it is written anew"
    folder = indexes.store.root / "acme" / "micro_module"
    assert before not in [one.name for one in folder.iterdir()], "alone: the old one may hold what was erased"
    assert not again.keep_snapshot("acme", "micro_module")


def test_a_snapshot_waits_for_vectors(indexes: LiveIndexes, source: ListedPassages) -> None:
    source.embeds = False
    source.put("mm_3", "a vest is yellow")
    assert not indexes.keep_snapshot("acme", "micro_module")
    identity = Identity("acme", "micro_module", source.embedder.identity)
    with source.everything() as whole, pytest.raises(VectorsMissing):
        indexes.store.keep(identity, whole, dimensions=source.embedder.dimensions)
    assert list((indexes.store.root / "acme" / "micro_module").iterdir()) == []


def test_a_snapshot_is_written_by_one_process_and_taken_up_by_the_other(
    indexes: LiveIndexes, source: ListedPassages
) -> None:
    other = restarted(indexes)
    other.get("acme", "micro_module")
    indexes.keep_snapshot("acme", "micro_module")
    written = indexes.store.current(Identity("acme", "micro_module", source.embedder.identity))
    assert other.keep_snapshot("acme", "micro_module")
    standing = other.get("acme", "micro_module").snapshot
    assert standing is not None
    assert standing.name == written


def test_only_one_process_builds_at_a_time(indexes: LiveIndexes, source: ListedPassages) -> None:
    with indexes.store.building(Identity("acme", "thread", source.embedder.identity)) as is_mine:
        assert is_mine
        assert not indexes.keep_snapshot("acme", "thread")
    assert indexes.keep_snapshot("acme", "thread")


def test_the_least_used_index_is_put_away(source: ListedPassages, store: SnapshotStore) -> None:
    indexes = LiveIndexes(store, source.embedder, lambda _identity: source, most_open=2)
    for tenant in ("a", "b", "a", "c"):
        indexes.get(tenant, "thread")
    assert set(indexes.open()) == {("a", "thread"), ("c", "thread")}
