"""The Celery worker: `celery -A service.jobs.worker worker`. Started from the settings, as every other part.

A message is a nudge: its task claims one unit, whichever is due, and does it. Nothing rests on the broker.
"""

from __future__ import annotations

from celery import Celery, bootsteps
from celery.signals import worker_process_init, worker_process_shutdown

from service.job_queue import celery_app, dead_letter_queue
from service.jobs.tasks import Workbench, register
from service.observability import set_up_logging
from service.settings import Settings, read_settings


class DeadLetters(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery publishes no types
    """Declares the queue that takes messages which killed their worker again and again."""

    requires = {"celery.worker.components:Pool"}  # noqa: RUF012  read by Celery

    def start(self, worker: object) -> None:  # noqa: ARG002  Celery's signature
        """Called once, when the worker starts."""
        if DEAD is not None:
            with app.connection_for_write() as connection:
                DEAD(connection.default_channel).declare()  # type: ignore[no-untyped-call]  # as above


def build(settings: Settings) -> Celery:
    """The Celery application with its one task."""
    set_up_logging(settings.logging)
    celery = celery_app(settings.queue)
    celery.conf.task_time_limit = settings.jobs.time_limit_seconds
    bench = Workbench(settings)
    register(celery, bench)
    # Connections do not survive the fork: each child opens its own.
    worker_process_init.connect(bench.open, weak=False)
    worker_process_shutdown.connect(bench.close, weak=False)
    celery.steps["worker"].add(DeadLetters)
    return celery


SETTINGS = read_settings()
DEAD = dead_letter_queue(SETTINGS.queue)
app = build(SETTINGS)
