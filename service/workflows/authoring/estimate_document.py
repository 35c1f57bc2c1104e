"""Say what drafting a document with the language model would take, before it is taken in; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable

from authoring.generative.estimate import estimate_by_size
from authoring.generative.generations import Prices
from authoring.outline_proposal import estimate_as_json
from authoring.readers import read
from service.db.base import Json
from service.db.blobs import BlobStore
from service.errors import InvalidContent
from service.workflows.authoring.bound_chunks import bound_chunks
from service.workflows.platform.authenticate import Caller


def estimate_document(
    chunks: Iterable[bytes],
    file_name: str,
    *,
    max_bytes: int,
    caller: Caller,
    blobs: BlobStore,
    prices: Prices,
) -> Json:
    """Calls, tokens and cost of all of it. Raises InvalidContent, TooLarge, StorageFull, UnreadableDocument."""
    with blobs.receive(caller.tenant, bound_chunks(chunks, max_bytes)) as incoming:
        if incoming.blob.size_bytes == 0:
            raise InvalidContent("file", "it is empty")
        return estimate_as_json(estimate_by_size(read(incoming.path, file_name=file_name), prices))
