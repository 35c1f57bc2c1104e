"""From a template and a view to an answer: one environment, one policy of what a page may load, one form token."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from service.bootstrap import Services
from service.settings import Environment as Deployment
from service.web.localisation import DEFAULT, LANGUAGES, Localisation, Localisations, choose_language
from service.web.static import static_url
from service.workflows.platform.find_signed_in import Person

SIGN_IN_COOKIE = "morsel"
FORM_COOKIE = "morsel_form"
LANGUAGE_COOKIE = "morsel_language"
COMPANY_COOKIE = "morsel_company"
YEAR_SECONDS = 365 * 86_400

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing evaluated, nothing from anywhere else."""

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
)
_environment.globals["static"] = static_url


def render(request: Request, template: str, status: int = 200, **view: object) -> HTMLResponse:
    """The page in the reader's language; `view` is what the template names."""
    localisation = localisation_of(request)
    environment = _environment.overlay()
    environment.install_gettext_translations(localisation.messages, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    answer = HTMLResponse(status_code=status, headers={"Content-Security-Policy": POLICY})
    html = environment.get_template(template).render(
        person=person_of(request),
        path=request.url.path,
        form_token=_form_token(request, answer),
        languages=LANGUAGES,
        localisation=localisation,
        now=datetime.now(UTC),
        **view,
    )
    answer.body = answer.render(html)
    answer.headers["content-length"] = str(len(answer.body))
    return answer


def person_of(request: Request) -> Person | None:
    """Who is signed in; None: nobody, or the request never came to a page's route."""
    return getattr(request.state, "person", None)


def localisation_of(request: Request) -> Localisation:
    """The reader's language."""
    known = cast("Localisations", request.app.state.localisations)
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return known.get(choose_language(chosen, request.headers.get("accept-language", ""), known)) or known[DEFAULT]


def form_token_of(cookies: dict[str, str]) -> str | None:
    """What every form must send back; None: the browser keeps nothing yet, and no form of ours was shown to it."""
    secret = cookies.get(SIGN_IN_COOKIE) or cookies.get(FORM_COOKIE)
    return None if not secret else hashlib.sha256(f"form:{secret}".encode()).hexdigest()


def keep_cookie(
    request: Request, answer: Response, name: str, value: str, *, max_age: int | None = None, path: str = "/"
) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send; without `max_age` until the browser ends."""
    is_secure = _is_secure(request)
    answer.set_cookie(name, value, max_age=max_age, httponly=True, samesite="lax", secure=is_secure, path=path)


def keep_language(request: Request, answer: Response, code: str) -> None:
    """Remember the language that somebody chose."""
    keep_cookie(request, answer, LANGUAGE_COOKIE, code, max_age=YEAR_SECONDS)


def _is_secure(request: Request) -> bool:
    services = cast("Services", request.app.state.services)
    return request.url.scheme == "https" or services.settings.environment is Deployment.PRODUCTION


def _form_token(request: Request, answer: Response) -> str:
    token = form_token_of(request.cookies)
    if token is not None:
        return token
    fresh = secrets.token_hex(32)
    keep_cookie(request, answer, FORM_COOKIE, fresh)
    return str(form_token_of({FORM_COOKIE: fresh}))
