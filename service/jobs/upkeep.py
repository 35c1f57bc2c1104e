"""Upkeep: passages are cut and given vectors soon after a commit, threads are linked, helpers asked, snapshots kept,
learners reckoned anew whose answers count no more.

Each server does it in a thread of its own, so that a search finds vectors ready. Answers are right without it: new
passages are found by their words at once, and what no snapshot holds comes from the database.
"""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass, field

from indexes.errors import EmbedderUnavailable
from recommender.routing import RoutingConfig
from service.bootstrap import Services
from service.db.base import TenantId
from service.errors import StorageFull
from service.jobs.rounds import go_round
from service.observability import log_for
from service.workflows.authoring.index_unindexed import index_unindexed
from service.workflows.community.link_threads import link_threads
from service.workflows.community.send_wave import send_wave
from service.workflows.learning.complete_erasures import complete_erasures
from service.workflows.learning.recount_learners import recount_learners
from service.workflows.platform.embed_passages import embed_passages

WAVES_A_ROUND = 20  # questions; some tenths of a second
OPENED_AT_START = 8  # tenants; the others are opened when they are first asked for
PAUSE_SECONDS = 0.3  # what is published is found by meaning within two seconds, embedding included
_log = log_for("upkeep")


@dataclass
class Upkeep:
    """Remembers up to which change each tenant has been served."""

    services: Services
    _served: dict[TenantId, int] = field(default_factory=dict, init=False)

    def run(self, stop: threading.Event) -> None:
        """Serve all tenants until `stop` is set; what takes long to open is opened before somebody waits for it."""
        try:
            self.services.embedder.embed(["ready"])
        except EmbedderUnavailable as fault:
            _log.error("upkeep.without_embedder", reason=type(fault).__name__)
        try:
            self.open_largest()
        except Exception as fault:  # noqa: BLE001  the edge: what was not opened is opened by whoever asks for it
            _log.warning("upkeep.not_opened", reason=type(fault).__name__)
        gc.freeze()  # what is there by now stays: to look through all of it again would hold every answer up
        go_round(self.serve_all, pause_seconds=PAUSE_SECONDS, stop=stop, part="upkeep")

    def open_largest(self) -> None:
        """Open the catalogues and indexes of the companies that changed most: theirs take longest to open.

        Raises OperatorError.
        """
        services = self.services
        with services.database.watching() as board:
            latest = board.latest_changes()
        for tenant in sorted(latest, key=lambda one: -latest[one])[:OPENED_AT_START]:
            with services.database.reading(tenant) as work:
                services.views.get(work, services.embedder.identity)
            for kind in services.finder.kinds:
                services.finder.indexes.get(tenant, kind.value)

    def serve_all(self) -> None:
        """Once through all tenants with changes, and through all indexes that are open here. Raises OperatorError."""
        with self.services.database.watching() as board:
            latest = board.latest_changes()
        for tenant, sequence in latest.items():
            if self._served.get(tenant) != sequence and self._serve(tenant):
                self._served[tenant] = sequence
        self._send_waves()
        self.services.views.keep_up(self.services.database, self.services.embedder.identity)
        for of_tenant, kind in self.services.finder.indexes.open():
            self._keep_snapshot(of_tenant, kind)
        self.services.metrics.passages_waiting.set(self.services.finder.indexes.waiting())

    def _serve(self, tenant: TenantId) -> bool:
        services = self.services
        complete_erasures(tenant, database=services.database)
        recounted = recount_learners(tenant, database=services.database)
        if recounted:
            _log.info("upkeep.recounted", tenant_id=tenant, count=recounted)
        index_unindexed(tenant, database=services.database)
        self._open_where_something_was_erased(tenant)
        try:
            embedded = embed_passages(tenant, database=services.database, embedder=services.embedder)
        except EmbedderUnavailable as fault:
            _log.warning("upkeep.not_embedded", tenant_id=tenant, reason=type(fault).__name__)
            return False
        if embedded:
            services.finder.indexes.expect_vectors(tenant)
            _log.info("upkeep.embedded", tenant_id=tenant, count=embedded)
        linked = link_threads(tenant, relater=services.relater)
        if linked:
            _log.info("upkeep.linked", tenant_id=tenant, count=linked)
        return True

    def _open_where_something_was_erased(self, tenant: TenantId) -> None:
        """So that snapshots which hold it are written anew, though nobody searches here."""
        with self.services.database.reading(tenant) as work:
            if not work.changes.has_erased(self._served.get(tenant, 0)):
                return
        for kind in self.services.finder.kinds:
            self.services.finder.indexes.get(tenant, kind.value)

    def _send_waves(self) -> None:
        """Ask helpers where it is time; what could not be asked is due still in the next round."""
        with self.services.database.watching() as board:
            due = board.due_waves(limit=WAVES_A_ROUND)
        for tenant, thread_id in due:
            asked = send_wave(tenant, thread_id, relater=self.services.relater, config=RoutingConfig())
            _log.info("upkeep.wave_sent", tenant_id=tenant, thread_id=thread_id, count=asked)

    def _keep_snapshot(self, tenant: str, kind: str) -> None:
        services = self.services
        try:
            if services.finder.indexes.keep_snapshot(tenant, kind):
                with services.database.unit_of_work(TenantId(tenant), label="forget") as work:
                    work.vectors.forget_unused()
                services.metrics.snapshots_written.inc()
                _log.info("upkeep.snapshot", tenant_id=tenant, object_kind=kind)
        except (OSError, StorageFull) as fault:  # the disk may fill while the database is read from
            _log.warning("upkeep.no_snapshot", tenant_id=tenant, object_kind=kind, reason=type(fault).__name__)
