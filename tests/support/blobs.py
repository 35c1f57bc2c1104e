"""Bytes put into a blob store, as an upload puts them."""

from __future__ import annotations

from collections.abc import Iterable

from service.db.base import TenantId
from service.db.blobs import Blob, BlobStore


def keep_bytes(blobs: BlobStore, tenant: TenantId, chunks: Iterable[bytes]) -> Blob:
    """Receive and keep."""
    with blobs.receive(tenant, chunks) as incoming:
        incoming.keep()
    return incoming.blob
