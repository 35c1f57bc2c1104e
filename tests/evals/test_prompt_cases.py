"""Every prompt has an eval case, and a good model's answers to it are enough."""

from __future__ import annotations

import pytest

from prompts import prompt_names
from tests.authoring.generative.handbook import good
from tests.evals.prompts import CASES
from tests.support.scripted_models import Asked, FakeModel, Json, engine_with, scribe


def answer(asked: Asked) -> Json:
    return scribe(asked) if asked.prompt == "summarise_thread" else good(asked)


def test_every_prompt_has_a_case() -> None:
    assert set(CASES) == set(prompt_names())


@pytest.mark.parametrize("name", CASES)
def test_a_good_model_passes_the_case(name: str) -> None:
    model = FakeModel(answer)
    assert CASES[name].run(engine_with(model), CASES[name].document) >= CASES[name].least
    asked = {one.prompt for one in model.asked} | ({"repair"} if any(one.is_repair for one in model.asked) else set())
    assert name in asked


@pytest.mark.parametrize("name", CASES)
def test_a_model_that_says_nothing_fails_the_case(name: str) -> None:
    assert CASES[name].run(engine_with(FakeModel("{}")), CASES[name].document) < CASES[name].least
