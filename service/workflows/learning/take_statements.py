"""Take xAPI statements in: each is kept once, and becomes evidence where it speaks of a learner and a thing of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from authoring.micro_module_json import micro_module_from_json
from service.db.base import ItemId, Json, MicroModuleId
from service.db.evidence import EvidenceKind, EvidenceSource, Fact
from service.db.learners import Learner, LearnerId
from service.db.publications import Publication
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import AlreadyExists, NotFound
from service.interchange.xapi import is_ours
from service.workflows.learning.record_evidence import Answered, record_evidence
from service.workflows.platform.authenticate import Caller

_OURS = re.compile(r"(?:^|[/:#])((?:mm|itm)_[0-9a-hjkmnp-tv-z]{26})$")
_KINDS = {
    # Last part of the verbs of ADL's vocabulary; https://registry.tincanapi.com
    **dict.fromkeys(("answered",), EvidenceKind.ANSWERED),
    **dict.fromkeys(("completed", "passed", "mastered"), EvidenceKind.COMPLETED),
    **dict.fromkeys(
        ("launched", "initialized", "attempted", "experienced", "interacted", "failed"), EvidenceKind.OPENED
    ),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What matters of a statement; `whole` is all of it. `actor` is an account's name or a mailbox; None: neither.

    `score` from 0 to 1, `success`, `happened_at` None: not said.
    """

    id: str
    actor: str | None
    verb: str
    object_id: str
    score: float | None
    success: bool | None
    happened_at: datetime | None
    whole: Json


def take_statements(statements: Sequence[Statement], *, caller: Caller, database: Database) -> None:
    """Keep them all; those that are known change nothing. Each for itself, so that a repeat after a fault is safe."""
    with database.reading(caller.tenant) as work:
        known = work.evidence.known_statements([statement.id for statement in statements])
    for statement in statements:
        if statement.id not in known:
            _take(statement, caller, database)


def _take(statement: Statement, caller: Caller, database: Database) -> None:
    try:
        with database.unit_of_work(caller.tenant, label="statement") as work:
            learner = _learner(statement, work)
            by = None if learner is None else learner.principal_id
            work.evidence.add_statement(statement.id, statement.whole, by=by)
            if learner is not None:
                _learn(statement, learner, work)
    except AlreadyExists:  # the same statement, in parallel: it is kept
        return


def _learner(statement: Statement, work: UnitOfWork) -> Learner | None:
    if statement.actor is None:
        return None
    learner_id = LearnerId(statement.actor)
    return work.learners.find([learner_id]).get(learner_id)


def _learn(statement: Statement, learner: Learner, work: UnitOfWork) -> None:
    kind = _KINDS.get(statement.verb.rstrip("/").rpartition("/")[2])
    ours = _OURS.search(statement.object_id)
    if kind is None or ours is None or is_ours(statement.whole):
        return
    try:
        item_id = ItemId(ours[1]) if ours[1].startswith("itm_") else None
        micro_module_id = MicroModuleId(ours[1]) if item_id is None else work.micro_modules.of_item(item_id).id
        publication = work.publications.current(micro_module_id)
    except NotFound:
        return
    _record(statement, kind, learner, publication, item_id, work)


def _record(
    statement: Statement,
    kind: EvidenceKind,
    learner: Learner,
    publication: Publication,
    item_id: ItemId | None,
    work: UnitOfWork,
) -> None:
    score = _score(statement)
    of: Answered | Publication | None = None
    if kind is EvidenceKind.ANSWERED and item_id is not None and score is not None:
        of = _answered(publication, item_id)
    elif kind is EvidenceKind.COMPLETED and statement.success is not False:
        of = publication
    if of is None:
        kind, score = EvidenceKind.OPENED, None
    fact = Fact(
        learner.principal_id,
        publication.micro_module_id,
        kind,
        EvidenceSource.STATEMENT,
        statement.id,
        min(statement.happened_at or work.now, work.now),  # what is said of the future has not happened
        item_id=item_id,
        score=score,
    )
    record_evidence(fact, of, work=work)


def _score(statement: Statement) -> float | None:
    if statement.score is not None:
        return min(1.0, max(0.0, statement.score))
    return None if statement.success is None else float(statement.success)


def _answered(publication: Publication, item_id: ItemId) -> Answered | None:
    """None: the version that is shown does not ask the item."""
    micro_module = micro_module_from_json(publication.content)
    item = next((item for item in micro_module.items if item.id == item_id), None)
    return None if item is None else Answered(item, micro_module, publication)
