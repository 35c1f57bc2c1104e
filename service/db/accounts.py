"""Accounts: with which name and password a principal signs in to the pages; only a slow hash is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import PrincipalId, Repository, TenantRow


class Account(TenantRow, kw_only=True):
    """One principal's; `name` is unique in the tenant. `password_hash` says by itself how it was made."""

    __tablename__ = "accounts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "principal_id"], ["principals.tenant_id", "principals.id"]),
        UniqueConstraint("tenant_id", "name"),
    )

    principal_id: Mapped[PrincipalId] = mapped_column(primary_key=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]


class Accounts(Repository):
    """The accounts of one tenant."""

    def put(self, principal_id: PrincipalId, name: str, password_hash: str) -> Account:
        """Create the principal's account, or give it this name and password."""
        account = self.find(principal_id)
        if account is None:
            account = Account(
                tenant_id=self._tenant,
                principal_id=principal_id,
                name=name,
                password_hash=password_hash,
                created_at=self._now,
            )
            self._session.add(account)
        account.name, account.password_hash = name, password_hash
        self._session.flush()
        return account

    def find(self, principal_id: PrincipalId) -> Account | None:
        """The principal's account; None: it cannot sign in."""
        return self._session.get(Account, (self._tenant, principal_id))

    def find_by_name(self, name: str) -> Account | None:
        """The account with this name; None: there is none."""
        return self._session.scalar(select(Account).where(Account.tenant_id == self._tenant, Account.name == name))
