"""Imports: those that wait are done one after another, in a thread of each server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from service.bootstrap import Services
from service.errors import OperatorError
from service.jobs.rounds import go_round
from service.observability import log_for
from service.workflows.platform.do_import import LEASE, do_import

PAUSE_SECONDS = 1.0
_LOOK_AT = 20  # due ones that are tried in a round: others may have taken the first
_log = log_for("imports")


@dataclass(frozen=True, slots=True)
class Importer:
    """Does imports of all tenants; any number of servers may do it at once."""

    services: Services

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; an import under way is not waited for: its lease ends, and it is done again."""
        go_round(self.do_due, pause_seconds=PAUSE_SECONDS, stop=stop, part="imports")

    def do_due(self) -> int:
        """Do what is due, of each tenant one at a time; how many. Raises OperatorError."""
        with self.services.database.watching() as board:
            due = board.due_imports(limit=_LOOK_AT)
        done = 0
        for tenant, import_id in dict(reversed(due)).items():  # of each tenant the one that waits longest
            services = self.services
            row = do_import(
                tenant, import_id, prolonging=_prolonging, files=services.import_files, database=services.database
            )
            if row is not None:
                done += 1
                _log.info("import.ended", tenant_id=tenant, import_id=import_id, state=row.state.value)
        return done


@contextmanager
def _prolonging(prolong: Callable[[], None]) -> Iterator[None]:
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(prolong, done), daemon=True, name="import-lease")
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()


def _beat(prolong: Callable[[], None], done: threading.Event) -> None:
    while not done.wait(LEASE.total_seconds() / 3):
        try:
            prolong()
        except OperatorError as fault:
            _log.warning("import.not_prolonged", reason=type(fault).__name__)
