"""The database's side of live indexes: one tenant's passages of one kind, whole or since a change."""

from __future__ import annotations

from indexes.snapshot import Identity
from service.db.base import TenantId
from service.db.changes import Action, Kind
from service.db.passage_source import DatabasePassages
from service.db.passages import Derived, NewPassage, text_digest
from service.db.unit_of_work import Database
from tests.support.database import OTHER_TENANT, TENANT, add_tenant

EMBEDDER = "test"
OURS = Identity(TENANT, Kind.MICRO_MODULE.value, EMBEDDER)


def put(
    database: Database, object_id: str, *texts: str, tenant: TenantId = TENANT, kind: Kind = Kind.MICRO_MODULE
) -> None:
    passages = [NewPassage(text, "Title", {}, document_id="doc_1", language="en") for text in texts]
    with database.unit_of_work(tenant) as work:
        work.passages.replace(Derived(kind, object_id, 1, 1, passages))
        work.changes.record(kind, object_id, Action.PUBLISHED)


def test_everything_is_the_tenants_own_of_the_kind_with_the_vectors_that_exist(database: Database) -> None:
    for tenant in (TENANT, OTHER_TENANT):
        add_tenant(database, tenant)
        put(database, "mm_1", f"Text of {tenant}", "Second", tenant=tenant)
        put(database, "thr_1", "A thread", tenant=tenant, kind=Kind.THREAD)
    digest = text_digest("Title\nSecond")
    for tenant, packed in ((TENANT, b"ours"), (OTHER_TENANT, b"them")):
        with database.unit_of_work(tenant) as work:
            work.vectors.add(EMBEDDER, {digest: packed})
            work.vectors.add("another", {text_digest("Title\nText of acme"): b"else"})
    with DatabasePassages(database, OURS).everything() as everything:
        assert [(one.owner, one.position, one.text, vector) for one, vector in everything.rows] == [
            ("mm_1", 1, f"Title\nText of {TENANT}", None),
            ("mm_1", 2, "Title\nSecond", b"ours"),
        ]
        assert (everything.sequence, everything.count) == (2, 2)
    assert DatabasePassages(database, OURS).vectors([digest, "unknown"]) == {digest: b"ours"}


def test_since_a_change_come_the_objects_that_changed_withdrawn_ones_without_passages(database: Database) -> None:
    add_tenant(database)
    source = DatabasePassages(database, OURS)
    put(database, "mm_1", "One")
    put(database, "mm_2", "Two")
    with source.everything() as seen:
        pass
    assert source.latest() == seen.sequence == 2
    put(database, "mm_3", "Three")
    with database.unit_of_work(TENANT) as work:
        work.passages.remove(Kind.MICRO_MODULE, "mm_1")
        work.changes.record(Kind.MICRO_MODULE, "mm_1", Action.WITHDRAWN)
    update = source.since(seen.sequence, seen.change_id)
    assert update is not None
    assert update.owners == {"mm_1", "mm_3"}
    assert [one.owner for one in update.passages] == ["mm_3"]
    assert update.sequence == 4


def test_a_change_that_this_database_never_went_through_is_not_known(database: Database) -> None:
    add_tenant(database)
    source = DatabasePassages(database, OURS)
    put(database, "mm_1", "One")
    with source.everything() as seen:
        pass
    assert source.since(seen.sequence, "chg_of_another_history") is None
    assert source.since(seen.sequence + 1, seen.change_id) is None
    nothing = source.since(seen.sequence, seen.change_id)
    assert nothing is not None
    assert (nothing.owners, nothing.passages) == (frozenset(), [])


def test_changes_are_numbered_one_after_the_other_for_each_tenant(database: Database) -> None:
    for tenant in (TENANT, OTHER_TENANT):
        add_tenant(database, tenant)
    put(database, "mm_1", "One")
    put(database, "mm_1", "One", tenant=OTHER_TENANT)
    put(database, "mm_2", "Two")
    with database.reading(TENANT) as work:
        assert [(one.sequence, one.object_id) for one in work.changes.since(0, limit=10)] == [(1, "mm_1"), (2, "mm_2")]
    with database.watching() as board:
        assert board.latest_changes() == {TENANT: 2, OTHER_TENANT: 1}


def test_missing_vectors_are_those_of_passages_without_one_and_unused_ones_go(database: Database) -> None:
    add_tenant(database)
    put(database, "mm_1", "One", "Two")
    one, two = text_digest("Title\nOne"), text_digest("Title\nTwo")
    with database.unit_of_work(TENANT) as work:
        work.vectors.add(EMBEDDER, {one: b"1"})
        work.vectors.add(EMBEDDER, {one: b"other", "gone": b"2"})
        assert work.vectors.missing(EMBEDDER, limit=9) == {two: "Title\nTwo"}
        assert work.vectors.of(EMBEDDER, [one, two, "gone"]) == {one: b"1", "gone": b"2"}
        assert work.vectors.forget_unused() == 1
        assert work.vectors.of(EMBEDDER, [one, two, "gone"]) == {one: b"1"}
