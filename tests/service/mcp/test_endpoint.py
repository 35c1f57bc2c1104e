"""Who may speak to `/mcp`, and how often; the tools are tried with the protocol's own client in tests/interop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.db.base import Json
from tests.support.web import Answered, Web

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
TAKES = {"accept": "application/json, text/event-stream"}


@pytest.fixture
def web_settings() -> dict[str, Json]:
    return {"server": {"requests_per_minute": 3}}


@pytest.fixture
def assistant(web: Web) -> Iterator[TestClient]:
    """A client without a key, of an application that runs."""
    with TestClient(web.learner.app, raise_server_exceptions=False) as running:
        yield running


def key_of(client: TestClient) -> str:
    return str(client.headers["authorization"])


def ask(assistant: TestClient, key: str | None, **headers: str) -> Answered:
    given = {} if key is None else {"authorization": key}
    return assistant.post("/mcp", json=LIST, headers={**TAKES, **given, **headers})


def test_a_learners_key_lists_the_tools(web: Web, assistant: TestClient) -> None:
    listed = ask(assistant, key_of(web.learner))
    assert listed.status_code == 200, listed.text
    names = {one["name"] for one in listed.json()["result"]["tools"]}
    assert names == {"ask", "todays_session", "answer_item", "find_helpers"}


def test_nobody_else_is_let_in(web: Web, assistant: TestClient) -> None:
    assert ask(assistant, None).json()["type"] == "urn:morsel:problem:unauthenticated"
    assert ask(assistant, "Bearer morsel_acme_wrong").status_code == 401
    for client in (web.author, web.integrator, web.administrator):
        assert ask(assistant, key_of(client)).json()["type"] == "urn:morsel:problem:forbidden"


def test_a_page_of_another_site_is_refused(web: Web, assistant: TestClient) -> None:
    assert ask(assistant, key_of(web.learner), origin="https://evil.example").status_code == 403
    assert ask(assistant, key_of(web.learner), origin="http://testserver").status_code == 200


def test_a_key_is_counted_here_as_elsewhere(web: Web, assistant: TestClient) -> None:
    answers = [ask(assistant, key_of(web.learner)).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    assert web.learner.get("/v1/catalogue").status_code == 429


def test_no_stream_is_held_open(web: Web, assistant: TestClient) -> None:
    answered = assistant.get("/mcp", headers={"authorization": key_of(web.learner)})
    assert (answered.status_code, answered.headers["allow"]) == (405, "POST")
