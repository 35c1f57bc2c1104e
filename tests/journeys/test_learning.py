"""A new learner with a goal: a sensible session, a failed item, its review when due with another item, over HTTP."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.services import LEARNER, Product

pytestmark = pytest.mark.journey

BRIEFING = Path(__file__).parents[2] / "examples/onboarding-guide.md"
ENDED = {"succeeded", "partly_succeeded", "failed", "cancelled"}
MOST_SECONDS = 240.0

Json = dict[str, Any]  # answers are read as a script would read them


def test_a_new_learner_is_led_to_a_goal_and_asked_again_what_failed(product: Product) -> None:
    keys = product.take_in()
    author, integrator, learner = (_client(product.url, keys[kind]) for kind in ("author", "integrator", "learner"))
    published = _publish_all(author, _draft(author))
    wanted = max(published, key=lambda one: len(one["items"]))
    assert len(wanted["items"]) > 1
    _json(integrator.put(f"/v1/learners/{LEARNER}", json={"locale": "en", "goals": [wanted["title"]]}))

    first = _session(learner)[0]
    assert (first["kind"], first["micro_module_id"]) == ("micro_module", wanted["id"])
    assert first["reasons"][0]["text"] == f"It leads to your goal “{wanted['title']}”."
    opened = {"impression_id": first["impression_id"], "action": "launched"}
    assert learner.post(f"/v1/learners/{LEARNER}/feedback", json=opened).status_code == 204

    failed = wanted["items"][0]["id"]
    _tell(integrator, failed, days_ago=3)
    review = _session(learner)[0]
    assert (review["kind"], review["micro_module_id"]) == ("review", wanted["id"])
    assert review["id"] != failed, "a review asks another question on the same point"
    assert review["reasons"][0]["code"] == "due"
    assert review["reasons"][0]["evidence"]["days"] == 3

    for item in wanted["items"]:
        _tell(integrator, item["id"], days_ago=0, success=True)
    assert all(one["micro_module_id"] != wanted["id"] for one in _session(learner)), "neither due nor new any more"
    for client in (author, integrator, learner):
        client.close()


def _client(url: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60.0)


def _json(answered: httpx.Response) -> Any:
    assert answered.is_success, answered.text
    return answered.json()


def _session(learner: httpx.Client) -> list[Json]:
    session = _json(learner.get(f"/v1/learners/{LEARNER}/session", params={"budget_seconds": 180}))
    assert session["items"]
    assert sum(item["seconds"] for item in session["items"]) == session["total_seconds"] <= 180
    items: list[Json] = session["items"]
    return items


def _draft(author: httpx.Client) -> str:
    files = {"file": (BRIEFING.name, BRIEFING.read_bytes(), "text/markdown")}
    document = _json(author.post("/v1/documents", files=files, data={"language": "en"}))
    deadline = time.monotonic() + MOST_SECONDS
    while (job := _json(author.get(document["job"]["url"])))["state"] not in ENDED:
        assert time.monotonic() < deadline, job
        time.sleep(0.2)
    return str(document["id"])


def _publish_all(author: httpx.Client, document_id: str) -> list[Json]:
    """The published micro-modules of the document that fit into a session, as their author sees them."""
    found = []
    for row in _json(author.get("/v1/micro-modules", params={"document": document_id, "limit": 100}))["items"]:
        if row["blocker_count"] == 0:
            path = f"/v1/micro-modules/{row['id']}"
            digest = _json(author.get(path))["content_digest"]
            _json(author.post(f"{path}/approve", json={"digest": digest}))
            found.append(_json(author.post(f"{path}/publish")))
    return [one for one in found if one["reading_seconds"] <= 150]


def _tell(integrator: httpx.Client, item_id: str, *, days_ago: int, success: bool = False) -> None:
    """An answer that was given elsewhere, so many days ago: so the clock is moved."""
    statement = {
        "id": str(uuid.uuid4()),
        "actor": {"account": {"homePage": "https://hr.example", "name": LEARNER}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": f"https://lms.example/{item_id}"},
        "result": {"success": success},
        "timestamp": (datetime.now(UTC) - timedelta(days=days_ago)).isoformat(),
    }
    assert _json(integrator.post("/v1/statements", json=statement)) == [statement["id"]]
