"""What a database may refuse or fail at, by our names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import DiskFull, UniqueViolation
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from service.errors import AlreadyExists, DatabaseUnavailable, MorselError, StorageFull, is_full_disk


@contextmanager
def named_faults() -> Iterator[None]:
    """Turn what a driver raises inside the block into AlreadyExists, DatabaseUnavailable or StorageFull.

    Any other refusal is a defect of ours and stays what it is.
    """
    try:
        yield
    except IntegrityError as fault:
        raise _name_refusal(fault) from fault
    except (OperationalError, InterfaceError) as fault:
        raise _name_outage(fault) from fault
    except NoConnectionFree as fault:
        raise DatabaseUnavailable("All connections to the database are taken. Try again.") from fault
    except DatabaseError as fault:
        if type(fault.orig) is not sqlite3.DatabaseError:  # a subclass is about a statement, this one about the file
            raise
        raise DatabaseUnavailable(f"The database cannot be read: {fault.orig}. Restore it from a back-up.") from fault
    except OSError as fault:
        if is_full_disk(fault):
            raise StorageFull("the database") from fault
        raise


def _name_refusal(fault: IntegrityError) -> Exception:
    """A unique constraint's refusal; any other is none of the caller's doing."""
    words = str(fault.orig)
    if "UNIQUE constraint failed" in words:
        columns = words.partition(": ")[2]
        return AlreadyExists(columns.partition(".")[0], columns)
    if isinstance(fault.orig, UniqueViolation):
        return AlreadyExists(str(fault.orig.diag.table_name), str(fault.orig.diag.constraint_name))
    return fault


def _name_outage(fault: DBAPIError) -> MorselError:
    words = str(fault.orig)
    if "disk is full" in words or isinstance(fault.orig, DiskFull):
        return StorageFull("the database")
    return DatabaseUnavailable(f"The database does not answer: {type(fault.orig).__name__}. Try again.")
