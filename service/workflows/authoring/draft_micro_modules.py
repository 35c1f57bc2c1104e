"""Draft micro-modules from a document: one claimed unit of the pipeline at a time, each output saved once.

Inputs are loaded in short reads, the unit is computed with no transaction open, its output is saved in one short
write that the claim's fencing token guards. The last write also creates the draft and its micro-modules.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from authoring.checks import CheckedDraft
from authoring.checks.conflicts import HeldBack
from authoring.conflict_json import conflict_as_json, facts_as_json, facts_from_json, held_back_as_json
from authoring.conflicts import PublishedFact
from authoring.draft_json import draft_as_json
from authoring.errors import UnreadableDocument
from authoring.generative.asking import Engine
from authoring.generative.segments import prompt_identities
from authoring.outline_proposal import Proposal, estimate_as_json, load_proposal, outline_as_json, outline_from_json
from authoring.pipeline import GENERATIVE_STAGES, Load, Options, Stage, StageName, Workplace, load_checked
from authoring.types import Reason
from indexes.embedder import Embedder
from service.db.base import Json, TenantId
from service.db.blobs import BlobStore
from service.db.conflicts import NewConflict
from service.db.documents import DocumentVersion
from service.db.events import EventType
from service.db.generations import Behalf
from service.db.jobs import Claim, Job, JobState, OutputKey
from service.db.micro_module_content import NewMicroModule, new_micro_module
from service.db.unit_of_work import OpenReading, OpenWork, UnitOfWork
from service.errors import VersionConflict
from service.workflows.authoring.carry_over import carry_over
from service.workflows.authoring.find_standing import Standing, find_standing
from service.workflows.authoring.plan_carry_over import Plan, plan_carry_over

ATTEMPTS = 5  # at keeping a new version's draft while authors work on the one before
NOTHING_TO_TEACH = "nothing_to_teach"
OUTLINE_WAITS = "outline_waits"  # for its author's approval
GENERATIVE, APPROVE = "generative", "approve"
_AFTER_APPROVAL = frozenset({StageName.GENERATE, StageName.CHECK})
_OF_A_MODEL = frozenset({StageName.OUTLINE, StageName.PROPOSE, StageName.GENERATE, StageName.CHECK})


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages of authoring, as `authoring.pipeline` offers them."""

    stages: tuple[Stage, ...]
    units: Callable[[Stage, Load], tuple[str, ...]]
    run_unit: Callable[[StageName, str, Load, Workplace], bytes]
    generative_stages: tuple[Stage, ...] = GENERATIVE_STAGES

    def stages_of(self, version: DocumentVersion) -> tuple[Stage, ...]:
        """The stages of the engine that the author chose."""
        return self.generative_stages if version.options.get("engine") == GENERATIVE else self.stages


OpenEngine = Callable[[TenantId, str | None, Behalf], Engine]
"""Gives the tenant's engine for a brief and on a claim's behalf. Raises LanguageModelUnavailable where it has none."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """What drafting needs of the service."""

    unit_of_work: OpenWork
    reading: OpenReading
    blobs: BlobStore
    embedder: Embedder
    pipeline: Pipeline
    open_engine: OpenEngine


class OutputMissing(Exception):
    """An earlier stage's output is not there under its key: another version of the pipeline made it."""


def draft_micro_modules(claim: Claim, drafting: Drafting) -> None:
    """Do the claimed unit and open what follows; a document that cannot be read ends its job with the reason.

    Raises LeaseLost when the claim no longer holds; nothing was saved then. Raises UnreadableDocument when the reader
    crashed: that may have been the machine's doing. Raises LanguageModelUnavailable.
    """
    with drafting.reading(claim.tenant_id) as work:
        job = work.jobs.get(claim.job_id)
        version = work.documents.version(job.document_version_id)
        # Contradictions to what others teach are looked for at the end only: what is published meanwhile makes no
        # output before it obsolete.
        published = _published(work, job) if claim.stage == StageName.CHECK else ()
        outline = work.outlines.find(version.id)
    unit = _Unit(claim, drafting, job, version, published, None if outline is None else outline.approved)
    try:
        output = unit.compute()
        following = unit.following(output)
    except UnreadableDocument as fault:
        if fault.reason is Reason.READER_CRASHED:
            raise
        problem: Json = {"reason": fault.reason.value, "detail": fault.detail}
        with drafting.unit_of_work(claim.tenant_id, label="fail_unit") as work:
            work.jobs.fail_unit(claim, problem)
    except OutputMissing:
        with drafting.unit_of_work(claim.tenant_id, label="start_over") as work:
            held, _ = work.jobs.held(claim)
            work.jobs.start_over(held)
            work.nudge(held.id)
    else:
        finished = _finish(load_checked(output)) if following is None else None
        _save(unit, output, _Next(following, finished, unit.proposal(output)))


