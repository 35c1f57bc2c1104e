"""Learners: what an integrator says of a person who learns, their goals, and the cohorts they are in.

A learner is a principal of that kind: its key, its name and whether it is active are the principal's. Every other table
names learners by principal, so that the integrator's own id stands in one column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from sqlalchemy import ForeignKeyConstraint, Index, Row, Select, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import PrincipalId, Repository, TenantRow
from service.db.principals import Principal, PrincipalKind, Principals
from service.errors import NotFound

LearnerId = NewType("LearnerId", str)
"""The integrator's own id of a learner."""


class LearnerProfile(TenantRow, kw_only=True):
    """What was said of a learner. `locale` and `role` None: nothing was. No row: nothing at all was.

    `email_digest` is the SHA-256 of an address, hexadecimal, by which other systems know them; None: not known.
    """

    __tablename__ = "learner_profiles"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "email_digest"),
    )

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    locale: Mapped[str | None] = mapped_column(default=None)
    role: Mapped[str | None] = mapped_column(default=None)
    email_digest: Mapped[str | None] = mapped_column(default=None)
    updated_at: Mapped[datetime]


class LearningGoal(TenantRow, kw_only=True):
    """What a learner wants to become able to do; `position` orders a learner's goals from 1."""

    __tablename__ = "learning_goals"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),)

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class CohortMember(TenantRow, kw_only=True):
    """A learner in a cohort; a cohort is its name, and exists while somebody is in it."""

    __tablename__ = "cohort_members"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "cohort"),
    )

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    cohort: Mapped[str] = mapped_column(primary_key=True)


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as it stands. `name` empty: none was given; `locale`, `role`, `email_digest` None: nothing was said."""

    principal_id: PrincipalId
    learner_id: LearnerId
    name: str
    locale: str | None
    role: str | None
    goals: tuple[str, ...]
    cohorts: frozenset[str]
    is_active: bool
    created_at: datetime
    email_digest: str | None = None


def unknown_learner(learner_id: LearnerId, *, now: datetime) -> Learner:
    """A learner of whom nothing was said, and who is not kept."""
    return Learner(PrincipalId(""), learner_id, "", None, None, (), frozenset(), is_active=True, created_at=now)


class Upsert(StrEnum):
    """What putting a learner takes."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class LearnerChange:
    """What an integrator says of a learner; None: nothing is said of it, it stays as it is."""

    name: str | None = None
    locale: str | None = None
    role: str | None = None
    goals: tuple[str, ...] | None = None
    cohorts: frozenset[str] | None = None
    is_active: bool | None = None
    email_digest: str | None = None

    def fields_that_change(self, learner: Learner) -> tuple[str, ...]:
        """Names of what would be another than it is."""
        said = ((name, getattr(self, name)) for name in self.__slots__)
        return tuple(name for name, value in said if value is not None and value != getattr(learner, name))

    def upsert(self, known: Learner | None) -> Upsert:
        """What this does to a learner; None: to one who is not known yet."""
        if known is None:
            return Upsert.CREATED
        return Upsert.UPDATED if self.fields_that_change(known) else Upsert.UNCHANGED

    def applied_to(self, learner: Learner) -> Learner:
        """The learner as it would be."""
        return replace(learner, **{name: getattr(self, name) for name in self.fields_that_change(learner)})


