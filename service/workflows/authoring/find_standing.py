"""What stands of a document's micro-modules, and what learners are shown of them, before a new version comes over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authoring.micro_module_json import document_from_json
from authoring.types import Document
from service.db.base import DocumentId, Json, MicroModuleId, VersionId
from service.db.conflicts import ConflictRow
from service.db.documents import DocumentVersion
from service.db.micro_modules import MicroModuleRow
from service.db.publications import Publication
from service.db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ShownBefore:
    """What learners are shown of a micro-module: `content` as it cites the version `version_id`."""

    publication: Publication
    content: Json
    version_id: VersionId


@dataclass(frozen=True, slots=True)
class Standing:
    """What stood before: rows, what is shown of them, the documents that they cite by version, and the outline.

    `is_superseded`: a later version was drafted in the meantime, and all of it stays with that.
    """

    rows: Sequence[MicroModuleRow]
    shown: Mapping[MicroModuleId, ShownBefore]
    documents: Mapping[VersionId, Document]
    conflicts: Sequence[ConflictRow]
    outline: Json
    is_superseded: bool


def find_standing(version: DocumentVersion, work: UnitOfWork) -> Standing | None:
    """What to bring over to `version`; None: no other version of the document was drafted."""
    before = work.drafts.latest_beside(version)
    if before is None:
        return None
    rows = _rows(version.document_id, before.id, work)
    shown = {row.id: one for row in rows if (one := _shown(row, work)) is not None}
    cited = {row.document_version_id for row in rows} | {one.version_id for one in shown.values()}
    return Standing(
        rows=rows,
        shown=shown,
        documents={one: document_from_json(work.drafts.get(one).content) for one in sorted(cited)},
        conflicts=work.conflicts.of_version(before.id),
        outline=work.drafts.get(before.id).outline,
        is_superseded=before.number > version.number,
    )


def _rows(document_id: DocumentId, before: VersionId, work: UnitOfWork) -> list[MicroModuleRow]:
    """Those of the version before, and whatever else of the document learners are shown."""
    rows = list(work.micro_modules.of_version(before))
    known = {row.id for row in rows}
    shown = [entry.micro_module_id for entry in work.publications.of_document(document_id)]
    return rows + [work.micro_modules.get(one) for one in shown if one not in known]


def _shown(row: MicroModuleRow, work: UnitOfWork) -> ShownBefore | None:
    entry = work.publications.find_entry(row.id)
    if entry is None:
        return None
    publication = work.publications.get(row.id, entry.number)
    version_id = entry.document_version_id or row.document_version_id
    return ShownBefore(publication, entry.moved or publication.content, version_id)
