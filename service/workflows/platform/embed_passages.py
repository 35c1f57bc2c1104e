"""Give every passage of a tenant the vector it lacks."""

from __future__ import annotations

from indexes.embedder import Embedder
from service.db.base import TenantId
from service.db.unit_of_work import Database

A_LOOK = 1_000  # texts found missing at once
A_BATCH = 16  # texts embedded and saved at once: a tenth of a second, for which somebody's question may have to wait


def embed_passages(tenant: TenantId, *, database: Database, embedder: Embedder) -> int:
    """How many texts were embedded. Raises EmbedderUnavailable; what was embedded until then is kept.

    Two processes may embed the same text at once: the vectors are equal, and the first is kept.
    """
    count = 0
    while True:
        with database.reading(tenant) as work:
            missing = list(work.vectors.missing(embedder.identity, limit=A_LOOK).items())
        if not missing:
            return count
        for start in range(0, len(missing), A_BATCH):
            digests, texts = zip(*missing[start : start + A_BATCH], strict=True)
            vectors = embedder.embed(texts)
            packed = {digest: vector.tobytes() for digest, vector in zip(digests, vectors, strict=True)}
            with database.unit_of_work(tenant, label="embed") as work:
                work.vectors.add(embedder.identity, packed)
        count += len(missing)
