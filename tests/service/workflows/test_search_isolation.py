"""R7, R8 for search: whatever is published, edited, withdrawn and asked, in whatever order, nobody finds another
tenant's words, nor what is not shown now; and everything shown can be found.

Tested with the indexes' own filters in place, and with indexes that are behind or mixed up: the look into the database
has to hold by itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexes.live_indexes import LiveIndexes
from indexes.snapshot import Identity
from indexes.store import SnapshotStore
from service.db.base import PrincipalId, TenantId
from service.db.changes import Action, Kind
from service.db.passage_source import DatabasePassages
from service.db.passages import Derived, NewPassage
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.learning.find_passages import Asked, FindableKind, Finder, Shown, find_passages
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.embed_passages import embed_passages
from tests.support.database import OTHER_TENANT, TENANT, RecordingQueue, add_tenant, open_test_database
from tests.support.embedders import HashedWordsEmbedder

TENANTS = (TENANT, OTHER_TENANT)
OBJECTS = ("mm_1", "mm_2", "mm_3")  # the same ids in both: only the tenant tells them apart
WORDS = ("helmet", "badge", "forklift", "carbonara")


@dataclass
class World:
    """Two tenants that publish things of the same ids and words, each with its own canary in every passage."""

    database: Database
    finder: Finder
    shown: dict[tuple[TenantId, str], tuple[int, str]] = field(default_factory=dict)
    revision: int = 0

    def publish(self, tenant: TenantId, object_id: str, word: str) -> None:
        self.revision += 1
        passage = NewPassage(f"A {word} is kept, says the {canary(tenant)}.", "", {})
        with self.database.unit_of_work(tenant) as work:
            work.passages.replace(Derived(Kind.MICRO_MODULE, object_id, self.revision, 1, [passage]))
            work.changes.record(Kind.MICRO_MODULE, object_id, Action.PUBLISHED)
        self.shown[tenant, object_id] = (self.revision, word)

    def withdraw(self, tenant: TenantId, object_id: str) -> None:
        with self.database.unit_of_work(tenant) as work:
            work.passages.remove(Kind.MICRO_MODULE, object_id)
            work.changes.record(Kind.MICRO_MODULE, object_id, Action.WITHDRAWN)
        self.shown.pop((tenant, object_id), None)

    def hide(self, tenant: TenantId, object_id: str) -> None:
        """As a cohort left or a learner erased would: not shown, though nothing tells the indexes."""
        self.shown.pop((tenant, object_id), None)

    def embed(self, tenant: TenantId) -> None:
        embed_passages(tenant, database=self.database, embedder=self.finder.embedder)
        self.finder.indexes.expect_vectors(tenant)

    def keep_snapshot(self, tenant: TenantId) -> None:
        self.finder.indexes.keep_snapshot(tenant, Kind.MICRO_MODULE.value)

    def ask(self, tenant: TenantId, word: str) -> None:
        """What is found is what is shown to this tenant now, by its newest words; whatever has the word is found."""
        caller = Caller(tenant, PrincipalId("prn_0"), PrincipalKind.LEARNER, None, frozenset(), "key_0")
        hits = find_passages(Asked(word), [Kind.MICRO_MODULE], limit=50, caller=caller, finder=self.finder).found
        for hit in hits:
            assert canary(tenant) in hit.passage.text
            assert self.shown[tenant, hit.object_id][0] == hit.passage.revision
        wanted = {object_id for (of, object_id), (_, held) in self.shown.items() if of == tenant and held == word}
        assert wanted <= {hit.object_id for hit in hits}

    def show(self, object_ids: object, *, caller: Caller, work: UnitOfWork) -> dict[str, Shown]:
        found = {object_id: self.shown.get((caller.tenant, object_id)) for object_id in OBJECTS}
        return {object_id: Shown(object_id, held[0]) for object_id, held in found.items() if held is not None}


def canary(tenant: TenantId) -> str:
    return f"canaryof{tenant}"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.sampled_from(TENANTS), st.sampled_from(OBJECTS), st.sampled_from(WORDS)),
        st.tuples(st.just("withdraw"), st.sampled_from(TENANTS), st.sampled_from(OBJECTS)),
        st.tuples(st.just("hide"), st.sampled_from(TENANTS), st.sampled_from(OBJECTS)),
        st.tuples(st.just("embed"), st.sampled_from(TENANTS)),
        st.tuples(st.just("keep_snapshot"), st.sampled_from(TENANTS)),
        st.tuples(st.just("ask"), st.sampled_from(TENANTS), st.sampled_from(WORDS)),
    ),
    max_size=10,
)


def open_world(url: str, folder: Path) -> Iterator[World]:
    database = open_test_database(url, RecordingQueue())
    for tenant in TENANTS:
        add_tenant(database, tenant)
    embedder = HashedWordsEmbedder()
    indexes = LiveIndexes(SnapshotStore(folder), embedder, lambda identity: DatabasePassages(database, identity))
    kinds: dict[Kind, FindableKind] = {}
    world = World(database, Finder(database, indexes, embedder, kinds))
    kinds[Kind.MICRO_MODULE] = FindableKind(world.show)
    yield world
    database.close()


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    yield from open_world(database_url, tmp_path / "indexes")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), min_size=6, max_size=6), steps=STEPS)
def test_nobody_finds_what_is_not_theirs_or_not_shown(
    world: World, words: list[str], steps: list[tuple[str, ...]]
) -> None:
    for (tenant, object_id), word in zip(itertools.product(TENANTS, OBJECTS), words, strict=True):
        world.publish(tenant, object_id, word)  # over whatever the last example left, snapshots included
    for name, *arguments in steps:
        getattr(world, name)(*arguments)
    for tenant in TENANTS:
        for word in WORDS:
            world.ask(tenant, word)


def mixed_up(identity: Identity) -> Identity:
    """As a wrong key or a broken filter in the indexes would have it: everybody is served from one tenant's index."""
    return Identity(TENANT, identity.kind, identity.embedder)


@pytest.mark.parametrize("embedded", [True, False])
def test_an_index_that_serves_another_tenants_places_shows_nothing_of_it(world: World, embedded: bool) -> None:
    world.publish(TENANT, "mm_1", "helmet")
    world.publish(OTHER_TENANT, "mm_1", "badge")
    if embedded:
        world.embed(TENANT)
    indexes = world.finder.indexes
    wrong = LiveIndexes(
        SnapshotStore(indexes.store.root / "wrong"),
        world.finder.embedder,
        lambda identity: DatabasePassages(world.database, mixed_up(identity)),
    )
    caller = Caller(OTHER_TENANT, PrincipalId("prn_0"), PrincipalKind.LEARNER, None, frozenset(), "key_0")
    finder = Finder(world.database, wrong, world.finder.embedder, world.finder.kinds)
    found = find_passages(Asked("helmet"), [Kind.MICRO_MODULE], limit=50, caller=caller, finder=finder).found
    assert wrong.get(OTHER_TENANT, Kind.MICRO_MODULE.value).matching("helmet", 5).found != []
    assert found == []
