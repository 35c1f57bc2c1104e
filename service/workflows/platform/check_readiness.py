"""Whether the service can do its work now, part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from service.db.migrate import demand_newest
from service.db.unit_of_work import Database
from service.errors import OperatorError
from service.job_queue import JobQueue

Part = TypeVar("Part")
OK = "ok"
WORKER_LATE = timedelta(minutes=2)  # a waiting unit is claimed within seconds; two minutes cover a restart


class Readiness(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"  # learners and uploads are served; drafting waits
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Report:
    """The worst of all `checks`; each is "ok" or says what is wrong and what to do."""

    readiness: Readiness
    checks: dict[str, str]


def check_readiness(*, database: Database, queue: JobQueue) -> Report:
    """Looks at database, schema, queue and workers, and writes nothing; never raises for what it looks at."""
    checks = {"database": _look(_check_database, database)}
    if checks["database"] != OK:
        return Report(Readiness.UNAVAILABLE, checks)
    checks["migrations"] = _look(_check_migrations, database)
    if checks["migrations"] != OK:
        return Report(Readiness.UNAVAILABLE, checks)
    checks["queue"] = _look(_check_queue, queue)
    checks["worker"] = _look(_check_worker, database)
    all_well = all(found == OK for found in checks.values())
    return Report(Readiness.READY if all_well else Readiness.DEGRADED, checks)


def _look(check: Callable[[Part], str], part: Part) -> str:
    try:
        return check(part)
    except OperatorError as fault:
        return str(fault)


def _check_database(database: Database) -> str:
    database.ping()
    return OK


def _check_migrations(database: Database) -> str:
    demand_newest(database.app)
    return OK


def _check_queue(queue: JobQueue) -> str:
    queue.ping()
    return OK


def _check_worker(database: Database) -> str:
    """Nobody may be working because nothing is to do; only work that nobody claims tells of a missing worker."""
    with database.watching() as board:
        is_neglected = board.is_neglected(since=WORKER_LATE)
    return "Work waits and no worker claims it; start one: morsel worker" if is_neglected else OK
