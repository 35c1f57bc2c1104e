"""Generations: every call of a model written down, none paid for twice; the service keeps them by this protocol."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from typing import Protocol

from authoring.generative.language_model import Tokens

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Currency units a million tokens: a token costs as many millionths. Zero: nobody said, or it costs nothing."""

    input: float = 0.0
    output: float = 0.0

    def cost_micros(self, tokens: Tokens) -> int:
        """Millionths of the currency."""
        return round(self.input * tokens.input + self.output * tokens.output)


@dataclass(frozen=True, slots=True)
class Call:
    """What makes a call what it is; equal ones have equal answers. `most_micros`: what it may cost at most."""

    prompt: str
    prompt_version: int
    prompt_digest: str
    model: str
    parameters: dict[str, float | int | str]
    input_digest: str
    most_micros: int = 0

    @property
    def key(self) -> str:
        """SHA-256, hexadecimal, of everything but the cost."""
        parts = [self.prompt, self.prompt_version, self.prompt_digest, self.model, self.parameters, self.input_digest]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Generation:
    """What a call gave, as it came."""

    output: str
    is_cut: bool
    tokens: Tokens
    cost_micros: int
    duration_seconds: float


class GenerationStore(Protocol):
    """Where generations are kept; one of these belongs to one tenant."""

    def find(self, call: Call) -> Generation | None:
        """What an equal call gave; None: none was made."""
        ...

    def begin(self, call: Call) -> str:
        """Write the call down before it is made; its id. Raises BudgetSpent, TooManyCalls."""
        ...

    def finish(self, call_id: str, generation: Generation) -> None:
        """Write down what it gave."""
        ...

    def fail(self, call_id: str, reason: str, *, duration_seconds: float) -> None:
        """Write down that it gave nothing."""
        ...


@dataclass
class GenerationsInMemory:
    """For one run of the command and for tests. `calls` are those that were made, in order."""

    kept: dict[str, Generation] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, call: Call) -> Generation | None:
        """As GenerationStore."""
        return self.kept.get(call.key)

    def begin(self, call: Call) -> str:
        """As GenerationStore; nothing limits it."""
        with self._lock:
            self.calls.append(call)
            return str(len(self.calls) - 1)

    def finish(self, call_id: str, generation: Generation) -> None:
        """As GenerationStore."""
        self.kept[self.calls[int(call_id)].key] = generation

    def fail(self, call_id: str, reason: str, *, duration_seconds: float) -> None:  # noqa: ARG002  nobody reads it here
        """As GenerationStore."""
        self.failures.append(f"{self.calls[int(call_id)].prompt}: {reason}")
