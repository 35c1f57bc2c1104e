"""A process that keeps indexes, to be killed in the middle of it."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from multiprocessing.context import ForkServerProcess

from service.bootstrap import Services, open_finder, open_services
from service.jobs.upkeep import Upkeep
from tests.support.database import TENANT
from tests.support.embedders import HashedWordsEmbedder
from tests.support.worker_process import Work

_CONTEXT = multiprocessing.get_context("forkserver")


def open_with_fake_embedder(work: Work) -> Services:
    """The services as a process opens them, over an embedder without a model."""
    services = open_services(work.settings)
    embedder = HashedWordsEmbedder()
    finder = open_finder(services.settings, database=services.database, embedder=embedder, metrics=services.metrics)
    return replace(services, embedder=embedder, finder=finder)


def start_upkeep(work: Work) -> ForkServerProcess:
    """A process that goes once through all tenants and indexes."""
    process = _CONTEXT.Process(target=keep_up, args=(work,), daemon=True)
    process.start()
    return process


def keep_up(work: Work) -> None:
    """What the process does."""
    services = open_with_fake_embedder(work)
    services.finder.indexes.get(TENANT, "micro_module")
    Upkeep(services).serve_all()
    services.close()
