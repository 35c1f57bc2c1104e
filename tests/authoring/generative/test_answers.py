"""What a model answers enters through a strict schema, however it wraps it."""

from __future__ import annotations

import json

import pytest

from authoring.generative.answers import (
    LONGEST_ANSWER,
    ItemsAnswer,
    MicroModuleAnswer,
    OutlineAnswer,
    SummaryAnswer,
    UnreadableAnswer,
    json_schema,
    read_answer,
)

WHOLE = {"sentences": [{"text": "Wear a badge.", "support": [{"sentence": 1, "quote": "wear a badge"}]}]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(WHOLE),
        f"Sure! Here is the summary:\n```json\n{json.dumps(WHOLE, indent=2)}\n```\nAnything else?",
        f"{{oops}} {json.dumps(WHOLE)} {{}}",
    ],
)
def test_the_object_is_found_whatever_stands_around_it(text: str) -> None:
    assert read_answer(text, SummaryAnswer).sentences[0].text == "Wear a badge."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Invalid JSON"),
        ("I cannot help with that.", "Invalid JSON"),
        (json.dumps(WHOLE)[:-3], "sentences"),  # cut off: the whole object inside it is no answer
        ("[" * 100_000, "characters"),
        ("[" * 5_000, "JSON"),
        (json.dumps({"sentences": "Wear a badge."}), "sentences"),
        (json.dumps({"sentences": [{"text": 7, "support": []}]}), "sentences.0.text"),
        (json.dumps({"sentences": [{"text": "a", "support": [{"sentence": "1", "quote": "b"}]}]}), "sentence"),
        (json.dumps({"sentences": [{"text": "x" * LONGEST_ANSWER, "support": []}]}), "characters"),
    ],
)
def test_an_answer_of_another_kind_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(UnreadableAnswer, match=said):
        read_answer(text, SummaryAnswer)


def test_a_cut_answer_is_told_to_be_shorter() -> None:
    with pytest.raises(UnreadableAnswer, match="write less"):
        read_answer(json.dumps(WHOLE), SummaryAnswer, is_cut=True)


@pytest.mark.parametrize("schema", [OutlineAnswer, MicroModuleAnswer, ItemsAnswer, SummaryAnswer])
def test_the_schema_is_closed_as_strict_mode_demands(schema: type[ItemsAnswer]) -> None:
    def look(part: dict[str, object]) -> None:
        if part.get("type") == "object":
            properties = part["properties"]
            assert isinstance(properties, dict)
            assert part["additionalProperties"] is False
            assert part["required"] == list(properties)
            for field in properties.values():
                look(field)
        if part.get("type") == "array":
            items = part["items"]
            assert isinstance(items, dict)
            look(items)

    whole = json_schema(schema)
    look(whole)
    assert "$ref" not in json.dumps(whole)
