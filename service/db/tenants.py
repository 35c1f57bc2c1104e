"""Tenants: one company each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, false, select
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Repository, TenantId
from service.db.changes import ChangeCounter
from service.db.events import EventCounter
from service.errors import NotFound


class Tenant(Base, kw_only=True):
    """`approver_must_differ`: nobody may approve what they edited or uploaded themselves.

    `uses_model`: its documents may be sent to the language model. `model_budget_micros`: what that may cost in a
    calendar month, in millionths of the currency; None: what the settings say.

    `card_secret` signs session cards; None: none was shown yet. `slack_signing_secret`: of the tenant's Slack app.
    """

    __tablename__ = "tenants"

    id: Mapped[TenantId] = mapped_column(primary_key=True)
    name: Mapped[str]
    approver_must_differ: Mapped[bool] = mapped_column(default=False)
    uses_model: Mapped[bool] = mapped_column(default=False, server_default=false())
    model_budget_micros: Mapped[int | None] = mapped_column(BigInteger, default=None)
    card_secret: Mapped[str | None] = mapped_column(default=None, repr=False)
    slack_signing_secret: Mapped[str | None] = mapped_column(default=None, repr=False)
    created_at: Mapped[datetime]


class Tenants(Repository):
    """The tenant of this unit of work, and no other."""

    def add(self, name: str, *, approver_must_differ: bool = False) -> Tenant:
        """Create the tenant under the id that the unit of work was opened with; its changes and events count from 0."""
        tenant = Tenant(id=self._tenant, name=name, approver_must_differ=approver_must_differ, created_at=self._now)
        self._session.add(tenant)
        self._session.flush()
        self._session.add_all([ChangeCounter(tenant_id=self._tenant), EventCounter(tenant_id=self._tenant)])
        self._session.flush()
        return tenant

    def find(self) -> Tenant | None:
        """The tenant; None: it was never created."""
        return self._session.scalar(select(Tenant).where(Tenant.id == self._tenant))

    def get(self) -> Tenant:
        """The tenant; raises NotFound."""
        tenant = self.find()
        if tenant is None:
            raise NotFound("tenant", self._tenant)
        return tenant

    def lock(self) -> None:
        """Nobody else who locks the tenant goes on before this unit of work ends."""
        # The weaker lock: every row that names the tenant would wait for the stronger one.
        locked = select(Tenant.id).where(Tenant.id == self._tenant).with_for_update(key_share=True)
        self._session.execute(locked)

    def demand_second_person(self, *, demanded: bool) -> None:
        """Say whether the approver must be someone other than the author."""
        self.get().approver_must_differ = demanded
        self._session.flush()

    def use_model(self, *, uses_model: bool, budget_micros: int | None) -> None:
        """Say whether documents may be sent to the language model, and what that may cost in a calendar month."""
        tenant = self.get()
        tenant.uses_model, tenant.model_budget_micros = uses_model, budget_micros
        self._session.flush()

    def sign_cards_with(self, fresh_secret: str) -> str:
        """What session cards are signed with: `fresh_secret` from now on, when there is none yet."""
        tenant = self.get()
        tenant.card_secret = tenant.card_secret or fresh_secret
        self._session.flush()
        return tenant.card_secret

    def trust_slack(self, signing_secret: str | None) -> None:
        """Take requests of the Slack app with this secret; None: of none."""
        self.get().slack_signing_secret = signing_secret
        self._session.flush()
