"""Learners as an integrator keeps them: one by one and in bulk, each key on its own paths only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.db.base import Json
from tests.service.api.test_catalogue import ids, quiz_of, respond
from tests.support.web import Answered, Web

PROFILE: Json = {
    "name": "Ada",
    "locale": "it-IT",
    "role": "nurse",
    "goals": ["use a hoist safely", "report an incident"],
    "cohorts": ["ward 3", "new"],
}


def bulk(web: Web, *rows: Mapping[str, object] | str, dry_run: bool = False) -> list[tuple[int, str | None, str]]:
    body = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    headers = {"Content-Type": "application/x-ndjson"}
    answered = web.integrator.post(
        "/v1/learners/bulk", content=body.encode(), headers=headers, params={"dry_run": dry_run}
    )
    assert answered.status_code == 200, answered.text
    return [(one["line"], one["learner_id"], one["result"]) for one in answered.json()["items"]]


def test_a_learner_is_taken_in_once_and_changed_after(web: Web) -> None:
    taken_in = web.integrator.put("/v1/learners/emp-2", json=PROFILE)
    assert taken_in.status_code == 201
    changed = web.integrator.put("/v1/learners/emp-2", json={"role": "head nurse", "cohorts": []})
    assert changed.status_code == 200
    kept = web.integrator.get("/v1/learners/emp-2").json()
    assert kept == {
        **PROFILE,
        "id": "emp-2",
        "role": "head nurse",
        "cohorts": [],
        "active": True,
        "created_at": taken_in.json()["created_at"],
    }


def test_a_learner_of_whom_nothing_was_said_is_there_all_the_same(web: Web) -> None:
    own = web.learner.get("/v1/learners/emp-1").json()
    assert (own["id"], own["locale"], own["goals"], own["cohorts"]) == ("emp-1", None, [], [])


@pytest.mark.parametrize(
    "fields",
    [
        {"locale": "not a locale"},
        {"goals": [""]},
        {"goals": ["x" * 301]},
        {"cohorts": ["\0"]},
        {"surname": "Lovelace"},
    ],
)
def test_what_does_not_fit_is_refused(web: Web, fields: Json) -> None:
    assert web.integrator.put("/v1/learners/emp-2", json=fields).status_code == 422
    assert web.integrator.get("/v1/learners/emp-2").status_code == 404


def test_twenty_at_once_make_one_learner(web: Web) -> None:
    def put(number: int) -> Answered:
        return web.integrator.put("/v1/learners/emp-2", json={"role": f"role {number}"})

    with ThreadPoolExecutor(8) as pool:
        statuses = [answered.status_code for answered in pool.map(put, range(20))]
    assert sorted(set(statuses)) == [200, 201]
    assert statuses.count(201) == 1


def test_a_learners_key_reaches_its_own_path_only(web: Web) -> None:
    web.integrator.put("/v1/learners/emp-2", json=PROFILE)
    for refused in (
        web.learner.get("/v1/learners/emp-2"),
        web.learner.put("/v1/learners/emp-2/goals", json={"goals": ["x"]}),
    ):
        assert refused.status_code == 404
        assert "Ada" not in refused.text
    assert web.learner.put("/v1/learners/emp-1", json={"cohorts": ["ward 3"]}).status_code == 403
    assert web.learner.get("/v1/learners").status_code == 403
    assert web.author.get("/v1/learners/emp-2").status_code == 403


def test_a_learner_says_what_to_learn(web: Web) -> None:
    said = web.learner.put("/v1/learners/emp-1/goals", json={"goals": ["drive a forklift", "drive a forklift"]})
    assert said.json()["goals"] == ["drive a forklift"]
    assert web.integrator.get("/v1/learners/emp-1").json()["goals"] == ["drive a forklift"]


def test_a_leavers_key_ends_at_once_and_opens_again_on_return(web: Web) -> None:
    assert web.learner.get("/v1/catalogue").status_code == 200
    web.integrator.put("/v1/learners/emp-1", json={"active": False})
    assert web.learner.get("/v1/catalogue").status_code == 401
    web.integrator.put("/v1/learners/emp-1", json={"active": True})
    assert web.learner.get("/v1/catalogue").status_code == 200


def test_in_bulk_every_line_is_applied_or_refused_by_itself(web: Web) -> None:
    rows = ({"learner_id": "emp-2", **PROFILE}, "{", {"learner_id": "emp-3", "goals": 1}, "", {"learner_id": "emp-1"})
    assert bulk(web, *rows) == [
        (1, "emp-2", "created"),
        (2, None, "refused"),
        (3, None, "refused"),
        (5, "emp-1", "unchanged"),
    ]
    assert web.integrator.get("/v1/learners/emp-2").json()["role"] == "nurse"
    assert web.integrator.get("/v1/learners/emp-3").status_code == 404


def test_a_dry_run_foretells_what_the_run_does_and_writes_nothing(web: Web) -> None:
    rows: tuple[Json, ...] = (
        {"learner_id": "emp-2", "name": "Ada"},
        {"learner_id": "emp-2", "name": "Ada"},
        {"learner_id": "emp-2", "name": "Ada L."},
        {"learner_id": "emp-1", "active": False},
    )
    foretold = bulk(web, *rows, dry_run=True)
    assert web.integrator.get("/v1/learners/emp-2").status_code == 404
    assert web.learner.get("/v1/catalogue").status_code == 200
    assert bulk(web, *rows) == foretold
    assert [result for _, _, result in foretold] == ["created", "unchanged", "updated", "updated"]
    assert web.learner.get("/v1/catalogue").status_code == 401


def test_a_bulk_of_a_thousand_lines_is_taken(web: Web) -> None:
    rows = [{"learner_id": f"emp-{number}", "cohorts": ["all"]} for number in range(10, 1010)]
    assert {result for _, _, result in bulk(web, *rows)} == {"created"}
    first = web.integrator.get("/v1/learners", params={"cohort": "all", "limit": 100}).json()
    assert len(first["items"]) == 100
    second = web.integrator.get("/v1/learners", params={"cohort": "all", "cursor": first["cursor"]}).json()
    assert second["items"][0]["id"] == "emp-110"


def test_bulk_takes_lines_and_nothing_else(web: Web) -> None:
    assert web.integrator.post("/v1/learners/bulk", json={"learner_id": "emp-2"}).status_code == 415
    assert web.learner.post("/v1/learners/bulk", content=b"").status_code == 403


def test_an_integrator_answers_for_a_learner_and_a_learner_for_nobody_else(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    web.integrator.put("/v1/learners/emp-2", json={})
    body: Json = {"item_id": items[0]["id"], "option_ids": [ids(items[0], "options")["badge"]]}
    for_learner = respond(web.integrator, micro_module_id, {**body, "learner_id": "emp-1"}, key="k")
    assert respond(web.learner, micro_module_id, body, key="k")["id"] == for_learner["id"]
    path = f"/v1/catalogue/{micro_module_id}/responses"
    assert web.learner.post(path, json={**body, "learner_id": "emp-2"}).status_code == 404
    assert web.integrator.post(path, json={**body, "learner_id": "nobody"}).status_code == 404