class Learners(Repository):
    """The learners of one tenant."""

    def get(self, learner_id: LearnerId) -> Learner:
        """Raises NotFound."""
        found = self.find([learner_id]).get(learner_id)
        if found is None:
            raise NotFound("learner", learner_id)
        return found

    def find(self, learner_ids: Collection[LearnerId]) -> Mapping[LearnerId, Learner]:
        """Those of the learners that are known, by their id."""
        rows = self._rows(self._every().where(Principal.learner_id.in_(learner_ids)))
        return {learner.learner_id: learner for learner in rows}

    def of_principals(self, principal_ids: Collection[PrincipalId]) -> Mapping[PrincipalId, Learner]:
        """Those of the principals that are learners, by principal."""
        rows = self._rows(self._every().where(Principal.id.in_(principal_ids)))
        return {learner.principal_id: learner for learner in rows}

    def by_email(self, digests: Collection[str]) -> Mapping[str, LearnerId]:
        """Whom each digest of an e-mail address names; one that several learners have names nobody."""
        statement = (
            select(LearnerProfile.email_digest, func.max(Principal.learner_id))
            .join(
                Principal,
                (Principal.tenant_id == LearnerProfile.tenant_id) & (Principal.id == LearnerProfile.principal_id),
            )
            .where(
                LearnerProfile.tenant_id == self._tenant,
                LearnerProfile.email_digest.in_(digests),
                Principal.learner_id.is_not(None),
            )
            .group_by(LearnerProfile.email_digest)
            .having(func.count() == 1)
        )
        found = self._session.execute(statement)
        return {digest: LearnerId(one) for digest, one in found if digest is not None and one is not None}

    def with_email(self, digest: str) -> Sequence[LearnerId]:
        """Whoever is known by the digest of an e-mail address: at most one, unless somebody said so of several."""
        statement = (
            select(Principal.learner_id)
            .join(
                LearnerProfile,
                (LearnerProfile.tenant_id == Principal.tenant_id) & (LearnerProfile.principal_id == Principal.id),
            )
            .where(
                Principal.tenant_id == self._tenant,
                Principal.learner_id.is_not(None),
                LearnerProfile.email_digest == digest,
            )
        )
        return [LearnerId(one) for one in self._session.scalars(statement) if one is not None]

    def active_beside(self, learner_ids: Collection[LearnerId]) -> Sequence[LearnerId]:
        """Every active learner but these, oldest first."""
        statement = select(Principal.learner_id).where(
            Principal.tenant_id == self._tenant, Principal.learner_id.is_not(None), Principal.is_active
        )
        known = set(learner_ids)
        found = self._session.scalars(statement.order_by(Principal.id))
        return [LearnerId(one) for one in found if one is not None and one not in known]

    def page(self, *, cohort: str | None = None, after: PrincipalId | None, limit: int) -> Sequence[Learner]:
        """Up to `limit` learners after `after`, oldest first; of one cohort, or (None) of all."""
        statement = self._every()
        if cohort is not None:
            statement = statement.where(Principal.id.in_(self._members(cohort)))
        if after is not None:
            statement = statement.where(Principal.id > after)
        return self._rows(statement.order_by(Principal.id).limit(limit))

    def in_cohort(self, cohort: str) -> frozenset[PrincipalId]:
        """Everybody in the cohort, active or not."""
        return frozenset(self._session.scalars(self._members(cohort)))

    def cohorts(self) -> Mapping[str, frozenset[PrincipalId]]:
        """Everybody in each cohort, active or not."""
        statement = select(CohortMember.cohort, CohortMember.principal_id).where(CohortMember.tenant_id == self._tenant)
        members: defaultdict[str, set[PrincipalId]] = defaultdict(set)
        for cohort, principal_id in self._session.execute(statement):
            members[cohort].add(principal_id)
        return {cohort: frozenset(found) for cohort, found in members.items()}

    def add(self, learner_id: LearnerId, change: LearnerChange) -> Learner:
        """A new learner; one whose id is known breaks a unique constraint."""
        principal = Principals(self._session, self._tenant, now=self._now).add(
            PrincipalKind.LEARNER, change.name or "", learner_id=learner_id
        )
        return self._apply(principal, change)

    def change(self, learner: Learner, change: LearnerChange) -> Learner:
        """Make the learner what was said of it; the learner as it is then."""
        principal = self._session.get(Principal, (self._tenant, learner.principal_id))
        if principal is None:
            raise NotFound("learner", learner.learner_id)
        return self._apply(principal, change)

    def forget(self, learner: Learner) -> None:
        """Nothing says any more who the principal was; the integrator's id is free again."""
        principal = self._session.get(Principal, (self._tenant, learner.principal_id))
        if principal is not None:
            principal.name, principal.learner_id = "", None
            self._session.flush()

    def _apply(self, principal: Principal, change: LearnerChange) -> Learner:
        if change.name is not None:
            principal.name = change.name
        if change.is_active is not None:
            principal.is_active = change.is_active
        self._write_profile(principal.id, change)
        if change.goals is not None:
            self._write_goals(principal.id, change.goals)
        if change.cohorts is not None:
            self._write_cohorts(principal.id, change.cohorts)
        self._session.flush()
        return self.of_principals([principal.id])[principal.id]

    def _write_profile(self, principal_id: PrincipalId, change: LearnerChange) -> None:
        profile = self._session.get(LearnerProfile, (self._tenant, principal_id))
        if profile is None:
            profile = LearnerProfile(tenant_id=self._tenant, principal_id=principal_id, updated_at=self._now)
            self._session.add(profile)
        profile.locale = profile.locale if change.locale is None else change.locale
        profile.role = profile.role if change.role is None else change.role
        profile.email_digest = change.email_digest or profile.email_digest
        profile.updated_at = self._now

    def _write_goals(self, principal_id: PrincipalId, goals: Iterable[str]) -> None:
        of_learner = (LearningGoal.tenant_id == self._tenant, LearningGoal.principal_id == principal_id)
        self._session.execute(delete(LearningGoal).where(*of_learner))
        self._session.add_all(
            LearningGoal(tenant_id=self._tenant, principal_id=principal_id, position=position, text=text)
            for position, text in enumerate(goals, start=1)
        )

    def _write_cohorts(self, principal_id: PrincipalId, cohorts: Iterable[str]) -> None:
        of_learner = (CohortMember.tenant_id == self._tenant, CohortMember.principal_id == principal_id)
        self._session.execute(delete(CohortMember).where(*of_learner))
        self._session.add_all(
            CohortMember(tenant_id=self._tenant, principal_id=principal_id, cohort=cohort) for cohort in sorted(cohorts)
        )

    def _every(self) -> Select[Principal, LearnerProfile]:
        return (
            select(Principal, LearnerProfile)
            .outerjoin(
                LearnerProfile,
                (LearnerProfile.tenant_id == Principal.tenant_id) & (LearnerProfile.principal_id == Principal.id),
            )
            .where(Principal.tenant_id == self._tenant, Principal.learner_id.is_not(None))
        )

    def _members(self, cohort: str) -> Select[PrincipalId]:
        return select(CohortMember.principal_id).where(
            CohortMember.tenant_id == self._tenant, CohortMember.cohort == cohort
        )

    def _rows(self, statement: Select[Principal, LearnerProfile]) -> list[Learner]:
        rows = self._session.execute(statement).all()
        ids = [principal.id for principal, _ in rows]
        goals, cohorts = self._goals(ids), self._cohorts(ids)
        return [_learner(principal, profile, goals[principal.id], cohorts[principal.id]) for principal, profile in rows]

    def _goals(self, ids: Collection[PrincipalId]) -> Mapping[PrincipalId, list[str]]:
        statement = (
            select(LearningGoal.principal_id, LearningGoal.text)
            .where(LearningGoal.tenant_id == self._tenant, LearningGoal.principal_id.in_(ids))
            .order_by(LearningGoal.position)
        )
        return _grouped(self._session.execute(statement).all())

    def _cohorts(self, ids: Collection[PrincipalId]) -> Mapping[PrincipalId, list[str]]:
        statement = select(CohortMember.principal_id, CohortMember.cohort).where(
            CohortMember.tenant_id == self._tenant, CohortMember.principal_id.in_(ids)
        )
        return _grouped(self._session.execute(statement).all())


def _grouped(pairs: Iterable[Row[PrincipalId, str]]) -> Mapping[PrincipalId, list[str]]:
    found: defaultdict[PrincipalId, list[str]] = defaultdict(list)
    for principal_id, text in pairs:
        found[principal_id].append(text)
    return found


def _learner(
    principal: Principal, profile: LearnerProfile | None, goals: Iterable[str], cohorts: Iterable[str]
) -> Learner:
    return Learner(
        principal_id=principal.id,
        learner_id=LearnerId(principal.learner_id or ""),
        name=principal.name,
        locale=None if profile is None else profile.locale,
        role=None if profile is None else profile.role,
        goals=tuple(goals),
        cohorts=frozenset(cohorts),
        is_active=principal.is_active,
        created_at=principal.created_at,
        email_digest=None if profile is None else profile.email_digest,
    )
