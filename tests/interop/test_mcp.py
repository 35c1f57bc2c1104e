"""The MCP server as the protocol's own client library and conformance runner meet it: over HTTP, and started by it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import anyio
import httpx2
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from tests.support.forwarding import ChangeBody, forwarding
from tests.support.node import package_file, run_tool
from tests.support.published import Served, served
from tests.support.services import product_environment

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


def started(server: Served, folder: Path, key: str) -> StdioServerParameters:
    """As an assistant's own settings name a server to start."""
    database = f"sqlite:///{server.folder}/morsel.sqlite3"
    environment = product_environment(MORSEL_DATABASE__URL=database, MORSEL_MCP__KEY=key)
    return StdioServerParameters(
        command=sys.executable, args=["-c", "from service.cli import main; raise SystemExit(main(['mcp']))"],
        env=environment, cwd=folder,
    )  # fmt: skip


def test_an_assistant_that_starts_the_server_itself_has_the_same_tools(server: Served, tmp_path: Path) -> None:
    async def talk() -> tuple[set[str], CallToolResult, CallToolResult]:
        parameters = started(server, tmp_path, server.keys["learner"])
        async with Client(stdio_client(parameters)) as client:
            names = {one.name for one in (await client.list_tools()).tools}
            words = server.micro_modules[0]["key_points"][0]["text"]
            return names, await client.call_tool("ask", {"question": words}), await client.call_tool("ask", {})

    names, asked, refused = anyio.run(talk)
    assert names == {"ask", "todays_session", "answer_item", "find_helpers"}
    assert not asked.is_error, said(asked)
    assert isinstance(asked.structured_content, dict)
    assert asked.structured_content["found"][0]["source"]["quote"]
    assert refused.is_error
    assert "question" in said(refused)


@pytest.mark.parametrize("kind", ["author", "nobody"])
def test_another_s_key_starts_no_server(server: Served, tmp_path: Path, kind: str) -> None:
    parameters = started(server, tmp_path, server.keys.get(kind, "morsel_acme_made-up"))
    done = subprocess.run(
        [parameters.command, *parameters.args],
        cwd=tmp_path,
        env=parameters.env,
        input=b"",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"MORSEL_MCP__KEY" in done.stderr


# Its others ask for tools, prompts and resources that only its own example has, and one for a server without keys.
SCENARIOS = ("server-initialize", "ping", "tools-list")


def conforms(server: Served, folder: Path, scenario: str, change: ChangeBody) -> tuple[bool, str]:
    """Whether the runner finds nothing wrong, and what it says; it sends no key, so a proxy puts it on."""
    program = package_file("@modelcontextprotocol/conformance/dist/index.js")
    port = int(server.url.rpartition(":")[2])
    with forwarding(port, change, headers={"Authorization": f"Bearer {server.keys['learner']}"}) as url:
        done = run_tool(folder, "node", str(program), "server", "--url", f"{url}/mcp", "--scenario", scenario)
    return done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_protocols_own_runner_finds_nothing_wrong(server: Served, tmp_path: Path, scenario: str) -> None:
    is_sound, told = conforms(server, tmp_path, scenario, lambda _path, _status, body: body)
    assert is_sound, told


def test_the_runner_finds_a_tool_without_a_schema(server: Served, tmp_path: Path) -> None:
    def spoil(_path: str, _status: int, body: bytes) -> bytes:
        return body.replace(b'"inputSchema"', b'"inputSchemas"')

    is_sound, told = conforms(server, tmp_path, "tools-list", spoil)
    assert not is_sound, told
