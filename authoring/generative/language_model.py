"""What the engine asks of a language model: messages in, one answer out, within a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from authoring.generative.answers import JsonSchema


class Provider(StrEnum):
    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    OLLAMA = "ollama"


class Speaker(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Strategy(StrEnum):
    """How an answer of a given shape is asked for, best first."""

    JSON_SCHEMA = "json_schema"  # the provider holds the model to the schema
    FUNCTION_CALLING = "function_calling"  # the answer is the arguments of a tool
    JSON_MODE = "json_mode"  # some JSON object; the prompt shows its shape
    PLAIN = "plain"  # words; the JSON object is looked for in them


@dataclass(frozen=True, slots=True)
class Message:
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What one call sends."""

    messages: tuple[Message, ...]
    schema: JsonSchema
    temperature: float
    max_output_tokens: int

    @property
    def characters(self) -> int:
        """Characters of all messages and of the schema."""
        return sum(len(message.text) for message in self.messages) + len(str(self.schema))


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider counted, or an estimate where it does not say."""

    input: int
    output: int


@dataclass(frozen=True, slots=True)
class Reply:
    """The raw text of an answer. `is_cut`: the model ran into its limit of output tokens."""

    text: str
    tokens: Tokens
    is_cut: bool = False
    strategy: Strategy = Strategy.PLAIN


class LanguageModel(Protocol):
    """A chat model. `identity` is PROVIDER:NAME; `context_tokens` None: not known."""

    @property
    def identity(self) -> str: ...

    def ask(self, question: Question) -> Reply:
        """One answer within the model's deadline. Raises LanguageModelUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """Which model, where, and how it is spoken to. `base_url` and `api_key` None: the provider's own defaults."""

    name: str
    base_url: str | None = None
    api_key: str | None = None
    deadline_seconds: float = 120.0
    context_tokens: int | None = None
    first_strategy: Strategy = Strategy.JSON_SCHEMA


CHARACTERS_A_TOKEN = 4  # of English, in every current tokenizer; others need more tokens, so estimates are told as such


def estimate_tokens(characters: int) -> int:
    """A round guess where nobody counted."""
    return -(-characters // CHARACTERS_A_TOKEN)
