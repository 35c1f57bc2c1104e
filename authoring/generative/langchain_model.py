"""A language model over LangChain: OpenAI and all that speak its protocol, Anthropic, Ollama.

Calls are made on one event loop in a thread of its own: only cancelling a coroutine ends a connection whose server
sends a byte a second. LangChain's own retries and tracing are off: we retry, and no text leaves for a third party.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from authoring.generative.errors import LanguageModelRefused, LanguageModelUnavailable, UnknownProvider
from authoring.generative.language_model import (
    LanguageModel,
    ModelAddress,
    Provider,
    Question,
    Reply,
    Speaker,
    Strategy,
    Tokens,
    estimate_tokens,
)

if TYPE_CHECKING:
    import ssl

    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

Result = TypeVar("Result")

_STRATEGIES: dict[Provider, tuple[Strategy, ...]] = {
    Provider.OPENAI: (Strategy.JSON_SCHEMA, Strategy.FUNCTION_CALLING, Strategy.JSON_MODE, Strategy.PLAIN),
    Provider.ANTHROPIC: (Strategy.JSON_SCHEMA, Strategy.FUNCTION_CALLING, Strategy.PLAIN),
    Provider.OLLAMA: (Strategy.JSON_SCHEMA, Strategy.JSON_MODE, Strategy.PLAIN),
}
_REFUSES_STRATEGY = frozenset({400, 404, 415, 422, 500, 501})  # how servers answer a response format they do not know
_OPERATOR_ACTS = frozenset({400, 401, 402, 403, 404, 413, 422})
_CUT = frozenset({"length", "max_tokens"})
# Only OpenAI's protocol has to be told to hold the model to the schema.
_STRICT = {(Provider.OPENAI, Strategy.JSON_SCHEMA): {"strict": True}}
# Named, because the client libraries would else take an address out of the environment.
_ADDRESSES = {
    Provider.OPENAI: "https://api.openai.com/v1",
    Provider.ANTHROPIC: "https://api.anthropic.com",
    Provider.OLLAMA: "http://127.0.0.1:11434",
}
_CLOSE = {"Connection": "close"}  # a call lasts seconds; what is kept open is forgotten open
_NO_KEY = "none"  # a local server asks for none, its client library does
_BYTES_A_TOKEN = 40  # far above any tokenizer, with JSON around it; beyond, an answer has no end


def open_language_model(address: ModelAddress) -> LanguageModel:
    """The model of `PROVIDER:NAME`; connects to nothing yet. Raises UnknownProvider."""
    provider_name, _, name = address.name.partition(":")
    try:
        provider = Provider(provider_name)
    except ValueError:
        raise UnknownProvider(address.name) from None
    if not name:
        raise UnknownProvider(address.name)
    strategies = _STRATEGIES[provider]
    first = strategies.index(address.first_strategy) if address.first_strategy in strategies else 0
    return _LangChainModel(address, provider, name, list(strategies[first:]))


@dataclass
class _LangChainModel:
    """`_strategies` are those that the server has not refused; the first is `_proven` once it gave an answer."""

    address: ModelAddress
    provider: Provider
    name: str
    _strategies: list[Strategy]
    _proven: bool = field(default=False, init=False)

    @property
    def identity(self) -> str:
        return f"{self.provider.value}:{self.name}"

    @property
    def strategy(self) -> Strategy:
        """The one in use."""
        return self._strategies[0]

    def ask(self, question: Question) -> Reply:
        """As LanguageModel. Tries the next strategy where the server refuses one that never gave an answer."""
        while True:
            try:
                reply = self._ask(question, self._strategies[0])
            except _StrategyRefused as refusal:
                if self._proven or len(self._strategies) == 1:
                    raise refusal.fault from None
                del self._strategies[0]
            else:
                self._proven = True
                return replace(reply, strategy=self._strategies[0])

    def _ask(self, question: Question, strategy: Strategy) -> Reply:
        chat = _OPENERS[self.provider](self.name, self.address, question)
        answering = _invoke(chat, self.provider, question, strategy)
        try:
            message = _loop().run(asyncio.wait_for(answering, self.address.deadline_seconds))
        except TimeoutError:
            reason = f"no whole answer within {self.address.deadline_seconds:g} s"
            raise LanguageModelUnavailable(self.identity, reason=reason) from None
        except Exception as fault:
            cut = _cut_answer(fault)
            if cut is None:
                raise self._named(fault) from fault
            return cut
        return _reply(message, question)

    def _named(self, fault: Exception) -> Exception:
        status = getattr(fault, "status_code", None)
        if not isinstance(status, int):
            return LanguageModelUnavailable(self.identity, reason=type(fault).__name__)
        wait = _retry_after(fault)
        kind = (
            LanguageModelRefused if status in _OPERATOR_ACTS or _is_out_of_credit(fault) else LanguageModelUnavailable
        )
        named = kind(self.identity, reason=f"HTTP {status}", retry_after_seconds=wait)
        return _StrategyRefused(named) if status in _REFUSES_STRATEGY else named


class _StrategyRefused(Exception):
    """The server answered in a way that may mean it does not know the response format."""

    def __init__(self, fault: LanguageModelUnavailable) -> None:
        self.fault = fault


async def _invoke(chat: BaseChatModel, provider: Provider, question: Question, strategy: Strategy) -> AIMessage:
    from langchain_core.messages import AIMessage
    from langsmith import tracing_context

    messages = [_as_langchain(message.speaker, message.text) for message in question.messages]
    with tracing_context(enabled=False):
        answer: object = await _asking(chat, provider, question, strategy).ainvoke(messages)
    if not isinstance(answer, AIMessage):
        message = f"{type(answer).__name__} is no answer"
        raise TypeError(message)
    return answer


def _asking(
    chat: BaseChatModel, provider: Provider, question: Question, strategy: Strategy
) -> Runnable[LanguageModelInput, object]:
    """The chat model told how to answer, without LangChain's parser behind it.

    Our own reader parses: it says what is wrong in words that a repair can use. LangChain's takes minutes over a long
    answer that is no JSON (it tries every shorter one), in a thread that no deadline ends.
    """
    if strategy is Strategy.PLAIN:
        return chat
    from langchain_core.runnables import RunnableSequence

    asking = chat.with_structured_output(
        question.schema, method=strategy.value, **_STRICT.get((provider, strategy), {})
    )
    if not isinstance(asking, RunnableSequence):
        message = f"{type(asking).__name__} is no model with a parser behind it"
        raise TypeError(message)
    return asking.first


def _as_langchain(speaker: Speaker, text: str) -> BaseMessage:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[Speaker, type[BaseMessage]] = {
        Speaker.SYSTEM: SystemMessage,
        Speaker.USER: HumanMessage,
        Speaker.ASSISTANT: AIMessage,
    }
    return kinds[speaker](content=text)


def _reply(message: AIMessage, question: Question) -> Reply:
    text = json.dumps(message.tool_calls[0]["args"]) if message.tool_calls else str(message.text)
    usage = message.usage_metadata
    counted = (
        Tokens(usage["input_tokens"], usage["output_tokens"])
        if usage
        else Tokens(estimate_tokens(question.characters), estimate_tokens(len(text)))
    )
    facts = message.response_metadata
    ended = facts.get("finish_reason") or facts.get("stop_reason") or facts.get("done_reason")
    return Reply(text, counted, is_cut=ended in _CUT)


def _cut_answer(fault: Exception) -> Reply | None:
    """The answer that OpenAI's library throws away because it ran into the limit; None: another fault."""
    completion = getattr(fault, "completion", None)
    usage = getattr(completion, "usage", None)
    if usage is None:
        return None
    return Reply("", Tokens(usage.prompt_tokens, usage.completion_tokens), is_cut=True)


