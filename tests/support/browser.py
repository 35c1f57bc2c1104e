"""People at the pages without a browser: signed in over the real form, as a browser without JavaScript would be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.db.base import PrincipalId
from service.workflows.platform.put_account import put_account
from tests.support.database import TENANT
from tests.support.web import Answered, Web

PASSWORD = "correct horse battery"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """Keeps cookies and sends back the form token of the page it saw last."""

    client: TestClient
    form_token: str = ""

    def get(self, path: str, **headers: str) -> Answered:
        answer = self.client.get(path, headers={"accept": "text/html", **headers})
        self._see(answer.text)
        return answer

    def post(self, path: str, /, **fields: object) -> Answered:
        """As a form of the page seen last; a field may have several values. Follows to the page it leads to."""
        data = {"form_token": self.form_token, **fields}
        answer = self.client.post(path, data=data, headers={"accept": "text/html"})
        self._see(answer.text)
        return answer

    def sign_in(self, name: str, password: str = PASSWORD) -> Answered:
        self.get("/")
        return self.post("/sign-in", name=f"{name}@{TENANT}", password=password)

    def _see(self, html: str) -> None:
        found = _TOKEN.search(html)
        self.form_token = found[1] if found else self.form_token


@dataclass
class Browsers:
    """One signed-in browser a kind of principal, and one of nobody's."""

    author: Browser
    reviewer: Browser
    administrator: Browser
    learner: Browser
    stranger: Browser


def open_browser(web: Web) -> Browser:
    return Browser(TestClient(create_app(web.services), raise_server_exceptions=False))


@pytest.fixture
def browsers(web: Web) -> Browsers:
    """Everybody of `web`, signed in; account names are the kinds."""
    app = create_app(web.services)
    opened = {}
    for name in ("author", "reviewer", "administrator", "learner"):
        principal: PrincipalId = getattr(web.people, name)
        put_account(TENANT, principal, name=name, password=PASSWORD, by=principal, database=web.services.database)
        opened[name] = Browser(TestClient(app, raise_server_exceptions=False))
        assert opened[name].sign_in(name).status_code == 200
    return Browsers(**opened, stranger=Browser(TestClient(app, raise_server_exceptions=False)))


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.texts += [value for name, value in attrs if name in ("aria-label", "placeholder", "title") and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))


def texts_of(html: str) -> list[str]:
    """What a person reads or hears of a page, piece by piece."""
    parser = _Texts()
    parser.feed(html)
    return parser.texts
