"""`morsel worker`: a worker process, polling or over Celery, as the settings choose."""

from __future__ import annotations

import argparse
import os
from functools import partial

from service.cli.frame import with_settings
from service.settings import QueueKind, Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--parent", type=int, metavar="PID", help="stop when this process, which started it, is gone")
    parser.add_argument("--concurrency", type=int, default=1, help="units done at once by one Celery worker")


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    return with_settings(partial(work, arguments=arguments))


def work(settings: Settings, *, arguments: argparse.Namespace) -> int:
    """Poll the job table, or wait for the broker's messages."""
    if settings.queue.kind is QueueKind.CELERY:
        return _work_over_celery(arguments.concurrency)
    return _work_by_polling(settings, parent=arguments.parent)


def _work_by_polling(settings: Settings, *, parent: int | None) -> int:
    from service.bootstrap import open_drafting, open_services
    from service.db.migrate import demand_newest
    from service.jobs.polling import PollingWorker
    from service.jobs.runner import Runner

    services = open_services(settings)
    demand_newest(services.database.app)
    worker = PollingWorker(Runner(services, open_drafting(services)), parent=parent)
    worker.stop_on_signals()
    worker.work()
    services.close()
    return 0


def _work_over_celery(concurrency: int) -> int:
    from service.jobs.worker import app

    # Workers need not know of each other; without gossip and mingle they start at once.
    words = ["worker", f"--concurrency={concurrency}", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    app.worker_main([*words, f"--hostname=morsel-{os.getpid()}@%h"])
    return 0
