"""Retries, Retry-After and the circuit breaker, with time and chance of the test's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest

from authoring.generative.errors import LanguageModelRefused, LanguageModelUnavailable
from authoring.generative.language_model import Question, Reply, Tokens
from authoring.generative.patience import Patience, PatientModel
from tests.support.scripted_models import StillClock

QUESTION = Question((), {}, 0.0, 10)
ANSWER = Reply("{}", Tokens(1, 1))


@dataclass
class Moody:
    """Raises what it is given, in order, then answers."""

    faults: list[Exception] = field(default_factory=list)
    calls: int = 0
    identity: str = "openai:moody"

    def ask(self, question: Question) -> Reply:
        self.calls += 1
        if self.faults:
            raise self.faults.pop(0)
        return ANSWER


def away(seconds: float | None = None) -> LanguageModelUnavailable:
    return LanguageModelUnavailable("openai:moody", reason="HTTP 503", retry_after_seconds=seconds)


def patient(moody: Moody, patience: Patience | None = None) -> tuple[PatientModel, StillClock]:
    clock = StillClock()
    return PatientModel(moody, patience or Patience(), clock, Random(7)), clock  # noqa: S311  no secret


def test_a_fault_that_passes_is_waited_out_longer_each_time() -> None:
    model, clock = patient(Moody([away(), away()]))
    assert model.ask(QUESTION) == ANSWER
    first, second = clock.slept
    assert 0.5 <= first <= 1.0 <= second <= 2.0


def test_pauses_differ_by_chance() -> None:
    pauses = set()
    for seed in range(5):
        clock = StillClock()
        PatientModel(Moody([away()]), Patience(), clock, Random(seed)).ask(QUESTION)  # noqa: S311  no secret
        pauses.update(clock.slept)
    assert len(pauses) == 5


def test_retry_after_is_honoured() -> None:
    model, clock = patient(Moody([away(9.0)]))
    model.ask(QUESTION)
    assert clock.slept == [9.0]


def test_a_retry_after_beyond_patience_is_handed_on() -> None:
    moody = Moody([away(600.0)])
    model, clock = patient(moody)
    with pytest.raises(LanguageModelUnavailable) as fault:
        model.ask(QUESTION)
    assert (fault.value.retry_after_seconds, clock.slept, moody.calls) == (600.0, [], 1)


def test_a_wrong_key_is_not_tried_again() -> None:
    moody = Moody([LanguageModelRefused("openai:moody", reason="HTTP 401")])
    model, _ = patient(moody)
    with pytest.raises(LanguageModelRefused):
        model.ask(QUESTION)
    assert moody.calls == 1


def test_the_breaker_opens_rests_and_lets_one_call_try() -> None:
    moody = Moody([away() for _ in range(100)])
    model, clock = patient(moody, Patience(attempts=1, failures=3, rest_seconds=60))
    for _ in range(3):
        with pytest.raises(LanguageModelUnavailable):
            model.ask(QUESTION)
    with pytest.raises(LanguageModelUnavailable, match="in a row") as fault:
        model.ask(QUESTION)
    assert moody.calls == 3, "an open breaker sends nothing"
    assert fault.value.retry_after_seconds == 60
    clock.seconds += 61
    with pytest.raises(LanguageModelUnavailable, match="503"):
        model.ask(QUESTION)
    assert moody.calls == 4, "after the rest one call tries"
    with pytest.raises(LanguageModelUnavailable, match="in a row"):
        model.ask(QUESTION)


def test_an_answer_closes_the_breaker() -> None:
    moody = Moody([away() for _ in range(3)])
    model, clock = patient(moody, Patience(attempts=1, failures=3, rest_seconds=60))
    for _ in range(3):
        with pytest.raises(LanguageModelUnavailable):
            model.ask(QUESTION)
    clock.seconds += 61
    assert model.ask(QUESTION) == ANSWER
    moody.faults = [away()]
    with pytest.raises(LanguageModelUnavailable, match="503"):
        model.ask(QUESTION)
