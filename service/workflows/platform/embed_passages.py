"""Give every passage of a tenant the vector it lacks."""

from __future__ import annotations

from indexes.embedder import Embedder
from service.db.base import TenantId
from service.db.unit_of_work import Database

A_BATCH = 256  # texts; some seconds of work, saved before the next are begun


def embed_passages(tenant: TenantId, *, database: Database, embedder: Embedder) -> int:
    """How many texts were embedded. Raises EmbedderUnavailable; what was embedded until then is kept.

    Two processes may embed the same text at once: the vectors are equal, and the first is kept.
    """
    count = 0
    while True:
        with database.reading(tenant) as work:
            texts = work.vectors.missing(embedder.identity, limit=A_BATCH)
        if not texts:
            return count
        vectors = embedder.embed(list(texts.values()))
        packed = {digest: vector.tobytes() for digest, vector in zip(texts, vectors, strict=True)}
        with database.unit_of_work(tenant, label="embed") as work:
            work.vectors.add(embedder.identity, packed)
        count += len(packed)
