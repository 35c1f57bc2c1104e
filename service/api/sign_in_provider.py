"""Sign-in: through which identity provider people of the tenant come to the pages, beside accounts of ours."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from service.api.administration import Administrator
from service.api.conventions import Flag, RequestBody, problems
from service.api.routing import BEARER, KeyedRoute, UseServices
from service.bootstrap import Services, callback_url
from service.db.principals import PrincipalKind
from service.db.sign_in_providers import LearnerIs, SignInProvider
from service.errors import ProviderUnavailable
from service.outgoing import MAX_URL
from service.workflows.platform.put_sign_in_provider import WantedProvider, put_sign_in_provider
from service.workflows.platform.remove_sign_in_provider import remove_sign_in_provider
from service.workflows.platform.show_sign_in_provider import show_sign_in_provider

router = APIRouter(
    prefix="/v1/tenant/sign-in/oidc", tags=["administration"], route_class=KeyedRoute, dependencies=[Depends(BEARER)]
)

Claim = Annotated[str, Field(min_length=1, max_length=100)]


class Role(StrEnum):
    """What a person can be beside a learner."""

    ADMINISTRATOR = "administrator"
    AUTHOR = "author"
    REVIEWER = "reviewer"


class Provider(RequestBody):
    """`issuer` exactly as the provider writes it. `client_secret` left out: stays as it is; null: a public client.

    The claim `learner_claim` names a learner by your own id, or (`learner_is` email) by a verified address, of which
    only the digest is kept here. `roles`: what values of `role_claim` make of a person; without one: a learner. With
    `makes_learners` people whom nobody knows become learners; else they are refused.
    """

    issuer: str = Field(min_length=1, max_length=MAX_URL)
    client_id: str = Field(min_length=1, max_length=500, pattern="^[ -~]+$")
    client_secret: str | None = Field(None, min_length=1, max_length=1000, pattern="^[ -~]+$")
    learner_claim: Claim = "sub"
    learner_is: LearnerIs = LearnerIs.LEARNER_ID
    role_claim: Claim | None = None
    roles: dict[Annotated[str, Field(min_length=1, max_length=200)], Role] = Field({}, max_length=100)
    makes_learners: Flag = False


class ProviderAnswer(BaseModel):
    """`callback_url` is what to register with the provider. The secret is never shown."""

    issuer: str
    client_id: str
    has_client_secret: bool
    learner_claim: str
    learner_is: LearnerIs
    role_claim: str | None
    roles: dict[str, Role]
    makes_learners: bool
    callback_url: str
    updated_at: datetime


class ProviderCheck(BaseModel):
    """`problem` null: the provider tells of itself, and its keys, what is needed."""

    problem: str | None


@router.get("", responses=problems("not-found"))
def get(services: UseServices, caller: Administrator, request: Request) -> ProviderAnswer:
    """Through which identity provider people sign in."""
    return _answer(show_sign_in_provider(caller.tenant, database=services.database), services, request)


@router.put("", responses=problems("invalid", "malformed"))
def put(provider: Provider, services: UseServices, caller: Administrator, request: Request) -> ProviderAnswer:
    """Let people sign in through your identity provider (OpenID Connect); accounts of ours go on.

    Register the `callback_url` with it, as a web application with the code flow; then people come in at
    `/sign-in/oidc/TENANT`, or by the button at `/?company=TENANT`. A subject of the provider stays whom it once was
    here; the role counts anew with each sign-in. Sign-ins that have begun meanwhile have to begin again.
    """
    wanted = WantedProvider(
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        keeps_secret="client_secret" not in provider.model_fields_set,
        learner_claim=provider.learner_claim,
        learner_is=provider.learner_is,
        role_claim=provider.role_claim,
        roles={value: PrincipalKind(role.value) for value, role in provider.roles.items()},
        makes_learners=provider.makes_learners,
    )
    kept = put_sign_in_provider(wanted, providers=services.providers, caller=caller, database=services.database)
    return _answer(kept, services, request)


@router.delete("", status_code=204, responses=problems("not-found"))
def delete(services: UseServices, caller: Administrator) -> Response:
    """Sign nobody in that way any more; whoever came that way is signed out."""
    remove_sign_in_provider(caller=caller, database=services.database)
    return Response(status_code=204)


@router.post("/check", responses=problems("not-found"))
def post_check(services: UseServices, caller: Administrator) -> ProviderCheck:
    """Ask the provider what it tells of itself, and for its keys, as a sign-in does."""
    provider = show_sign_in_provider(caller.tenant, database=services.database)
    try:
        services.providers.check(provider.issuer)
    except ProviderUnavailable as fault:
        return ProviderCheck(problem=str(fault))
    return ProviderCheck(problem=None)


def _answer(provider: SignInProvider, services: Services, request: Request) -> ProviderAnswer:
    return ProviderAnswer(
        issuer=provider.issuer,
        client_id=provider.client_id,
        has_client_secret=provider.client_secret is not None,
        learner_claim=provider.learner_claim,
        learner_is=provider.learner_is,
        role_claim=provider.role_claim,
        roles={value: Role(str(kind)) for value, kind in provider.roles.items()},
        makes_learners=provider.makes_learners,
        callback_url=callback_url(services.settings, str(request.base_url), provider.tenant_id),
        updated_at=provider.updated_at,
    )
