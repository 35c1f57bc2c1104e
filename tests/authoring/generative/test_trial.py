"""A model is tried out before it is relied on."""

from __future__ import annotations

from authoring.generative.language_model import Question, Reply, Strategy, Tokens
from authoring.generative.trial import try_model
from tests.support.scripted_models import Asked, FakeModel, Json, StillClock, scribe


class Timed(FakeModel):
    """Takes two seconds an answer of the test's clock."""

    clock = StillClock()

    def ask(self, question: Question) -> Reply:
        self.clock.seconds += 2.0
        return super().ask(question)


def test_a_model_that_does_what_is_asked_passes() -> None:
    model = Timed(scribe)
    trial = try_model(model, model.clock)
    assert trial.languages == ("en", "it")
    assert trial.reads_long
    assert (trial.seconds, trial.tokens_a_second) == (6.0, 100.0)
    assert trial.strategy is Strategy.PLAIN


def test_a_model_that_reads_only_the_end_is_told_apart() -> None:
    def forgetful(asked: Asked) -> Json:
        if asked.prompt != "summarise_thread":
            return scribe(asked)
        last = asked.sentences[-1]
        return {"sentences": [{"text": last.text, "support": last.support}]}

    model = Timed(forgetful)
    assert not try_model(model, model.clock).reads_long


def test_a_model_that_answers_no_json_passes_in_no_language() -> None:
    model = Timed("no")
    trial = try_model(model, model.clock)
    assert (trial.languages, trial.reads_long) == ((), False)


def test_tokens_are_counted_from_the_replies() -> None:
    assert Reply("", Tokens(1, 2)).strategy is Strategy.PLAIN
