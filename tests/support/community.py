"""Learners in cohorts with clients of their own, and threads with valid defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.testclient import TestClient

from service.db.base import PrincipalId
from service.db.principals import PrincipalKind
from tests.support.web import Web, give_key

ASKED = {"title": "Who holds the visitor log?", "text": "A visitor asks who keeps the log and for how long."}


def learner_client(web: Web, learner_id: str, *, cohorts: Sequence[str] = (), name: str | None = None) -> TestClient:
    """A learner in these cohorts, with a key."""
    fields = {"name": name or learner_id, "cohorts": list(cohorts)}
    answered = web.integrator.put(f"/v1/learners/{learner_id}", json=fields)
    assert answered.status_code in (200, 201), answered.text
    key = give_key(web.services.database, principal_of(web, learner_id), PrincipalKind.LEARNER, tenant=web.tenant)
    return TestClient(web.learner.app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False)


def principal_of(web: Web, learner_id: str) -> PrincipalId:
    with web.services.database.reading(web.tenant) as work:
        found = work.principals.find_learner(learner_id)
    assert found is not None
    return found.id


def ask(client: TestClient, **fields: object) -> dict[str, Any]:
    """A question; the thread as answered."""
    answered = client.post("/v1/threads", json={**ASKED, **fields})
    assert answered.status_code == 201, answered.text
    thread: dict[str, Any] = answered.json()
    return thread


def reply(client: TestClient, thread: Mapping[str, Any], text: str = "The host does, for 30 days.") -> str:
    """An answer; the id of its post."""
    answered = client.post(f"/v1/threads/{thread['id']}/posts", json={"text": text})
    assert answered.status_code == 201, answered.text
    post_id: str = answered.json()["posts"][-1]["id"]
    return post_id
