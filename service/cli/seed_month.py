"""Makes a month of learning up: sixty people of different skill and diligence, over what is published now."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from authoring.items.effort import chance_of_guessing
from authoring.items.grading import is_self_marked
from authoring.micro_module_json import micro_module_from_json
from authoring.types import Item, MicroModule
from service.db.base import ItemId, PrincipalId, TenantId
from service.db.evidence import EvidenceKind, EvidenceSource, Fact
from service.db.publications import Publication
from service.db.unit_of_work import Database
from service.workflows.learning.record_evidence import Answered, record_evidence

SEED = 20260902
DAYS = 30
SECONDS_AN_ITEM = 25
MANY = 1_000


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A published micro-module with how hard it is, on the logit scale."""

    publication: Publication
    micro_module: MicroModule
    difficulty: float


@dataclass(frozen=True, slots=True)
class _Learner:
    """`skill` on the logit scale; `diligence` is the chance of learning on a day."""

    principal_id: PrincipalId
    skill: float
    diligence: float


def seed_month(tenant: TenantId, *, database: Database) -> int:
    """How many facts were recorded; none when nothing is published or the month was recorded before."""
    rng = random.Random(SEED)  # noqa: S311  a simulation, not a secret
    with database.reading(tenant) as work:
        now = work.now
        lessons = [
            _Lesson(publication, micro_module_from_json(publication.content), rng.gauss(0, 0.8))
            for publication in (
                work.publications.current(entry.micro_module_id)
                for entry in work.publications.catalogue(after=None, limit=MANY)
            )
        ]
        people = [
            _Learner(learner.principal_id, rng.gauss(0.8, 0.9), rng.betavariate(2, 4))
            for learner in work.learners.page(after=None, limit=MANY)
            if not work.evidence.of(learner.principal_id)
        ]
    count = 0
    for learner in people if lessons else ():
        facts = list(_month(learner, lessons, now, rng))
        with database.unit_of_work(tenant, label="seed") as work:
            for fact, answered in facts:
                record_evidence(fact, answered, work=work)
        count += len(facts)
    return count


def _month(
    learner: _Learner, lessons: Sequence[_Lesson], now: datetime, rng: random.Random
) -> Iterator[tuple[Fact, Answered | None]]:
    """Day by day: a few micro-modules, those of before again now and then; knowledge grows with each."""
    met: dict[str, float] = {}
    for day in range(DAYS, 0, -1):
        if rng.random() >= learner.diligence:
            continue
        at = now - timedelta(days=day, seconds=rng.randrange(8 * 3600))
        for lesson in rng.sample(lessons, min(len(lessons), rng.randrange(1, 4))):
            micro_module_id = lesson.publication.micro_module_id
            yield _opened(learner, lesson, at), None
            learned = met.get(micro_module_id, 0.0)
            for item in lesson.micro_module.items:
                if is_self_marked(item):
                    continue
                at += timedelta(seconds=SECONDS_AN_ITEM)
                yield _answer(learner, lesson, item, learned, at, rng)
            met[micro_module_id] = learned + 0.7


def _opened(learner: _Learner, lesson: _Lesson, at: datetime) -> Fact:
    return Fact(
        learner.principal_id,
        lesson.publication.micro_module_id,
        EvidenceKind.OPENED,
        EvidenceSource.STATEMENT,
        f"seed:{learner.principal_id}:{lesson.publication.micro_module_id}:{at.isoformat()}",
        at,
    )


def _answer(
    learner: _Learner, lesson: _Lesson, item: Item, learned: float, at: datetime, rng: random.Random
) -> tuple[Fact, Answered]:
    guess = chance_of_guessing(item)
    knows = 1 / (1 + math.exp(lesson.difficulty - learner.skill - learned))
    score = float(rng.random() < guess + (1 - guess) * knows)
    fact = Fact(
        learner.principal_id,
        lesson.publication.micro_module_id,
        EvidenceKind.ANSWERED,
        EvidenceSource.STATEMENT,
        f"seed:{learner.principal_id}:{item.id}:{at.isoformat()}",
        at,
        item_id=ItemId(item.id),
        score=score,
    )
    return fact, Answered(item, lesson.micro_module, lesson.publication)
