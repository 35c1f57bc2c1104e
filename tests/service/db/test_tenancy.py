"""Tenancy: no query of one tenant sees another's rows, and PostgreSQL holds to it by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, delete, func, select, text
from sqlalchemy.exc import ProgrammingError

from service.db.base import ThreadId
from service.db.engines import open_engine
from service.db.events import EventType
from service.db.imports import ImportKind
from service.db.tables import METADATA
from service.db.unit_of_work import Database
from service.errors import NotFound
from tests.support.database import OTHER_TENANT, TENANT, People, RecordingQueue, add_tenant, open_test_database
from tests.support.rows import SHA256, add_document, add_micro_module, add_queued_job

SCHEDULED = {"jobs", "job_units", "outbox", "change_counters", "due_waves", "due_imports", "deliveries"}


@pytest.fixture
def filled_url(postgres_url: str) -> str:
    database = open_test_database(postgres_url, RecordingQueue(is_away=True))
    for tenant in (TENANT, OTHER_TENANT):
        people = add_tenant(database, tenant)
        add_queued_job(database, people.author, tenant=tenant)
        with database.unit_of_work(tenant) as work:
            work.help_requests.plan(ThreadId("thr_1"), due_at=work.now)
            work.webhooks.add("https://hooks.example/", events=[], secret="")
            work.events.record(EventType.THREAD_CREATED, {})
            work.imports.add(ImportKind.ITEMS, SHA256, {}, by=people.author)
    database.close()
    return postgres_url


@pytest.fixture
def serving(filled_url: str) -> Iterator[Engine]:
    engine = open_engine(filled_url, role="morsel_app")
    yield engine
    engine.dispose()


def test_another_tenants_rows_answer_as_if_they_did_not_exist(database: Database) -> None:
    ours, theirs = add_tenant(database, TENANT), add_tenant(database, OTHER_TENANT)
    with database.unit_of_work(TENANT) as work:
        micro_module = add_micro_module(work, ours.author)
    with database.reading(OTHER_TENANT) as work:
        with pytest.raises(NotFound):
            work.micro_modules.get(micro_module.id)
        with pytest.raises(NotFound):
            work.documents.get(micro_module.document_id)
        with pytest.raises(NotFound):
            work.principals.get(ours.author)
        assert work.micro_modules.page(after=None, limit=10) == []
        assert [principal.id for principal in work.principals.all()] == sorted(
            [theirs.administrator, theirs.author, theirs.reviewer, theirs.learner, theirs.integrator]
        )


def test_two_tenants_may_upload_the_same_bytes(database: Database) -> None:
    for tenant in (TENANT, OTHER_TENANT):
        people = add_tenant(database, tenant)
        with database.unit_of_work(tenant) as work:
            add_document(work, people.author)
    with database.reading(TENANT) as work:
        assert len(work.documents.page(after=None, limit=10)) == 1


@pytest.mark.parametrize("table", sorted(METADATA.tables))
def test_a_query_without_tenant_sees_nothing(serving: Engine, table: str) -> None:
    with serving.connect() as connection:
        assert connection.execute(select(text("*")).select_from(METADATA.tables[table])).all() == []


def test_a_query_of_one_tenant_sees_its_own_rows_only(serving: Engine) -> None:
    with serving.begin() as connection:
        connection.execute(text("SELECT set_config('morsel.tenant', 'acme', true)"))
        seen = connection.execute(text("SELECT DISTINCT tenant_id FROM principals")).scalars().all()
    assert seen == ["acme"]


def test_the_tenant_is_forgotten_with_its_transaction(serving: Engine) -> None:
    with serving.begin() as connection:
        connection.execute(text("SELECT set_config('morsel.tenant', 'acme', true)"))
    with serving.begin() as connection:
        assert connection.execute(text("SELECT * FROM principals")).all() == []


def test_a_row_of_another_tenant_cannot_be_written(serving: Engine) -> None:
    with serving.begin() as connection:
        connection.execute(text("SELECT set_config('morsel.tenant', 'acme', true)"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(text("INSERT INTO tenants VALUES ('evil', 'Evil', false, now())"))


def test_every_table_forces_row_level_security_and_belongs_to_the_owner_role(filled_url: str) -> None:
    engine = create_engine(filled_url)
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE relkind = 'r'"
                " AND relrowsecurity AND relforcerowsecurity AND rolname = 'morsel_owner'"
            )
        )
        protected = set(found.scalars())
    engine.dispose()
    assert protected == set(METADATA.tables)


@pytest.mark.parametrize("table", sorted(METADATA.tables))
def test_the_scheduler_sees_jobs_of_all_tenants_and_nothing_else(filled_url: str, table: str) -> None:
    engine = open_engine(filled_url, role="morsel_scheduler")
    with engine.connect() as connection:
        query = select(func.count()).select_from(METADATA.tables[table])
        if table in SCHEDULED:
            assert connection.scalar(query) == 2
        else:
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(query)
    engine.dispose()


@pytest.mark.parametrize("table", ["approvals", "publications", "audit_trail"])
def test_what_was_decided_cannot_be_rewritten(serving: Engine, table: str) -> None:
    with serving.begin() as connection:
        connection.execute(text("SELECT set_config('morsel.tenant', 'acme', true)"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(delete(METADATA.tables[table]))


def test_a_learner_and_everyone_else_are_principals_of_their_tenant(database: Database, people: People) -> None:
    with database.reading(TENANT) as work:
        learner = work.principals.find_learner("emp-1")
    assert learner is not None
    assert learner.id == people.learner
