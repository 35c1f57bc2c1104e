"""Sessions and recommendations over HTTP: what is published, answered, dismissed, enrolled counts in the next one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.db.base import Json
from tests.service.api.test_catalogue import quiz_of, respond, right_answer
from tests.service.api.test_evidence import WEEK_AGO, a_statement, answer_all, tell
from tests.support.web import Answered, Web

SECOND = timedelta(seconds=1)


def session(web: Web, **query: int) -> list[Json]:
    answered = web.learner.get("/v1/learners/emp-1/session", params=query)
    assert answered.status_code == 200, answered.text
    items: list[Json] = answered.json()["items"]
    assert sum(int(str(item["seconds"])) for item in items) == answered.json()["total_seconds"]
    return items


def recommendations(web: Web, **query: str) -> list[Json]:
    answered = web.learner.get("/v1/learners/emp-1/recommendations", params=query)
    assert answered.status_code == 200, answered.text
    items: list[Json] = answered.json()["items"]
    return items


def feedback(web: Web, item: Json, action: str) -> Answered:
    body = {"impression_id": item["impression_id"], "action": action}
    return web.learner.post("/v1/learners/emp-1/feedback", json=body)


def codes(item: Json) -> list[str]:
    reasons = item["reasons"]
    assert isinstance(reasons, list)
    return [reason["code"] for reason in reasons]


def test_a_session_of_nothing_is_empty_and_what_is_published_is_in_the_next(web: Web) -> None:
    assert session(web) == []
    published = web.publish()
    (item,) = session(web)
    assert (item["kind"], item["id"], codes(item)) == ("micro_module", published.micro_module_id, ["start"])
    assert web.author.post(f"/v1/micro-modules/{published.micro_module_id}/withdraw").status_code == 200
    assert session(web) == []


def test_a_goal_is_a_reason_in_the_learners_language(web: Web) -> None:
    web.publish()
    web.integrator.put("/v1/learners/emp-1", json={"locale": "it", "goals": ["know what visitors wear"]})
    (item,) = session(web)
    assert item["reasons"] == [
        {
            "code": "goal",
            "text": "Porta al tuo obiettivo «know what visitors wear».",
            "evidence": item["reasons"][0]["evidence"],  # type: ignore[index]  # JSON
        }
    ]


def test_what_was_completed_comes_back_as_a_review_with_another_item(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    answer_all(web, micro_module_id, items)
    assert session(web) == []
    web_clock_forward(web, days=4)
    (review,) = session(web)
    assert (review["kind"], review["micro_module_id"], codes(review)) == ("review", micro_module_id, ["due"])
    assert review["id"] == items[0]["id"]  # asked longest ago
    respond(web.learner, micro_module_id, {"item_id": items[0]["id"], **right_answer(0, items[0])})
    assert session(web) == []
    web_clock_forward(web, days=60)
    assert session(web)[0]["id"] == items[1]["id"]


def web_clock_forward(web: Web, *, days: float) -> None:
    """As if so many days had passed: all that the learner did lies further back."""
    passed = timedelta(days=days)
    with web.services.database.unit_of_work(web.tenant) as work:
        for state in work.knowledge.states_of(web.people.learner):
            state.due_at = None if state.due_at is None else state.due_at - passed
            state.reviewed_at = None if state.reviewed_at is None else state.reviewed_at - passed
            state.engaged_at = None if state.engaged_at is None else state.engaged_at - passed


def test_what_is_dismissed_is_gone_at_once_and_stays_away(web: Web) -> None:
    web.publish()
    web.publish("b")
    first = session(web)[0]
    assert feedback(web, first, "dismissed").status_code == 204
    assert feedback(web, first, "dismissed").status_code == 204
    left = {str(item["id"]) for item in [*session(web), *recommendations(web)]}
    assert left
    assert first["id"] not in left


def test_what_was_said_to_be_read_is_done(web: Web) -> None:
    web.publish()
    item = session(web)[0]
    for action in ("launched", "completed", "completed", "helpful"):
        assert feedback(web, item, action).status_code == 204
    assert session(web) == []
    (row,) = web.learner.get("/v1/learners/emp-1/progress").json()["items"]
    assert (row["engaged_at"] is not None, row["completed_at"]) == (True, None)


def test_what_must_be_done_comes_first_with_its_date_and_cannot_be_dismissed(web: Web) -> None:
    web.publish()
    must = web.publish("b").micro_module_id
    due_at = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    body = {"learner": "emp-1", "micro_modules": [must], "due_at": due_at, "mandatory": True}
    web.integrator.put("/v1/enrolments/e1", json=body)
    first = session(web, budget_seconds=600)[0]
    assert (first["id"], codes(first)[0]) == (must, "mandatory")
    assert feedback(web, first, "dismissed").status_code == 409
    web.integrator.put("/v1/enrolments/e1", json={**body, "due_at": WEEK_AGO})
    assert codes(session(web, budget_seconds=600)[0])[0] == "overdue"
    tell(web, a_statement("passed", must))
    assert must not in [item["id"] for item in session(web, budget_seconds=600)]


def test_an_enrolment_is_not_done_by_reading(web: Web) -> None:
    must = web.publish().micro_module_id
    web.integrator.put("/v1/enrolments/e1", json={"learner": "emp-1", "micro_modules": [must], "mandatory": True})
    feedback(web, session(web)[0], "completed")
    assert [item["id"] for item in session(web)] == [must]


def test_impressions_are_kept_with_why_and_by_what_chance(web: Web) -> None:
    web.publish()
    shown = [*session(web), *recommendations(web, surface="home")]
    with web.services.database.reading(web.tenant) as work:
        kept = work.impressions.between(web.people.learner, work.now - timedelta(hours=1), work.now + SECOND)
    assert sorted(row.id for row in kept) == sorted(str(item["impression_id"]) for item in shown)
    for row in kept:
        assert sum(float(str(term)) for term in row.terms.values()) == row.rank_score
        assert 0 < row.propensity <= 1
    assert {row.surface for row in kept} == {"session", "home"}


def test_who_has_left_is_shown_nothing(web: Web) -> None:
    web.publish()
    web.integrator.put("/v1/learners/emp-1", json={"active": False})
    left = web.integrator.get("/v1/learners/emp-1/session").json()
    assert left == {"items": [], "total_seconds": 0}
    assert web.integrator.get("/v1/learners/emp-1/recommendations").json()["items"] == []


def test_a_learner_sees_only_the_own_session_and_judges_only_what_was_shown_to_them(web: Web) -> None:
    web.publish()
    web.integrator.put("/v1/learners/emp-2", json={})
    assert web.learner.get("/v1/learners/emp-2/session").status_code == 404
    assert web.learner.get("/v1/learners/emp-2/recommendations").status_code == 404
    theirs = web.integrator.get("/v1/learners/emp-2/session").json()["items"][0]
    assert feedback(web, theirs, "dismissed").status_code == 404
    assert web.author.get("/v1/learners/emp-1/session").status_code == 403


def test_another_tenants_catalogue_and_impressions_stay_theirs(web: Web, other_web: Web) -> None:
    theirs = other_web.publish("canary")
    other_web.learner.get("/v1/learners/emp-1/session")
    shown = other_web.learner.get("/v1/learners/emp-1/session").json()["items"][0]
    assert shown["id"] == theirs.micro_module_id
    assert session(web) == recommendations(web) == []
    assert feedback(web, shown, "dismissed").status_code == 404
    assert other_web.learner.get("/v1/learners/emp-1/session").json()["items"] != []


def test_recommendations_come_page_by_page_and_by_kind(web: Web) -> None:
    for salt in "abcde":
        web.publish(salt)
    first = web.learner.get("/v1/learners/emp-1/recommendations", params={"limit": 3}).json()
    second = web.learner.get(
        "/v1/learners/emp-1/recommendations", params={"limit": 3, "cursor": first["cursor"]}
    ).json()
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert (len(ids), len(set(ids)), second["cursor"]) == (5, 5, None)
    assert recommendations(web, kinds="review,thread") == []
    assert web.learner.get("/v1/learners/emp-1/recommendations?kinds=lesson").status_code == 422
    assert web.learner.get("/v1/learners/emp-1/session?budget_seconds=0").status_code == 422


def test_what_does_not_fit_the_budget_is_left_out(web: Web) -> None:
    web.publish()
    assert session(web, budget_seconds=59) == []
    assert len(session(web, budget_seconds=60)) == 1
