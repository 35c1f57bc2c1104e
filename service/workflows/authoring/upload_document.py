"""Take in a document: bytes on disk under their SHA-256, document, job and message in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from authoring.generative.brief import read_brief
from authoring.generative.errors import InvalidBrief
from service.db.base import DocumentId, JobId, Json
from service.db.blobs import Blob, BlobStore, Incoming
from service.db.documents import DocumentVersion, Upload
from service.db.jobs import NewJob
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import InvalidContent, QuotaExceeded
from service.workflows.authoring.bound_chunks import bound_chunks
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.idempotent_request import IdempotentRequest, do_once

EXTRACTIVE, GENERATIVE = "extractive", "generative"
ENGINES = (EXTRACTIVE, GENERATIVE)
OUTLINES = ("automatic", "approve")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the author says beside the bytes; None: not said. `document_id` None: a new document.

    The next version of a document is drafted as the one before where engine, brief and outline are not said.
    """

    file_name: str
    media_type: str
    title: str | None = None
    language: str | None = None
    engine: str | None = None
    brief: str | None = None
    outline: str | None = None
    document_id: DocumentId | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest document in bytes and the most documents of a tenant; whether a language model is there for it."""

    max_bytes: int
    max_documents: int
    has_model: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was acknowledged: a document's version and the job that drafts it."""

    document_id: DocumentId
    version: int
    job_id: JobId


def upload_document(
    chunks: Iterable[bytes],
    wishes: Wishes,
    *,
    idempotency_key: str | None,
    limits: Limits,
    caller: Caller,
    database: Database,
    blobs: BlobStore,
) -> Receipt:
    """The receipt, durable when this returns; the same bytes again, or the same key, give the same receipt.

    Raises TooLarge, QuotaExceeded, IdempotencyConflict, InvalidContent, NotFound for an unknown document, StorageFull.
    """
    _demand_known(wishes)
    if wishes.engine == GENERATIVE:
        _demand_model(limits, caller=caller, database=database)
    if wishes.document_id is not None:
        with database.reading(caller.tenant) as work:
            work.documents.get(wishes.document_id)
    with blobs.receive(caller.tenant, bound_chunks(chunks, limits.max_bytes)) as incoming:
        if incoming.blob.size_bytes == 0:
            raise InvalidContent("file", "it is empty")
        sent = _as_sent(incoming.blob, wishes)
        request = IdempotentRequest(idempotency_key, caller.principal, sent)
        upload = _Upload(incoming, wishes, request, limits, caller)
        return do_once(lambda: upload.register(database))


def _demand_known(wishes: Wishes) -> None:
    for place, known in (("engine", ENGINES), ("outline", OUTLINES)):
        if getattr(wishes, place) not in (None, *known):
            raise InvalidContent(place, f"choose {' or '.join(known)}")
    try:
        read_brief(wishes.brief)
    except InvalidBrief as fault:
        raise InvalidContent(fault.place, str(fault).partition(": ")[2]) from None


def _demand_model(limits: Limits, *, caller: Caller, database: Database) -> None:
    with database.reading(caller.tenant) as work:
        is_switched_on = work.tenants.get().uses_model
    if not limits.has_model:
        raise InvalidContent("engine", "no language model is configured; see MORSEL_MODEL__NAME")
    if not is_switched_on:
        raise InvalidContent("engine", "no language model is switched on for this tenant; an administrator can")


@dataclass(frozen=True, slots=True)
class _Upload:
    incoming: Incoming
    wishes: Wishes
    request: IdempotentRequest
    limits: Limits
    caller: Caller

    def register(self, database: Database) -> Receipt:
        """Document, job, message and answer in one transaction; nothing twice.

        The bytes get their final name inside it: after everything that may refuse them, before the commit.
        """
        with database.unit_of_work(self.caller.tenant, label="upload") as work:
            answered = self.request.answer(work)
            if answered is not None:
                return _from_json(answered)
            version = self._known_version(work)
            if version is not None:
                receipt = Receipt(version.document_id, version.number, work.jobs.of_version(version.id).id)
            else:
                receipt = self._add(work)
            self.request.keep(_as_json(receipt), work)
            self.incoming.keep()
            return receipt

    def _known_version(self, work: UnitOfWork) -> DocumentVersion | None:
        if self.wishes.document_id is None:
            return work.documents.find_by_digest(self.incoming.blob.sha256)
        work.documents.get_locked(self.wishes.document_id)  # the same upload may be under way: look after it
        latest = work.documents.latest_version(self.wishes.document_id)
        return latest if latest.sha256 == self.incoming.blob.sha256 else None

    def _add(self, work: UnitOfWork) -> Receipt:
        version = self._new_version(work)
        new = NewJob(version.document_id, version.id, version.sha256)
        job = work.jobs.add(new)
        work.nudge(job.id)
        detail: Json = {"version": version.number, "sha256": version.sha256, "job_id": job.id}
        work.audit.add("uploaded", "document", version.document_id, by=self.caller.principal, detail=detail)
        return Receipt(version.document_id, version.number, job.id)

    def _new_version(self, work: UnitOfWork) -> DocumentVersion:
        upload = Upload(
            sha256=self.incoming.blob.sha256,
            size_bytes=self.incoming.blob.size_bytes,
            media_type=self.wishes.media_type,
            file_name=self.wishes.file_name,
            title=self.wishes.title,
            language=self.wishes.language,
            options=self._options(work),
        )
        if self.wishes.document_id is not None:
            return work.documents.add_version(self.wishes.document_id, upload, by=self.caller.principal)
        work.tenants.lock()  # so that uploads at the same moment do not all count the same
        if work.documents.count() >= self.limits.max_documents:
            raise QuotaExceeded("documents", limit=self.limits.max_documents)
        return work.documents.add(upload, by=self.caller.principal)[1]

    def _options(self, work: UnitOfWork) -> Json:
        """What is said, and where no other engine is asked for, what was said of the version before.

        The model of the version before only as long as the tenant has one: a file needs none to be taken in.
        """
        said = _said(self.wishes)
        if self.wishes.document_id is None:
            return said
        before = work.documents.latest_version(self.wishes.document_id).options
        if said.get("engine", before.get("engine")) != before.get("engine"):
            return said
        has_model = self.limits.has_model and work.tenants.get().uses_model
        return said if before.get("engine") == GENERATIVE and not has_model else {**before, **said}


def _as_sent(blob: Blob, wishes: Wishes) -> Json:
    said = {
        name: getattr(wishes, name)
        for name in ("document_id", "file_name", "title", "language", "engine", "brief", "outline")
    }
    return {"call": "upload_document", "sha256": blob.sha256, **said}


def _said(wishes: Wishes) -> Json:
    said = (("engine", wishes.engine), ("brief", wishes.brief), ("outline", wishes.outline))
    return {name: value for name, value in said if value is not None}


def _as_json(receipt: Receipt) -> Json:
    return {"document_id": receipt.document_id, "version": receipt.version, "job_id": receipt.job_id}


def _from_json(answer: Json) -> Receipt:
    return Receipt(DocumentId(str(answer["document_id"])), int(str(answer["version"])), JobId(str(answer["job_id"])))
