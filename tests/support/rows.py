"""Builders of rows with valid defaults."""

from __future__ import annotations

from service.db.base import Json, PrincipalId, TenantId
from service.db.documents import DocumentVersion, Upload
from service.db.jobs import Job, NewJob
from service.db.micro_module_content import new_micro_module
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database, UnitOfWork
from tests.support.database import TENANT

SHA256 = "ab" * 32


def an_upload(sha256: str = SHA256, *, file_name: str = "handbook.md") -> Upload:
    return Upload(sha256=sha256, size_bytes=10, media_type="text/markdown", file_name=file_name)


def add_document(work: UnitOfWork, by: PrincipalId, sha256: str = SHA256) -> DocumentVersion:
    _, version = work.documents.add(an_upload(sha256), by=by)
    return version


def add_job(work: UnitOfWork, by: PrincipalId, sha256: str = SHA256) -> Job:
    version = add_document(work, by, sha256)
    return work.jobs.add(NewJob(version.document_id, version.id, sha256))


def add_queued_job(database: Database, by: PrincipalId, sha256: str = SHA256, *, tenant: TenantId = TENANT) -> Job:
    with database.unit_of_work(tenant) as work:
        job = add_job(work, by, sha256)
        work.nudge(job.id)
    return job


def an_item(draft_id: str = "i1", *, stem: str = "What must a visitor wear?") -> Json:
    return {"id": draft_id, "type": "multiple_choice", "stem": stem, "options": []}


def a_micro_module(draft_id: str = "m1", *, items: tuple[Json, ...] = (), bank: tuple[Json, ...] = ()) -> Json:
    return {
        "id": draft_id,
        "title": f"Title of {draft_id}",
        "reading_seconds": 90,
        "items": list(items),
        "bank": list(bank),
    }


def add_micro_module(work: UnitOfWork, by: PrincipalId, content: Json | None = None) -> MicroModuleRow:
    version = add_document(work, by)
    new = new_micro_module("m1", 1, content or a_micro_module(items=(an_item(),)))
    return work.micro_modules.add_all([new], document_id=version.document_id, document_version_id=version.id)[0]
