"""Plan how a document's micro-modules come over to the version that was just drafted; nothing is written yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from authoring.alignment import Alignment
from authoring.conflict_json import facts_as_json, facts_from_json
from authoring.draft_json import micro_module_as_json
from authoring.extractive.stated_facts import StatedFact
from authoring.impact import Traced, trace
from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.revising import Effect, Kept, Revised, revise
from authoring.types import MicroModule
from service.db.base import Json, VersionId
from service.db.documents import DocumentVersion
from service.db.micro_module_content import NewMicroModule, item_ids_of, taught_digest
from service.db.micro_modules import CarriedOver, MicroModuleRow, Status
from service.db.publications import Publication
from service.workflows.authoring.find_standing import Standing


@dataclass(frozen=True, slots=True)
class Carried:
    """One micro-module that was there: `to` None: it has no place in the new version and stays where it was."""

    row: MicroModuleRow
    effect: Effect
    touched: Json
    to: CarriedOver | None


@dataclass(frozen=True, slots=True)
class ShownOver:
    """What learners are shown of a micro-module, in the light of the new version.

    `content` is the publication's with the places of the new version; None: not all that it says stands.
    """

    publication: Publication
    content: Json | None
    touched: Json
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything to write, in the order of the new version."""

    carried: tuple[Carried, ...]
    shown: tuple[ShownOver, ...]
    added: tuple[NewMicroModule, ...]


def plan_carry_over(
    standing: Standing, version: DocumentVersion, draft: Json, drafted: Sequence[NewMicroModule]
) -> Plan:
    """What becomes of each micro-module that stood, and which of the drafted ones are new."""
    if standing.is_superseded:
        return Plan((), (), ())
    after = document_from_json(draft)
    alignments = {one: Alignment(document, after) for one, document in standing.documents.items()}
    facts = tuple(fact for one in drafted for fact in facts_from_json(one.facts))
    planning = _Planning(standing, version.id, drafted, alignments, facts)
    redrafts = [micro_module_from_json(one.content) for one in drafted]
    carried: list[Carried] = []
    added: list[NewMicroModule] = []
    for position, one in enumerate(revise([planning.kept(row) for row in standing.rows], after, redrafts), start=1):
        if one.kept is not None:
            carried.append(planning.carried(standing.rows[one.kept], one, position))
        elif one.drafted is not None:
            added.append(_added(drafted[one.drafted], one.micro_module, position))
    shown = [planning.shown(row) for row in standing.rows if row.id in standing.shown]
    return Plan(tuple(carried), tuple(shown), tuple(added))


@dataclass(frozen=True, slots=True)
class _Planning:
    standing: Standing
    version_id: VersionId
    drafted: Sequence[NewMicroModule]
    alignments: Mapping[VersionId, Alignment]
    facts: Sequence[StatedFact]

    def kept(self, row: MicroModuleRow) -> Kept:
        """The row's content; of a stale one that nobody edited, what is published: its redraft is judged by nobody."""
        if self._is_mere_redraft(row):
            shown = self.standing.shown[row.id]
            content, cited = shown.content, shown.version_id
        else:
            content, cited = row.content, row.document_version_id
        return Kept(micro_module_from_json(content), self.alignments[cited], row.edited_by is not None)

    def carried(self, row: MicroModuleRow, revised: Revised, position: int) -> Carried:
        if revised.traced is None:  # never of one that was there
            raise AssertionError(row.id)
        touched = _touched(self.kept(row).micro_module, revised.traced)
        if revised.effect is Effect.GONE:
            return Carried(row, revised.effect, touched, None)
        redraft = None if revised.drafted is None else self.drafted[revised.drafted]
        content = micro_module_as_json(revised.micro_module)
        is_same = revised.traced.stands
        to = CarriedOver(
            version_id=self.version_id,
            draft_id=f"{row.draft_id}@{row.document_version_id}" if redraft is None else redraft.draft_id,
            position=position,
            content={**content},
            content_digest=self._digest(row) if is_same else taught_digest({**content}),
            status=self._status(row, stands=is_same),
            edited_by=row.edited_by,
            held_back=self._held_back(row, revised, redraft),
            facts=facts_as_json(fact for fact in self.facts if fact.citation.block in revised.micro_module.blocks),
        )
        return Carried(row, revised.effect, touched, to)

    def shown(self, row: MicroModuleRow) -> ShownOver:
        shown = self.standing.shown[row.id]
        micro_module = micro_module_from_json(shown.content)
        traced = trace(micro_module, self.alignments[shown.version_id])
        asked = tuple(item.id for item in micro_module.items if item.id in traced.items)
        content = {**micro_module_as_json(traced.micro_module)} if traced.stands else None
        return ShownOver(shown.publication, content, _touched(micro_module, traced), asked)

    def _is_mere_redraft(self, row: MicroModuleRow) -> bool:
        return row.status is Status.STALE and row.edited_by is None and row.id in self.standing.shown

    def _digest(self, row: MicroModuleRow) -> str:
        is_redraft = self._is_mere_redraft(row)
        return self.standing.shown[row.id].publication.content_digest if is_redraft else row.content_digest

    def _status(self, row: MicroModuleRow, *, stands: bool) -> Status:
        if stands:
            return Status.PUBLISHED if self._is_mere_redraft(row) else row.status
        is_shown = row.status in (Status.PUBLISHED, Status.STALE) and row.id in self.standing.shown
        return Status.STALE if is_shown else Status.DRAFT

    @staticmethod
    def _held_back(row: MicroModuleRow, revised: Revised, redraft: NewMicroModule | None) -> Json | None:
        """What a decision on a conflict may let in: the redraft's, where its text came in, or something was lacking."""
        is_redrafted = revised.effect is Effect.CHANGED and row.edited_by is None
        return redraft.held_back if redraft is not None and (is_redrafted or row.held_back is not None) else None


def _added(drafted: NewMicroModule, micro_module: MicroModule, position: int) -> NewMicroModule:
    """What is new of a draft: all of it, or (under an id of its own) what no other micro-module teaches."""
    content: Json = {**micro_module_as_json(micro_module)}
    if content == drafted.content:
        return replace(drafted, position=position)
    kept = set(item_ids_of(content))
    return replace(
        drafted,
        draft_id=f"{drafted.draft_id}+",
        position=position,
        content=content,
        content_digest=taught_digest(content),
        item_draft_ids={new: old for new, old in drafted.item_draft_ids.items() if new in kept},
        held_back=None,
    )


def _touched(micro_module: MicroModule, traced: Traced) -> Json:
    stems = {item.id: item.stem for item in (*micro_module.items, *micro_module.bank)}
    return {
        "sentences": [{"was": one.was, "now": one.now} for one in traced.reworded],
        "added": list(traced.added),
        "items": [{"id": item_id, "stem": stem} for item_id, stem in stems.items() if item_id in traced.items],
    }