def _retry_after(fault: Exception) -> float | None:
    headers = getattr(getattr(fault, "response", None), "headers", None)
    said = headers.get("retry-after") if headers is not None else None
    try:
        return max(0.0, float(said)) if said else None
    except ValueError:
        return None  # a date: our own pause will do


def _is_out_of_credit(fault: Exception) -> bool:
    return getattr(fault, "code", None) == "insufficient_quota"


def _open_openai(name: str, address: ModelAddress, question: Question) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=name,
        base_url=address.base_url or _ADDRESSES[Provider.OPENAI],
        api_key=SecretStr(address.api_key or _NO_KEY),
        temperature=question.temperature,
        max_completion_tokens=question.max_output_tokens,
        timeout=address.deadline_seconds,
        max_retries=0,
        use_responses_api=False,
        default_headers=_CLOSE,
        http_async_client=_bounded_client(question.max_output_tokens),
    )


def _open_anthropic(name: str, address: ModelAddress, question: Question) -> BaseChatModel:
    from langchain_anthropic import ChatAnthropic
    from pydantic import SecretStr

    return ChatAnthropic(
        model=name,
        base_url=address.base_url or _ADDRESSES[Provider.ANTHROPIC],
        api_key=SecretStr(address.api_key or _NO_KEY),
        temperature=question.temperature,
        max_tokens_to_sample=question.max_output_tokens,
        timeout=address.deadline_seconds,
        max_retries=0,
        stop=None,
        default_headers=_CLOSE,
    )


def _open_ollama(name: str, address: ModelAddress, question: Question) -> BaseChatModel:
    from langchain_ollama import ChatOllama

    needed = estimate_tokens(question.characters) * 2 + question.max_output_tokens  # else it silently drops the rest
    headers = _CLOSE | ({"Authorization": f"Bearer {address.api_key}"} if address.api_key else {})
    return ChatOllama(
        model=name,
        base_url=address.base_url or _ADDRESSES[Provider.OLLAMA],
        temperature=question.temperature,
        num_predict=question.max_output_tokens,
        num_ctx=address.context_tokens or needed,
        client_kwargs={"timeout": address.deadline_seconds, "headers": headers},
    )


_OPENERS = {
    Provider.OPENAI: _open_openai,
    Provider.ANTHROPIC: _open_anthropic,
    Provider.OLLAMA: _open_ollama,
}


def _bounded_client(max_output_tokens: int) -> Any:
    """An HTTP client that reads no more of an answer than its tokens can take: compatible servers may never end one."""
    import httpx

    class Bounded(httpx.AsyncByteStream):
        def __init__(self, stream: httpx.AsyncByteStream, most: int) -> None:
            self._stream = stream
            self._left = most

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for chunk in self._stream:
                self._left -= len(chunk)
                if self._left < 0:
                    message = "the answer has no end"
                    raise httpx.ReadError(message)
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def bound(response: httpx.Response) -> None:
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = Bounded(response.stream, 64_000 + max_output_tokens * _BYTES_A_TOKEN)

    hooks = {"response": [bound]}
    return httpx.AsyncClient(event_hooks=hooks, verify=_trust(), timeout=None)  # noqa: S113  the whole call has a deadline


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than all else that a call does here."""
    import httpx

    return httpx.create_ssl_context()


class _Loop:
    """One event loop in a daemon thread; safe to be used from many threads."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True, name="language-model").start()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the coroutine returns or raises."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


@cache
def _loop() -> _Loop:
    # Made on first use: a worker that forks afterwards would inherit a loop without its thread.
    return _Loop()