def _save(unit: _Unit, output: bytes, after: _Next) -> None:
    """In one write; a finished draft is planned anew where an author was quicker. Raises LeaseLost."""
    claim, key = unit.claim, unit.key(unit.stage, unit.claim.unit)
    for attempt in range(ATTEMPTS):
        planned = after if after.finished is None else replace(after, revision=_plan(unit, after.finished))
        try:
            with unit.drafting.unit_of_work(claim.tenant_id, label="save_output") as work:
                if work.jobs.save_output(claim, key, output):
                    _go_on(work, unit.job, planned)
        except VersionConflict:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return


def _plan(unit: _Unit, finished: _Finished) -> tuple[Plan, Standing] | None:
    """How the micro-modules of the version before come over; None: there is none before."""
    with unit.drafting.reading(unit.claim.tenant_id) as work:
        standing = find_standing(unit.version, work)
    if standing is None:
        return None
    return plan_carry_over(standing, unit.version, finished.draft, finished.micro_modules), standing


def _published(work: UnitOfWork, job: Job) -> tuple[PublishedFact, ...]:
    """What the tenant's other documents teach now."""
    return tuple(
        PublishedFact(fact, micro_module_id, title)
        for micro_module_id, title, facts in work.publications.facts(besides=job.document_id)
        for fact in facts_from_json(facts)
    )


@dataclass(frozen=True, slots=True)
class _Following:
    """The stage to open once the present one is done."""

    stage: Stage
    units: tuple[str, ...]


@dataclass(frozen=True)
class _Unit:
    claim: Claim
    drafting: Drafting
    job: Job
    version: DocumentVersion
    published: tuple[PublishedFact, ...]
    approved: Json | None

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.drafting.pipeline.stages_of(self.version)

    @property
    def stage(self) -> Stage:
        return next(stage for stage in self.stages if stage.name == self.claim.stage)

    @cached_property
    def engine(self) -> Engine | None:
        """The engine, for the stages that a model has a part in."""
        if self.stages is self.drafting.pipeline.stages or self.claim.stage not in _OF_A_MODEL:
            return None
        brief = self.version.options.get("brief")
        behalf = Behalf(f"{self.job.id}/{self.claim.stage}/{self.claim.unit}", self.claim.token, self.version.id)
        return self.drafting.open_engine(self.claim.tenant_id, None if brief is None else str(brief), behalf)

    def compute(self) -> bytes:
        """The unit's output: the kept one where an equal unit was done before, else computed now."""
        kept = self._kept(self.stage, self.claim.unit)
        if kept is not None:
            return kept
        path = self.drafting.blobs.find(self.claim.tenant_id, self.version.sha256)
        options = Options(title=self.version.title, language=self.version.language)
        workplace = Workplace(
            path,
            self.version.file_name,
            self.drafting.embedder,
            options,
            self.published,
            engine=self.engine,
            outline=None if self.approved is None else outline_from_json(self.approved),
            waits_for_model=True,
        )
        return self.drafting.pipeline.run_unit(self.stage.name, self.claim.unit, self.load, workplace)

    def load(self, name: StageName, unit: str) -> bytes:
        """An earlier unit's output. Raises OutputMissing."""
        stage = next(stage for stage in self.stages if stage.name == name)
        kept = self._kept(stage, unit)
        if kept is None:
            raise OutputMissing(name.value, unit)
        return kept

    def following(self, output: bytes) -> _Following | None:
        """The stage after this one with its units; None: this is the last."""
        place = self.stages.index(self.stage) + 1
        if place == len(self.stages):
            return None
        return _Following(self.stages[place], self.drafting.pipeline.units(self.stages[place], self._with(output)))

    def proposal(self, output: bytes) -> Proposal | None:
        """What the author has to approve before any text is written; None: nothing, or it is approved."""
        is_asked = self.version.options.get("outline") == APPROVE and self.approved is None
        return load_proposal(output) if is_asked and self.stage.name is StageName.PROPOSE else None

    def _with(self, output: bytes) -> Load:
        """`load` with this unit's own output, which is not saved yet."""

        def load(name: StageName, unit: str) -> bytes:
            is_own = (name, unit) == (self.stage.name, self.claim.unit)
            return output if is_own else self.load(name, unit)

        return load

    def key(self, stage: Stage, unit: str) -> OutputKey:
        """Equal keys mean equal outputs: the bytes, what the author chose, the embedder, the versions up to here."""
        stages = self.stages
        parameters: Json = {
            "file_name": self.version.file_name,
            "title": self.version.title,
            "language": self.version.language,
            "options": self.version.options,
            "embedder": self.drafting.embedder.identity,
            "stages": [[earlier.name.value, earlier.version] for earlier in stages[: stages.index(stage)]],
        }
        if stage.name is StageName.CHECK and self.published:  # no other stage reads what is published
            parameters["published"] = _digest(self.published)
        if self.engine is not None and stage.name in _OF_A_MODEL:
            parameters["model"] = [self.engine.model.identity, prompt_identities()]
            parameters["outline"] = self.approved if stage.name in _AFTER_APPROVAL else None
        canonical = json.dumps(parameters, sort_keys=True, ensure_ascii=False).encode()
        digest = hashlib.sha256(canonical).hexdigest()
        return OutputKey(self.version.sha256, stage.name.value, unit, stage.version, digest)

    def _kept(self, stage: Stage, unit: str) -> bytes | None:
        with self.drafting.reading(self.claim.tenant_id) as work:
            return work.jobs.output(self.key(stage, unit))


