"""Units of work: short transactions for one tenant. The only place that commits.

with database.unit_of_work(tenant) as work:      # reads and writes; commits at the end, rolls back on an exception
    job = work.jobs.get(job_id)
with database.reading(tenant) as work:           # reads one consistent state, never blocks a writer
    ...
with database.scheduling() as board:             # jobs, units and outbox of all tenants
    ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from service.db.accounts import Accounts
from service.db.api_keys import ApiKeys
from service.db.approvals import Approvals
from service.db.audit import AuditTrail
from service.db.base import JobId, TenantId
from service.db.catalogue_stamps import CatalogueStamps
from service.db.changes import Changes
from service.db.conflicts import Conflicts
from service.db.discussions import Discussions
from service.db.documents import Documents
from service.db.drafts import Drafts
from service.db.earlier_contents import EarlierContents
from service.db.engines import database_now, enter_tenant, reading_engine
from service.db.enrolments import Enrolments
from service.db.erasures import Erasures
from service.db.events import Events
from service.db.evidence import Evidence
from service.db.failpoints import Failpoints
from service.db.faults import named_faults
from service.db.figures import Figures
from service.db.generations import Generations
from service.db.help_requests import HelpRequests
from service.db.idempotency import IdempotencyRecords
from service.db.imports import Imports
from service.db.impressions import Impressions
from service.db.job_board import JobBoard, Nudge
from service.db.jobs import Jobs
from service.db.knowledge import Knowledge
from service.db.learners import Learners
from service.db.micro_module_order import MicroModuleOrder
from service.db.micro_modules import MicroModules
from service.db.notifications import Notifications
from service.db.outbox import Outbox
from service.db.outlines import Outlines
from service.db.passages import Passages
from service.db.personal import PersonalData
from service.db.polls import Polls
from service.db.posts import Posts
from service.db.principals import Principals
from service.db.publications import Publications
from service.db.quarantine import Quarantine
from service.db.reminders import Reminders
from service.db.responses import Responses
from service.db.revisions import Revisions
from service.db.sign_in_providers import SignInProviders
from service.db.sign_ins import SignIns
from service.db.tenants import Tenants
from service.db.thread_links import ThreadLinks
from service.db.threads import Threads
from service.db.vectors import Vectors
from service.db.webhooks import Webhooks
from service.errors import BrokerUnavailable
from service.job_queue import JobQueue
from service.observability import log_for

_log = log_for("outbox")


class UnitOfWork:
    """The repositories of one tenant inside one transaction; `now` is the database's clock at its start, UTC."""

    def __init__(self, session: Session, tenant: TenantId, *, now: datetime, takes_messages: bool) -> None:
        self.tenant = tenant
        self.now = now
        self.tenants = Tenants(session, tenant, now=now)
        self.principals = Principals(session, tenant, now=now)
        self.api_keys = ApiKeys(session, tenant, now=now)
        self.learners = Learners(session, tenant, now=now)
        self.sign_ins = SignIns(session, tenant, now=now)
        self.sign_in_providers = SignInProviders(session, tenant, now=now)
        self.documents = Documents(session, tenant, now=now)
        self.jobs, self.imports = Jobs(session, tenant, now=now), Imports(session, tenant, now=now)
        self.drafts, self.conflicts = Drafts(session, tenant, now=now), Conflicts(session, tenant, now=now)
        self.generations = Generations(session, tenant, now=now)
        self.outlines = Outlines(session, tenant, now=now)
        self.micro_modules = MicroModules(session, tenant, now=now)
        self.micro_module_order = MicroModuleOrder(session, tenant, now=now)
        self.earlier_contents = EarlierContents(session, tenant, now=now)
        self.approvals = Approvals(session, tenant, now=now)
        self.publications = Publications(session, tenant, now=now)
        self.catalogue_stamps = CatalogueStamps(session, tenant, now=now)
        self.revisions, self.quarantine = Revisions(session, tenant, now=now), Quarantine(session, tenant, now=now)
        self.responses = Responses(session, tenant, now=now)
        self.enrolments = Enrolments(session, tenant, now=now)
        self.erasures, self.personal = Erasures(session, tenant, now=now), PersonalData(session, tenant, now=now)
        self.evidence, self.knowledge = Evidence(session, tenant, now=now), Knowledge(session, tenant, now=now)
        self.impressions, self.figures = Impressions(session, tenant, now=now), Figures(session, tenant, now=now)
        self.changes = Changes(session, tenant, now=now)
        self.passages, self.vectors = Passages(session, tenant, now=now), Vectors(session, tenant, now=now)
        self.threads, self.thread_links = Threads(session, tenant, now=now), ThreadLinks(session, tenant, now=now)
        self.discussions = Discussions(session, tenant, now=now)
        self.posts, self.polls = Posts(session, tenant, now=now), Polls(session, tenant, now=now)
        self.notifications = Notifications(session, tenant, now=now)
        self.reminders, self.accounts = Reminders(session, tenant, now=now), Accounts(session, tenant, now=now)
        self.help_requests = HelpRequests(session, tenant, now=now)
        self.webhooks, self.events = Webhooks(session, tenant, now=now), Events(session, tenant, now=now)
        self.idempotency = IdempotencyRecords(session, tenant, now=now)
        self.audit = AuditTrail(session, tenant, now=now)
        self._outbox = Outbox(session, tenant, now=now)
        self._takes_messages = takes_messages
        self._nudges: list[Nudge] = []

    def nudge(self, job_id: JobId) -> None:
        """Say that each waiting unit of the job may be claimed; a message each goes out after commit.

        Without a broker there is nothing to send: workers look for themselves.
        """
        if not self._takes_messages:
            return
        for _ in range(self.jobs.count_queued(job_id)):
            message = self._outbox.add(job_id)
            self._nudges.append(Nudge(message.id, self.tenant, job_id))

    @property
    def nudges(self) -> Sequence[Nudge]:
        """The messages that wait for the commit."""
        return tuple(self._nudges)


