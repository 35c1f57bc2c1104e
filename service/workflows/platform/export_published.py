"""Published micro-modules in a format that others read: one, or all of a document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from authoring.learner_micro_module import asked_only, made_by
from authoring.micro_module_json import micro_module_from_json
from authoring.types import BlockId
from service.db.base import DocumentId, MicroModuleId, VersionId
from service.db.publications import CatalogueEntry
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import NotFound
from service.interchange.exports import ExportFormat
from service.interchange.published import Course, Published
from service.workflows.learning.record_evidence import PASSED
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """All that is published of a document."""

    id: DocumentId


_Ordered = Callable[[VersionId], Collection[BlockId]]


def export_published(
    what: MicroModuleId | WholeDocument, *, wanted: ExportFormat, caller: Caller, database: Database
) -> tuple[Course, bytes]:
    """What was exported, and its file.

    Raises NotFound, also for a document of which nothing is published; TooLarge.
    """
    with database.reading(caller.tenant) as work:
        course = _of_document(what.id, work) if isinstance(what, WholeDocument) else _of_one(what, work)
    return course, wanted.write(course)  # no transaction is open while a package is written


def _of_one(micro_module_id: MicroModuleId, work: UnitOfWork) -> Course:
    entries = work.publications.shown([micro_module_id])
    if not entries:
        raise NotFound("published micro-module", micro_module_id)
    return _course(micro_module_id, entries[0].title, entries, work)


def _of_document(document_id: DocumentId, work: UnitOfWork) -> Course:
    entries = work.publications.of_document(document_id)
    if not entries:
        raise NotFound("document with published micro-modules", document_id)
    return _course(document_id, None, entries, work)


def _course(course_id: str, title: str | None, entries: Sequence[CatalogueEntry], work: UnitOfWork) -> Course:
    """`title` None: the document's."""
    version_id = work.micro_modules.get(entries[0].micro_module_id).document_version_id
    document_title = work.documents.version(version_id).title or work.drafts.find_title(version_id) or ""
    ordered = cache(work.drafts.list_numbers)
    return Course(
        id=course_id,
        title=title or document_title or entries[0].title,
        document_id=entries[0].document_id,
        document_title=document_title,
        language=entries[0].language,
        pass_mark=PASSED,
        parts=tuple(_part(one, ordered, work) for one in entries),
    )


def _part(entry: CatalogueEntry, ordered: _Ordered, work: UnitOfWork) -> Published:
    publication = work.publications.get(entry.micro_module_id, entry.number)
    approval = work.approvals.get(publication.approval_id)
    version_id = work.micro_modules.get(publication.micro_module_id).document_version_id
    micro_module = asked_only(
        micro_module_from_json(work.publications.content_now(publication)),
        work.quarantine.of(publication.micro_module_id),
    )
    return Published(
        micro_module=micro_module,
        number=publication.number,
        digest=publication.content_digest,
        approved_by=approval.principal_id,
        approved_at=approval.created_at,
        published_at=publication.published_at,
        engine={**made_by(work.drafts.engine(version_id), micro_module)},
        ordered=ordered(entry.document_version_id or version_id),
        is_stale=entry.stale is not None,
    )
