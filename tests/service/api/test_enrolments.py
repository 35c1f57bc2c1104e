"""Enrolments: whom, what, until when; and the evidence that it is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.db.base import Json
from tests.service.api.test_catalogue import quiz_of
from tests.service.api.test_evidence import a_statement, answer_all, tell
from tests.support.web import Web

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).isoformat()
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


def enrol(web: Web, external_id: str = "e1", **fields: object) -> None:
    answered = web.integrator.put(f"/v1/enrolments/{external_id}", json={"learner": "emp-1", **fields})
    assert answered.status_code in (200, 201), answered.text


def standings(web: Web, **query: str) -> list[Json]:
    items: list[Json] = web.integrator.get("/v1/enrolments", params=query).json()["items"]
    return items


def test_an_enrolment_is_made_once_and_changed_after(web: Web) -> None:
    micro_module_id, _ = quiz_of(web)
    body = {"learner": "emp-1", "micro_modules": [micro_module_id], "due_at": TOMORROW, "mandatory": True}
    assert web.integrator.put("/v1/enrolments/e1", json=body).status_code == 201
    assert web.integrator.put("/v1/enrolments/e1", json={**body, "mandatory": False}).status_code == 200
    (standing,) = standings(web)
    assert (standing["mandatory"], standing["status"], standing["micro_modules"]) == (False, "open", [micro_module_id])


def test_completion_carries_its_evidence(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    enrol(web, micro_modules=[micro_module_id], due_at=YESTERDAY)
    (before,) = standings(web, status="overdue")
    assert before["completed"] == []
    answer_all(web, micro_module_id, items)
    (after,) = standings(web, status="completed")
    digest = web.author.get(f"/v1/micro-modules/{micro_module_id}").json()["content_digest"]
    completed = after["completed"]
    assert isinstance(completed, list)
    assert [{**evidence, "completed_at": None} for evidence in completed] == [
        {
            "micro_module_id": micro_module_id,
            "version": 1,
            "digest": digest,
            "score": 1.0,
            "completed_at": None,
        }
    ]
    assert standings(web, status="overdue") == standings(web, status="open") == []


def test_a_cohort_is_enrolled_with_whoever_joins_and_without_whoever_leaves(web: Web) -> None:
    published = web.publish()
    enrol(web, learner=None, cohort="new", document=published.document_id)
    assert standings(web) == []
    for learner in ("emp-2", "emp-3"):
        web.integrator.put(f"/v1/learners/{learner}", json={"cohorts": ["new"]})
    tell(web, a_statement("passed", published.micro_module_id, learner="emp-2"))
    assert {str(one["learner"]): one["status"] for one in standings(web)} == {"emp-2": "completed", "emp-3": "open"}
    assert [one["learner"] for one in standings(web, learner="emp-3")] == ["emp-3"]
    web.integrator.put("/v1/learners/emp-3", json={"active": False})
    assert [one["active"] for one in standings(web, learner="emp-3")] == [False]
    web.integrator.put("/v1/learners/emp-3", json={"cohorts": []})
    assert standings(web, learner="emp-3") == []


def test_a_document_without_anything_published_is_not_completed(web: Web) -> None:
    enrol(web, document=web.keep_draft().document_id)
    assert [one["status"] for one in standings(web)] == ["open"]


@pytest.mark.parametrize(
    "fields",
    [
        {"cohort": "both"},
        {"learner": None},
        {"document": "doc_0"},
        {"micro_modules": None},
        {"micro_modules": []},
        {"due_at": "2026-01-01T10:00:00"},
    ],
)
def test_an_enrolment_that_contradicts_itself_is_refused(web: Web, fields: Json) -> None:
    body = {"learner": "emp-1", "micro_modules": ["mm_0"], **fields}
    assert web.integrator.put("/v1/enrolments/e1", json=body).status_code == 422


def test_what_an_enrolment_names_must_be_there(web: Web, other_web: Web) -> None:
    theirs = other_web.publish("b")
    for fields in ({"micro_modules": [theirs.micro_module_id]}, {"document": theirs.document_id}):
        assert web.integrator.put("/v1/enrolments/e1", json={"learner": "emp-1", **fields}).status_code == 404
    known = {"learner": "nobody", "document": web.publish().document_id}
    assert web.integrator.put("/v1/enrolments/e1", json=known).status_code == 404
    assert web.learner.put("/v1/enrolments/e1", json=known).status_code == 403


def test_enrolments_come_page_by_page(web: Web) -> None:
    micro_module_id, _ = quiz_of(web)
    for external_id in ("è1", "è2", "è3"):
        enrol(web, external_id, micro_modules=[micro_module_id])
    first = web.integrator.get("/v1/enrolments", params={"limit": 2}).json()
    second = web.integrator.get("/v1/enrolments", params={"limit": 2, "cursor": first["cursor"]}).json()
    assert [one["external_id"] for one in first["items"] + second["items"]] == ["è1", "è2", "è3"]
    assert second["cursor"] is None
