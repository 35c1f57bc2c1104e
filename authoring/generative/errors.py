"""What can go wrong between us and a language model, by who can act on it."""

from __future__ import annotations


class LanguageModelUnavailable(Exception):
    """The model gives no answer now: away, overloaded, too slow. `retry_after_seconds` None: it did not say when."""

    def __init__(self, model: str, *, reason: str, retry_after_seconds: float | None = None) -> None:
        self.model = model
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"The language model {model} does not answer: {reason}")


class LanguageModelRefused(LanguageModelUnavailable):
    """The provider refuses every request like this one: a wrong key, an unknown model, no credit. The operator acts."""


class TooManyCalls(LanguageModelUnavailable):
    """The tenant has as many calls under way as it may, or the very same one is under way."""


class BudgetSpent(Exception):
    """The tenant's budget does not allow another call; amounts are millionths of the currency."""

    def __init__(self, *, spent_micros: int, budget_micros: int) -> None:
        self.spent_micros = spent_micros
        self.budget_micros = budget_micros
        super().__init__(
            f"The budget of {budget_micros / 1e6:.2f} for the language model is spent ({spent_micros / 1e6:.2f})."
        )


class InvalidBrief(Exception):
    """The author's brief cannot be read; `place` says which part."""

    def __init__(self, place: str, message: str) -> None:
        self.place = place
        super().__init__(f"{place}: {message}")


class UnknownProvider(Exception):
    """The model's name does not begin with a provider that we speak to."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name!r} names no provider; write openai:MODEL, anthropic:MODEL or ollama:MODEL")
