"""API keys: only the SHA-256 of a key is kept, with scopes and an end.

A key reads `morsel_<tenant>_<secret>`: the tenant is known before the first query, so that even looking up a key
stays inside one tenant.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import PrincipalId, Repository, TenantId, TenantRow, new_id
from service.errors import NotFound

_PREFIX = "morsel"


class ApiKey(TenantRow, kw_only=True):
    """`digest` is SHA-256, hexadecimal, of the whole key. `expires_at` and `revoked_at` None: neither happened."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("tenant_id", "digest"),
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[PrincipalId]
    digest: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    def is_valid(self, now: datetime) -> bool:
        """Neither revoked nor past its end."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def new_key(tenant: TenantId) -> str:
    """A fresh key with 256 random bits; the only time it is seen."""
    return f"{_PREFIX}_{tenant}_{secrets.token_hex(32)}"


def tenant_of_key(key: str) -> TenantId | None:
    """The tenant that a key names; None: not a key of ours. Proves nothing until its digest is found."""
    prefix, _, rest = key.partition("_")
    tenant, _, secret = rest.rpartition("_")
    return TenantId(tenant) if prefix == _PREFIX and tenant and len(secret) == 64 else None


def key_digest(key: str) -> str:
    """SHA-256, hexadecimal; 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


class ApiKeys(Repository):
    """The keys of one tenant."""

    def add(
        self, principal_id: PrincipalId, key: str, *, scopes: list[str], expires_at: datetime | None = None
    ) -> ApiKey:
        """Keep the digest of `key` for the principal."""
        row = ApiKey(
            tenant_id=self._tenant,
            id=new_id("key"),
            principal_id=principal_id,
            digest=key_digest(key),
            scopes=scopes,
            created_at=self._now,
            expires_at=expires_at,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def find_by_digest(self, digest: str) -> ApiKey | None:
        """The key with this digest, valid or not; None: unknown."""
        return self._session.scalar(select(ApiKey).where(ApiKey.tenant_id == self._tenant, ApiKey.digest == digest))

    def revoke(self, key_id: str) -> None:
        """End the key now; a second call changes nothing. Raises NotFound."""
        row = self._session.get(ApiKey, (self._tenant, key_id))
        if row is None:
            raise NotFound("API key", key_id)
        row.revoked_at = row.revoked_at or self._now
        self._session.flush()