def _digest(published: tuple[PublishedFact, ...]) -> str:
    told = [[one.micro_module, one.fact.citation.quote] for one in published]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Finished:
    """All that the last write keeps, made before it begins: a long draft takes its time to be written down."""

    draft: Json
    micro_modules: tuple[NewMicroModule, ...]
    conflicts: tuple[NewConflict, ...]
    state: JobState
    problem: Json | None


def _finish(checked: CheckedDraft) -> _Finished:
    draft = checked.draft
    content = draft_as_json(draft)
    micro_modules = tuple(
        new_micro_module(
            micro_module.id,
            position,
            drafted,
            held_back=held_back_as_json(checked.held_back.get(micro_module.id, HeldBack())),
            facts=facts_as_json(fact for fact in checked.facts if fact.citation.block in micro_module.blocks),
        )
        for position, (drafted, micro_module) in enumerate(
            zip(content["micro_modules"], draft.micro_modules, strict=True), start=1
        )
    )
    conflicts = tuple(NewConflict(conflict.id, conflict_as_json(conflict)) for conflict in checked.conflicts)
    is_whole = bool(micro_modules) and not draft.document.preflight.unread
    state = JobState.SUCCEEDED if is_whole else JobState.PARTLY_SUCCEEDED
    problem: Json | None = None if micro_modules else {"reason": NOTHING_TO_TEACH, "detail": ""}
    return _Finished({**content}, micro_modules, conflicts, state, problem)


@dataclass(frozen=True, slots=True)
class _Next:
    """What comes after the last unit of a stage: another stage, a proposal for the author before it, or the end."""

    following: _Following | None
    finished: _Finished | None
    proposal: Proposal | None
    revision: tuple[Plan, Standing] | None = None


def _go_on(work: UnitOfWork, job: Job, after: _Next) -> None:
    held = work.jobs.get(job.id)
    if after.proposal is not None:
        proposed, estimate = outline_as_json(after.proposal.outlined), estimate_as_json(after.proposal.estimate)
        work.outlines.propose(job.document_version_id, job_id=job.id, proposed=proposed, estimate=estimate)
        work.jobs.hold(held, {"reason": OUTLINE_WAITS, "detail": ""})
    elif after.following is not None:
        work.jobs.open_stage(held, after.following.stage.name.value, after.following.units)
        work.nudge(held.id)
    elif after.finished is not None:
        _keep(work, held, after.finished, after.revision)


def _keep(work: UnitOfWork, job: Job, finished: _Finished, revision: tuple[Plan, Standing] | None) -> None:
    version_id = job.document_version_id
    work.drafts.add(document_version_id=version_id, document_id=job.document_id, job_id=job.id, content=finished.draft)
    work.conflicts.add_all(finished.conflicts, document_id=job.document_id, document_version_id=version_id)
    if revision is None:
        work.micro_modules.add_all(finished.micro_modules, document_id=job.document_id, document_version_id=version_id)
    else:
        carry_over(*revision, work.documents.version(version_id), work)
    work.jobs.finish(job, finished.state, problem=finished.problem)
    told: Json = {"document_id": job.document_id, "job_id": job.id, "micro_modules": len(finished.micro_modules)}
    work.events.record(EventType.DOCUMENT_DRAFTED, told)
