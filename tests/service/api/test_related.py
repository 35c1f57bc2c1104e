"""Related threads and micro-modules, helpers, waves, gaps and drafts over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.jobs.upkeep import Upkeep
from tests.service.api.test_catalogue import right_answer
from tests.support.community import ask, learner_client, reply
from tests.support.web import Web

LOG = {"title": "How long is the visitor log kept?", "text": "How many days does the host keep the visitor log?"}
RULE = {"title": "What a visitor must wear", "text": "Must a visitor wear a badge at all times?"}
AGAIN = {"title": "Visitor log", "text": "The visitor log: how many days must the host keep it?"}
LUNCH = {"title": "Lunch", "text": "What is there to eat in the canteen on Fridays, fish or pasta?"}


@pytest.fixture
def upkeep(web: Web) -> Upkeep:
    return Upkeep(web.services)


def get(client: TestClient, path: str, **params: str) -> dict[str, Any]:
    answered = client.get(path, params=params)
    assert answered.status_code == 200, answered.text
    found: dict[str, Any] = answered.json()
    return found


def helpers_of(client: TestClient, thread: dict[str, Any]) -> list[str]:
    return [one["learner_id"] for one in get(client, f"/v1/threads/{thread['id']}/helpers")["items"]]


def routed(web: Web, learner_id: str) -> list[str]:
    told = get(web.integrator, f"/v1/learners/{learner_id}/notifications")["items"]
    return [one["thread_id"] for one in told if one["kind"] == "routed"]


def solve(web: Web, asker: TestClient, helper: TestClient, **fields: object) -> dict[str, Any]:
    thread = ask(asker, **{**LOG, **fields})
    post_id = reply(helper, thread)
    assert asker.post(f"/v1/threads/{thread['id']}/posts/{post_id}/accept").status_code == 200
    return thread


def related_threads(client: TestClient, micro_module_id: str) -> list[str]:
    items = get(client, f"/v1/micro-modules/{micro_module_id}/related", kinds="thread")["items"]
    return [one["id"] for one in items]


def test_thread_and_micro_module_find_each_other_with_the_passages_that_match(web: Web, upkeep: Upkeep) -> None:
    published = web.publish().micro_module_id
    thread = ask(web.learner, **RULE)
    upkeep.serve_all()
    (module,) = get(web.learner, f"/v1/threads/{thread['id']}/related")["micro_modules"]
    assert (module["id"], module["near_to"], module["post_id"]) == (published, RULE["text"], None)
    assert "A visitor must wear a badge" in module["passage"]
    (found,) = get(web.learner, f"/v1/micro-modules/{published}/related", kinds="thread")["items"]
    assert (found["id"], found["passage"]["text"]) == (thread["id"], RULE["text"])


def test_what_is_withdrawn_edited_or_taken_away_is_related_no_more(web: Web, upkeep: Upkeep) -> None:
    published = web.publish().micro_module_id
    thread = ask(web.learner, **RULE)
    upkeep.serve_all()
    assert related_threads(web.learner, published) == [thread["id"]]
    opening = f"/v1/threads/{thread['id']}/posts/{thread['posts'][0]['id']}"
    web.learner.patch(opening, json={"text": LUNCH["text"]})
    web.learner.patch(f"/v1/threads/{thread['id']}", json={"title": "Lunch"})
    upkeep.serve_all()
    assert related_threads(web.learner, published) == []
    assert get(web.learner, f"/v1/threads/{thread['id']}/related")["micro_modules"] == []
    other = ask(web.learner, **RULE)
    upkeep.serve_all()
    assert get(web.learner, f"/v1/threads/{other['id']}/related")["micro_modules"][0]["id"] == published
    web.author.post(f"/v1/micro-modules/{published}/withdraw", json={"reason": "old"})
    assert get(web.learner, f"/v1/threads/{other['id']}/related")["micro_modules"] == []
    assert web.learner.delete(f"/v1/threads/{other['id']}").status_code == 204
    assert web.learner.get(f"/v1/threads/{other['id']}/related").status_code == 404


def test_while_one_is_asking_threads_that_ask_the_same_are_shown(web: Web, upkeep: Upkeep) -> None:
    thread, _ = ask(web.learner, **LOG), ask(web.learner, **LUNCH)
    upkeep.serve_all()
    found = get(web.learner, "/v1/threads/similar", q=f"{AGAIN['title']}. {AGAIN['text']}")["items"]
    assert [one["id"] for one in found] == [thread["id"]]
    assert get(web.learner, "/v1/threads/similar", q="zebra stripes")["items"] == []
    assert len(get(web.learner, "/v1/threads")["items"]) == 2


def test_nothing_of_cohorts_one_is_not_in_is_related_found_or_searched(web: Web, upkeep: Upkeep) -> None:
    published = web.publish().micro_module_id
    night = learner_client(web, "ada", cohorts=["night"])
    hidden = ask(night, **RULE, visibility=["night"])
    upkeep.serve_all()
    for client, sees in ((night, True), (web.learner, False), (web.author, False)):
        similar = get(client, "/v1/threads/similar", q=RULE["text"])["items"]
        searched = get(client, "/v1/search", q=RULE["text"], kinds="thread")
        found = [[one["id"] for one in similar], [one["id"] for one in searched["items"] + searched["nearest"]]]
        for ids in (*found, related_threads(client, published)):
            assert ids == ([hidden["id"]] if sees else [])


def test_search_finds_threads_by_what_was_answered(web: Web, upkeep: Upkeep) -> None:
    thread = ask(web.learner, **LUNCH)
    reply(learner_client(web, "bob"), thread, "On Fridays the canteen serves lasagne with mushrooms.")
    upkeep.serve_all()
    (found,) = get(web.learner, "/v1/search", q="lasagne with mushrooms", kinds="thread")["items"]
    assert (found["id"], found["passage"]["text"][-10:]) == (thread["id"], "mushrooms.")


def test_a_found_thread_says_which_post_matched(web: Web, upkeep: Upkeep) -> None:
    thread = ask(web.learner, **LUNCH)
    reply(web.learner, thread, "I ask since I do not like fish.")
    post_id = reply(learner_client(web, "bob"), thread, "On Fridays the canteen serves lasagne with mushrooms.")
    upkeep.serve_all()
    (found,) = get(web.learner, "/v1/search", q="lasagne with mushrooms", kinds="thread")["items"]
    source = found["passage"]["source"]
    assert (source["thread_id"], source["post_id"], source["micro_module_id"]) == (thread["id"], post_id, None)


def people_for(client: TestClient, q: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = get(client, "/v1/search", q=q, kinds="person")["items"]
    return items


def test_search_finds_people_by_what_they_answered_with_their_words_and_the_reason(web: Web, upkeep: Upkeep) -> None:
    ada, bob, cid = (learner_client(web, name, name=name.title()) for name in ("ada", "bob", "cid"))
    solved = solve(web, ada, bob)
    reply(cid, ask(ada, **LUNCH), "Fish.")
    upkeep.serve_all()
    (found,) = people_for(cid, AGAIN["text"])
    assert (found["kind"], found["id"], found["title"]) == ("person", "bob", "Bob")
    assert found["passage"]["text"] == "The host does, for 30 days."
    source = found["passage"]["source"]
    assert (source["thread_id"], source["post_id"]) == (
        solved["id"],
        ada.get(f"/v1/threads/{solved['id']}").json()["posts"][1]["id"],
    )
    (reason,) = found["reasons"]
    assert (reason["code"], reason["about"]) == ("accepted_answers", [{"id": solved["id"], "title": LOG["title"]}])
    assert found["rank_score"] == pytest.approx(reason["value"], abs=1e-4)
    assert people_for(cid, "zebra stripes") == []
    assert people_for(bob, AGAIN["text"]) == [], "nobody looks for themselves"


def test_whoever_asks_anything_hears_after_the_answers_who_may_know_more(web: Web, upkeep: Upkeep) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    solved = solve(web, ada, bob)
    upkeep.serve_all()
    answer = get(ada, "/v1/search", q=LOG["text"])
    assert [(one["kind"], one["id"]) for one in answer["items"]] == [("thread", solved["id"]), ("person", "bob")]


def test_who_left_or_does_not_want_to_be_asked_is_not_found(web: Web, upkeep: Upkeep) -> None:
    ada, bob, cid = (learner_client(web, name) for name in ("ada", "bob", "cid"))
    solve(web, ada, bob)
    solve(web, ada, cid)
    upkeep.serve_all()
    assert sorted(one["id"] for one in people_for(ada, AGAIN["text"])) == ["bob", "cid"]
    bob.put("/v1/learners/bob/helping", json={"available": False})
    web.integrator.put("/v1/learners/cid", json={"active": False})
    assert people_for(ada, AGAIN["text"]) == []


def test_nobody_is_found_by_what_the_searcher_may_not_see(web: Web, other_web: Web, upkeep: Upkeep) -> None:
    ada, bob = (learner_client(web, name, cohorts=["night"]) for name in ("ada", "bob"))
    out = learner_client(web, "out")
    solve(web, ada, bob, visibility=["night"])
    upkeep.serve_all()
    assert [one["id"] for one in people_for(ada, AGAIN["text"])] == ["bob"]
    assert people_for(out, AGAIN["text"]) == []
    assert people_for(other_web.learner, AGAIN["text"]) == []


def test_search_finds_who_completed_what_answers(web: Web, upkeep: Upkeep) -> None:
    published = web.publish().micro_module_id
    bob = learner_client(web, "bob")
    for place, item in enumerate(bob.get(f"/v1/catalogue/{published}/quiz").json()["items"]):
        given = {"recall": "got_it"} if item["is_self_marked"] else right_answer(place, item)
        bob.post(f"/v1/catalogue/{published}/responses", json={"item_id": item["id"], **given})
    upkeep.serve_all()
    (found,) = people_for(web.learner, RULE["text"])
    assert (found["id"], found["reasons"][0]["code"]) == ("bob", "mastered")
    assert found["passage"]["source"]["micro_module_id"] == published
    assert found["passage"]["source"]["quote"]


def test_helpers_are_those_who_solved_the_like_with_reasons_that_add_up(web: Web, upkeep: Upkeep) -> None:
    ada, bob, cid = (learner_client(web, name) for name in ("ada", "bob", "cid"))
    solved = solve(web, ada, bob)
    reply(cid, ask(ada, **LUNCH), "Fish.")
    upkeep.serve_all()
    question = ask(ada, **AGAIN)
    (helper,) = get(ada, f"/v1/threads/{question['id']}/helpers")["items"]
    (reason,) = helper["reasons"]
    assert (helper["learner_id"], reason["code"], reason["text"]) == (
        "bob",
        "accepted_answers",
        "Solved a question like this one",
    )
    assert reason["about"] == [{"id": solved["id"], "title": LOG["title"]}]
    assert helper["rank_score"] == pytest.approx(sum(one["value"] for one in helper["reasons"]))
    italian = get(ada, f"/v1/threads/{question['id']}/helpers", language="it")["items"][0]
    assert italian["reasons"][0]["text"] == "Ha risolto una domanda come questa"


def test_who_does_not_want_it_left_or_answered_already_is_no_helper(web: Web, upkeep: Upkeep) -> None:
    ada, bob, cid = (learner_client(web, name) for name in ("ada", "bob", "cid"))
    solve(web, ada, bob)
    solve(web, ada, cid)
    upkeep.serve_all()
    question = ask(ada, **AGAIN)
    assert sorted(helpers_of(ada, question)) == ["bob", "cid"]
    bob.put("/v1/learners/bob/helping", json={"available": False})
    assert helpers_of(ada, question) == ["cid"]
    bob.put("/v1/learners/bob/helping", json={"available": True})
    web.integrator.put("/v1/learners/cid", json={"active": False})
    assert helpers_of(ada, question) == ["bob"]
    reply(bob, question)
    assert helpers_of(ada, question) == []


def test_helpers_of_a_hidden_question_may_see_it_and_reasons_name_nothing_hidden(web: Web, upkeep: Upkeep) -> None:
    ada, bob = learner_client(web, "ada", cohorts=["night"]), learner_client(web, "bob", cohorts=["night"])
    cid = learner_client(web, "cid")
    solve(web, ada, bob, visibility=["night"])
    upkeep.serve_all()
    assert helpers_of(cid, ask(cid, **AGAIN)) == []
    solve(web, ada, cid)
    upkeep.serve_all()
    assert helpers_of(ada, ask(ada, **AGAIN, visibility=["night"])) == ["bob"]


def test_a_question_is_routed_once_to_those_likely_to_know(web: Web, upkeep: Upkeep) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    solve(web, ada, bob)
    upkeep.serve_all()
    question = ask(ada, **AGAIN)
    for _ in range(3):
        upkeep.serve_all()
    assert routed(web, "bob") == [question["id"]]
    assert helpers_of(ada, question) == []
    with web.services.database.unit_of_work(web.tenant, label="test") as work:
        planned = work.help_requests.planned(question["id"])
        assert planned is not None
        assert (planned.done, planned.due_at > work.now) == (1, True)


def test_software_elsewhere_is_told_whom_a_question_was_routed_to_wave_by_wave(web: Web, upkeep: Upkeep) -> None:
    ada, bob, cid = (learner_client(web, name) for name in ("ada", "bob", "cid"))
    solve(web, ada, bob)
    upkeep.serve_all()
    question = ask(ada, **AGAIN)
    upkeep.serve_all()
    solve(web, ada, cid)
    upkeep.serve_all()
    _make_due(web, question)
    upkeep.serve_all()
    upkeep.serve_all()
    changes = get(web.integrator, "/v1/changes")["items"]
    told = [one["data"] for one in changes if one["type"] == "question.routed"]
    asked = {"thread_id": question["id"]}
    assert told == [asked | {"learner_id": "bob", "wave": 1}, asked | {"learner_id": "cid", "wave": 2}]


def test_the_next_wave_asks_others_and_a_solved_question_nobody(web: Web, upkeep: Upkeep) -> None:
    ada, bob, cid = (learner_client(web, name) for name in ("ada", "bob", "cid"))
    solve(web, ada, bob)
    upkeep.serve_all()
    question = ask(ada, **AGAIN)
    upkeep.serve_all()
    solve(web, ada, cid)
    upkeep.serve_all()
    _make_due(web, question)
    upkeep.serve_all()
    assert (routed(web, "bob"), routed(web, "cid")) == ([question["id"]], [question["id"]])
    ada.post(f"/v1/threads/{question['id']}/posts/{reply(bob, question)}/accept")
    with web.services.database.unit_of_work(web.tenant, label="test") as work:
        assert work.help_requests.planned(question["id"]) is None
        assert all(request.closed_at for request in work.help_requests.of(question["id"]))


def test_nobody_is_asked_more_than_they_can_answer(web: Web, upkeep: Upkeep) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    solve(web, ada, bob)
    upkeep.serve_all()
    questions = [ask(ada, title=f"{AGAIN['title']} {number}", text=AGAIN["text"]) for number in range(5)]
    upkeep.serve_all()
    assert len(routed(web, "bob")) == 3
    assert all(helpers_of(ada, question) == [] for question in questions)


def test_a_question_that_nothing_teaches_is_a_gap_until_something_does(web: Web, upkeep: Upkeep) -> None:
    log, lunch = ask(web.learner, **RULE), ask(web.learner, **LUNCH)
    upkeep.serve_all()
    gaps = [one["id"] for one in get(web.author, "/v1/threads/gaps")["items"]]
    assert gaps == [lunch["id"], log["id"]]
    published = web.publish().micro_module_id
    upkeep.serve_all()
    assert [one["id"] for one in get(web.author, "/v1/threads/gaps")["items"]] == [lunch["id"]]
    web.author.post(f"/v1/micro-modules/{published}/withdraw", json={"reason": "old"})
    assert [one["id"] for one in get(web.author, "/v1/threads/gaps")["items"]] == gaps
    assert web.learner.get("/v1/threads/gaps").status_code == 403


def test_a_solved_thread_becomes_a_document_to_draft_from_and_no_other_does(web: Web) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    thread = ask(ada, **LOG)
    path = f"/v1/threads/{thread['id']}/draft"
    assert web.author.post(path).status_code == 409
    reply(bob, thread, "No idea, sorry.")
    ada.post(f"/v1/threads/{thread['id']}/posts/{reply(bob, thread, 'The host keeps it for 30 days.')}/accept")
    assert ada.post(path).status_code == 403
    first, again = web.author.post(path), web.author.post(path)
    assert first.status_code == 202
    assert first.json() == again.json()
    source = web.author.get(f"/v1/documents/{first.json()['document_id']}/source").text
    assert source == f"# {LOG['title']}\n\nThe host keeps it for 30 days.\n"


def test_hours_to_a_useful_answer_are_told_of_ten_questions_or_more(web: Web) -> None:
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    for _ in range(9):
        solve(web, ada, bob)
    ask(ada, **LUNCH)
    few = get(web.author, "/v1/threads/answering")
    assert few == {"days": 30, "asked": 10, "usefully_answered": 9, "median_hours": None, "slowest_tenth_hours": None}
    helpful = ask(ada, **LUNCH)
    path = f"/v1/threads/{helpful['id']}/posts/{reply(bob, helpful)}/reactions"
    web.learner.post(path, json={"kind": "helpful"})
    assert get(web.author, "/v1/threads/answering")["median_hours"] == pytest.approx(0.0, abs=0.1)
    assert web.learner.get("/v1/threads/answering").status_code == 403


def _make_due(web: Web, question: dict[str, Any]) -> None:
    with web.services.database.unit_of_work(web.tenant) as work:
        planned = work.help_requests.planned(question["id"])
        assert planned is not None
        planned.due_at = work.now - timedelta(seconds=1)
        thread = work.threads.still_there([question["id"]])[0]
        thread.created_at -= timedelta(hours=2)
