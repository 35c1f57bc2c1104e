"""The contradictions of a document where they stand: its text, and the micro-modules that lack something for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authoring.checks.conflicts import HeldBack
from authoring.conflict_json import held_back_from_json
from authoring.micro_module_json import document_from_json
from authoring.types import Document
from service.db.base import DocumentId, PrincipalId
from service.db.conflicts import ConflictRow
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Lacking:
    """A micro-module and what is still kept out of it."""

    row: MicroModuleRow
    held_back: HeldBack


@dataclass(frozen=True, slots=True)
class ConflictsInPlace:
    """`rows` in reading order; `names` of everybody who may have decided."""

    rows: Sequence[ConflictRow]
    document: Document
    lacking: Sequence[Lacking]
    names: Mapping[PrincipalId, str]


def show_conflicts_in_place(document_id: DocumentId, *, caller: Caller, database: Database) -> ConflictsInPlace:
    """Those of the latest version that is drafted. Raises NotFound, also while none is."""
    with database.reading(caller.tenant) as work:
        version = work.drafts.current_version(document_id)
        rows = work.micro_modules.of_version(version.id)
        return ConflictsInPlace(
            rows=work.conflicts.of_version(version.id),
            document=document_from_json(work.drafts.get(version.id).content),
            lacking=[Lacking(row, held_back_from_json(row.held_back)) for row in rows if row.held_back is not None],
            names={one.id: one.name for one in work.principals.all()},
        )
