"""What learners can do and remember: one row a learner and micro-module, one a learner, one for how hard a thing is.

All of it is derived from evidence and changes with it, in the same unit of work.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from recommender.types import Ability, Belief, Memory
from service.db.base import ItemId, Json, MicroModuleId, PrincipalId, Repository, TenantRow
from service.db.micro_modules import MicroModuleRow
from service.db.principals import Principal
from service.errors import NotFound


class ObjectiveStateRow(TenantRow, kw_only=True):
    """What one learner did with one micro-module, and what is left of it.

    `ability_…` and `form_…` None: no item was graded; `stability` … `due_at` None: nothing to remember yet. `asked` is
    `{item id: {"at": ISO 8601, "score": 0..1 or null, "surprise": number}}`, the last time each. `engaged_at` None:
    never opened or answered. `completed_…` say when, which version with which content, and how well; None: not yet, and
    a score of None: nothing in it is graded. `is_helpful` None: the learner did not say.
    """

    __tablename__ = "objective_states"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        ForeignKeyConstraint(["tenant_id", "micro_module_id"], ["micro_modules.tenant_id", "micro_modules.id"]),
        Index(None, "tenant_id", "micro_module_id"),
        Index(None, "tenant_id", "due_at"),
    )

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    micro_module_id: Mapped[MicroModuleId] = mapped_column(primary_key=True)
    ability_mean: Mapped[float | None] = mapped_column(default=None)
    ability_variance: Mapped[float | None] = mapped_column(default=None)
    form_mean: Mapped[float | None] = mapped_column(default=None)
    form_variance: Mapped[float | None] = mapped_column(default=None)
    stability: Mapped[float | None] = mapped_column(default=None)
    difficulty: Mapped[float | None] = mapped_column(default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    due_told_at: Mapped[datetime | None] = mapped_column(default=None)
    reviews: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    asked: Mapped[Json] = mapped_column(default_factory=dict)
    engaged_at: Mapped[datetime | None] = mapped_column(default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    completed_number: Mapped[int | None] = mapped_column(default=None)
    completed_digest: Mapped[str | None] = mapped_column(default=None)
    completed_score: Mapped[float | None] = mapped_column(default=None)
    is_helpful: Mapped[bool | None] = mapped_column(default=None)

    @property
    def ability(self) -> Ability | None:
        """None: no item was graded."""
        if self.ability_mean is None or self.ability_variance is None:
            return None
        form = Belief(self.form_mean or 0.0, self.form_variance or 0.0)
        return Ability(Belief(self.ability_mean, self.ability_variance), form)

    @ability.setter
    def ability(self, ability: Ability | None) -> None:
        if ability is None:
            self.ability_mean = self.ability_variance = self.form_mean = self.form_variance = None
            return
        self.ability_mean, self.ability_variance = ability.lasting.mean, ability.lasting.variance
        self.form_mean, self.form_variance = ability.form.mean, ability.form.variance

    @property
    def memory(self) -> Memory | None:
        """None: nothing to remember yet."""
        if self.stability is None or self.difficulty is None or self.reviewed_at is None or self.due_at is None:
            return None
        return Memory(
            self.stability, self.difficulty, self.reviewed_at, self.due_at, reviews=self.reviews, lapses=self.lapses
        )

    @memory.setter
    def memory(self, memory: Memory) -> None:
        self.stability, self.difficulty = memory.stability, memory.difficulty
        self.reviewed_at, self.due_at = memory.reviewed_at, memory.due_at
        self.reviews, self.lapses = memory.reviews, memory.lapses

    def surprise(self, item_id: ItemId) -> float:
        """How far the last response to the item was above or below what was expected; 0: it was never graded."""
        last = self.asked.get(item_id)
        return float(str(last["surprise"])) if isinstance(last, dict) else 0.0


class AbilityRow(TenantRow, kw_only=True):
    """What a learner can do in general, and how it goes lately: beliefs on the logit scale."""

    __tablename__ = "abilities"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),)

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    mean: Mapped[float]
    variance: Mapped[float]
    form_mean: Mapped[float]
    form_variance: Mapped[float]

    @property
    def ability(self) -> Ability:
        """As the recommender takes it."""
        return Ability(Belief(self.mean, self.variance), Belief(self.form_mean, self.form_variance))


class DifficultyRow(TenantRow, kw_only=True):
    """How hard an item, or what all items of a micro-module have in common, turned out to be; logit scale.

    `subject_id` is an item's or a micro-module's. `responses` were graded so far, `score_sum` is what they earned:
    facility is their ratio.
    """

    __tablename__ = "difficulties"

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    mean: Mapped[float]
    variance: Mapped[float]
    responses: Mapped[int] = mapped_column(default=0)
    score_sum: Mapped[float] = mapped_column(default=0.0)

    @property
    def belief(self) -> Belief:
        """As the recommender takes it."""
        return Belief(self.mean, self.variance)


class Knowledge(Repository):
    """What the learners of one tenant know."""

    def lock(self, principal_id: PrincipalId, micro_module_id: MicroModuleId) -> None:
        """Nobody else who locks the learner or the micro-module goes on before this unit of work ends.

        Raises NotFound.
        """
        self.lock_learner(principal_id)  # always in this order, so that no two wait for each other
        micro_module = select(MicroModuleRow.id).where(
            MicroModuleRow.tenant_id == self._tenant, MicroModuleRow.id == micro_module_id
        )
        if self._session.scalar(micro_module.with_for_update(key_share=True)) is None:
            raise NotFound("micro-module", micro_module_id)

    def lock_learner(self, principal_id: PrincipalId) -> None:
        """Nobody else who locks the learner goes on before this unit of work ends. Raises NotFound."""
        # The weaker lock: rows that name the learner need not wait for it.
        learner = select(Principal.id).where(Principal.tenant_id == self._tenant, Principal.id == principal_id)
        if self._session.scalar(learner.with_for_update(key_share=True)) is None:
            raise NotFound("principal", principal_id)

    def states_of(self, principal_id: PrincipalId) -> Sequence[ObjectiveStateRow]:
        """Everything that the learner ever did something with."""
        statement = select(ObjectiveStateRow).where(
            ObjectiveStateRow.tenant_id == self._tenant, ObjectiveStateRow.principal_id == principal_id
        )
        return self._session.scalars(statement).all()

    def learned(self, micro_module_id: MicroModuleId) -> Sequence[ObjectiveStateRow]:
        """Of everybody who ever opened or answered the micro-module."""
        statement = select(ObjectiveStateRow).where(
            ObjectiveStateRow.tenant_id == self._tenant,
            ObjectiveStateRow.micro_module_id == micro_module_id,
            ObjectiveStateRow.engaged_at.is_not(None),
        )
        return self._session.scalars(statement.order_by(ObjectiveStateRow.principal_id)).all()

    def count_reviews(self, micro_module_ids: Collection[MicroModuleId]) -> Mapping[MicroModuleId, int]:
        """How many learners have a review of each of these ahead of them."""
        statement = (
            select(ObjectiveStateRow.micro_module_id, func.count())
            .where(
                ObjectiveStateRow.tenant_id == self._tenant,
                ObjectiveStateRow.micro_module_id.in_(micro_module_ids),
                ObjectiveStateRow.due_at.is_not(None),
            )
            .group_by(ObjectiveStateRow.micro_module_id)
        )
        return {micro_module_id: count for micro_module_id, count in self._session.execute(statement)}  # noqa: C416  rows are no pairs to mypy

    def newly_due(self, *, limit: int) -> Sequence[ObjectiveStateRow]:
        """Up to `limit` reviews that are due and were not told to be, longest due first; they count as told now."""
        statement = (
            select(ObjectiveStateRow)
            .where(*self._newly_due())
            .order_by(ObjectiveStateRow.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found = self._session.scalars(statement).all()
        for state in found:
            state.due_told_at = self._now
        self._session.flush()
        return found

    def has_newly_due(self) -> bool:
        """Whether `newly_due` would find any."""
        first = select(ObjectiveStateRow.micro_module_id).where(*self._newly_due()).limit(1)
        return self._session.scalar(first) is not None

    def _newly_due(self) -> tuple[ColumnElement[bool], ...]:
        told, due = ObjectiveStateRow.due_told_at, ObjectiveStateRow.due_at
        return ObjectiveStateRow.tenant_id == self._tenant, due <= self._now, or_(told.is_(None), told < due)

    def states_of_many(
        self, principal_ids: Collection[PrincipalId], micro_module_ids: Collection[MicroModuleId]
    ) -> Sequence[ObjectiveStateRow]:
        """What these learners did with these micro-modules."""
        statement = select(ObjectiveStateRow).where(
            ObjectiveStateRow.tenant_id == self._tenant,
            ObjectiveStateRow.principal_id.in_(principal_ids),
            ObjectiveStateRow.micro_module_id.in_(micro_module_ids),
        )
        return self._session.scalars(statement).all()

    def completed(self, micro_module_ids: Collection[MicroModuleId]) -> Sequence[ObjectiveStateRow]:
        """Of everybody who completed one of these micro-modules with something graded."""
        statement = select(ObjectiveStateRow).where(
            ObjectiveStateRow.tenant_id == self._tenant,
            ObjectiveStateRow.micro_module_id.in_(micro_module_ids),
            ObjectiveStateRow.completed_at.is_not(None),
            ObjectiveStateRow.completed_score.is_not(None),
        )
        return self._session.scalars(statement).all()

    def find_state(self, principal_id: PrincipalId, micro_module_id: MicroModuleId) -> ObjectiveStateRow | None:
        """None: the learner never did anything with the micro-module."""
        return self._session.get(ObjectiveStateRow, (self._tenant, principal_id, micro_module_id))

    def state(self, principal_id: PrincipalId, micro_module_id: MicroModuleId) -> ObjectiveStateRow:
        """The learner's row of the micro-module, made when it is the first; lock the learner before."""
        row = self.find_state(principal_id, micro_module_id)
        if row is None:
            row = ObjectiveStateRow(tenant_id=self._tenant, principal_id=principal_id, micro_module_id=micro_module_id)
            self._session.add(row)
        return row

    def ability(self, principal_id: PrincipalId) -> AbilityRow | None:
        """None: no response of the learner was graded yet."""
        return self._session.get(AbilityRow, (self._tenant, principal_id))

    def keep_ability(self, principal_id: PrincipalId, ability: Ability) -> None:
        """What is believed of the learner from now on; lock the learner before."""
        self._session.merge(
            AbilityRow(
                tenant_id=self._tenant,
                principal_id=principal_id,
                mean=ability.lasting.mean,
                variance=ability.lasting.variance,
                form_mean=ability.form.mean,
                form_variance=ability.form.variance,
            )
        )

    def difficulties(self, subjects: Collection[str]) -> Mapping[str, DifficultyRow]:
        """Those that are known."""
        statement = select(DifficultyRow).where(
            DifficultyRow.tenant_id == self._tenant, DifficultyRow.subject_id.in_(subjects)
        )
        return {row.subject_id: row for row in self._session.scalars(statement)}

    def beliefs(self) -> Mapping[str, Belief]:
        """How hard every thing is of which that is known."""
        statement = select(DifficultyRow.subject_id, DifficultyRow.mean, DifficultyRow.variance).where(
            DifficultyRow.tenant_id == self._tenant
        )
        return {subject: Belief(mean, variance) for subject, mean, variance in self._session.execute(statement)}

    def keep_difficulty(self, subject_id: str, belief: Belief, *, score: float) -> None:
        """What is believed of the thing after one more response; lock its micro-module before."""
        row = self._session.get(DifficultyRow, (self._tenant, subject_id))
        if row is None:
            row = DifficultyRow(tenant_id=self._tenant, subject_id=subject_id, mean=0.0, variance=0.0)
            self._session.add(row)
        row.mean, row.variance = belief.mean, belief.variance
        row.responses, row.score_sum = row.responses + 1, row.score_sum + score
        self._session.flush()

    def forget_difficulty(self, subject_id: str) -> None:
        """As if nobody had answered it: it asks something else from now on."""
        row = self._session.get(DifficultyRow, (self._tenant, subject_id))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def engagements(self, *, limit: int) -> Sequence[tuple[PrincipalId, MicroModuleId]]:
        """Who engaged with what, latest first, for what learners have in common."""
        statement = (
            select(ObjectiveStateRow.principal_id, ObjectiveStateRow.micro_module_id)
            .where(ObjectiveStateRow.tenant_id == self._tenant, ObjectiveStateRow.engaged_at.is_not(None))
            .order_by(ObjectiveStateRow.engaged_at.desc())
            .limit(limit)
        )
        return [(principal_id, micro_module_id) for principal_id, micro_module_id in self._session.execute(statement)]
