"""Take in what a learner made of something that was shown: it counts at once."""

from __future__ import annotations

from enum import StrEnum

from recommender.types import Offer
from service.db.base import Json
from service.db.events import EventType
from service.db.evidence import EvidenceKind, EvidenceSource, Fact
from service.db.impressions import ImpressionRow, UptakeRow
from service.db.learners import Learner, LearnerId
from service.db.unit_of_work import UnitOfWork
from service.errors import WrongState
from service.workflows.learning.reach_learner import reach_learner
from service.workflows.learning.record_evidence import record_evidence
from service.workflows.learning.situate_learner import Recommending
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import do_once


class Action(StrEnum):
    LAUNCHED = "launched"
    COMPLETED = "completed"
    DISMISSED = "dismissed"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"


_EVIDENCE = {Action.LAUNCHED: EvidenceKind.OPENED, Action.COMPLETED: EvidenceKind.COMPLETED}
_MUST = ("overdue", "mandatory")


def take_feedback(
    learner_id: LearnerId, impression_id: str, action: Action, *, caller: Caller, recommending: Recommending
) -> None:
    """A repeat changes nothing.

    Raises NotFound, also for an impression of somebody else; WrongState for dismissing what must be done.
    """
    recommending.impressions.settle(recommending.database)

    def take() -> None:
        with recommending.database.unit_of_work(caller.tenant, label="feedback") as work:
            learner = reach_learner(learner_id, caller=caller, work=work)
            impression = work.impressions.get(impression_id, of=learner.principal_id)
            if action is Action.DISMISSED and any(code in impression.terms for code in _MUST):
                raise WrongState(
                    "impression", impression_id, state="of something that must be done", action="dismissed"
                )
            uptake = work.impressions.uptake(learner.principal_id, kind=impression.kind, object_id=impression.object_id)
            for row in (impression, uptake):
                _mark(row, action, work)
            _learn(impression, action, work)
            if action is Action.LAUNCHED:
                _tell(impression, learner, work)

    do_once(take)


def _mark(row: ImpressionRow | UptakeRow, action: Action, work: UnitOfWork) -> None:
    match action:
        case Action.LAUNCHED:
            row.launched_at = row.launched_at or work.now
        case Action.COMPLETED:
            row.completed_at = row.completed_at or work.now
        case Action.DISMISSED:
            row.dismissed_at = row.dismissed_at or work.now
        case Action.HELPFUL | Action.NOT_HELPFUL:
            row.is_helpful = action is Action.HELPFUL


def _tell(impression: ImpressionRow, learner: Learner, work: UnitOfWork) -> None:
    told: Json = {"impression_id": impression.id, "learner_id": learner.learner_id}
    told |= {"kind": impression.kind, "object_id": impression.object_id, "surface": impression.surface}
    once = f"{EventType.RECOMMENDATION_LAUNCHED}/{impression.id}"
    work.events.record(EventType.RECOMMENDATION_LAUNCHED, told, about=learner.principal_id, once=once)


def _learn(impression: ImpressionRow, action: Action, work: UnitOfWork) -> None:
    """What was made of a micro-module is evidence; a review is, by its answer."""
    if impression.kind != Offer.MICRO_MODULE or impression.micro_module_id is None:
        return
    kind = _EVIDENCE.get(action)
    if kind is not None and not work.evidence.is_known(EvidenceSource.FEEDBACK, impression.id, kind):
        record_evidence(
            Fact(
                impression.principal_id,
                impression.micro_module_id,
                kind,
                EvidenceSource.FEEDBACK,
                impression.id,
                work.now,
            ),
            work=work,
        )
    if action in (Action.HELPFUL, Action.NOT_HELPFUL):
        work.knowledge.lock(impression.principal_id, impression.micro_module_id)
        state = work.knowledge.state(impression.principal_id, impression.micro_module_id)
        state.is_helpful = action is Action.HELPFUL
