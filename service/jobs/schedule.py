"""The sweeper: whatever a crash, a lost message or a broker's outage left behind is found here and put right."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.bootstrap import Services
from service.jobs.rounds import go_round
from service.observability import log_for
from service.workflows.learning.plan_reminders import plan_reminders
from service.workflows.learning.tell_due_reviews import tell_due_reviews
from service.workflows.platform.forget_events import forget_events
from service.workflows.platform.sweep_import_files import sweep_import_files

MESSAGES_A_SWEEP = 500
SENT_IS_KEPT = timedelta(days=1)
LEFTOVER_AGE = timedelta(days=1)  # of an upload that never ended; no upload takes that long
_log = log_for("sweeper")


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep did."""

    failed: int
    nudged: int
    sent: int


def sweep(services: Services, *, now: datetime | None = None) -> Sweep:
    """Fail jobs whose unit used up its attempts, nudge late jobs again, send what was not sent, oldest first;
    tell which reviews are due; owe reminders; forget old events; remove what interrupted uploads and imports left."""
    jobs = services.settings.jobs
    with services.database.scheduling(label="sweep") as board:
        failed = board.fail_exhausted(attempts=jobs.attempts)
        late = board.waiting(since=timedelta(seconds=jobs.late_seconds), limit=MESSAGES_A_SWEEP)
        if not services.queue.takes_messages:
            late = ()
        for tenant_id, job_id in late:
            board.nudge_again(tenant_id, job_id)
        board.forget_sent(older_than=SENT_IS_KEPT)
    for job_id in failed:
        _log.error("job.failed", job_id=job_id, reason="worker_lost")
    with services.database.scheduling(label="find_unsent") as board:
        unsent = board.unsent(limit=MESSAGES_A_SWEEP)
    sent = services.database.send(unsent) if unsent else 0
    with services.database.watching() as board:
        tenants = board.latest_changes().keys()
    for tenant in tenants:
        tell_due_reviews(tenant, database=services.database)
        if services.reminding.channels:
            plan_reminders(tenant, now=now or datetime.now(UTC), database=services.database)
        forget_events(tenant, database=services.database)
    for files in (services.blobs, services.import_files):
        files.sweep(older_than=time.time() - LEFTOVER_AGE.total_seconds())
    sweep_import_files(files=services.import_files, database=services.database)
    return Sweep(failed=len(failed), nudged=len(late), sent=sent)


def sweep_until(stop: threading.Event, services: Services) -> None:
    """Sweep every few seconds until `stop` is set."""
    go_round(lambda: sweep(services), pause_seconds=services.settings.jobs.sweep_seconds, stop=stop, part="sweep")
