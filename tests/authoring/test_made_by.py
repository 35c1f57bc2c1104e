"""What made a micro-module: the draft's engine, unless its own text or questions say otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.learner_micro_module import made_by
from authoring.types import Bloom, Item, ItemType, MicroModule, Objective

EXTRACTIVE: dict[str, object] = {"name": "extractive", "version": "2", "embedder": "e", "model": None, "prompts": {}}
GENERATIVE: dict[str, object] = {
    "name": "generative",
    "version": "2",
    "embedder": "e",
    "model": "openai:x",
    "prompts": {"items": "1:a"},
}
PLAIN = MicroModule("m1", "Badges", (), ("b1",), (), 60, Objective("Name it.", Bloom.REMEMBER))  # type: ignore[arg-type]  # a block's id
QUESTION = Item("i1", ItemType.MULTIPLE_CHOICE, "Which?", "So.", "model", (), model="ollama:y")


@pytest.mark.parametrize(
    ("engine", "micro_module", "name", "model"),
    [
        (EXTRACTIVE, PLAIN, "extractive", None),
        (GENERATIVE, replace(PLAIN, engine="generative"), "generative", "openai:x"),
        (GENERATIVE, PLAIN, "extractive", None),
        (EXTRACTIVE, replace(PLAIN, items=(QUESTION,)), "generative", "ollama:y"),
        (EXTRACTIVE, replace(PLAIN, engine="generative", bank=(QUESTION,)), "generative", "ollama:y"),
        (EXTRACTIVE, replace(PLAIN, engine="generative"), "generative", None),
    ],
)
def test_a_micro_module_says_what_made_it(
    engine: dict[str, object], micro_module: MicroModule, name: str, model: str | None
) -> None:
    made = made_by(engine, micro_module)
    assert (made["name"], made["model"]) == (name, model)
