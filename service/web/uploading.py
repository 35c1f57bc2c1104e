"""A file that came with a form, taken in as a document or as the next version of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from fastapi import UploadFile

from service.bootstrap import Services
from service.db.base import DocumentId, Json
from service.workflows.authoring.draft_micro_modules import APPROVE, GENERATIVE
from service.workflows.authoring.estimate_document import estimate_document
from service.workflows.authoring.upload_document import Limits, Wishes, upload_document
from service.workflows.platform.authenticate import Caller

_CHUNK_BYTES = 1 << 20


def take_in(
    file: UploadFile,
    services: Services,
    caller: Caller,
    *,
    language: str | None = None,
    next_of: DocumentId | None = None,
    brief: str | None = None,
) -> DocumentId:
    """The document; `next_of`: that one, with the file as its next version. Raises as `upload_document` does.

    `brief` is what a language model is told; its outline waits for the author. None: no model is asked for.
    """
    storage = services.settings.storage
    media_type = (file.content_type or "application/octet-stream")[:100]
    wishes = Wishes(file_name(file), media_type, language=language, document_id=next_of)
    if brief is not None:
        wishes = replace(wishes, engine=GENERATIVE, brief=brief, outline=APPROVE)
    receipt = upload_document(
        _chunks(file.file),
        wishes,
        idempotency_key=None,
        limits=Limits(storage.max_upload_bytes, storage.max_documents, services.models.is_named(caller.tenant)),
        caller=caller,
        database=services.database,
        blobs=services.blobs,
    )
    return receipt.document_id


def estimate_file(file: UploadFile, services: Services, caller: Caller) -> Json:
    """What drafting it with the tenant's model would take. Raises as `estimate_document` does."""
    return estimate_document(
        _chunks(file.file),
        file_name(file),
        max_bytes=services.settings.storage.max_upload_bytes,
        caller=caller,
        blobs=services.blobs,
        prices=services.models.prices(caller.tenant),
    )


def file_name(file: UploadFile) -> str:
    """The name without any folder that a browser put before it, and without control characters."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[:255] or "document"


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk
