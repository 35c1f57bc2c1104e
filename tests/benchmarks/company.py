"""A company to measure with: published micro-modules in a really migrated database, without drafting a document."""

from __future__ import annotations

import random
from collections.abc import Iterator

from authoring.passages import STRATEGY
from service.bootstrap import Services
from service.db.approvals import Verdict
from service.db.base import TenantId
from service.db.changes import Action, Kind
from service.db.documents import DocumentVersion
from service.db.micro_module_content import new_micro_module
from service.db.passages import Derived, NewPassage
from service.db.unit_of_work import Database, UnitOfWork
from service.jobs.upkeep import Upkeep
from tests.benchmarks.vectors import clustered
from tests.support.database import People, add_tenant
from tests.support.rows import a_micro_module, add_document

TENANT = TenantId("bench")
PASSAGES = 6  # of a micro-module
WORDS_EACH = 45  # of a passage: the median of the sample documents
A_BATCH = 500

_SUBJECTS_TEXT = """
badge forklift pallet visitor driver parcel customer invoice password laptop helmet glove conveyor scanner alarm spill
extinguisher battery container label rack ladder shift overtime holiday complaint refund delivery signature contract
supplier audit backup phishing incident evacuation exit assembly checklist training licence authorisation temperature
noise lifting trolley dock trailer wheel brake speed pedestrian crossing mirror horn inspection defect
"""
_VERBS_TEXT = "check wear report keep return sign store lock clean replace inform stop call measure record hand renew"
_REST_TEXT = """
before after within hours days minutes metres kilograms shift lead manager written form never always only unless someone
is not allowed must may should the a of to in at on with without and or each every first second again
"""
_SUBJECTS, _VERBS, _REST = _SUBJECTS_TEXT.split(), _VERBS_TEXT.split(), _REST_TEXT.split()


def questions(count: int, *, seed: int = 3) -> list[str]:
    """What people ask, one subject in five mistyped."""
    rng = random.Random(seed)  # noqa: S311  repeatable, not secret
    return [
        f"how do I {rng.choice(_VERBS)} the {_typed(rng.choice(_SUBJECTS), rng)} {rng.choice(_SUBJECTS)}"
        for _ in range(count)
    ]


def publish(database: Database, count: int, *, embedder_id: str, seed: int = 0) -> People:
    """`count` published micro-modules with passages and vectors; no model is asked: for speed any vectors will do."""
    people = add_tenant(database, TENANT)
    rng = random.Random(seed)  # noqa: S311  repeatable, not secret
    vectors = clustered(count * PASSAGES, seed=seed)
    with database.unit_of_work(TENANT) as work:
        version = add_document(work, people.author)
    for start in range(0, count, A_BATCH):
        with database.unit_of_work(TENANT) as work:
            for number in range(start, min(count, start + A_BATCH)):
                row_id = _publish_one(number, version, people, rng, work)
                own = vectors[number * PASSAGES : (number + 1) * PASSAGES]
                digests = [passage.text_digest for passage in work.passages.of(Kind.MICRO_MODULE, row_id)]
                packed = {digest: one.tobytes() for digest, one in zip(digests, own, strict=True)}
                work.vectors.add(embedder_id, packed)
    return people


def keep_indexes(services: Services) -> None:
    """What the server has done that ran until a moment ago: every index has its snapshot."""
    for kind in services.finder.kinds:
        services.finder.indexes.get(TENANT, kind.value)
    Upkeep(services).serve_all()


def _publish_one(number: int, version: DocumentVersion, people: People, rng: random.Random, work: UnitOfWork) -> str:
    new = new_micro_module(f"m{number}", number + 1, a_micro_module(f"m{number}"))
    (row,) = work.micro_modules.add_all([new], document_id=version.document_id, document_version_id=version.id)
    approval = work.approvals.add(row, Verdict.APPROVED, by=people.reviewer)
    work.publications.freeze(row, approval_id=approval.id, language="en", by=people.author, facts=None)
    passages = list(_passages(rng, version.document_id))
    work.passages.replace(Derived(Kind.MICRO_MODULE, row.id, 1, STRATEGY, passages))
    work.changes.record(Kind.MICRO_MODULE, row.id, Action.PUBLISHED)
    return row.id


def _passages(rng: random.Random, document_id: str) -> Iterator[NewPassage]:
    topic = rng.sample(_SUBJECTS, 6)
    for _ in range(PASSAGES):
        kinds = rng.choices((topic, _VERBS, _REST), (5, 3, 12), k=WORDS_EACH)
        text = " ".join(rng.choice(kind) for kind in kinds)
        yield NewPassage(f"{text}.", f"{topic[0]} and {topic[1]}", {}, document_id=document_id, language="en")


def _typed(word: str, rng: random.Random) -> str:
    if rng.random() > 0.2:
        return word
    place = rng.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
