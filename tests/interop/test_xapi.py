"""Statements as Learning Locker validates them, and as its record store keeps them: each once, as it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from authoring.types import ItemType
from service.interchange import xapi
from service.interchange.xapi import Asked, Deed, Verb, as_statement, statement_id
from tests.service.api.test_record_stores import learn
from tests.service.api.test_webhooks import deliver_all, make_due
from tests.support.courses import AWKWARD
from tests.support.node import run_node
from tests.support.record_store import RecordStore, running_record_store
from tests.support.web import Web

pytestmark = pytest.mark.interop
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    with running_record_store(tmp_path) as running:
        yield running


def every_kind_of_statement() -> list[dict[str, Any]]:
    deeds = [Deed(statement_id("1"), "emp-1", Verb.EXPERIENCED, "mm_1", AT)]
    deeds += [
        Deed(
            statement_id("2", kind),
            AWKWARD,
            Verb.ANSWERED,
            "mm_1",
            AT,
            AWKWARD,
            2,
            Asked("i", AWKWARD, kind),
            "it",
            0.25,
        )
        for kind in ItemType
    ]
    unmarked = Deed(statement_id("3"), "é@x", Verb.ANSWERED, "mm_1", AT, "T", 1, Asked("i", "S", ItemType.CLOZE))
    passed = Deed(statement_id("4"), "emp-1", Verb.COMPLETED, "mm_1", AT, "T", 1, score=1 / 3)
    return [as_statement(one, home_page="https://hr.example.org") for one in (*deeds, unmarked, passed)]


def warnings(statements: list[dict[str, Any]]) -> list[list[str]]:
    done = run_node("validate_statements.cjs", json.dumps(statements).encode())
    assert done.returncode == 0, done.stderr.decode()
    found: list[list[str]] = json.loads(done.stdout)
    return found


def as_kept(statement: dict[str, Any]) -> dict[str, Any]:
    """Less what a store adds or may say otherwise."""
    return {name: value for name, value in statement.items() if name not in ("stored", "authority", "version")}


def test_every_kind_of_statement_is_valid() -> None:
    statements = every_kind_of_statement()
    assert len(statements) == 11
    assert warnings(statements) == [[]] * 11


def test_what_a_learner_does_is_in_the_store_once_and_reads_back_as_sent(web: Web, store: RecordStore) -> None:
    connect = {"endpoint": store.endpoint, "username": "morsel", "password": "secret"}
    assert web.integrator.post("/v1/record-stores", json=connect).status_code == 201
    learn(web)
    assert deliver_all(web) == 1
    kept = store.statements()
    told = [one["verb"]["display"]["en"] for one in kept]
    assert (set(told), told.count("completed")) == ({"answered", "completed"}, 1)
    assert warnings(kept) == [[]] * len(kept)
    make_due(web, state="owed")  # as if no answer had come, for all of them
    deliver_all(web)
    again = store.statements()
    assert len({one["id"] for one in again}) == len(again) == len(kept)
    assert sorted(map(as_kept, again), key=str) == sorted(map(as_kept, kept), key=str)


def test_posted_read_back_and_posted_again_there_are_no_duplicates(store: RecordStore) -> None:
    sent = every_kind_of_statement()
    assert store.post(sent) == 200
    kept = {one["id"]: as_kept(one) for one in store.statements()}
    assert kept == {one["id"]: as_kept(one) for one in sent}
    assert store.post(sent) == 200
    assert len(store.statements()) == len(sent)


def test_a_malformed_actor_is_caught(store: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = every_kind_of_statement()[0]
    statement["actor"]["account"]["homePage"] = "hr.example.org"
    assert warnings([statement]) != [[]]
    assert store.post([statement]) == 400
    monkeypatch.setattr(xapi, "_VERBS", "answered by ")
    assert warnings(every_kind_of_statement()[:1]) != [[]]


def test_a_statement_without_an_id_of_its_own_is_caught(store: RecordStore) -> None:
    """The check for duplicates bites: without ids the store keeps whatever comes."""
    nameless = [{name: value for name, value in one.items() if name != "id"} for one in every_kind_of_statement()]
    assert (store.post(nameless), store.post(nameless)) == (200, 200)
    assert len(store.statements()) == 2 * len(nameless)


def test_another_statement_under_a_known_id_conflicts(store: RecordStore) -> None:
    deed = Deed(statement_id("1"), "emp-1", Verb.COMPLETED, "mm_1", AT)
    assert store.post([as_statement(deed, home_page="https://hr.example.org")]) == 200
    assert store.post([as_statement(replace(deed, score=0.5), home_page="https://hr.example.org")]) == 409
