"""Sign a person in who comes back from the company's identity provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from service.db.base import TenantId
from service.db.sign_in_providers import SignInProvider
from service.db.sign_ins import new_token
from service.db.unit_of_work import Database
from service.errors import AlreadyExists, Refusal, SignInRefused
from service.openid import Challenge, Client, Identity, IdentityProviders, Told
from service.workflows.platform.admit_person import admit_person
from service.workflows.platform.sign_in import SignedIn


@dataclass(frozen=True, slots=True)
class CameBack:
    """What the browser brought: empty where it brought nothing. `was_denied`: the provider says that it signs nobody
    in."""

    state: str
    browser_secret: str = field(repr=False)
    told: Told
    was_denied: bool


@dataclass(frozen=True, slots=True)
class _Begun:
    challenge: Challenge
    client: Client
    provider: SignInProvider
    path: str


def finish_company_sign_in(
    tenant: TenantId,
    came: CameBack,
    *,
    callback_url: str,
    lifetime: timedelta,
    providers: IdentityProviders,
    database: Database,
) -> tuple[SignedIn, str]:
    """A fresh sign-in, and the path that was asked for when it began.

    What was begun ends here, whatever comes of it: no state is good twice. No transaction is open while the provider
    is asked. Raises SignInRefused, ProviderUnavailable.
    """
    begun = _take(tenant, came, callback_url, database)
    if came.was_denied:
        raise SignInRefused(Refusal.DENIED)
    with database.reading(tenant) as work:
        now = work.now
    identity = providers.identify(
        begun.client, begun.challenge, came.told, wanted=begun.provider.wanted_claims(), now=now
    )
    return _sign_in(tenant, identity, begun.provider, lifetime, database), begun.path


def _take(tenant: TenantId, came: CameBack, callback_url: str, database: Database) -> _Begun:
    with database.unit_of_work(tenant, label="sign_in") as work:
        attempt = work.sign_in_providers.take(came.state)
        provider = work.sign_in_providers.find()
    if attempt is None or provider is None or not attempt.is_from(came.browser_secret):
        raise SignInRefused(Refusal.NOT_BEGUN)
    client = Client(provider.issuer, provider.client_id, provider.client_secret, callback_url)
    challenge = Challenge(came.state, attempt.nonce, attempt.verifier, attempt.began_at)
    return _Begun(challenge, client, provider, attempt.path)


def _sign_in(
    tenant: TenantId, identity: Identity, provider: SignInProvider, lifetime: timedelta, database: Database
) -> SignedIn:
    try:
        return _admitted(tenant, identity, provider, lifetime, database)
    except AlreadyExists:  # the same person came through another window for the first time
        return _admitted(tenant, identity, provider, lifetime, database)


def _admitted(
    tenant: TenantId, identity: Identity, provider: SignInProvider, lifetime: timedelta, database: Database
) -> SignedIn:
    token, refused = new_token(tenant), None
    with database.unit_of_work(tenant, label="sign_in") as work:
        try:
            principal = admit_person(identity, provider, work=work)
        except SignInRefused as refusal:
            refused = refusal  # raised behind the commit: what an earlier role had open ends in any case
        else:
            work.sign_ins.add(principal.id, token, expires_at=work.now + lifetime)
            work.audit.add("signed_in", "principal", principal.id, by=principal.id, detail={"issuer": identity.issuer})
    if refused is not None:
        raise refused
    return SignedIn(token, lifetime)
