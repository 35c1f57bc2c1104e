"""Let people of a tenant sign in through the company's own identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.db.principals import PrincipalKind
from service.db.sign_in_providers import LearnerIs, SignInProvider
from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.openid import IdentityProviders
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class WantedProvider:
    """As `SignInProvider`; `keeps_secret`: the secret stays, whatever `client_secret` says."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    keeps_secret: bool
    learner_claim: str
    learner_is: LearnerIs
    role_claim: str | None
    roles: Mapping[str, PrincipalKind]
    makes_learners: bool


def put_sign_in_provider(
    wanted: WantedProvider, *, providers: IdentityProviders, caller: Caller, database: Database
) -> SignInProvider:
    """The tenant's provider as it is then. Nothing is asked of it yet.

    Raises InvalidContent for an address that is not allowed, and for a secret that should stay with another client.
    """
    refusal = providers.refusal(wanted.issuer)
    if refusal is not None:
        raise InvalidContent("issuer", refusal)
    with database.unit_of_work(caller.tenant, label="sign_in_provider") as work:
        work.tenants.lock()
        known = work.sign_in_providers.find()
        secret = wanted.client_secret
        if wanted.keeps_secret and known is not None:
            if (known.issuer, known.client_id) != (wanted.issuer, wanted.client_id) and known.client_secret is not None:
                raise InvalidContent("client_secret", "say it anew, or null, for another issuer or client")
            secret = known.client_secret
        kept = work.sign_in_providers.put(
            SignInProvider(
                tenant_id=caller.tenant,
                issuer=wanted.issuer,
                client_id=wanted.client_id,
                client_secret=secret,
                learner_claim=wanted.learner_claim,
                learner_is=wanted.learner_is,
                role_claim=wanted.role_claim,
                roles={value: kind.value for value, kind in wanted.roles.items()},
                makes_learners=wanted.makes_learners,
                updated_at=work.now,
            )
        )
        work.audit.add("set", "sign_in_provider", caller.tenant, by=caller.principal, detail={"issuer": wanted.issuer})
        return kept
