"""One question, one repair, nothing paid for twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from authoring.generative.answers import SummaryAnswer
from authoring.generative.asking import Engine, Reviewed, ask
from authoring.generative.errors import LanguageModelUnavailable
from authoring.generative.generation_file import GenerationFile
from authoring.generative.generations import Call, Generation, GenerationsInMemory, GenerationStore, Prices
from authoring.generative.language_model import Tokens
from prompts.loader import Input
from tests.support.scripted_models import Asked, FakeModel, Json, engine_with, scribe

INPUTS: dict[str, Input] = {"language": "en", "title": "Badges", "sentences": ["[1] Wear a badge.", "[2] Sign in."]}


def refuse_second(answer: SummaryAnswer) -> Reviewed[list[str]]:
    """Everything but the second sentence."""
    kept = [one.text for place, one in enumerate(answer.sentences) if place != 1]
    refused = tuple(f"sentences[1]: {one.text} is wrong" for one in answer.sentences[1:2])
    return Reviewed(kept, len(kept), refused)


def accept(answer: SummaryAnswer) -> Reviewed[list[str]]:
    return Reviewed([one.text for one in answer.sentences], len(answer.sentences))


def summed_up(engine: Engine, review=accept):  # type: ignore[no-untyped-def]  # either review of this file
    return ask(engine, "summarise_thread", INPUTS, SummaryAnswer, review)


def test_a_sound_answer_costs_one_call() -> None:
    model = FakeModel(scribe)
    reviewed = summed_up(engine_with(model))
    assert reviewed is not None
    assert reviewed.accepted == ["Wear a badge.", "Sign in."]
    assert len(model.asked) == 1


def test_a_refused_part_is_told_to_the_model_once() -> None:
    model = FakeModel(scribe)
    reviewed = summed_up(engine_with(model), refuse_second)
    assert reviewed is not None
    assert reviewed.accepted == ["Wear a badge."]
    assert [one.is_repair for one in model.asked] == [False, True]
    assert "sentences[1]: Sign in. is wrong" in model.asked[1].words


def test_the_better_of_both_answers_stays() -> None:
    def worse_when_repaired(asked: Asked) -> Json:
        return {"sentences": []} if asked.is_repair else scribe(asked)

    reviewed = summed_up(engine_with(FakeModel(worse_when_repaired)), refuse_second)
    assert reviewed is not None
    assert reviewed.accepted == ["Wear a badge."]


@pytest.mark.parametrize("text", ["", "no", "{", '{"sentences": 3}', "[]"])
def test_an_answer_that_cannot_be_read_twice_is_none(text: str) -> None:
    model = FakeModel(text)
    assert summed_up(engine_with(model)) is None
    assert len(model.asked) == 2


def test_every_call_is_written_down_with_what_made_it() -> None:
    store = GenerationsInMemory()
    engine = engine_with(FakeModel(scribe), store=store)
    summed_up(Engine(engine.model, store, engine.draw_delimiter, engine.clock, prices=Prices(2.0, 10.0)))
    (call,) = store.calls
    generation = store.kept[call.key]
    assert (call.prompt, call.prompt_version, call.model) == ("summarise_thread", 1, "openai:fake")
    assert call.parameters == {"temperature": 0.2, "max_output_tokens": 1000}
    assert len(call.prompt_digest) == len(call.input_digest) == 64
    assert (generation.tokens, generation.cost_micros) == (Tokens(1000, 200), 4000)
    assert call.most_micros >= 10_000, "the most it may cost counts all output tokens"


def test_equal_inputs_are_asked_once_whatever_the_delimiter(tmp_path: Path) -> None:
    stores: list[GenerationStore] = [GenerationsInMemory(), GenerationFile(tmp_path / "generations.jsonl")]
    for store in stores:
        model = FakeModel(scribe)
        engine = engine_with(model, store=store)
        assert summed_up(engine) == summed_up(engine)
        assert len(model.asked) == 1


def test_a_failed_call_is_written_down_and_asked_again() -> None:
    store = GenerationsInMemory()
    away = FakeModel(LanguageModelUnavailable("openai:fake", reason="HTTP 500"))
    with pytest.raises(LanguageModelUnavailable):
        summed_up(engine_with(away, store=store))
    assert store.failures == ["summarise_thread: HTTP 500"]
    assert summed_up(engine_with(FakeModel(scribe), store=store)) is not None


def test_generations_outlive_the_run_that_made_them(tmp_path: Path) -> None:
    path = tmp_path / "generations.jsonl"
    summed_up(engine_with(FakeModel(scribe), store=GenerationFile(path)))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "cut off by a ki')
    silent = FakeModel(AssertionError("asked again"))
    assert summed_up(engine_with(silent, store=GenerationFile(path))) is not None
    (kept, _) = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(kept)["call"]["prompt"] == "summarise_thread"


@pytest.mark.parametrize(
    "other",
    [
        Call("outline", 1, "d", "m", {"temperature": 0.1}, "i"),
        Call("items", 2, "d", "m", {"temperature": 0.1}, "i"),
        Call("items", 1, "e", "m", {"temperature": 0.1}, "i"),
        Call("items", 1, "d", "n", {"temperature": 0.1}, "i"),
        Call("items", 1, "d", "m", {"temperature": 0.2}, "i"),
        Call("items", 1, "d", "m", {"temperature": 0.1}, "j"),
    ],
)
def test_calls_differ_by_prompt_model_parameters_and_input(other: Call) -> None:
    call = Call("items", 1, "d", "m", {"temperature": 0.1}, "i", most_micros=5)
    assert call.key != other.key
    assert call.key == Call("items", 1, "d", "m", {"temperature": 0.1}, "i", most_micros=9).key


def test_a_generation_keeps_what_was_cut() -> None:
    assert Generation("{", True, Tokens(1, 1), 0, 0.1).is_cut
