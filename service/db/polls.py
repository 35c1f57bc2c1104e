"""Polls: a question with a few answers to choose from, on a micro-module or on nothing; one vote a learner."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import MicroModuleId, PollId, PrincipalId, Repository, TenantRow, new_id
from service.db.threads import Viewer
from service.errors import NotFound


class Poll(TenantRow, kw_only=True):
    """`options` in order. `closes_at` None: takes votes for ever. `is_restricted`: to the cohorts of `poll_cohorts`."""

    __tablename__ = "polls"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "author_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "micro_module_id"),
    )

    id: Mapped[PollId] = mapped_column(primary_key=True)
    question: Mapped[str]
    options: Mapped[list[str]]
    author_id: Mapped[PrincipalId]
    micro_module_id: Mapped[MicroModuleId | None] = mapped_column(default=None)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    def takes_votes(self, now: datetime) -> bool:
        return self.closes_at is None or now < self.closes_at


class PollCohort(TenantRow, kw_only=True):
    """A cohort that may see a restricted poll."""

    __tablename__ = "poll_cohorts"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "poll_id"], ["polls.tenant_id", "polls.id"]),)

    poll_id: Mapped[PollId] = mapped_column(primary_key=True)
    cohort: Mapped[str] = mapped_column(primary_key=True)


class Vote(TenantRow, kw_only=True):
    """A principal's one vote, for the option at `choice` (from 0)."""

    __tablename__ = "votes"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "poll_id"], ["polls.tenant_id", "polls.id"]),
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
    )

    poll_id: Mapped[PollId] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    choice: Mapped[int]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewPoll:
    """What is asked; `cohorts` None: everybody."""

    question: str
    options: tuple[str, ...]
    micro_module_id: MicroModuleId | None = None
    cohorts: frozenset[str] | None = None
    closes_at: datetime | None = None


class Polls(Repository):
    """The polls of one tenant."""

    def add(self, new: NewPoll, *, by: PrincipalId) -> Poll:
        """Keep a poll."""
        poll = Poll(
            tenant_id=self._tenant,
            id=PollId(new_id("pol")),
            question=new.question,
            options=list(new.options),
            author_id=by,
            micro_module_id=new.micro_module_id,
            is_restricted=new.cohorts is not None,
            closes_at=new.closes_at,
            created_at=self._now,
        )
        self._session.add(poll)
        self._session.flush()
        self._session.add_all(
            PollCohort(tenant_id=self._tenant, poll_id=poll.id, cohort=cohort) for cohort in sorted(new.cohorts or ())
        )
        self._session.flush()
        return poll

    def get(self, poll_id: PollId, viewer: Viewer) -> Poll:
        """Raises NotFound, also for what the viewer may not see."""
        found = self._session.scalar(
            select(Poll).where(Poll.tenant_id == self._tenant, Poll.id == poll_id, self._seen_by(viewer))
        )
        if found is None:
            raise NotFound("poll", poll_id)
        return found

    def page(
        self, viewer: Viewer, *, micro_module_id: MicroModuleId | None, before: PollId | None, limit: int
    ) -> Sequence[Poll]:
        """Up to `limit` polls that the viewer may see, newest first; of one micro-module, or (None) of all."""
        statement = select(Poll).where(Poll.tenant_id == self._tenant, self._seen_by(viewer))
        if micro_module_id is not None:
            statement = statement.where(Poll.micro_module_id == micro_module_id)
        if before is not None:
            statement = statement.where(Poll.id < before)
        return self._session.scalars(statement.order_by(Poll.id.desc()).limit(limit)).all()

    def all(self) -> Sequence[Poll]:
        """Every poll, oldest first; for whoever checks visibility by the cohorts beside it."""
        statement = select(Poll).where(Poll.tenant_id == self._tenant)
        return self._session.scalars(statement.order_by(Poll.id)).all()

    def cohorts_of(self, poll_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The cohorts of those that are restricted, by poll."""
        statement = select(PollCohort.poll_id, PollCohort.cohort).where(
            PollCohort.tenant_id == self._tenant, PollCohort.poll_id.in_(poll_ids)
        )
        found: dict[str, frozenset[str]] = {}
        for poll_id, cohort in self._session.execute(statement):
            found[poll_id] = found.get(poll_id, frozenset()) | {cohort}
        return found

    def vote_of(self, poll_id: PollId, principal_id: PrincipalId) -> Vote | None:
        """None: has not voted."""
        return self._session.get(Vote, (self._tenant, poll_id, principal_id))

    def voted_in(self, principal_id: PrincipalId) -> frozenset[PollId]:
        """The polls that a principal voted in."""
        statement = select(Vote.poll_id).where(Vote.tenant_id == self._tenant, Vote.principal_id == principal_id)
        return frozenset(self._session.scalars(statement))

    def vote(self, poll_id: PollId, choice: int, *, by: PrincipalId) -> Vote:
        """Keep a vote; a second one of the same principal breaks the primary key."""
        vote = Vote(tenant_id=self._tenant, poll_id=poll_id, principal_id=by, choice=choice, created_at=self._now)
        self._session.add(vote)
        self._session.flush()
        return vote

    def voters(self) -> Mapping[str, frozenset[PrincipalId]]:
        """Who voted, by poll."""
        found: dict[str, frozenset[PrincipalId]] = {}
        statement = select(Vote.poll_id, Vote.principal_id).where(Vote.tenant_id == self._tenant)
        for poll_id, principal_id in self._session.execute(statement):
            found[poll_id] = found.get(poll_id, frozenset()) | {principal_id}
        return found

    def counts(self, poll: Poll) -> list[int]:
        """Votes for each option, in order."""
        statement = (
            select(Vote.choice, func.count())
            .where(Vote.tenant_id == self._tenant, Vote.poll_id == poll.id)
            .group_by(Vote.choice)
        )
        counted = dict(self._session.execute(statement).all())
        return [counted.get(choice, 0) for choice in range(len(poll.options))]

    def _seen_by(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.cohorts is None:
            return Poll.id.is_not(None)
        is_theirs = exists().where(
            PollCohort.tenant_id == Poll.tenant_id,
            PollCohort.poll_id == Poll.id,
            PollCohort.cohort.in_(viewer.cohorts),
        )
        return Poll.is_restricted.is_(False) | is_theirs
