"""Which verdict is the latest: what the database counted, whatever the clocks of processes said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import MetaData, create_engine, select

from service.db import approvals, migrate
from service.db.approvals import Verdict
from service.db.base import Json
from service.db.unit_of_work import Database
from tests.support.database import TENANT, People, PostgresServer
from tests.support.rows import add_micro_module

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = (NOON + timedelta(seconds=number) for number in range(3))


def test_the_latest_verdict_is_the_one_recorded_last_though_its_id_sorts_first(
    database: Database, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter(("apr_z", "apr_a"))  # as of two processes, the second one's clock behind
    monkeypatch.setattr(approvals, "new_id", lambda _prefix: next(ids))
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        work.approvals.add(row, Verdict.APPROVED, by=people.reviewer)
        work.approvals.add(row, Verdict.REJECTED, by=people.reviewer)
    with database.reading(TENANT) as work:
        assert [verdict.number for verdict in work.approvals.of(row.id)] == [2, 1]
        assert work.approvals.find_approval(row.id, row.content_digest) is None


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """PostgreSQL's login owns the tables through its role and is held by their security, as none of the others is."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('old')}/old.sqlite3"
        return
    request.getfixturevalue("migrated_postgres")  # the roles are there now
    server: PostgresServer = request.getfixturevalue("postgres_server")
    server.execute("CREATE ROLE migrator LOGIN")
    server.execute("GRANT morsel_owner, morsel_app, morsel_scheduler TO migrator")
    name = server.create()
    server.execute(f'ALTER DATABASE "{name}" OWNER TO migrator')
    yield server.url(name).replace("postgres@", "migrator@")
    server.drop(name)
    server.execute("DROP ROLE migrator")


def test_verdicts_from_before_are_numbered_by_their_time(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0005")
    _fill(empty_url)
    migrate.upgrade(empty_url)
    engine = create_engine(empty_url.replace("migrator@", "postgres@"))
    tables = MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        columns = tables.tables["approvals"].columns
        query = select(columns.id, columns.number, columns.by_outline).order_by(columns.number)
        found = [(row.id, row.number, bool(row.by_outline)) for row in connection.execute(query)]
    engine.dispose()
    assert found == [("apr_c", 1, False), ("apr_b", 2, True), ("apr_a", 3, False)]


def _fill(url: str) -> None:
    """One micro-module: approved, put away by the outline, rejected; the ids sort the other way round."""
    engine = create_engine(url.replace("migrator@", "postgres@"))
    tables = MetaData()
    with engine.begin() as connection:
        tables.reflect(connection)
        for name, row in _rows():
            columns = tables.tables[name].columns
            given = {key: value for key, value in row.items() if key in columns}
            if engine.dialect.name == "sqlite":
                given = {key: _without_zone(value) for key, value in given.items()}
            connection.execute(tables.tables[name].insert().values(**given))
    engine.dispose()


def _rows() -> Iterator[tuple[str, Json]]:
    everywhere: Json = {"tenant_id": "acme", "created_at": FIRST, "created_by": "prn_1", "name": "Acme", "sha256": "00"}
    yield "tenants", {**everywhere, "id": "acme", "approver_must_differ": False}
    yield "principals", {**everywhere, "id": "prn_1", "kind": "author", "is_active": True}
    yield "documents", {**everywhere, "id": "doc_1", "latest": 1}
    version = {"id": "ver_1", "document_id": "doc_1", "number": 1, "size_bytes": 1, "media_type": "", "file_name": ""}
    yield "document_versions", {**everywhere, **version, "options": {}}
    content = {"content": {}, "content_digest": "d", "revision": 1, "status": "rejected", "updated_at": FIRST}
    place = {"id": "mm_1", "document_id": "doc_1", "document_version_id": "ver_1", "draft_id": "m1", "position": 1}
    yield "micro_modules", {**everywhere, **place, **content}
    for identifier, moment, verdict in (
        ("apr_c", FIRST, "approved"),
        ("apr_b", SECOND, "rejected"),
        ("apr_a", THIRD, "rejected"),
    ):
        said = {"micro_module_id": "mm_1", "content_digest": "d", "principal_id": "prn_1"}
        yield "approvals", {**everywhere, **said, "id": identifier, "created_at": moment, "verdict": verdict}
    entry = {"id": "aud_1", "principal_id": "prn_1", "action": "left_out", "kind": "micro_module", "object_id": "mm_1"}
    yield "audit_trail", {**everywhere, **entry, "created_at": SECOND, "detail": {}}


def _without_zone(value: object) -> object:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
