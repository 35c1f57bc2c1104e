"""The schema of draft.json accepts a sound draft and refuses what breaks the contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.evals.sample_draft import Json, sample_draft
from tests.evals.schema import schema_faults


def test_the_sample_draft_keeps_the_contract() -> None:
    assert schema_faults(sample_draft()) == []


def test_fields_that_the_contract_does_not_name_may_be_added() -> None:
    draft = sample_draft()
    draft["blocks"][0]["role"] = "body"
    draft["micro_modules"][0]["title_citations"] = []
    assert schema_faults(draft) == []


def _first_item(draft: Json) -> Json:
    item: Json = draft["micro_modules"][0]["items"][0]
    return item


BREAKS: dict[str, Callable[[Json], object]] = {
    "another schema": lambda draft: draft.update(schema="morsel.draft/2"),
    "an unknown kind of block": lambda draft: draft["blocks"][0].update(kind="image"),
    "an unknown type of item": lambda draft: _first_item(draft).update(type="essay"),
    "an unknown Bloom level": lambda draft: _first_item(draft).update(bloom="know"),
    "an item that cites nothing": lambda draft: _first_item(draft).update(citations=[]),
    "an option without a rationale": lambda draft: _first_item(draft)["options"][0].update(rationale=""),
    "a missing field": lambda draft: draft["coverage"].pop("obligations_not_taught"),
    "an unknown reason for not teaching": lambda draft: draft["coverage"]["not_taught"].append(
        {"block": "b1", "reason": "dull"}
    ),
    "a digest that is none": lambda draft: draft["document"].update(sha256="abc"),
    "a span that leaves a gap": lambda draft: draft["blocks"][3].update(span=[0, 4]),
    "two items with one id": lambda draft: _first_item(draft).update(id="m1-i2"),
    "an unknown block": lambda draft: draft["micro_modules"][0]["blocks"].append("b99"),
    "two keys": lambda draft: _first_item(draft)["options"][0].update(correct=True),
}


@pytest.mark.parametrize("what", BREAKS)
def test_the_schema_refuses(what: str) -> None:
    draft = sample_draft()
    BREAKS[what](draft)
    assert schema_faults(draft) != []
