"""The MCP server as the protocol's own client library meets it, over HTTP: tools are listed, called, and refuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import anyio
import httpx2
import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from tests.support.published import Served, served

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

Era = Literal["auto", "legacy"]
ERAS: tuple[Era, ...] = ("auto", "legacy")  # without a handshake, as of 2026; with one, as before
Json = dict[str, Any]  # what tools answer is JSON


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("mcp")) as running:
        yield running


def called(server: Served, name: str, arguments: Json, *, era: Era = "auto") -> CallToolResult:
    async def call() -> CallToolResult:
        key = {"Authorization": f"Bearer {server.keys['learner']}"}
        async with (
            httpx2.AsyncClient(headers=key, timeout=60.0) as http,
            Client(streamable_http_client(f"{server.url}/mcp", http_client=http), mode=era) as client,
        ):
            return await client.call_tool(name, arguments)

    return anyio.run(call)


def answered(server: Served, name: str, arguments: Json, *, era: Era = "auto") -> Json:
    result = called(server, name, arguments, era=era)
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


def said(result: CallToolResult) -> str:
    return " ".join(str(getattr(part, "text", "")) for part in result.content)


def test_the_tools_are_listed_with_sound_schemas(server: Served) -> None:
    async def listed() -> dict[str, tuple[Json, Json | None]]:
        key = {"Authorization": f"Bearer {server.keys['learner']}"}
        async with (
            httpx2.AsyncClient(headers=key, timeout=60.0) as http,
            Client(streamable_http_client(f"{server.url}/mcp", http_client=http)) as client,
        ):
            return {one.name: (one.input_schema, one.output_schema) for one in (await client.list_tools()).tools}

    tools = anyio.run(listed)
    assert set(tools) == {"ask", "todays_session", "answer_item", "find_helpers"}
    for given, returned in tools.values():
        assert "ctx" not in given["properties"]
        assert returned is not None
        Draft202012Validator.check_schema(given)
        Draft202012Validator.check_schema(returned)


@pytest.mark.parametrize("era", ERAS)
def test_a_session_is_taken_and_an_item_of_it_answered(server: Served, era: Era) -> None:
    session = answered(server, "todays_session", {"budget_seconds": 600}, era=era)
    assert session["total_seconds"] <= 600
    part = next(one for one in session["parts"] if any(asked["options"] for asked in one["questions"]))
    question = next(asked for asked in part["questions"] if asked["options"])
    arguments = {
        "micro_module_id": part["micro_module_id"],
        "item_id": question["id"],
        "answer": {"option_ids": [question["options"][0]["id"]]},
        "impression_id": part["impression_id"],
    }
    graded = answered(server, "answer_item", arguments, era=era)
    assert graded["score"] is not None
    assert graded["rationale"]


def test_a_question_is_answered_with_its_source(server: Served) -> None:
    shown = server.micro_modules[0]
    asked = answered(server, "ask", {"question": shown["key_points"][0]["text"]})
    assert asked["fits"] is True
    assert asked["found"][0]["source"]["quote"]
    assert answered(server, "find_helpers", {"question": "Who knows forklifts?"}) == {"helpers": []}


def test_a_missing_argument_is_refused_in_words(server: Served) -> None:
    refused = called(server, "ask", {})
    assert refused.is_error
    assert "question" in said(refused)
    refused = called(server, "answer_item", {"micro_module_id": "mm_none", "item_id": "itm_none", "answer": {}})
    assert refused.is_error
    assert "Give one of" in said(refused)


def test_what_is_not_there_is_an_error_that_can_be_read(server: Served) -> None:
    arguments = {"micro_module_id": "mm_none", "item_id": "itm_none", "answer": {"text": "x"}}
    refused = called(server, "answer_item", arguments)
    assert refused.is_error
    assert "mm_none" in said(refused)
