"""Send a browser to its company's identity provider."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from service.db.base import TenantId
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.openid import Client, IdentityProviders, new_challenge


@dataclass(frozen=True, slots=True)
class Begun:
    """`browser_secret` is for the browser alone: without it nobody ends what it began."""

    address: str
    browser_secret: str = field(repr=False)


def begin_company_sign_in(
    tenant: TenantId, *, path: str, callback_url: str, providers: IdentityProviders, database: Database
) -> Begun:
    """Where to go; whoever comes back signed in is shown `path`.

    Raises NotFound for a tenant that signs nobody in that way, ProviderUnavailable.
    """
    with database.reading(tenant) as work:
        provider = work.sign_in_providers.find()
        if provider is None:
            raise NotFound("identity provider", tenant)
        client = Client(provider.issuer, provider.client_id, provider.client_secret, callback_url)
        challenge = new_challenge(now=work.now)
    address = providers.address(client, challenge)
    browser_secret = secrets.token_hex(32)
    with database.unit_of_work(tenant, label="sign_in") as work:
        work.sign_in_providers.begin(
            state=challenge.state,
            browser_secret=browser_secret,
            nonce=challenge.nonce,
            verifier=challenge.verifier,
            path=path,
        )
    return Begun(address, browser_secret)
