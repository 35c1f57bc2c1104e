"""Responses and statements become evidence once: a review is planned, mastery estimated, a quiz completed."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from service.db.base import Json
from tests.service.api.test_catalogue import ids, quiz_of, respond, right_answer
from tests.support.community import ask, learner_client, reply
from tests.support.web import Web

WEEK_AGO = (datetime.now(UTC) - timedelta(days=7)).isoformat()
ADL = "http://adlnet.gov/expapi/verbs/"


def a_statement(verb: str, thing: str, *, learner: str = "emp-1", result: Json | None = None, **more: object) -> Json:
    return {
        "id": str(uuid.uuid4()),
        "actor": {"account": {"homePage": "https://hr.example", "name": learner}},
        "verb": {"id": ADL + verb, "display": {"en": verb}},
        "object": {"objectType": "Activity", "id": f"https://lms.example/activities/{thing}"},
        **({} if result is None else {"result": result}),
        **more,
    }


def tell(web: Web, *statements: Json) -> list[str]:
    told = web.integrator.post("/v1/statements", json=list(statements))
    assert told.status_code == 200, told.text
    known: list[str] = told.json()
    return known


def progress(web: Web) -> Json:
    shown: Json = web.learner.get("/v1/learners/emp-1/progress").json()
    return shown


def only_row(web: Web) -> Json:
    rows = progress(web)["items"]
    assert isinstance(rows, list)
    (row,) = rows
    assert isinstance(row, dict)
    return row


def answer_all(web: Web, micro_module_id: str, items: list[Json]) -> None:
    for place in range(8):
        respond(web.learner, micro_module_id, {"item_id": items[place]["id"], **right_answer(place, items[place])})
    respond(web.learner, micro_module_id, {"item_id": items[8]["id"], "text": "A badge.", "recall": "got_it"})


def test_an_answer_plans_a_review_and_moves_mastery(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    assert progress(web)["items"] == []
    options = ids(items[0], "options")
    graded = respond(web.learner, micro_module_id, {"item_id": items[0]["id"], "option_ids": [options["vest"]]})
    wrong = only_row(web)
    assert wrong["due_at"] == graded["next_review_at"]
    assert wrong["recall"] == pytest.approx(1.0, abs=0.01)
    for place in (3, 4):
        respond(web.learner, micro_module_id, {"item_id": items[place]["id"], **right_answer(place, items[place])})
    assert only_row(web)["mastery"] > wrong["mastery"]  # type: ignore[operator]  # JSON
    assert (only_row(web)["reviews"], only_row(web)["completed_at"]) == (3, None)


def test_a_quiz_is_completed_when_all_of_it_is_answered_and_passed(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    answer_all(web, micro_module_id, items)
    row = only_row(web)
    published = web.author.get(f"/v1/micro-modules/{micro_module_id}").json()
    assert (row["completed_version"], row["score"]) == (1, 1.0)
    assert row["completed_digest"] == published["content_digest"]
    assert progress(web)["completed_count"] == 1


def test_a_quiz_that_was_failed_is_not_completed(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    for place in range(8):
        answer = right_answer(place, items[place])
        if place in (0, 1, 2):
            answer = {"option_ids": list(ids(items[place], "options").values())[-1:]}
        if place in (3, 4, 7):
            answer = {"text": "something else"}
        respond(web.learner, micro_module_id, {"item_id": items[place]["id"], **answer})
    respond(web.learner, micro_module_id, {"item_id": items[8]["id"], "text": "No idea.", "recall": "again"})
    assert only_row(web)["completed_at"] is None


def test_a_repeat_under_the_same_key_is_no_second_evidence(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    body: Json = {"item_id": items[4]["id"], "text": "30"}
    with ThreadPoolExecutor(8) as pool:
        graded = list(pool.map(lambda _: respond(web.learner, micro_module_id, body, key="click"), range(16)))
    assert len({str(one["next_review_at"]) for one in graded}) == 1
    assert only_row(web)["reviews"] == 1


def test_answers_to_one_item_at_once_all_count_towards_its_difficulty(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    learners = [f"emp-{number}" for number in range(10, 22)]
    for learner in learners:
        web.integrator.put(f"/v1/learners/{learner}", json={})

    def answer(learner: str) -> Json:
        body: Json = {"item_id": items[4]["id"], "text": "30", "learner_id": learner}
        return respond(web.integrator, micro_module_id, body)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(answer, learners))
    with web.services.database.reading(web.tenant) as work:
        known = work.knowledge.difficulties([micro_module_id, str(items[4]["id"])])
    assert {row.responses for row in known.values()} == {12}
    assert {row.score_sum for row in known.values()} == {12.0}


def test_who_is_no_learner_leaves_no_evidence(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    graded = respond(web.integrator, micro_module_id, {"item_id": items[4]["id"], "text": "30"})
    assert graded["next_review_at"] is None
    with web.services.database.reading(web.tenant) as work:
        assert work.knowledge.beliefs() == {}


def test_a_statement_is_evidence_once(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    told = a_statement("answered", str(items[4]["id"]), result={"success": True}, timestamp=WEEK_AGO)
    for _ in range(3):
        assert tell(web, told) == [told["id"]]
    assert tell(web, told, told) == [told["id"]] * 2
    assert only_row(web)["reviews"] == 1
    reviews = web.learner.get("/v1/learners/emp-1/reviews").json()
    assert reviews["due_count"] == 1
    assert reviews["items"][0]["micro_module_id"] == micro_module_id
    assert reviews["items"][0]["recall"] < 0.9


def test_a_completion_elsewhere_counts_for_the_version_that_is_shown(web: Web) -> None:
    micro_module_id, _ = quiz_of(web)
    tell(web, a_statement("passed", micro_module_id, result={"score": {"scaled": 0.9}, "success": True}))
    row = only_row(web)
    assert (row["completed_version"], row["score"]) == (1, 0.9)
    assert row["mastery"] is None


@pytest.mark.parametrize(
    ("verb", "result"), [("launched", None), ("failed", {"success": False}), ("completed", {"success": False})]
)
def test_what_was_opened_or_failed_elsewhere_completes_nothing(web: Web, verb: str, result: Json | None) -> None:
    micro_module_id, _ = quiz_of(web)
    tell(web, a_statement(verb, micro_module_id, result=result))
    row = only_row(web)
    assert (row["completed_at"], row["due_at"]) == (None, None)
    assert row["engaged_at"] is not None


def test_statements_of_strangers_and_of_other_things_are_kept_and_change_nothing(web: Web, other_web: Web) -> None:
    micro_module_id, _ = quiz_of(web)
    theirs = other_web.publish("b").micro_module_id
    tell(web, a_statement("passed", micro_module_id, learner="nobody"))
    tell(web, a_statement("passed", theirs), a_statement("passed", "course-7"), a_statement("liked", micro_module_id))
    assert progress(web)["items"] == []


def test_a_statement_needs_its_parts_and_the_right_key(web: Web) -> None:
    whole = a_statement("passed", "mm")
    for part in ("actor", "verb", "object"):
        assert web.integrator.post("/v1/statements", json={**whole, part: None}).status_code == 422
    assert web.integrator.post("/v1/statements", json={**whole, "timestamp": "2026-01-01T10:00:00"}).status_code == 422
    assert web.integrator.post("/v1/statements", json={**whole, "context": {"a": ["\0"]}}).status_code == 422
    assert web.learner.post("/v1/statements", json=whole).status_code == 403
    assert web.integrator.post("/v1/statements", json=whole).status_code == 200


def test_a_statement_of_the_future_has_not_happened_yet(web: Web) -> None:
    _, items = quiz_of(web)
    later = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    tell(web, a_statement("answered", str(items[4]["id"]), result={"success": True}, timestamp=later))
    due_at = datetime.fromisoformat(str(only_row(web)["due_at"]))
    assert due_at < datetime.now(UTC) + timedelta(days=30)


def test_the_days_of_learning_are_counted_once_each(web: Web) -> None:
    _, items = quiz_of(web)
    for item in items[3:5]:
        tell(web, a_statement("answered", str(item["id"]), result={"success": True}, timestamp=WEEK_AGO))
    assert progress(web)["active_days"] == [WEEK_AGO[:10]]


def test_answering_somebody_counts_towards_the_habit_and_asking_or_answering_oneself_does_not(web: Web) -> None:
    ada = learner_client(web, "ada")
    own = ask(web.learner)
    reply(web.learner, own, "I found it out myself.")
    assert progress(web)["active_days"] == []
    theirs = ask(ada)
    post_id = reply(web.learner, theirs)
    assert progress(web)["active_days"] == [theirs["created_at"][:10]]
    assert ada.get("/v1/learners/ada/progress").json()["active_days"] == []
    assert web.learner.delete(f"/v1/threads/{theirs['id']}/posts/{post_id}").status_code == 204
    assert progress(web)["active_days"] == []


def test_what_is_withdrawn_is_not_reviewed(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    tell(web, a_statement("answered", str(items[4]["id"]), result={"success": True}, timestamp=WEEK_AGO))
    assert web.author.post(f"/v1/micro-modules/{micro_module_id}/withdraw").status_code == 200
    assert web.learner.get("/v1/learners/emp-1/reviews").json() == {"items": [], "due_count": 0, "next_due_at": None}
