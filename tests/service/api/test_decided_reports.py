"""What becomes of a report: its reporters hear what an author made of it, and a withdrawn item counts no more."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from service.db.base import ItemId
from service.db.evidence import EvidenceKind
from service.jobs.upkeep import Upkeep
from service.workflows.learning.recount_learners import recount_learners
from tests.service.api.test_catalogue import respond, right_answer
from tests.service.api.test_notifications import told
from tests.service.api.test_quarantine import asked, report
from tests.support.community import learner_client, principal_of
from tests.support.review import Drafted
from tests.support.web import Web, approve


def publish_anew(web: Web, published: Drafted, *, item: str | None = None, **change: object) -> None:
    """With a change of the micro-module, or of one of its items."""
    path = f"/v1/micro-modules/{published.micro_module_id}"
    edited = path if item is None else f"/v1/items/{item}"
    headers = {"If-Match": web.author.get(path).headers["ETag"]}
    for answered in (
        web.author.patch(edited, json=change, headers=headers),
        approve(web.author, path),
        web.author.post(f"{path}/publish"),
    ):
        assert answered.status_code == 200, answered.text


def decisions(client: TestClient, learner: str) -> list[str]:
    return [one["kind"] for one in told(client, learner) if one["kind"].startswith("report_")]


def doubted(web: Web, *, place: int = 0) -> tuple[Drafted, TestClient, TestClient, str]:
    """A published item that Ada and Bob reported."""
    published = web.publish()
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    item_id = asked(ada, published)[place]
    report(ada, item_id)
    report(ada, item_id)
    report(bob, item_id)
    return published, ada, bob, item_id


def mastery(web: Web, learner: str) -> float | None:
    items = web.integrator.get(f"/v1/learners/{learner}/progress").json()["items"]
    found: float | None = items[0]["mastery"] if items else None
    return found


def test_an_item_that_stands_is_told_to_its_reporters_once(web: Web) -> None:
    _, ada, bob, item_id = doubted(web)
    assert decisions(ada, "ada") == []
    assert web.author.post(f"/v1/items/{item_id}/ask-again").status_code == 200
    assert decisions(ada, "ada") == decisions(bob, "bob") == ["report_stands"]
    report(ada, item_id)
    assert decisions(ada, "ada") == ["report_stands"], "a new report waits for a new word"


def test_an_item_that_was_put_away_and_is_published_as_it_was_stands(web: Web) -> None:
    published, ada, bob, _ = doubted(web)
    publish_anew(web, published, title="Guests")
    assert decisions(ada, "ada") == decisions(bob, "bob") == ["report_stands"]
    (one,) = told(ada, "ada")
    assert one["micro_module_id"] == published.micro_module_id


def test_an_item_that_was_reworded_is_told_and_its_old_reports_count_no_more(web: Web) -> None:
    published, ada, bob, item_id = doubted(web)
    publish_anew(web, published, item=item_id, stem="What must every visitor wear?")
    assert decisions(ada, "ada") == decisions(bob, "bob") == ["report_upheld"]
    assert item_id in asked(ada, published)
    report(ada, item_id)
    assert item_id in asked(ada, published), "one report of the new wording is one"


def test_a_single_report_of_what_stays_as_it_was_waits_on(web: Web) -> None:
    published = web.publish()
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    item_id = asked(ada, published)[0]
    report(ada, item_id)
    publish_anew(web, published, title="Guests")
    assert decisions(ada, "ada") == []
    report(bob, item_id)
    assert item_id not in asked(ada, published)


def test_what_is_withdrawn_altogether_is_told_too(web: Web) -> None:
    published, ada, _, _ = doubted(web)
    web.author.post(f"/v1/micro-modules/{published.micro_module_id}/withdraw", json={"reason": "old"})
    (one,) = told(ada, "ada")
    assert (one["kind"], one["micro_module_id"]) == ("report_upheld", None)


@pytest.mark.parametrize("is_right", [True, False])
def test_answers_to_a_withdrawn_item_count_in_mastery_no_more(web: Web, is_right: bool) -> None:
    published = web.publish()
    ada, bob, eve = (learner_client(web, name) for name in ("ada", "bob", "eve"))
    quiz = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"]
    wrong = {"option_ids": [one["id"] for one in quiz[0]["options"] if one["text"] == "vest"]}
    for client, places in ((ada, (0, 1, 2)), (eve, (0,))):
        for place in places:
            given = right_answer(place, quiz[place]) if place or is_right else wrong
            respond(client, published.micro_module_id, {"item_id": quiz[place]["id"], **given})
    for place in (1, 2):
        given = right_answer(place, quiz[place])
        respond(bob, published.micro_module_id, {"item_id": quiz[place]["id"], **given})
    before = mastery(web, "ada")
    assert before is not None
    due = web.integrator.get("/v1/learners/ada/progress").json()["items"][0]["due_at"]
    report(ada, quiz[0]["id"])
    publish_anew(web, published, item=quiz[0]["id"], stem="What must every visitor wear?")
    assert mastery(web, "ada") == before, "publishing waits for no learner"
    assert recount_learners(web.tenant, database=web.services.database) == 2
    assert recount_learners(web.tenant, database=web.services.database) == 0
    after = mastery(web, "ada")
    assert after is not None
    assert (after < before) is is_right
    with web.services.database.reading(web.tenant) as work:
        states = {
            name: work.knowledge.find_state(principal_of(web, name), published.micro_module_id)
            for name in ("ada", "bob", "eve")
        }
        counted = [one for one in work.evidence.of(principal_of(web, "ada")) if one.discounted_at is None]
        assert work.knowledge.difficulties([quiz[0]["id"]]) == {}
    ada_state, bob_state, eve_state = (states[name] for name in ("ada", "bob", "eve"))
    assert ada_state is not None
    assert bob_state is not None
    assert eve_state is not None
    assert set(ada_state.asked) == set(bob_state.asked) == {quiz[1]["id"], quiz[2]["id"]}
    assert eve_state.ability is None, "nothing else was answered"
    assert [one.item_id for one in counted if one.kind is EvidenceKind.ANSWERED] == [
        ItemId(quiz[place]["id"]) for place in (1, 2)
    ]
    assert web.integrator.get("/v1/learners/ada/progress").json()["items"][0]["due_at"] == due


def test_what_the_new_wording_is_answered_counts(web: Web) -> None:
    published = web.publish()
    ada = learner_client(web, "ada")
    quiz = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"]
    respond(ada, published.micro_module_id, {"item_id": quiz[0]["id"], **right_answer(0, quiz[0])})
    report(ada, quiz[0]["id"])
    publish_anew(web, published, item=quiz[0]["id"], stem="What must every visitor wear?")
    assert recount_learners(web.tenant, database=web.services.database) == 1
    assert mastery(web, "ada") is None
    again = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"][0]
    respond(ada, published.micro_module_id, {"item_id": again["id"], **right_answer(0, again)})
    assert mastery(web, "ada") is not None


def test_what_the_new_wording_is_answered_before_anybody_is_reckoned_anew_counts_too(web: Web) -> None:
    published = web.publish()
    ada = learner_client(web, "ada")
    quiz = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"]
    respond(ada, published.micro_module_id, {"item_id": quiz[0]["id"], **right_answer(0, quiz[0])})
    report(ada, quiz[0]["id"])
    publish_anew(web, published, item=quiz[0]["id"], stem="What must every visitor wear?")
    again = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"][0]
    respond(ada, published.micro_module_id, {"item_id": again["id"], **right_answer(0, again)})
    twice = mastery(web, "ada")
    assert recount_learners(web.tenant, database=web.services.database) == 1
    once = mastery(web, "ada")
    assert twice is not None
    assert once is not None
    assert once < twice, "one right answer counts, not two"
    with web.services.database.reading(web.tenant) as work:
        state = work.knowledge.find_state(principal_of(web, "ada"), published.micro_module_id)
    assert state is not None
    assert set(state.asked) == {again["id"]}


def test_upkeep_reckons_anew(web: Web) -> None:
    published = web.publish()
    ada = learner_client(web, "ada")
    quiz = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"]
    respond(ada, published.micro_module_id, {"item_id": quiz[0]["id"], **right_answer(0, quiz[0])})
    report(ada, quiz[0]["id"])
    publish_anew(web, published, item=quiz[0]["id"], stem="What must every visitor wear?")
    Upkeep(web.services).serve_all()
    assert mastery(web, "ada") is None


def test_who_answers_something_else_holds_no_publication_up(web: Web) -> None:
    published = web.publish()
    ada = learner_client(web, "ada")
    quiz = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"]
    respond(ada, published.micro_module_id, {"item_id": quiz[0]["id"], **right_answer(0, quiz[0])})
    report(ada, quiz[0]["id"])
    if web.services.database.app.dialect.name == "sqlite":  # one writer at a time: nobody can wait for anybody
        publish_anew(web, published, item=quiz[0]["id"], stem="What must every visitor wear?")
        return
    with web.services.database.unit_of_work(web.tenant, label="response") as work:
        work.knowledge.lock_learner(principal_of(web, "ada"))
        publish_anew(web, published, item=quiz[0]["id"], stem="What must every visitor wear?")


def test_an_item_nobody_reported_counts_on_when_it_is_reworded(web: Web) -> None:
    published = web.publish()
    ada = learner_client(web, "ada")
    quiz = ada.get(f"/v1/catalogue/{published.micro_module_id}/quiz").json()["items"]
    respond(ada, published.micro_module_id, {"item_id": quiz[0]["id"], **right_answer(0, quiz[0])})
    before = mastery(web, "ada")
    publish_anew(web, published, item=quiz[0]["id"], stem="What must every visitor wear?")
    assert mastery(web, "ada") == before
