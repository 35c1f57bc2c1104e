"""Through the company's own door: to its identity provider, and back from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from service.bootstrap import Services, callback_url
from service.db.base import TenantId
from service.db.sign_in_providers import ATTEMPT_LASTS
from service.errors import NotFound, ProviderUnavailable, SignInRefused
from service.observability import log_for
from service.openid import Told
from service.outgoing import MAX_URL
from service.web.rendering import COMPANY_COOKIE, SIGN_IN_COOKIE, YEAR_SECONDS, keep_cookie
from service.web.routing import PageRoute, UseServices, go_to, local_path
from service.web.sign_in import demand_patience, keep_signed_in, show_sign_in
from service.workflows.platform.begin_company_sign_in import begin_company_sign_in
from service.workflows.platform.finish_company_sign_in import CameBack, finish_company_sign_in
from service.workflows.platform.sign_out import sign_out

router = APIRouter(prefix="/sign-in/oidc/{tenant}", include_in_schema=False, route_class=PageRoute)

ATTEMPT_COOKIE = "morsel_sign_in"
_COOKIE_PATH = "/sign-in/oidc"
_log = log_for("sign_in")


class _Brought(BaseModel):
    """What a provider sends back in the address; some send more than the standard has."""

    model_config = ConfigDict(extra="ignore")

    state: str = Field("", max_length=200)
    code: str = Field("", max_length=4000)
    iss: str | None = Field(None, max_length=MAX_URL)
    error: str | None = Field(None, max_length=200)

    def came_back(self, browser_secret: str) -> CameBack:
        """As the workflow takes it."""
        return CameBack(self.state, browser_secret, Told(self.code, self.iss), was_denied=self.error is not None)


@router.get("")
def begin(tenant: str, request: Request, services: UseServices, next: str = "/") -> Response:  # noqa: A002  the name that addresses have
    """Go to the company's identity provider."""
    demand_patience(request)
    path = local_path(next, otherwise="/")
    try:
        begun = begin_company_sign_in(
            TenantId(tenant),
            path=path,
            callback_url=_callback(tenant, request, services),
            providers=services.providers,
            database=services.database,
        )
    except NotFound:
        return show_sign_in(request, path=path, status=404, fault="no_provider")
    except ProviderUnavailable as fault:
        _log.warning("sign_in.provider_unavailable", tenant_id=tenant, reason=fault.reason)
        return show_sign_in(request, path=path, status=503, fault="provider", company=tenant)
    answer = RedirectResponse(begun.address, status_code=303)
    seconds = round(ATTEMPT_LASTS.total_seconds())
    keep_cookie(request, answer, ATTEMPT_COOKIE, begun.browser_secret, max_age=seconds, path=_COOKIE_PATH)
    return answer


@router.get("/callback")
def finish(
    tenant: str,
    request: Request,
    services: UseServices,
    told: Annotated[_Brought, Query()],
) -> Response:
    """Come back from it: signed in where one wanted to go, or on the sign-in page, which says why not."""
    demand_patience(request)
    try:
        signed_in, path = finish_company_sign_in(
            TenantId(tenant),
            told.came_back(request.cookies.get(ATTEMPT_COOKIE, "")),
            callback_url=_callback(tenant, request, services),
            lifetime=timedelta(hours=services.settings.server.signed_in_hours),
            providers=services.providers,
            database=services.database,
        )
    except SignInRefused as refused:
        _log.info("sign_in.refused", tenant_id=tenant, reason=refused.refusal.value)
        return _ended(show_sign_in(request, status=403, fault=refused.refusal.value, company=tenant))
    except ProviderUnavailable as fault:
        _log.warning("sign_in.provider_unavailable", tenant_id=tenant, reason=fault.reason)
        return _ended(show_sign_in(request, status=503, fault="provider", company=tenant))
    sign_out(request.cookies.get(SIGN_IN_COOKIE, ""), database=services.database)
    answer = go_to(path)
    keep_signed_in(request, answer, signed_in)
    keep_cookie(request, answer, COMPANY_COOKIE, tenant, max_age=YEAR_SECONDS)
    return _ended(answer)


def _callback(tenant: str, request: Request, services: Services) -> str:
    return callback_url(services.settings, str(request.base_url), TenantId(tenant))


def _ended(answer: Response) -> Response:
    answer.delete_cookie(ATTEMPT_COOKIE, path=_COOKIE_PATH)
    return answer
