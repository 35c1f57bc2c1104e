"""Sign-ins: who is signed in to the pages, by the digest of what their browser keeps.

A token reads `<tenant>.<secret>`, as an API key does: the tenant is known before the first query.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import PrincipalId, Repository, TenantId, TenantRow, new_id


class SignIn(TenantRow, kw_only=True):
    """One browser's; `digest` is SHA-256, hexadecimal, of the whole token. The row goes when it ends."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        Index(None, "tenant_id", "principal_id"),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str]
    principal_id: Mapped[PrincipalId]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


def new_token(tenant: TenantId) -> str:
    """A fresh token with 256 random bits; the browser alone keeps it."""
    return f"{tenant}.{secrets.token_hex(32)}"


def tenant_of_token(token: str) -> TenantId | None:
    """The tenant that a token names; None: no token of ours. Proves nothing until its digest is found."""
    tenant, _, secret = token.rpartition(".")
    return TenantId(tenant) if tenant and len(secret) == 64 else None


class SignIns(Repository):
    """The sign-ins of one tenant."""

    def add(self, principal_id: PrincipalId, token: str, *, expires_at: datetime) -> SignIn:
        """Keep the digest of `token`; the principal's sign-ins that are over go."""
        over = SignIn.expires_at <= self._now
        self._session.execute(delete(SignIn).where(*self._of(principal_id), over))
        row = SignIn(
            tenant_id=self._tenant,
            digest=_digest(token),
            id=new_id("sgn"),
            principal_id=principal_id,
            created_at=self._now,
            expires_at=expires_at,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def find(self, token: str) -> SignIn | None:
        """The sign-in that this token stands for; None: unknown, or over."""
        statement = select(SignIn).where(
            SignIn.tenant_id == self._tenant, SignIn.digest == _digest(token), SignIn.expires_at > self._now
        )
        return self._session.scalar(statement)

    def end(self, token: str) -> None:
        """The token stands for nothing any more."""
        self._session.execute(delete(SignIn).where(SignIn.tenant_id == self._tenant, SignIn.digest == _digest(token)))

    def end_all(self, principal_id: PrincipalId) -> None:
        """Sign the principal out everywhere."""
        self._session.execute(delete(SignIn).where(*self._of(principal_id)))

    def _of(self, principal_id: PrincipalId) -> tuple[ColumnElement[bool], ...]:
        return SignIn.tenant_id == self._tenant, SignIn.principal_id == principal_id


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
