"""Conflicts over HTTP: found while drafting, decided by the author, then taught and asked as decided."""

from __future__ import annotations

from typing import Any

import pytest

from service.bootstrap import open_drafting
from service.jobs.runner import Runner
from tests.support.web import Web, approve

TWELVE = "Passwords must have at least 12 characters."
EIGHT = "Passwords must have at least 8 characters."
RULES = f"""# Access rules

{TWELVE} The badge must be worn at all times in the hall. Visitors must not enter the vault.

The visitor log must be kept for at least 30 days by the host.

# Remote work

{EIGHT} The laptop must be locked before its owner leaves the desk.
"""
OTHER_RULES = """# Accounts

Accounts that nobody uses must be closed within 90 days. Passwords must have at least 15 characters.
"""


def drafted(web: Web, text: str = RULES) -> str:
    uploaded = web.author.post("/v1/documents", files={"file": ("rules.md", text.encode(), "text/markdown")}).json()
    runner = Runner(web.services, open_drafting(web.services))
    for _ in range(20):
        if not runner.run_one():
            break
    return str(uploaded["id"])


def micro_modules(web: Web, document: str) -> list[dict[str, Any]]:
    page = web.author.get(f"/v1/micro-modules?document={document}").json()
    return [web.author.get(f"/v1/micro-modules/{one['id']}").json() for one in page["items"]]


def quoted(content: dict[str, Any], *places: str) -> list[str]:
    parts = [part for place in places for part in content[place]]
    return [citation["quote"] for part in parts for citation in part["citations"]]


def decide(web: Web, conflict: dict[str, Any], decision: str) -> dict[str, Any]:
    path = f"/v1/conflicts/{conflict['id']}"
    headers = {"If-Match": web.author.get(path).headers["etag"]}
    answered = web.author.patch(path, json={"decision": decision, "reason": "The board."}, headers=headers)
    assert answered.status_code == 200, answered.text
    body: dict[str, Any] = answered.json()
    return body


def test_a_contradiction_is_held_back_decided_and_asked_again(web: Web) -> None:
    document = drafted(web)
    (conflict,) = web.author.get(f"/v1/documents/{document}/conflicts").json()["items"]
    assert (conflict["kind"], conflict["decision"]) == ("value", None)
    assert [conflict[side]["citation"]["quote"] for side in ("first", "second")] == [TWELVE, EIGHT]
    blocks = {conflict[side]["citation"]["block"] for side in ("first", "second")}
    gaps = web.author.get(f"/v1/documents/{document}/coverage").json()["not_taught"]
    assert {gap["block"] for gap in gaps if gap["reason"] == "conflict"} == blocks
    before = micro_modules(web, document)
    for one in before:
        assert not [text for text in quoted(one, "body", "key_points", "items", "bank") if "characters" in text]
    assert [finding for one in before for finding in one["findings"] if finding["check"] == "conflict"]

    decided = decide(web, conflict, "first_holds")
    assert (decided["decision"], decided["decided_by"]) == ("first_holds", web.people.author)
    (entry,) = web.administrator.get(f"/v1/audit-trail?object_id={conflict['id']}").json()["items"]
    assert entry["action"] == "decided"
    assert entry["detail"]["decision"] == "first_holds"

    answers = [web.author.post(f"/v1/micro-modules/{one['id']}/regenerate") for one in before]
    after = micro_modules(web, document)
    asked = [text for one in after for text in quoted(one, "items", "bank") if "characters" in text]
    told = [text for one in after for text in quoted(one, "body") if "characters" in text]
    assert {answer.status_code for answer in answers} <= {200, 409}, (
        "nothing was left to swap where nothing was held back"
    )
    assert asked
    assert {text for text in asked if "8 characters" in text} == set()
    assert all("12 characters" in text for text in told)
    assert not [finding for one in after for finding in one["findings"] if finding["check"] == "conflict"]
    coverage = web.author.get(f"/v1/documents/{document}/coverage").json()
    assert conflict["first"]["citation"]["block"] in coverage["taught"]
    reasons = {gap["block"]: gap["reason"] for gap in coverage["not_taught"]}
    assert reasons[conflict["second"]["citation"]["block"]] == "conflict"
    items = [one for module in after for one in (*module["items"], *module["bank"])]
    item = next(one for one in items if TWELVE in [citation["quote"] for citation in one["citations"]])
    assert web.author.get(f"/v1/items/{item['id']}").status_code == 200, "what comes back can be read and edited"


def test_what_a_new_document_contradicts_in_a_published_one_is_found(web: Web) -> None:
    for one in micro_modules(web, drafted(web, OTHER_RULES)):
        path = f"/v1/micro-modules/{one['id']}"
        assert approve(web.author, path).status_code == 200
        assert web.author.post(f"{path}/publish").status_code == 200
    document = drafted(web, RULES.replace(EIGHT, ""))
    (conflict,) = web.author.get(f"/v1/documents/{document}/conflicts").json()["items"]
    assert conflict["first"]["citation"]["quote"] == TWELVE
    assert conflict["second"]["citation"]["quote"] == "Passwords must have at least 15 characters."
    assert conflict["second"]["micro_module_id"].startswith("mm_")
    assert not [text for one in micro_modules(web, document) for text in quoted(one, "items") if "characters" in text]


def test_a_decision_names_the_revision_that_was_read_and_a_known_word(web: Web) -> None:
    document = drafted(web)
    (conflict,) = web.author.get(f"/v1/documents/{document}/conflicts").json()["items"]
    path = f"/v1/conflicts/{conflict['id']}"
    body = {"decision": "both_stand"}
    assert web.author.patch(path, json=body).status_code == 428
    assert web.author.patch(path, json=body, headers={"If-Match": '"9"'}).status_code == 412
    assert web.author.patch(path, json={"decision": "none"}, headers={"If-Match": '"1"'}).status_code == 422
    assert web.learner.patch(path, json=body, headers={"If-Match": '"1"'}).status_code == 403
    assert web.author.patch(path, json=body, headers={"If-Match": '"1"'}).headers["etag"] == '"2"'


def test_another_tenants_conflict_is_not_there(web: Web, other_web: Web) -> None:
    document = drafted(web)
    (conflict,) = web.author.get(f"/v1/documents/{document}/conflicts").json()["items"]
    path = f"/v1/conflicts/{conflict['id']}"
    assert other_web.author.get(path).status_code == 404
    refused = other_web.author.patch(path, json={"decision": "both_stand"}, headers={"If-Match": '"1"'})
    assert refused.status_code == 404
    assert other_web.author.get(f"/v1/documents/{document}/conflicts").status_code == 404


@pytest.mark.parametrize("path", ["/v1/conflicts/cfl_0", "/v1/documents/doc_0/conflicts"])
def test_an_unknown_conflict_is_not_found(web: Web, path: str) -> None:
    assert web.author.get(path).status_code == 404
