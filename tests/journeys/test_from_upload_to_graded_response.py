"""From a real document to a learner's graded response, over HTTP, in both shapes of the product."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.services import Product

pytestmark = pytest.mark.journey

GUIDE = Path(__file__).parents[2] / "examples/onboarding-guide.md"
ENDED = {"succeeded", "partly_succeeded", "failed", "cancelled"}
MOST_SECONDS = 240.0

Json = dict[str, Any]  # answers are read as a script would read them


@dataclass
class People:
    """One client a person."""

    author: httpx.Client
    reviewer: httpx.Client
    learner: httpx.Client
    administrator: httpx.Client

    def close(self) -> None:
        for client in (self.author, self.reviewer, self.learner, self.administrator):
            client.close()


def test_a_document_becomes_a_graded_response(product: Product) -> None:
    keys = product.take_in()
    people = People(**{name: _client(product.url, keys[name]) for name in People.__annotations__})
    document = _upload(people.author)
    _follow_to_the_end(people.author, document)
    _review_the_draft(people.author, document["id"])
    micro_module = _choose(people.author, document["id"])
    edited = _edit(people.author, micro_module)
    _approve_and_publish(people, edited)
    _learn(people.learner, edited)
    _answer_everything(people.learner, edited)
    trail = _actions(people.administrator, micro_module["id"])
    assert [action for action, _ in trail] == ["edited", "approved", "published"]
    assert len({who for _, who in trail}) == 2, "the author edited and published, the reviewer approved"
    people.close()


def _client(url: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60.0)


def _json(answered: httpx.Response, status: int = 200) -> Json:
    assert answered.status_code == status, answered.text
    body: Json = answered.json()
    return body


def _upload(author: httpx.Client) -> Json:
    def send() -> Json:
        files = {"file": (GUIDE.name, GUIDE.read_bytes(), "text/markdown")}
        headers = {"Idempotency-Key": "guide-1"}
        return _json(author.post("/v1/documents", files=files, data={"language": "en"}, headers=headers), 202)

    document = send()
    assert send() == document, "the same upload again is the same document and the same job"
    return document


def _follow_to_the_end(author: httpx.Client, document: Json) -> None:
    """By events until they end, then once more by asking."""
    states: list[Json] = []
    with author.stream("GET", document["job"]["url"] + "/events", timeout=MOST_SECONDS) as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        states += [json.loads(line.removeprefix("data: ")) for line in events.iter_lines() if line.startswith("data: ")]
    assert {"draft", "items", "check"} & {state["stage"] for state in states}
    deadline = time.monotonic() + MOST_SECONDS
    while (job := _json(author.get(document["job"]["url"])))["state"] not in ENDED:
        assert time.monotonic() < deadline, job
    assert job["state"] == "succeeded", job
    assert states[-1] == job


def _review_the_draft(author: httpx.Client, document_id: str) -> None:
    draft = _json(author.get(f"/v1/documents/{document_id}/draft"))
    assert draft["schema"] == "morsel.draft/1"
    text = "\n".join(block["text"] for block in draft["blocks"])
    for micro_module in draft["micro_modules"]:
        for point in micro_module["key_points"]:
            for citation in point["citations"]:
                start, end = citation["span"]
                assert text[start:end] == citation["quote"]
    coverage = _json(author.get(f"/v1/documents/{document_id}/coverage"))
    assert len(coverage["taught"]) > len(coverage["obligations_not_taught"])
    assert author.get(f"/v1/documents/{document_id}/source").content == GUIDE.read_bytes()


def _choose(author: httpx.Client, document_id: str) -> Json:
    """The micro-module with the longest quiz."""
    rows = _json(author.get("/v1/micro-modules", params={"document": document_id, "limit": 100}))["items"]
    sound = [row for row in rows if row["blocker_count"] == 0]
    chosen = max(sound, key=lambda row: row["item_count"])
    micro_module = _json(author.get(f"/v1/micro-modules/{chosen['id']}"))
    assert micro_module["items"], "there is something to ask"
    return micro_module


def _edit(author: httpx.Client, micro_module: Json) -> Json:
    path = f"/v1/micro-modules/{micro_module['id']}"
    tag = author.get(path).headers["etag"]
    change = {"title": f"{micro_module['title'][:60]} at a glance"}
    edited = _json(author.patch(path, json=change, headers={"If-Match": tag}))
    assert edited["title"] == change["title"]
    assert author.patch(path, json=change, headers={"If-Match": tag}).status_code == 412
    return edited


def _approve_and_publish(people: People, micro_module: Json) -> None:
    path = f"/v1/micro-modules/{micro_module['id']}"
    assert people.learner.get(f"/v1/catalogue/{micro_module['id']}").status_code == 404
    assert people.author.post(f"{path}/publish").status_code == 412
    named = {"digest": micro_module["content_digest"]}
    assert _json(people.reviewer.post(f"{path}/approve", json=named))["status"] == "approved"
    assert _json(people.author.post(f"{path}/publish", json=named))["published_number"] == 1


def _learn(learner: httpx.Client, micro_module: Json) -> None:
    entries = _json(learner.get("/v1/catalogue"))["items"]
    assert [entry["micro_module_id"] for entry in entries] == [micro_module["id"]]
    read = _json(learner.get(f"/v1/catalogue/{micro_module['id']}"))
    assert read["title"] == micro_module["title"]
    assert read["key_points"]
    assert "correct" not in json.dumps(_json(learner.get(f"/v1/catalogue/{micro_module['id']}/quiz")))


def _answer_everything(learner: httpx.Client, micro_module: Json) -> None:
    quiz = _json(learner.get(f"/v1/catalogue/{micro_module['id']}/quiz"))["items"]
    assert [item["id"] for item in quiz] == [item["id"] for item in micro_module["items"]]
    path = f"/v1/catalogue/{micro_module['id']}/responses"
    for shown, item in zip(quiz, micro_module["items"], strict=True):
        body = {"item_id": item["id"], **_right_answer(shown, item)}
        headers = {"Idempotency-Key": f"answer-{item['id']}"}
        graded = _json(learner.post(path, json=body, headers=headers))
        assert graded["score"] == (None if shown["is_self_marked"] else 1.0), item
        assert graded["rationale"]
        assert graded["citation"]["quote"]
        assert _json(learner.post(path, json=body, headers=headers)) == graded
        changed = {"item_id": item["id"], "text": "something else"}
        assert learner.post(path, json=changed, headers=headers).status_code == 422


def _right_answer(shown: Json, item: Json) -> Json:
    """As somebody answers who knows: the key's words, in the ids that the learner saw."""

    def ids(part: str) -> dict[str, str]:
        return {choice["text"]: choice["id"] for choice in shown[part]}

    if shown["options"]:
        return {"option_ids": [ids("options")[option["text"]] for option in item["options"] if option["correct"]]}
    if shown["lefts"]:
        lefts, rights = ids("lefts"), ids("rights")
        return {"pairs": [{"left": lefts[pair["left"]], "right": rights[pair["right"]]} for pair in item["pairs"]]}
    if shown["steps"]:
        return {"order": [ids("steps")[text] for text in item["order"]]}
    if shown["is_self_marked"]:
        return {"text": "In my own words.", "recall": "nearly"}
    return {"text": item["accepted_answers"][0]["value"]}


def _actions(administrator: httpx.Client, object_id: str) -> list[tuple[str, str]]:
    trail = _json(administrator.get("/v1/audit-trail", params={"object_id": object_id}))["items"]
    return [(entry["action"], entry["principal_id"]) for entry in reversed(trail)]
