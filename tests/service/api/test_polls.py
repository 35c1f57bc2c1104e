"""Polls over HTTP: one vote a learner, counts after one's own vote, who sees what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.community import learner_client
from tests.support.web import Web

ASKED = {"question": "Which gate do you use?", "options": ["North", "South", "West"]}


def open_poll(client: TestClient, **fields: object) -> dict[str, Any]:
    answered = client.post("/v1/polls", json={**ASKED, **fields})
    assert answered.status_code == 201, answered.text
    poll: dict[str, Any] = answered.json()
    return poll


def test_counts_are_shown_once_one_has_voted(web: Web) -> None:
    poll = open_poll(web.author)
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    path = f"/v1/polls/{poll['id']}"
    assert ada.post(f"{path}/votes", json={"choice": 1}).json()["counts"] == [0, 1, 0]
    unvoted = bob.get(path).json()
    assert (unvoted["counts"], unvoted["own_choice"]) == (None, None)
    assert web.author.get(path).json()["counts"] == [0, 1, 0]


def test_a_learner_votes_once_however_often_it_is_sent(web: Web) -> None:
    ada = learner_client(web, "ada")
    path = f"/v1/polls/{open_poll(web.author)['id']}/votes"
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: ada.post(path, json={"choice": 2}), range(50)))
    assert {answered.status_code for answered in done} == {200}
    assert ada.post(path, json={"choice": 2}).json()["counts"] == [0, 0, 1]
    assert ada.post(path, json={"choice": 0}).status_code == 409
    assert web.integrator.post(path, json={"choice": 0, "author": "ada"}).status_code == 409


def test_a_vote_is_for_an_option_there_is(web: Web) -> None:
    path = f"/v1/polls/{open_poll(web.author)['id']}/votes"
    assert web.learner.post(path, json={"choice": 3}).status_code == 422
    assert web.learner.post(path, json={"choice": -1}).status_code == 422


def test_a_closed_poll_takes_no_votes_and_shows_its_counts(web: Web) -> None:
    with web.services.database.reading(web.tenant) as work:
        now = work.now
    soon = open_poll(web.author, closes_at=(now + timedelta(days=1)).isoformat())
    with web.services.database.unit_of_work(web.tenant) as work:
        for poll in work.polls.all():
            poll.closes_at = now - timedelta(seconds=1)
    path = f"/v1/polls/{soon['id']}"
    assert web.learner.post(f"{path}/votes", json={"choice": 0}).status_code == 409
    shown = web.learner.get(path).json()
    assert (shown["open"], shown["counts"]) == (False, [0, 0, 0])


def test_a_poll_for_a_cohort_is_seen_by_it_only(web: Web) -> None:
    night, day = learner_client(web, "ada", cohorts=["night"]), learner_client(web, "bob", cohorts=["day"])
    poll = open_poll(night, visibility=["night"])
    path = f"/v1/polls/{poll['id']}"
    assert [client.get(path).status_code for client in (night, day, web.author)] == [200, 404, 404]
    assert day.post(f"{path}/votes", json={"choice": 0}).status_code == 404
    assert [len(client.get("/v1/polls").json()["items"]) for client in (night, day)] == [1, 0]


def test_polls_of_a_micro_module_are_found_there(web: Web) -> None:
    published = web.publish().micro_module_id
    here = open_poll(web.learner, micro_module_id=published)
    open_poll(web.learner)
    found = web.learner.get("/v1/polls", params={"micro_module": published}).json()["items"]
    assert [poll["id"] for poll in found] == [here["id"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": ["one"]},
        {"options": ["same", "same"]},
        {"options": ["a", "<b></b>"]},
        {"question": "\u200b"},
        {"micro_module_id": "mm_0"},
        {"closes_at": "2020-01-01T00:00:00Z"},
        {"closes_at": "2090-01-01T00:00:00"},
        {"visibility": ["elsewhere"]},
    ],
)
def test_a_poll_that_asks_nothing_is_refused(web: Web, wrong: dict[str, object]) -> None:
    assert web.learner.post("/v1/polls", json={**ASKED, **wrong}).status_code == 422


def test_a_poll_sent_twice_under_a_key_is_one(web: Web) -> None:
    done = [web.learner.post("/v1/polls", json=ASKED, headers={"Idempotency-Key": "k"}).json() for _ in range(2)]
    assert done[0] == done[1]
