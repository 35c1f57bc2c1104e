"""Units of work: one commit, nothing half, messages after it, time zones kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, timedelta, timezone

import pytest

from service.db.base import TenantId
from service.db.failpoints import parse_failpoints
from service.db.unit_of_work import Database
from service.errors import AlreadyExists, DatabaseUnavailable, NotFound, StorageFull
from tests.support.database import TENANT, People, RecordingQueue, add_tenant, open_test_database
from tests.support.rows import add_document, add_job, add_queued_job


class Interrupted(Exception):
    pass


def interrupt() -> None:
    raise Interrupted


def test_what_a_block_wrote_is_there_afterwards(database: Database) -> None:
    add_tenant(database)
    with database.reading(TENANT) as work:
        assert work.tenants.get().name == "Tenant acme"


def test_an_exception_undoes_the_whole_block(database: Database, people: People) -> None:
    written = []
    with suppress(Interrupted), database.unit_of_work(TENANT) as work:
        written.append(add_document(work, people.author).id)
        interrupt()
    with database.reading(TENANT) as work, pytest.raises(NotFound):
        work.documents.version(written[0])


def test_rows_stay_readable_after_their_block(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        version = add_document(work, people.author)
    with database.reading(TENANT) as work:
        read = work.documents.get(version.document_id)
    assert (version.file_name, read.latest) == ("handbook.md", 1)


def test_what_a_reading_changes_is_not_kept(database: Database, people: People) -> None:
    with database.reading(TENANT) as work:
        work.tenants.get().name = "Renamed"
    with database.reading(TENANT) as work:
        assert work.tenants.get().name == "Tenant acme"


def test_a_second_row_of_the_same_name_is_refused_by_the_table(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        add_document(work, people.author)
    with pytest.raises(AlreadyExists) as refused, database.unit_of_work(TENANT) as work:
        add_document(work, people.author)
    assert refused.value.kind == "documents"


def test_messages_go_out_after_the_commit_and_are_marked_as_sent(
    database: Database, people: People, queue: RecordingQueue
) -> None:
    with database.unit_of_work(TENANT) as work:
        job = add_job(work, people.author)
        work.nudge(job.id)
        assert queue.sent == []
    assert queue.sent == [job.id]
    with database.scheduling() as board:
        assert board.unsent(limit=10) == []


def test_a_rolled_back_block_sends_nothing(database: Database, people: People, queue: RecordingQueue) -> None:
    with suppress(Interrupted), database.unit_of_work(TENANT) as work:
        work.nudge(add_job(work, people.author).id)
        interrupt()
    assert queue.sent == []


def test_a_message_waits_in_the_outbox_while_the_broker_is_away(
    database: Database, people: People, queue: RecordingQueue
) -> None:
    queue.is_away = True
    job = add_queued_job(database, people.author)
    with database.scheduling() as board:
        waiting = board.unsent(limit=10)
    assert [nudge.job_id for nudge in waiting] == [job.id]


def test_no_outbox_is_kept_where_workers_look_for_themselves(
    database: Database, people: People, queue: RecordingQueue
) -> None:
    queue.takes_messages = False
    add_queued_job(database, people.author)
    with database.scheduling() as board:
        assert board.unsent(limit=10) == []


def test_the_clock_is_the_databases_and_in_utc(database: Database, people: People) -> None:
    with database.reading(TENANT) as work:
        earlier = work.now
        created = work.tenants.get().created_at
    with database.reading(TENANT) as work:
        later = work.now
    assert created.tzinfo is UTC
    assert created <= earlier <= later


def test_a_time_of_another_zone_comes_back_in_utc(database: Database, people: People) -> None:
    with database.reading(TENANT) as work:
        noon = work.now.astimezone(timezone(timedelta(hours=5)))
    with database.unit_of_work(TENANT) as work:
        key = work.api_keys.add(people.author, "a key", scopes=[], expires_at=noon)
    with database.reading(TENANT) as work:
        found = work.api_keys.find_by_digest(key.digest)
    assert found is not None
    assert found.expires_at == noon
    assert found.expires_at is not None
    assert found.expires_at.tzinfo is UTC


def test_a_unit_of_work_without_tenant_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="tenant"), database.unit_of_work(TenantId("")):
        pass


def test_a_full_disk_is_named_and_nothing_is_kept(database_url: str, queue: RecordingQueue) -> None:
    database = open_test_database(database_url, queue, parse_failpoints("before_commit:work=disk_full"))
    with pytest.raises(StorageFull):
        add_tenant(database)
    with database.reading(TENANT) as work:
        assert work.tenants.find() is None
    add_tenant(database)
    database.close()


def test_a_database_that_is_not_there_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("nobody-listens")
    database = open_test_database(f"postgresql+psycopg://postgres@/nothing?host={folder}", RecordingQueue())
    with pytest.raises(DatabaseUnavailable):
        database.ping()
    database.close()
