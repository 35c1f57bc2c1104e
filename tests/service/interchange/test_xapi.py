"""Statements of xAPI: the same deed gives the same statement, under the same id."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from authoring.types import ItemType
from service.interchange.xapi import Asked, Deed, Verb, as_statement, is_ours, statement_id

HOME = "https://hr.example.org/people/"
ANSWERED = Deed(
    id=statement_id("acme", "response", "rsp_1"),
    learner_id="emp-1",
    verb=Verb.ANSWERED,
    micro_module_id="mm_1",
    happened_at=datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1))),
    title="The visitor log",
    version=3,
    item=Asked("itm_1", "Who keeps it?", ItemType.MULTIPLE_CHOICE),
    language="en",
    score=0.5,
)


def test_an_answer_says_who_what_and_how_well() -> None:
    statement = as_statement(ANSWERED, home_page=HOME)
    assert statement["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": "https://hr.example.org/people", "name": "emp-1"},
    }
    assert statement["verb"] == {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
    assert statement["object"] == {
        "objectType": "Activity",
        "id": "https://hr.example.org/people/items/itm_1",
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "name": {"en": "Who keeps it?"},
            "interactionType": "choice",
        },
    }
    assert statement["result"] == {"score": {"scaled": 0.5}, "success": False}
    assert (statement["timestamp"], statement["version"]) == ("2026-03-02T09:00:00.000Z", "1.0.3")
    assert is_ours(statement)


def test_the_same_deed_gives_the_same_statement() -> None:
    elsewhere = replace(ANSWERED, happened_at=ANSWERED.happened_at.astimezone(UTC))
    assert as_statement(elsewhere, home_page=HOME) == as_statement(ANSWERED, home_page=HOME)
    assert statement_id("acme", "response", "rsp_1") == ANSWERED.id
    assert len({statement_id("a", "b"), statement_id("b", "a"), statement_id("a", "c"), statement_id("ab")}) == 4


@pytest.mark.parametrize("kind", [*ItemType])
def test_every_type_of_item_has_a_type_of_interaction(kind: ItemType) -> None:
    thing = as_statement(replace(ANSWERED, item=Asked("itm_1", "?", kind)), home_page=HOME)["object"]
    assert isinstance(thing, dict)
    assert thing["definition"]["interactionType"]


def test_what_is_not_known_is_not_said() -> None:
    opened = replace(ANSWERED, verb=Verb.EXPERIENCED, item=None, title=None, version=None, score=None)
    statement = as_statement(opened, home_page=HOME)
    assert "result" not in statement
    assert statement["context"] == {"platform": "Morsel"}
    thing = statement["object"]
    assert isinstance(thing, dict)
    assert "name" not in thing["definition"]


def test_a_completion_is_a_success_also_without_a_score() -> None:
    completed = replace(ANSWERED, verb=Verb.COMPLETED, item=None, score=None)
    assert as_statement(completed, home_page=HOME)["result"] == {"completion": True, "success": True}


def test_statements_of_others_are_not_ours() -> None:
    assert not is_ours({"context": {"platform": "Elsewhere"}})
    assert not is_ours({"context": "Morsel"})
    assert not is_ours({})
