"""What people say in sessions and recommendations: about what one learned, for who may see it, answered no more."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.jobs.upkeep import Upkeep
from tests.support.community import ask, learner_client, reply
from tests.support.web import Web

AGAIN = {"title": "Visitor log", "text": "The visitor log: how many days must the host keep it?"}


@pytest.fixture
def upkeep(web: Web) -> Upkeep:
    return Upkeep(web.services)


def offers(client: TestClient, learner: str) -> dict[str, dict[str, Any]]:
    answered = client.get(f"/v1/learners/{learner}/recommendations", params={"limit": "50"})
    assert answered.status_code == 200, answered.text
    return {one["id"]: one for one in answered.json()["items"]}


def test_a_question_about_what_one_may_know_is_offered_until_it_is_solved(web: Web, upkeep: Upkeep) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    web.publish()
    question = ask(ada, **AGAIN)
    upkeep.serve_all()
    assert offers(bob, "bob")[question["id"]]["kind"] == "question"
    assert question["id"] not in offers(ada, "ada")
    ada.post(f"/v1/threads/{question['id']}/posts/{reply(web.author, question)}/accept")
    assert offers(bob, "bob")[question["id"]]["kind"] == "thread"


def test_a_thread_for_a_cohort_is_offered_to_it_only_and_gone_when_it_is_taken_away(web: Web, upkeep: Upkeep) -> None:
    web.publish()
    ada, bob = learner_client(web, "ada", cohorts=["night"]), learner_client(web, "bob", cohorts=["night"])
    day = learner_client(web, "cid", cohorts=["day"])
    thread = ask(ada, **AGAIN, kind="discussion", visibility=["night"])
    upkeep.serve_all()
    assert thread["id"] in offers(bob, "bob")
    assert thread["id"] not in offers(day, "cid")
    ada.delete(f"/v1/threads/{thread['id']}")
    assert thread["id"] not in offers(bob, "bob")


def test_a_poll_is_offered(web: Web) -> None:
    web.publish()
    bob = learner_client(web, "bob")
    poll = web.author.post("/v1/polls", json={"question": "Which gate?", "options": ["North", "South"]}).json()
    assert offers(bob, "bob")[poll["id"]]["kind"] == "poll"


def test_what_one_was_asked_is_offered_with_that_reason(web: Web, upkeep: Upkeep) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    web.publish()
    solved = ask(ada, **AGAIN)
    ada.post(f"/v1/threads/{solved['id']}/posts/{reply(bob, solved)}/accept")
    upkeep.serve_all()
    question = ask(ada, **AGAIN)
    upkeep.serve_all()
    codes = [reason["code"] for reason in offers(bob, "bob")[question["id"]]["reasons"]]
    assert "asked_you" in codes
    bob.put("/v1/learners/bob/helping", json={"available": False})
    after = offers(bob, "bob").get(question["id"], {"reasons": []})
    assert "asked_you" not in [reason["code"] for reason in after["reasons"]]
