"""Believe what a session card sends back only when the tenant's own secret signed it."""

from __future__ import annotations

from service.db.base import TenantId
from service.db.unit_of_work import Database
from service.interchange.card_token import CardToken, read_token, tenant_of_token


def believe_card(written: str, *, database: Database) -> CardToken:
    """What was signed. Raises CardRefused for a signature that is not ours and for a token that has ended."""
    with database.reading(TenantId(tenant_of_token(written))) as work:
        found = work.tenants.find()
        return read_token(written, secret=None if found is None else found.card_secret, now=work.now)
