"""Figures of a whole company's learning, added up in the database: nothing here names a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Float, Subquery, and_, case, cast, extract, func, select

from service.db.base import ItemId, MicroModuleId, Repository
from service.db.evidence import EvidenceKind, EvidenceRow
from service.db.knowledge import ObjectiveStateRow
from service.db.learners import CohortMember
from service.db.posts import first_useful_answers
from service.db.principals import Principal
from service.db.publications import CatalogueEntry
from service.db.responses import ItemReport
from service.db.threads import Thread, ThreadKind

_APART = "\x1f"  # the unit separator: nobody types it
_DAY_SECONDS = 86_400.0
_SAME_DAY = 0.5  # days; an answer sooner than that repeats nothing


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody who is in exactly these cohorts: `people` began `begun` micro-modules and completed `completed`."""

    cohorts: frozenset[str]
    people: int
    begun: int
    completed: int


@dataclass(frozen=True, slots=True)
class Recalled:
    """Answers of `people` to what they had answered before, up to `days` days ago; `right` is their mean score."""

    days: float
    people: int
    answers: int
    right: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Of `asked` questions by `askers` people, how many had a useful answer within each number of hours."""

    asked: int
    askers: int
    answered_within: dict[float, int]


@dataclass(frozen=True, slots=True)
class ItemSums:
    """First answers of `people` to an item: the sum of their scores; and, of the `compared` who answered other items
    too, the sums of score x, of mean score elsewhere y, and of their products. `reporters` reported the item."""

    item_id: ItemId
    micro_module_id: MicroModuleId
    people: int
    score: float
    compared: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float
    reporters: int


class Figures(Repository):
    """The figures of one tenant."""

    def circles(self) -> Sequence[Circle]:
        """Who began and completed how much, by the cohorts that people are in; the same cohorts may come twice."""
        by_person = (
            select(
                ObjectiveStateRow.principal_id,
                func.count().label("begun"),
                func.count(ObjectiveStateRow.completed_at).label("completed"),
            )
            .join(Principal, _PERSON)
            .where(
                ObjectiveStateRow.tenant_id == self._tenant,
                ObjectiveStateRow.engaged_at.is_not(None),
                Principal.is_active,
                Principal.learner_id.is_not(None),
            )
            .group_by(ObjectiveStateRow.principal_id)
            .subquery()
        )
        memberships = (
            select(CohortMember.principal_id, func.aggregate_strings(CohortMember.cohort, _APART).label("cohorts"))
            .where(CohortMember.tenant_id == self._tenant)
            .group_by(CohortMember.principal_id)
            .subquery()
        )
        statement = (
            select(memberships.c.cohorts, func.count(), func.sum(by_person.c.begun), func.sum(by_person.c.completed))
            .select_from(by_person)
            .outerjoin(memberships, memberships.c.principal_id == by_person.c.principal_id)
            .group_by(memberships.c.cohorts)
        )
        return [
            Circle(frozenset(cohorts.split(_APART) if cohorts else ()), people, int(begun), int(completed))
            for cohorts, people, begun, completed in self._session.execute(statement)
        ]

    def recalled(self, edges: Sequence[float]) -> Sequence[Recalled]:
        """How well items are answered again after some days, by the first of `edges`, ascending, that they fit."""
        answered = (
            select(
                EvidenceRow.principal_id,
                EvidenceRow.score,
                EvidenceRow.happened_at,
                func.lag(EvidenceRow.happened_at)
                .over(
                    partition_by=(EvidenceRow.principal_id, EvidenceRow.item_id),
                    order_by=(EvidenceRow.happened_at, EvidenceRow.id),
                )
                .label("before"),
            )
            .where(*self._graded())
            .subquery()
        )
        days = self._days(answered.c.happened_at, answered.c.before)
        again = select(answered, days.label("days")).where(answered.c.before.is_not(None)).subquery()
        gaps = select(again, case(*((again.c.days <= one, one) for one in edges)).label("edge")).subquery()
        statement = (
            select(gaps.c.edge, func.count(gaps.c.principal_id.distinct()), func.count(), func.avg(gaps.c.score))
            .where(gaps.c.days >= _SAME_DAY, gaps.c.edge.is_not(None))
            .group_by(gaps.c.edge)
        )
        found = (Recalled(*row) for row in self._session.execute(statement))
        return sorted(found, key=lambda one: one.days)

    def waits(self, hours: Sequence[float], *, since: datetime) -> Waits:
        """How long questions asked since then waited for the first useful answer."""
        asked = select(func.count(), func.count(Thread.author_id.distinct())).where(
            Thread.tenant_id == self._tenant,
            Thread.kind == ThreadKind.QUESTION,
            Thread.created_at >= since,
            Thread.deleted_at.is_(None),
        )
        count, askers = self._session.execute(asked).one()
        useful = first_useful_answers(self._tenant, since=since).subquery()
        waited = self._days(useful.c.answered_at, useful.c.asked_at) * 24
        within = select(*(func.count(case((waited <= one, 1))) for one in hours)).select_from(useful)
        counts = self._session.execute(within).one()
        return Waits(count, askers, dict(zip(hours, counts, strict=True)))

    def items(self, *, least: int) -> Sequence[ItemSums]:
        """Every item of what is shown that at least `least` people answered."""
        compared = self._compared()
        x, y = compared.c.score, compared.c.y
        x_compared = case((y.is_not(None), x), else_=None)
        sums = (
            select(
                compared.c.item_id,
                compared.c.micro_module_id,
                func.count().label("people"),
                func.sum(x).label("score"),
                func.count(y).label("compared"),
                func.coalesce(func.sum(x_compared), 0.0).label("x"),
                func.coalesce(func.sum(y), 0.0).label("y"),
                func.coalesce(func.sum(x_compared * x), 0.0).label("xx"),
                func.coalesce(func.sum(y * y), 0.0).label("yy"),
                func.coalesce(func.sum(x * y), 0.0).label("xy"),
            )
            .group_by(compared.c.item_id, compared.c.micro_module_id)
            .having(func.count() >= least)
            .subquery()
        )
        reports = (
            select(ItemReport.item_id, func.count(ItemReport.principal_id.distinct()).label("reporters"))
            .where(ItemReport.tenant_id == self._tenant, ItemReport.decided_at.is_(None))
            .group_by(ItemReport.item_id)
            .subquery()
        )
        statement = select(sums, func.coalesce(reports.c.reporters, 0)).outerjoin(
            reports, reports.c.item_id == sums.c.item_id
        )
        return [ItemSums(*row) for row in self._session.execute(statement)]

    def _compared(self) -> Subquery:
        """First answers, with `y`: how well their learner answered all other items; null: there are none."""
        numbered = (
            select(
                EvidenceRow.principal_id,
                EvidenceRow.item_id,
                EvidenceRow.micro_module_id,
                EvidenceRow.score,
                func.row_number()
                .over(
                    partition_by=(EvidenceRow.principal_id, EvidenceRow.item_id),
                    order_by=(EvidenceRow.happened_at, EvidenceRow.id),
                )
                .label("number"),
            )
            .join(CatalogueEntry, _IS_SHOWN)
            .where(*self._graded())
            .subquery()
        )
        firsts = select(numbered).where(numbered.c.number == 1).subquery()
        total = func.sum(firsts.c.score).over(partition_by=firsts.c.principal_id)
        count = func.count().over(partition_by=firsts.c.principal_id)
        return select(firsts, ((total - firsts.c.score) / func.nullif(count - 1, 0)).label("y")).subquery()

    def _graded(self) -> tuple[ColumnElement[bool], ...]:
        return (
            EvidenceRow.tenant_id == self._tenant,
            EvidenceRow.kind == EvidenceKind.ANSWERED,
            EvidenceRow.item_id.is_not(None),
            EvidenceRow.score.is_not(None),
            EvidenceRow.discounted_at.is_(None),
        )

    def _days(self, later: ColumnElement[datetime], earlier: ColumnElement[datetime]) -> ColumnElement[float]:
        """From one time to another; each database counts in its own way."""
        if self._session.get_bind().dialect.name == "sqlite":
            return func.julianday(later, type_=Float) - func.julianday(earlier, type_=Float)
        return cast(cast(extract("epoch", later - earlier), Float) / _DAY_SECONDS, Float)


_PERSON = and_(Principal.tenant_id == ObjectiveStateRow.tenant_id, Principal.id == ObjectiveStateRow.principal_id)
_IS_SHOWN = and_(
    CatalogueEntry.tenant_id == EvidenceRow.tenant_id, CatalogueEntry.micro_module_id == EvidenceRow.micro_module_id
)
