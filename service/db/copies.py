"""Whole copies of a database while it is in use, and databases made of such a copy.

SQLite copies itself page by page within one read transaction; PostgreSQL's own `pg_dump` and `pg_restore` do the same.
Row-level security is forced on everybody but superusers and logins with BYPASSRLS: only they can copy all tenants.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from service.db.faults import named_faults
from service.db.migrate import make_roles
from service.errors import BackupFailed, TargetNotEmpty
from service.settings import environment_without_settings

_SQLITE, _POSTGRES = "database.sqlite3", "database.pgdump"
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
_PROTECTED = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND rowsecurity")


def copy_database(url: str, folder: Path) -> Path:
    """A copy of one moment of the database, as a file in `folder`. Raises BackupFailed, DatabaseUnavailable."""
    made = make_url(url)
    return _copy_sqlite(made, folder) if _is_sqlite(made) else _dump_postgres(made, folder)


def demand_empty_database(url: str) -> None:
    """Raises TargetNotEmpty when there is anything where the database should be made; DatabaseUnavailable."""
    made = make_url(url)
    if _is_sqlite(made):
        if _path(made).exists():
            raise TargetNotEmpty(str(_path(made)))
        return
    engine = create_engine(made)
    try:
        with named_faults(), engine.connect() as connection:
            if connection.scalars(_TABLES).first() is not None:
                raise TargetNotEmpty(f"the database {made.database}")
    finally:
        engine.dispose()


def make_database(url: str, copy: Path) -> None:
    """Fill the empty place at `url` with what was copied, all or nothing. Raises BackupFailed."""
    made = make_url(url)
    if _is_sqlite(made) != (copy.name == _SQLITE):
        raise BackupFailed(f"{copy.name} cannot be made a database of {made.get_backend_name()}")
    if _is_sqlite(made):
        _place_sqlite(_path(made), copy)
    else:
        _restore_postgres(url, copy)


def _copy_sqlite(url: URL, folder: Path) -> Path:
    source, target = _path(url), folder / _SQLITE
    if not source.is_file():
        raise BackupFailed(f"there is no database at {source}")
    with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(target)) as copied:
        try:
            database.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        except sqlite3.Error as fault:
            raise BackupFailed(str(fault)) from fault
    return target


def _place_sqlite(path: Path, copy: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    growing = path.with_name(path.name + ".partial")
    shutil.copyfile(copy, growing)
    with growing.open("rb") as file:
        os.fsync(file.fileno())
    growing.replace(path)


def _dump_postgres(url: URL, folder: Path) -> Path:
    target = folder / _POSTGRES
    _call(url, "pg_dump", "--format=custom", f"--file={target}", f"--dbname={_address(url)}")
    return target


def _restore_postgres(url: str, copy: Path) -> None:
    make_roles(url)  # roles belong to the server, not to the copy
    made = make_url(url)
    words = ("--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={_address(made)}", str(copy))
    _call(made, "pg_restore", *words)
    engine = create_engine(made)
    try:
        with named_faults(), engine.begin() as connection:
            for table in connection.scalars(_PROTECTED).all():
                connection.execute(text(f'ALTER TABLE "{table}" OWNER TO morsel_owner'))
    finally:
        engine.dispose()


def _call(url: URL, program: str, *words: str) -> None:
    # The password goes by the environment: what stands on a command line can be read by everybody on the machine.
    environment = environment_without_settings() | ({"PGPASSWORD": str(url.password)} if url.password else {})
    try:
        done = subprocess.run(
            [program, "--no-password", *words], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise BackupFailed(f"{program} is not on this machine; install PostgreSQL's client programs") from None
    if done.returncode != 0:
        raise BackupFailed(f"{program}: {done.stderr.strip()}")


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _path(url: URL) -> Path:
    return Path(str(url.database))
