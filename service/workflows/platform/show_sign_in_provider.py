"""Show through which identity provider people of a tenant sign in."""

from __future__ import annotations

from service.db.base import TenantId
from service.db.sign_in_providers import SignInProvider
from service.db.unit_of_work import Database
from service.errors import NotFound


def show_sign_in_provider(tenant: TenantId, *, database: Database) -> SignInProvider:
    """Raises NotFound for a tenant that has none, and for one that does not exist."""
    with database.reading(tenant) as work:
        found = work.sign_in_providers.find()
        if found is None:
            raise NotFound("identity provider", tenant)
        return found