class OpenWork(Protocol):
    """How workflows get a unit of work: `with unit_of_work(tenant) as work:`."""

    def __call__(self, tenant: TenantId, *, label: str = "work") -> AbstractContextManager[UnitOfWork]:
        """`label` names the failpoints `before_commit:LABEL` and `after_commit:LABEL`."""
        ...


class OpenReading(Protocol):
    """How workflows read: `with reading(tenant) as work:`."""

    def __call__(self, tenant: TenantId) -> AbstractContextManager[UnitOfWork]: ...


@dataclass(frozen=True, slots=True)
class Database:
    """The two engines and what happens around a commit."""

    app: Engine
    scheduler: Engine
    failpoints: Failpoints
    queue: JobQueue

    @contextmanager
    def unit_of_work(self, tenant: TenantId, *, label: str = "work") -> Iterator[UnitOfWork]:
        """Read and write for one tenant; commits when the block ends well.

        Raises AlreadyExists with the table as its kind when a unique constraint refuses a row; DatabaseUnavailable,
        StorageFull.
        """
        with named_faults(), Session(self.app, expire_on_commit=False) as session:
            enter_tenant(session, tenant)
            work = self._work(session, tenant)
            yield work
            session.flush()
            self.failpoints.reach(f"before_commit:{label}")
            session.commit()
            self.failpoints.reach(f"after_commit:{label}")
        if work.nudges:
            self.send(work.nudges)

    @contextmanager
    def reading(self, tenant: TenantId) -> Iterator[UnitOfWork]:
        """Read one consistent state for one tenant; whatever is changed is rolled back."""
        with named_faults(), Session(reading_engine(self.app)) as session:
            enter_tenant(session, tenant)
            yield self._work(session, tenant)

    @contextmanager
    def scheduling(self, *, label: str = "schedule") -> Iterator[JobBoard]:
        """Claim and sweep over all tenants; commits when the block ends well."""
        with named_faults(), Session(self.scheduler, expire_on_commit=False) as session:
            yield JobBoard(session, now=database_now(session))
            session.flush()
            self.failpoints.reach(f"before_commit:{label}")
            session.commit()
            self.failpoints.reach(f"after_commit:{label}")

    @contextmanager
    def watching(self) -> Iterator[JobBoard]:
        """Look over all tenants' jobs; never waits for a writer, and whatever is changed is rolled back."""
        with named_faults(), Session(reading_engine(self.scheduler)) as session:
            yield JobBoard(session, now=database_now(session))

    def send(self, nudges: Sequence[Nudge]) -> int:
        """Give messages to the broker, oldest first; how many it took. The sweeper sends the rest later."""
        sent: list[Nudge] = []
        for nudge in nudges:
            try:
                self.queue.send(nudge.job_id)
            except BrokerUnavailable:
                _log.warning("outbox.delayed", job_id=nudge.job_id, count=len(nudges) - len(sent))
                break
            sent.append(nudge)
        if sent:
            self.failpoints.reach("outbox:sent")
            with self.scheduling(label="mark_sent") as board:
                board.mark_sent(sent)
        return len(sent)

    def ping(self) -> None:
        """Raises DatabaseUnavailable when the database does not answer."""
        with named_faults(), reading_engine(self.app).connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give the connections back."""
        self.app.dispose()
        self.scheduler.dispose()

    def _work(self, session: Session, tenant: TenantId) -> UnitOfWork:
        takes_messages = self.queue.takes_messages
        return UnitOfWork(session, tenant, now=database_now(session), takes_messages=takes_messages)
