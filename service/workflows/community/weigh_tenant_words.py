"""How telling words are among a tenant's passages, remembered until many have changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from recommender.words import WordWeights, weigh_words
from service.db.base import TenantId
from service.db.changes import Kind
from service.db.unit_of_work import Database

SAMPLE = 2_000  # passages of each kind: a word in a hundredth of all texts is weighed to within a tenth
CHANGES = 100  # after so many, or a tenth of all, weights are taken anew


@dataclass(frozen=True)
class WeighedWords:
    """Weights by tenant, with the number of the change until which they were taken."""

    by_tenant: dict[TenantId, tuple[int, WordWeights]] = field(default_factory=dict)


def weigh_tenant_words(tenant: TenantId, *, database: Database, weighed: WeighedWords) -> WordWeights:
    """From a sample of micro-modules and threads, always the same one of the same texts."""
    with database.reading(tenant) as work:
        latest = work.changes.latest()
        known = weighed.by_tenant.get(tenant)
        if known is not None and latest - known[0] < max(CHANGES, known[0] // 10):
            return known[1]
        texts = [text for kind in (Kind.MICRO_MODULE, Kind.THREAD) for text in work.passages.sample(kind, limit=SAMPLE)]
    weights = weigh_words(texts)
    weighed.by_tenant[tenant] = (latest, weights)
    return weights
