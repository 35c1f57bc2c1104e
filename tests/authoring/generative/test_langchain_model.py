"""The adapters over real HTTP: what is sent and read in each provider's wire format, and every fault of F10."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from authoring.generative.answers import SummaryAnswer, json_schema
from authoring.generative.errors import LanguageModelRefused, LanguageModelUnavailable, UnknownProvider
from authoring.generative.langchain_model import open_language_model
from authoring.generative.language_model import Message, ModelAddress, Question, Speaker, Strategy, Tokens
from tests.support.loopback import LoopbackServer, Request, Response, json_response, serving
from tests.support.scripted_models import completion

pytestmark = pytest.mark.language_model

ANSWER = {"sentences": [{"text": "Wear a badge.", "support": []}]}
QUESTION = Question(
    (
        Message(Speaker.SYSTEM, "You sum up."),
        Message(Speaker.USER, "Sum up: è così."),
        Message(Speaker.ASSISTANT, "{}"),
        Message(Speaker.USER, "Again."),
    ),
    json_schema(SummaryAnswer),
    temperature=0.2,
    max_output_tokens=500,
)


def address(server: LoopbackServer, name: str = "openai:test", **rest: object) -> ModelAddress:
    path = "/v1" if name.startswith("openai") else ""
    given: dict[str, object] = {"base_url": server.url + path, "api_key": "sk-test", "deadline_seconds": 5.0, **rest}
    return ModelAddress(name, **given)  # type: ignore[arg-type]  # fields by name


def test_openai_is_asked_for_the_schema_and_read() -> None:
    with serving(lambda _: completion(json.dumps(ANSWER))) as server:
        reply = open_language_model(address(server)).ask(QUESTION)
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-test"
    assert [one["role"] for one in request.body["messages"]] == ["system", "user", "assistant", "user"]
    assert request.body["messages"][1]["content"] == "Sum up: è così."
    assert (request.body["temperature"], request.body["max_completion_tokens"]) == (0.2, 500)
    asked = request.body["response_format"]
    assert (asked["type"], asked["json_schema"]["strict"]) == ("json_schema", True)
    assert asked["json_schema"]["schema"]["required"] == ["sentences"]
    assert (json.loads(reply.text), reply.tokens, reply.is_cut) == (ANSWER, Tokens(1000, 200), False)


def _anthropic_answer(request: Request) -> Response:
    """A message as Anthropic's reference documents it; the tool's input where a tool is forced."""
    content: list[dict[str, object]] = [{"type": "text", "text": json.dumps(ANSWER)}]
    if request.body.get("tools"):
        name = request.body["tools"][0]["name"]
        content = [{"type": "tool_use", "id": "toolu_1", "name": name, "input": ANSWER}]
    return json_response(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-test",
            "content": content,
            "stop_reason": "tool_use" if request.body.get("tools") else "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 300, "output_tokens": 40},
        }
    )


@pytest.mark.parametrize("strategy", [Strategy.JSON_SCHEMA, Strategy.FUNCTION_CALLING, Strategy.PLAIN])
def test_anthropic_is_asked_and_read_in_its_own_format(strategy: Strategy) -> None:
    with serving(_anthropic_answer) as server:
        model = open_language_model(address(server, "anthropic:claude-test", first_strategy=strategy))
        reply = model.ask(QUESTION)
    (request,) = server.requests
    assert request.path == "/v1/messages"
    assert "sk-test" in request.headers.get("x-api-key", request.headers.get("authorization", ""))
    assert "anthropic-version" in request.headers
    assert request.body["system"] == "You sum up."
    assert [one["role"] for one in request.body["messages"]] == ["user", "assistant", "user"]
    assert request.body["max_tokens"] == 500
    if strategy is Strategy.FUNCTION_CALLING:
        assert request.body["tool_choice"]["type"] == "tool"
        assert request.body["tools"][0]["input_schema"]["required"] == ["sentences"]
    assert (json.loads(reply.text), reply.tokens) == (ANSWER, Tokens(300, 40))


def test_ollama_is_asked_and_read_in_its_own_format() -> None:
    def answer(_: Request) -> Response:
        body = {
            "model": "test",
            "created_at": "2026-01-01T00:00:00Z",
            "message": {"role": "assistant", "content": json.dumps(ANSWER)},
            "done": True,
            "done_reason": "stop",
            "total_duration": 1,
            "load_duration": 1,
            "prompt_eval_count": 50,
            "prompt_eval_duration": 1,
            "eval_count": 7,
            "eval_duration": 1,
        }
        return Response(body=json.dumps(body).encode() + b"\n", headers={"Content-Type": "application/x-ndjson"})

    with serving(answer) as server:
        reply = open_language_model(address(server, "ollama:test")).ask(QUESTION)
    (request,) = server.requests
    assert request.path == "/api/chat"
    assert request.body["format"]["required"] == ["sentences"]
    options = request.body["options"]
    assert (options["temperature"], options["num_predict"]) == (0.2, 500)
    assert options["num_ctx"] >= 500, "else the model silently drops what does not fit"
    assert (json.loads(reply.text), reply.tokens) == (ANSWER, Tokens(50, 7))


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_a_refused_strategy_gives_way_to_the_next_and_is_not_tried_again(status: int) -> None:
    def answer(request: Request) -> Response:
        asked = request.body.get("response_format", {}).get("type")
        if asked == "json_schema" or "tools" in request.body:
            return Response(status=status, body=b'{"error": {"message": "response_format is not supported"}}')
        return completion(json.dumps(ANSWER))

    with serving(answer) as server:
        model = open_language_model(address(server))
        first, second = model.ask(QUESTION), model.ask(QUESTION)
    assert json.loads(first.text) == json.loads(second.text) == ANSWER
    kinds = ["tools" if "tools" in one.body else one.body["response_format"]["type"] for one in server.requests]
    assert kinds == ["json_schema", "tools", "json_object", "json_object"]


def test_a_server_that_knows_no_format_is_asked_in_words() -> None:
    def answer(request: Request) -> Response:
        if "response_format" in request.body or "tools" in request.body:
            return Response(status=500, body=b"boom")
        return completion(f"Of course: {json.dumps(ANSWER)}")

    with serving(answer) as server:
        assert "Of course" in open_language_model(address(server)).ask(QUESTION).text


def test_a_strategy_that_gave_an_answer_is_kept_through_a_failure() -> None:
    answers = [completion(json.dumps(ANSWER)), Response(status=500, body=b"boom"), completion(json.dumps(ANSWER))]
    with serving(lambda _: answers.pop(0)) as server:
        model = open_language_model(address(server))
        model.ask(QUESTION)
        with pytest.raises(LanguageModelUnavailable, match="500"):
            model.ask(QUESTION)
        model.ask(QUESTION)
    assert {one.body["response_format"]["type"] for one in server.requests} == {"json_schema"}


Fault = Callable[[Request], Response]
WHOLE = completion(json.dumps(ANSWER))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda _: Response(delay_seconds=60), "within"),
        (lambda _: Response(body=WHOLE.body, pause_seconds=1.0), "within"),
        (lambda _: Response(hangs_up=True), "Connection"),
        (lambda _: Response(status=429, body=b"{}", headers={"Retry-After": "17"}), "429"),
        (lambda _: Response(status=503, body=b"{}"), "503"),
        (lambda _: Response(body=b"<html>hello</html>"), ""),
        (lambda _: Response(body=b""), ""),
        (lambda _: Response(body=b'{"choices": null}'), ""),
        (lambda _: Response(body=b'{"choices": []}'), ""),
        (lambda _: Response(body=WHOLE.body[: len(WHOLE.body) // 2]), ""),
        (lambda _: Response(body=b"{", is_endless=True), ""),
    ],
    ids=["silent", "a byte a second", "hangs up", "429", "503", "html", "empty", "null", "none", "half", "endless"],
)
def test_what_is_no_answer_is_named_within_the_deadline(answer: Fault, reason: str) -> None:
    with serving(answer) as server:
        model = open_language_model(address(server, deadline_seconds=2.0, first_strategy=Strategy.PLAIN))
        with pytest.raises(LanguageModelUnavailable) as fault:
            model.ask(QUESTION)
    assert reason in fault.value.reason
    assert fault.value.retry_after_seconds == (17.0 if "429" in reason else None)


def test_a_server_that_is_not_there_is_named() -> None:
    with serving(lambda _: WHOLE) as server:
        gone = address(server)
    with pytest.raises(LanguageModelUnavailable, match="Connection"):
        open_language_model(gone).ask(QUESTION)


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_what_the_operator_has_to_mend_is_told_apart(status: int) -> None:
    with serving(lambda _: Response(status=status, body=b"{}")) as server:
        model = open_language_model(address(server, first_strategy=Strategy.PLAIN))
        with pytest.raises(LanguageModelRefused):
            model.ask(QUESTION)


def test_no_credit_is_no_overload() -> None:
    body = json.dumps({"error": {"message": "no credit", "code": "insufficient_quota", "type": "x"}}).encode()
    with serving(lambda _: Response(status=429, body=body)) as server, pytest.raises(LanguageModelRefused):
        open_language_model(address(server)).ask(QUESTION)


@pytest.mark.parametrize("strategy", [Strategy.JSON_SCHEMA, Strategy.PLAIN])
def test_an_answer_that_ran_into_its_limit_is_told_as_cut(strategy: Strategy) -> None:
    with serving(lambda _: completion('{"sentences": [', finish="length")) as server:
        reply = open_language_model(address(server, first_strategy=strategy)).ask(QUESTION)
    assert reply.is_cut
    assert reply.tokens == Tokens(1000, 200), "it was paid for"


@pytest.mark.parametrize("strategy", [Strategy.JSON_SCHEMA, Strategy.FUNCTION_CALLING, Strategy.JSON_MODE])
def test_a_long_answer_that_is_no_json_is_given_back_at_once(strategy: Strategy) -> None:
    words = "ha " * 25_000
    with serving(lambda _: completion(words)) as server:
        reply = open_language_model(address(server, first_strategy=strategy)).ask(QUESTION)
    assert reply.text == words, "nothing tried to make sense of it"


def test_an_empty_message_is_an_empty_answer() -> None:
    with serving(lambda _: completion(None)) as server:
        assert open_language_model(address(server, first_strategy=Strategy.PLAIN)).ask(QUESTION).text == ""


def test_nothing_is_traced_to_a_third_party(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: WHOLE) as model_server, serving(lambda _: json_response({})) as tracing_server:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "ls-test")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracing_server.url)
        open_language_model(address(model_server)).ask(QUESTION)
        from langchain_core.tracers.langchain import wait_for_all_tracers

        wait_for_all_tracers()
    assert tracing_server.requests == []


@pytest.mark.parametrize("name", ["gpt-5", "openai:", "acme:model", ""])
def test_a_name_without_a_provider_is_refused(name: str) -> None:
    with pytest.raises(UnknownProvider):
        open_language_model(ModelAddress(name))


def test_no_address_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: WHOLE) as elsewhere, serving(lambda _: WHOLE) as named:
        for name in (
            "OPENAI_API_BASE",
            "OPENAI_BASE_URL",
            "ANTHROPIC_BASE_URL",
            "ANTHROPIC_API_URL",
            "LANGSMITH_GATEWAY",
        ):
            monkeypatch.setenv(name, elsewhere.url)
        open_language_model(address(named)).ask(QUESTION)
    assert (len(named.requests), len(elsewhere.requests)) == (1, 0)
