"""A company whose people sign in at their own identity provider, and browsers on their way there and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from service.db.base import Json
from service.openid import IdentityProviders
from service.outgoing import Outgoing
from service.workflows.platform.find_signed_in import find_signed_in
from tests.support.browser import Browser, open_browser
from tests.support.database import TENANT
from tests.support.identity_provider import CLIENT_ID, SECRET, IdentityProvider, callback_query, identity_provider
from tests.support.loopback import Request, Response
from tests.support.web import Answered, Web

OIDC = "/v1/tenant/sign-in/oidc"
DOOR = f"/sign-in/oidc/{TENANT}"
HTML = {"accept": "text/html"}


@pytest.fixture
def web_settings() -> dict[str, Json]:
    """The provider of these tests is on loopback."""
    return {"outgoing": {"allow_private": True, "seconds": 10.0}}


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@dataclass
class House:
    """A company whose people sign in at `provider`, and the clock of what is known of it."""

    web: Web
    provider: IdentityProvider
    seconds: list[float] = field(default_factory=lambda: [1000.0])

    def configure(self, **changed: object) -> Answered:
        wanted = {"issuer": self.provider.url, "client_id": CLIENT_ID, "client_secret": SECRET, "makes_learners": True}
        answer = self.web.administrator.put(OIDC, json={**wanted, **changed})
        assert answer.status_code == 200, answer.text
        return answer

    def begin(self, browser: Browser, path: str = "/learn") -> dict[str, str]:
        """What the provider sends the browser back with."""
        sent = browser.client.get(DOOR, params={"next": path}, headers=HTML, follow_redirects=False)
        assert sent.status_code == 303, sent.text
        return self.provider.authorise(sent.headers["location"])

    def finish(self, browser: Browser, brought: dict[str, str], **changed: str) -> Any:
        query = callback_query(brought, **changed)
        return browser.client.get(f"{DOOR}/callback?{query}", headers=HTML, follow_redirects=False)

    def come(self, browser: Browser | None = None, path: str = "/learn") -> Any:
        browser = browser or open_browser(self.web)
        return self.finish(browser, self.begin(browser, path))

    def who(self, browser: Browser) -> str:
        """The principal that the browser is signed in as; empty: nobody."""
        person = find_signed_in(browser.client.cookies.get("morsel") or "", database=self.web.services.database)
        return "" if person is None else person.caller.principal


@pytest.fixture
def house(web: Web, provider: IdentityProvider) -> House:
    built = House(web, provider)
    outgoing = Outgoing(allow_private=True, seconds=2.0)
    web.services.__dict__["providers"] = IdentityProviders(outgoing, clock=lambda: built.seconds[0])
    built.configure()
    return built


def is_refused(answer: Any) -> bool:
    return answer.status_code == 403 and "morsel=" not in answer.headers.get("set-cookie", "")


def answer_with(house: House, path: str, response: Response) -> None:
    """The provider answers so at this path from now on."""
    assert house.provider.server is not None
    usual = house.provider.respond

    def respond(request: Request) -> Response:
        return response if request.path == path else usual(request)

    house.provider.server.respond = respond
