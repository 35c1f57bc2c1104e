"""Migrations: up, down, up on both databases, and no drift from the tables in code."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from service.db import migrate
from service.errors import DatabaseOutdated
from tests.support.database import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('empty')}/new.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    engine = create_engine(empty_url)
    yield engine
    engine.dispose()


def test_migrations_run_up_down_and_up_again(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    migrate.downgrade(empty_url)
    left = set(inspect(engine).get_table_names())
    migrate.upgrade(empty_url)
    assert left <= {"alembic_version"}
    assert migrate.current_revision(engine) == migrate.newest_revision()


def test_a_migrated_database_has_exactly_the_tables_in_code(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    assert list(migrate.drift(empty_url)) == []


def test_the_drift_check_sees_a_missing_column(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE job_units DROP COLUMN lease_owner"))
    assert list(migrate.drift(empty_url)) != []


def test_an_old_database_is_refused_with_the_command_that_mends_it(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url, "0001")
    with pytest.raises(DatabaseOutdated, match="morsel migrate"):
        migrate.demand_newest(engine)


def test_every_constraint_has_a_name(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    schema = inspect(engine)
    tables = [name for name in schema.get_table_names() if name != "alembic_version"]
    names = [
        constraint["name"]
        for table in tables
        for constraint in (
            schema.get_pk_constraint(table),
            *schema.get_foreign_keys(table),
            *schema.get_unique_constraints(table),
            *schema.get_check_constraints(table),
        )
    ]
    assert names
    assert all(names)
