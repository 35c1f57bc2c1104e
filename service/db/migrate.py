"""Brings a database up to this version's schema, says where it stands, and finds drift between schema and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text

from service.db.engines import open_engine, reading_engine
from service.db.faults import named_faults
from service.db.migrations.tenancy import role_statements
from service.db.tables import METADATA
from service.errors import DatabaseOutdated

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 7_235_146  # any number that nobody else takes; keeps two migrating processes apart (PostgreSQL)


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to `revision`; a second run changes nothing."""
    with _connected(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Undo migrations down to `revision`, rows included."""
    with _connected(url) as connection:
        command.downgrade(_config(connection), revision)


def make_roles(url: str) -> None:
    """Create PostgreSQL's roles where they are missing. Raises DatabaseUnavailable."""
    with named_faults(), _connected(url) as connection:
        for statement in role_statements():
            connection.execute(text(statement))


def current_revision(engine: Engine) -> str | None:
    """The revision of a database; None: never migrated. Waits for no writer. Raises DatabaseUnavailable."""
    with named_faults(), reading_engine(engine).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


@cache
def newest_revision() -> str:
    """The revision that this version needs."""
    head = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    if head is None:
        message = "there are no migrations"
        raise RuntimeError(message)
    return head


def demand_newest(engine: Engine) -> None:
    """Raises DatabaseOutdated unless the database stands at this version's revision; DatabaseUnavailable."""
    found, needed = current_revision(engine), newest_revision()
    if found != needed:
        raise DatabaseOutdated(found=found, needed=needed)


def drift(url: str) -> Sequence[object]:
    """What the tables in code have and the database has not, or the other way round; empty when in step."""
    with _connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences: Sequence[object] = compare_metadata(context, METADATA)
        return differences


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = open_engine(url, role="") if is_sqlite else create_engine(url)
    try:
        with engine.begin() as connection:
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
