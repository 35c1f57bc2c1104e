"""A learner's data: whole to take away, and gone when erased, wherever it lay."""

from __future__ import annotations

import json

from sqlalchemy import select

from service.db.learners import LearnerId
from service.db.personal import REGISTER
from service.db.tables import METADATA
from service.workflows.learning.complete_erasures import complete_erasures
from tests.service.api.test_catalogue import quiz_of
from tests.service.api.test_evidence import a_statement, answer_all, tell
from tests.service.api.test_sessions import feedback, session
from tests.support.community import ask
from tests.support.reminders import a_link
from tests.support.web import Web

CANARY = "Zanzibar"
PEOPLE_BUT_NO_LEARNERS = {"principals", "documents", "document_versions", "micro_modules", "conflicts"} | {
    "earlier_contents",
    "publications",
    "outlines",
}


def leave_traces(web: Web) -> None:
    """Everything that a learner can leave behind, with the canary in it."""
    web.integrator.put(
        "/v1/learners/emp-1", json={"name": CANARY, "role": CANARY, "goals": [CANARY], "cohorts": [CANARY]}
    )
    micro_module_id, items = quiz_of(web)
    feedback(web, session(web)[0], "launched")
    answer_all(web, micro_module_id, items)
    tell(web, a_statement("passed", micro_module_id, context={"platform": CANARY}))
    web.learner.post(f"/v1/items/{items[0]['id']}/reports", json={"reason": "unclear", "text": CANARY})
    web.integrator.put("/v1/enrolments/e1", json={"learner": "emp-1", "micro_modules": [micro_module_id]})
    address = f"{CANARY}@acme.example"
    web.integrator.put("/v1/learners/emp-1/reminder", json={"enabled": False, "channel": "email", "address": address})
    a_link(web)
    thread = ask(web.learner)
    web.learner.post(f"/v1/threads/{thread['id']}/posts", json={"text": f"{CANARY} again"})


def found(web: Web, text: str) -> set[str]:
    """Tables of the tenant that hold the text anywhere."""
    holding = set()
    with web.services.database.app.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT set_config('morsel.tenant', '{web.tenant}', true)")
        for table in METADATA.sorted_tables:
            if any(text in str(row) for row in connection.execute(select(table))):
                holding.add(table.name)
    return holding


def test_every_table_that_names_a_principal_is_registered() -> None:
    naming = {
        table.name
        for table in METADATA.sorted_tables
        for column in table.columns
        if column.name in ("principal_id", "author_id") or column.name.endswith("_by")
    }
    assert naming - PEOPLE_BUT_NO_LEARNERS == set(REGISTER)
    for name, personal in REGISTER.items():
        columns = METADATA.tables[name].columns
        assert {personal.person, *personal.instead} <= set(columns.keys())
        assert personal.purpose


def test_an_export_holds_everything_and_no_secret(web: Web) -> None:
    leave_traces(web)
    export = web.learner.get("/v1/learners/emp-1/export").json()
    assert export["learner"]["name"] == CANARY
    filled = {name for name, rows in export["rows"].items() if rows}
    traces = {"learning_goals", "responses", "evidence", "statements", "impressions", "posts", "item_reports"}
    traces |= {"reminder_choices", "reminders"}
    assert traces | {"learner_profiles", "cohort_members", "objective_states", "enrolments", "uptakes"} <= filled
    assert set(export["purposes"]) == set(export["rows"])
    with web.services.database.reading(web.tenant) as work:
        key = next(key for key in export["rows"]["api_keys"])
        assert work.principals.get(web.people.learner).id == key["principal_id"]
    assert "digest" not in json.dumps([export["rows"]["api_keys"], export["rows"]["reminders"]])


def test_an_export_is_the_learners_own(web: Web) -> None:
    web.integrator.put("/v1/learners/emp-2", json={"name": CANARY})
    assert web.learner.get("/v1/learners/emp-2/export").status_code == 404
    assert web.learner.delete("/v1/learners/emp-2").status_code == 404
    assert web.integrator.get("/v1/learners/emp-2/export").json()["learner"]["name"] == CANARY


def test_what_is_erased_is_nowhere_any_more(web: Web) -> None:
    leave_traces(web)
    assert found(web, CANARY)
    asked = web.integrator.delete("/v1/learners/emp-1")
    assert asked.status_code == 202
    receipt = web.integrator.get(asked.headers["Location"]).json()
    assert receipt["completed_at"] is not None
    assert receipt["counts"]["responses"] == 9
    assert found(web, CANARY) == set()
    assert found(web, "emp-1") == set()
    assert web.integrator.get("/v1/learners/emp-1").status_code == 404
    assert web.learner.get("/v1/catalogue").status_code == 401


def test_an_erased_learner_may_come_back_as_somebody_new(web: Web) -> None:
    leave_traces(web)
    web.integrator.delete("/v1/learners/emp-1")
    assert web.integrator.put("/v1/learners/emp-1", json={}).status_code == 201
    assert web.integrator.get("/v1/learners/emp-1/progress").json()["items"] == []


def test_what_a_killed_server_left_is_erased_by_the_next_look(web: Web) -> None:
    web.integrator.put("/v1/learners/emp-2", json={"goals": [CANARY]})
    with web.services.database.unit_of_work(web.tenant) as work:
        learner = work.learners.get(LearnerId("emp-2"))
        receipt = work.erasures.add(learner.principal_id).id
    assert complete_erasures(web.tenant, database=web.services.database) == 1
    assert found(web, CANARY) == set()
    assert web.integrator.get(f"/v1/erasures/{receipt}").json()["completed_at"] is not None
    assert complete_erasures(web.tenant, database=web.services.database) == 0
