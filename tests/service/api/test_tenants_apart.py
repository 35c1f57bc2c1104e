"""What belongs to another tenant answers exactly as what does not exist."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from service.db.base import Json
from tests.support.community import ask
from tests.support.web import RECORD_STORE, Web

DIGEST = "0" * 64
UNREAL = {"import_id": "imp_0", "notification_id": "ntf_0", "conflict_id": "cfl_0", "erasure_id": "ers_0"}
BODIES: dict[str, Json] = {
    "/outline": {"sections": [{"section_path": ["Visitors"], "taught": False}]},
    "/reports": {"reason": "unclear"},
    "/responses": {"item_id": "itm_0", "text": "x"},
    "/keys": {},
    "/outline/approve": {},
    "/merge": {"next": "mm_0"},
    "/split": {"part": 1},
    "/move": {"direction": "up"},
    "/reminder": {"enabled": False},
    "/goals": {"goals": ["x"]},
    "/posts": {"text": "x"},
    "/reactions": {"kind": "thanks"},
    "/votes": {"choice": 0},
    "/helping": {"available": True},
    "/rotate-secret": {},
    "/feedback": {"impression_id": "imp_0", "action": "launched"},
}


def test_every_route_answers_a_strangers_id_as_an_unknown_one(web: Web, other_web: Web) -> None:
    theirs = other_web.publish()
    assert other_web.integrator.put("/v1/learners/emp-of-globex", json={"name": "Canary"}).status_code == 201
    item = other_web.author.get(f"/v1/micro-modules/{theirs.micro_module_id}").json()["items"][0]["id"]
    ids = {
        **UNREAL,
        "document_id": theirs.document_id,
        "job_id": theirs.job_id,
        "micro_module_id": theirs.micro_module_id,
        "item_id": item,
        "principal_id": other_web.people.author,
        "key_id": "key_0",
        "learner_id": "emp-of-globex",
        "external_id": "enrolment-of-globex",
    }
    asked, thread = 0, ask(other_web.learner)
    ids |= {
        "thread_id": thread["id"],
        "post_id": thread["posts"][0]["id"],
        "poll_id": other_web.author.post("/v1/polls", json={"question": "x", "options": ["a", "b"]}).json()["id"],
        "webhook_id": other_web.integrator.post("/v1/webhooks", json={"url": "https://hooks.example/"}).json()["id"],
        "store_id": other_web.integrator.post("/v1/record-stores", json=RECORD_STORE).json()["id"],
        "delivery_id": "dlv_0",
        "source": "forum",
        "kind": "helpful",
        "tenant": other_web.tenant,
    }
    for path, calls in web.stranger.get("/openapi.json").json()["paths"].items():
        for name in re.findall(r"{(\w+)}", path.replace("{format}", "json")):  # a format is nobody's
            for method in calls:
                for kind in ("author", "learner", "administrator"):
                    client: TestClient = getattr(web, kind)
                    known = _ask(client, method, path.replace(f"{{{name}}}", ids[name]), ids[name])
                    unknown = _ask(client, method, path.replace(f"{{{name}}}", "mm_0"), "mm_0")
                    assert known == unknown, (kind, method, path)
                    assert known[0] in (403, 404), (kind, method, path)
                    asked += known[0] == 404
    assert asked >= 20


def test_lists_hold_nothing_of_another_tenant(web: Web, other_web: Web) -> None:
    other_web.publish()
    assert web.author.get("/v1/documents").json()["items"] == []
    assert web.author.get("/v1/micro-modules").json()["items"] == []
    assert web.learner.get("/v1/catalogue").json()["items"] == []
    trail = web.administrator.get("/v1/audit-trail").json()["items"]
    assert [entry["kind"] for entry in trail] == []


def test_the_same_bytes_in_two_tenants_are_two_documents(web: Web, other_web: Web) -> None:
    answers = [
        one.author.post("/v1/documents", files={"file": ("rules.md", b"# Rules")}, headers={"Idempotency-Key": "k"})
        for one in (web, other_web)
    ]
    assert len({one.json()["id"] for one in answers}) == 2


def test_bulk_approval_tells_nothing_of_another_tenant(web: Web, other_web: Web) -> None:
    theirs = other_web.keep_draft().micro_module_id
    digest = other_web.author.get(f"/v1/micro-modules/{theirs}").json()["content_digest"]
    sent = {"ids": [theirs, "mm_0"], "digests": [digest, DIGEST]}
    known, unknown = web.author.post("/v1/micro-modules/approve", json=sent).json()["items"]
    assert (
        (known["status"], known["problem"])
        == (unknown["status"], unknown["problem"])
        == (
            None,
            "urn:morsel:problem:not-found",
        )
    )


def _ask(client: TestClient, method: str, path: str, identifier: str) -> tuple[int, str]:
    body = next((body for end, body in BODIES.items() if path.endswith(end)), None)
    if method == "patch" and body is None:
        named = next((name for name in ("micro-modules", "posts", "threads", "items") if name in path), "")
        body = (
            {"decision": "both_stand"}
            if "conflicts" in path
            else {{"posts": "text", "items": "stem"}.get(named, "title"): "x"}
        )
    files = {"file": ("x.md", b"# X")} if path.endswith("/versions") else None
    answered = client.request(method, path, json=body, files=files, headers={"If-Match": '"1"'})
    problem = {name: value for name, value in answered.json().items() if name not in ("request_id", "instance")}
    return answered.status_code, str(problem).replace(identifier, "ID")
