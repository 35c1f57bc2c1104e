"""Review over HTTP: edits by entity tag, approval of exactly one content, publishing what was approved."""

from __future__ import annotations

import pytest

from service.db.base import Json
from tests.support.web import Web, approve

NEW_TITLE: Json = {"title": "Visitors must wear a badge"}


def path_of(web: Web) -> str:
    return f"/v1/micro-modules/{web.keep_draft().micro_module_id}"


def edit(web: Web, path: str, change: Json) -> Json:
    tag = web.author.get(path).headers["etag"]
    answered = web.author.patch(path, json=change, headers={"If-Match": tag})
    assert answered.status_code == 200, answered.text
    body: Json = answered.json()
    return body


def named(web: Web, path: str) -> Json:
    """The body that names what stands there now."""
    return {"digest": web.author.get(path).json()["content_digest"]}


def actions(web: Web, object_id: object) -> list[tuple[str, str]]:
    trail = web.administrator.get("/v1/audit-trail", params={"object_id": str(object_id)}).json()["items"]
    return [(entry["action"], entry["principal_id"]) for entry in reversed(trail)]


def test_the_review_queue_lists_by_status_in_pages(web: Web) -> None:
    ids = [web.keep_draft(salt).micro_module_id for salt in ("a", "b", "c")]
    first = web.author.get("/v1/micro-modules?status=draft&limit=2").json()
    second = web.author.get("/v1/micro-modules", params={"limit": 2, "cursor": first["cursor"]}).json()
    assert [one["id"] for one in first["items"] + second["items"]] == ids
    assert (first["items"][0]["item_count"], first["items"][0]["bank_count"]) == (9, 2)
    assert web.author.get("/v1/micro-modules?status=published").json()["items"] == []
    assert web.author.get("/v1/micro-modules?status=live").status_code == 422
    assert web.author.get("/v1/micro-modules?limit=101").status_code == 422
    assert web.author.get("/v1/micro-modules?cursor=%C3%A9").status_code == 422


def test_findings_speak_of_the_ids_that_clients_see(web: Web) -> None:
    read = web.author.get(path_of(web)).json()
    assert [finding["where"] for finding in read["findings"]] == [read["id"]]
    assert [finding["where"] for finding in read["items"][0]["findings"]] == [read["items"][0]["id"]]


def test_an_edit_needs_the_entity_tag_that_was_read(web: Web) -> None:
    path = path_of(web)
    assert web.author.patch(path, json=NEW_TITLE).status_code == 428
    tag = web.author.get(path).headers["etag"]
    edited = web.author.patch(path, json=NEW_TITLE, headers={"If-Match": tag})
    assert edited.json()["title"] == NEW_TITLE["title"]
    assert edited.headers["etag"] != tag
    late = web.author.patch(path, json={"title": "Late"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["type"]) == (412, "urn:morsel:problem:version-conflict")
    assert web.author.get(path).json()["title"] == NEW_TITLE["title"]


@pytest.mark.parametrize("tag", ["*", "1", 'W/"1"', '"' + "9" * 30 + '"', '"' + "9" * 5000 + '"', '"-1"', '""', '"1'])
def test_an_entity_tag_that_is_none_of_ours_matches_nothing(web: Web, tag: str) -> None:
    path = path_of(web)
    for answered in (
        web.author.patch(path, json=NEW_TITLE, headers={"If-Match": tag}),
        web.author.post(f"{path}/approve", headers={"If-Match": tag}),
    ):
        assert (answered.status_code, answered.json()["type"]) == (412, "urn:morsel:problem:version-conflict")


@pytest.mark.parametrize("tolerance", ["Infinity", "1e999", "NaN"])
def test_a_tolerance_is_a_finite_number(web: Web, tolerance: str) -> None:
    item = web.author.get(path_of(web)).json()["items"][0]["id"]
    body = f'{{"accepted_answers": [{{"value": "30", "tolerance": {tolerance}}}]}}'
    headers = {"If-Match": '"1"', "content-type": "application/json"}
    refused = web.author.patch(f"/v1/items/{item}", content=body, headers=headers)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["place"] == "body/accepted_answers/0/tolerance"


def test_names_and_ids_that_are_sent_are_bounded(web: Web) -> None:
    drafted = web.keep_draft()
    long = "x" * 10_000
    sent: list[tuple[str, str, Json, str]] = [
        ("PATCH", "/v1/items/itm_0", {"order": [long]}, "body/order/0"),
        ("PATCH", "/v1/micro-modules/mm_0", {"quiz": [long]}, "body/quiz/0"),
        ("POST", "/v1/micro-modules/approve", {"ids": [long], "digests": ["0" * 64]}, "body/ids/0"),
        (
            "PATCH",
            f"/v1/documents/{drafted.document_id}/outline",
            {"sections": [{"section_path": [long], "taught": True}]},
            "body/sections/0/section_path/0",
        ),
    ]
    for method, path, body, place in sent:
        refused = web.author.request(method, path, json=body, headers={"If-Match": '"1"'})
        assert (refused.status_code, refused.json()["errors"][0]["place"]) == (422, place)
    response = {"item_id": "itm_0", "option_ids": [long]}
    refused = web.learner.post("/v1/catalogue/mm_0/responses", json=response)
    assert (refused.status_code, refused.json()["errors"][0]["place"]) == (422, "body/option_ids/0")


def test_what_was_read_can_be_sent_back_and_quotes_come_from_the_document(web: Web) -> None:
    path = path_of(web)
    read = web.author.get(path).json()
    point = read["key_points"][0]
    point["citations"][0]["quote"] = "a quote of my own"
    edited = edit(web, path, {"key_points": [point], "body": read["body"], "terms": read["terms"]})
    quotes = [citation["quote"] for citation in edited["key_points"][0]["citations"]]  # type: ignore[index]  # JSON
    assert quotes == ["A visitor must wear a badge at all times."]
    assert edited["body"] == read["body"]


def test_a_citation_outside_the_document_is_refused(web: Web) -> None:
    path = path_of(web)
    change = {"key_points": [{"text": "Wear a badge.", "citations": [{"span": [5, 9999]}]}]}
    refused = web.author.patch(path, json=change, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:morsel:problem:invalid")
    assert "key_points/0" in refused.json()["detail"]


def test_unknown_fields_of_an_edit_are_refused(web: Web) -> None:
    path = path_of(web)
    changes: list[Json] = [{"status": "published"}, {"content_digest": "0"}, {"items": []}, {"title": ""}]
    for change in changes:
        refused = web.author.patch(path, json=change, headers={"If-Match": '"1"'})
        assert refused.status_code == 422, change
    assert web.author.get(path).headers["etag"] == '"1"'


def test_an_author_chooses_the_quiz_from_items_and_bank(web: Web) -> None:
    path = path_of(web)
    read = web.author.get(path).json()
    quiz = [read["bank"][0]["id"], read["items"][2]["id"]]
    edited = edit(web, path, {"quiz": quiz})
    assert [item["id"] for item in edited["items"]] == quiz  # type: ignore[attr-defined]  # JSON
    assert len(edited["bank"]) == 9  # type: ignore[arg-type]  # JSON
    refused = web.author.patch(path, json={"quiz": ["itm_0"]}, headers={"If-Match": '"2"'})
    assert refused.status_code == 422


def test_an_approval_binds_to_the_digest_and_an_edit_undoes_it(web: Web) -> None:
    path = path_of(web)
    read = web.author.get(path).json()
    approved = web.reviewer.post(f"{path}/approve", json={"digest": read["content_digest"]})
    assert (approved.status_code, approved.json()["status"]) == (200, "approved")
    edited = edit(web, path, NEW_TITLE)
    assert edited["status"] == "draft"
    refused = web.author.post(f"{path}/publish")
    assert (refused.status_code, refused.json()["type"]) == (412, "urn:morsel:problem:not-approved")
    stale = web.reviewer.post(f"{path}/approve", json={"digest": read["content_digest"]})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:morsel:problem:content-changed")
    assert web.reviewer.post(f"{path}/approve", headers={"If-Match": '"1"'}).status_code == 412


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_verdict_names_the_content_that_was_read(web: Web, action: str) -> None:
    path = path_of(web)
    read = named(web, path)
    blind = web.reviewer.post(f"{path}/{action}")
    assert (blind.status_code, blind.json()["type"]) == (428, "urn:morsel:problem:precondition-required")
    assert web.reviewer.post(f"{path}/{action}", json={}).status_code == 428
    edit(web, path, NEW_TITLE)
    for stale in ({"json": read}, {"headers": {"If-Match": '"1"'}}):
        assert web.reviewer.post(f"{path}/{action}", **stale).status_code == 412
    assert web.author.get(path).json()["status"] == "draft"
    assert web.reviewer.post(f"{path}/{action}", headers={"If-Match": '"2"'}).status_code == 200
    assert web.reviewer.post(f"{path}/{action}", json=named(web, path)).status_code == 200, "a repeat changes nothing"
    assert len(actions(web, web.author.get(path).json()["id"])) == 2


def test_publishing_needs_no_name_but_keeps_to_one_that_is_given(web: Web) -> None:
    path = path_of(web)
    read = named(web, path)
    edit(web, path, NEW_TITLE)
    assert approve(web.reviewer, path).status_code == 200
    for stale in ({"json": read}, {"headers": {"If-Match": '"1"'}}):
        assert web.author.post(f"{path}/publish", **stale).status_code == 412
    assert web.author.post(f"{path}/publish").json()["title"] == NEW_TITLE["title"]
    assert web.author.post(f"{path}/publish", headers={"If-Match": '"1"'}).status_code == 200, "a repeat"
    assert web.author.post(f"{path}/publish", json=read).status_code == 412


def test_a_blocker_prevents_approval_until_it_is_mended(web: Web) -> None:
    path = path_of(web)
    cited = {"span": [9, 50]}
    edit(web, path, {"key_points": [{"text": "A visitor must wear a badge for 99 days.", "citations": [cited]}]})
    refused = approve(web.author, path)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:morsel:problem:blocked-by-findings")
    assert "99" in refused.json()["findings"][0]
    edit(web, path, {"key_points": [{"text": "A visitor must wear a badge at all times.", "citations": [cited]}]})
    assert approve(web.author, path).status_code == 200


def test_a_tenant_may_demand_that_somebody_else_approves(web: Web) -> None:
    path = path_of(web)
    assert web.administrator.patch("/v1/tenant", json={"approver_must_differ": True}).status_code == 200
    own = approve(web.author, path)
    assert (own.status_code, own.json()["type"]) == (403, "urn:morsel:problem:second-person-needed")
    tag = web.reviewer.get(path).headers["etag"]
    assert web.reviewer.patch(path, json=NEW_TITLE, headers={"If-Match": tag}).status_code == 200
    assert approve(web.reviewer, path).status_code == 403
    assert approve(web.integrator, path).status_code == 200
    assert web.administrator.patch("/v1/tenant", json={"approver_must_differ": False}).status_code == 200


def test_publishing_freezes_and_a_repeat_changes_nothing(web: Web) -> None:
    path = path_of(web)
    assert approve(web.author, path).status_code == 200
    published = web.author.post(f"{path}/publish")
    assert (published.json()["status"], published.json()["published_number"]) == ("published", 1)
    assert web.author.post(f"{path}/publish").json() == published.json()
    edit(web, path, NEW_TITLE)
    catalogued = web.learner.get("/v1/catalogue").json()["items"][0]
    assert (catalogued["title"], catalogued["number"]) == ("What a visitor must wear", 1)
    assert approve(web.author, path).status_code == 200
    assert web.author.post(f"{path}/publish").json()["published_number"] == 2
    catalogued = web.learner.get("/v1/catalogue").json()["items"][0]
    assert (catalogued["title"], catalogued["number"]) == (NEW_TITLE["title"], 2)


def test_what_is_withdrawn_leaves_the_catalogue_at_once(web: Web) -> None:
    drafted = web.publish()
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    withdrawn = web.author.post(f"{path}/withdraw", json={"reason": "Rules changed"})
    assert withdrawn.json()["status"] == "withdrawn"
    assert web.author.post(f"{path}/withdraw").status_code == 200
    assert web.learner.get("/v1/catalogue").json()["items"] == []
    for part in ("", "/quiz"):
        assert web.learner.get(f"/v1/catalogue/{drafted.micro_module_id}{part}").status_code == 404
    assert web.author.post(f"{path}/publish").status_code == 412
    assert approve(web.author, path).status_code == 200
    assert web.author.post(f"{path}/publish").json()["published_number"] == 2


def test_the_reason_of_a_withdrawal_or_rejection_stands_until_the_next_approval(web: Web) -> None:
    path = f"/v1/micro-modules/{web.publish().micro_module_id}"
    withdrawn = web.author.post(f"{path}/withdraw", json={"reason": "Rules changed"})
    assert withdrawn.json()["reason"] == web.author.get(path).json()["reason"] == "Rules changed"
    assert edit(web, path, NEW_TITLE)["reason"] == "Rules changed"
    rejected = web.reviewer.post(f"{path}/reject", json=named(web, path) | {"reason": "Still the old rules"})
    assert rejected.json()["reason"] == "Still the old rules"
    edit(web, path, {"title": "The new rules"})
    assert approve(web.reviewer, path).json()["reason"] is None
    trail = web.administrator.get("/v1/audit-trail", params={"object_id": withdrawn.json()["id"]}).json()["items"]
    reasons = {entry["action"]: entry["detail"]["reason"] for entry in trail if "reason" in entry["detail"]}
    assert reasons == {"withdrawn": "Rules changed", "rejected": "Still the old rules"}


def test_why_the_shown_version_was_withdrawn_is_said_of_the_draft_of_the_next(web: Web) -> None:
    path = f"/v1/micro-modules/{web.publish().micro_module_id}"
    edit(web, path, NEW_TITLE)
    withdrawn = web.author.post(f"{path}/withdraw", json={"reason": "Rules changed"}).json()
    assert (withdrawn["status"], withdrawn["reason"]) == ("draft", "Rules changed")
    assert web.learner.get("/v1/catalogue").json()["items"] == []


def test_what_was_never_published_cannot_be_withdrawn(web: Web) -> None:
    refused = web.author.post(f"{path_of(web)}/withdraw")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:morsel:problem:wrong-state")


def test_a_rejected_micro_module_is_not_published_and_an_edit_makes_it_a_draft(web: Web) -> None:
    path = path_of(web)
    approve(web.author, path)
    assert web.reviewer.post(f"{path}/reject", json=named(web, path) | {"reason": "Too thin"}).status_code == 200
    assert web.author.get(path).json()["status"] == "rejected"
    assert web.author.post(f"{path}/publish").status_code == 412
    assert edit(web, path, NEW_TITLE)["status"] == "draft"


def test_many_are_approved_at_once_each_by_itself(web: Web) -> None:
    rows = [web.author.get(f"/v1/micro-modules/{web.keep_draft(salt).micro_module_id}").json() for salt in ("a", "b")]
    ids = [row["id"] for row in rows] + ["mm_0"]
    digests = [rows[0]["content_digest"], "0" * 64, "0" * 64]
    outcomes = web.author.post("/v1/micro-modules/approve", json={"ids": ids, "digests": digests}).json()["items"]
    assert [(one["id"], one["status"]) for one in outcomes] == [(ids[0], "approved"), (ids[1], None), ("mm_0", None)]
    assert [one["problem"] for one in outcomes] == [
        None,
        "urn:morsel:problem:content-changed",
        "urn:morsel:problem:not-found",
    ]
    assert actions(web, ids[0]) == [("approved", web.people.author)]
    assert actions(web, ids[1]) == []
    uneven = web.author.post("/v1/micro-modules/approve", json={"ids": ids, "digests": digests[:1]})
    assert uneven.status_code == 422


def test_an_edited_item_is_marked_and_undoes_the_approval(web: Web) -> None:
    path = path_of(web)
    approve(web.author, path)
    item = web.author.get(path).json()["items"][0]
    read = web.author.get(f"/v1/items/{item['id']}")
    assert read.json()["in_quiz"] is True
    change = {"stem": "What must every visitor wear?"}
    assert web.author.patch(f"/v1/items/{item['id']}", json=change).status_code == 428
    edited = web.author.patch(f"/v1/items/{item['id']}", json=change, headers={"If-Match": read.headers["etag"]})
    assert (edited.json()["stem"], edited.json()["origin"]) == (change["stem"], "edited")
    assert web.author.get(path).json()["status"] == "draft"
    assert edited.headers["etag"] == web.author.get(path).headers["etag"]
    late = web.author.patch(f"/v1/items/{item['id']}", json=change, headers={"If-Match": read.headers["etag"]})
    assert late.status_code == 412


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (
            0,
            {"options": [{"id": "a", "text": "badge", "correct": False}, {"id": "b", "text": "hat", "correct": False}]},
        ),
        (0, {"options": [{"text": "badge", "correct": True}]}),
        (0, {"options": [{"id": "a", "text": "x", "correct": True}, {"id": "a", "text": "y", "correct": False}]}),
        (4, {"accepted_answers": []}),
        (5, {"pairs": [{"left": "a", "right": "b"}]}),
        (6, {"order": ["one"]}),
        (0, {"type": "cloze"}),
        (0, {"origin": "source"}),
    ],
)
def test_an_edit_that_leaves_no_answer_is_refused(web: Web, place: int, change: Json) -> None:
    item = web.author.get(path_of(web)).json()["items"][place]
    refused = web.author.patch(f"/v1/items/{item['id']}", json=change, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:morsel:problem:invalid")


def test_new_options_get_ids_of_their_own(web: Web) -> None:
    item = web.author.get(path_of(web)).json()["items"][0]
    options = [*item["options"][:2], {"text": "crown", "correct": False, "rationale": "Not said."}]
    edited = web.author.patch(f"/v1/items/{item['id']}", json={"options": options}, headers={"If-Match": '"1"'})
    assert [option["id"] for option in edited.json()["options"]] == ["a", "b", "c"]


def test_regenerating_an_item_swaps_in_the_next_of_the_bank(web: Web) -> None:
    path = path_of(web)
    before = web.author.get(path).json()
    item, following = before["items"][0]["id"], before["bank"][0]["id"]
    swapped = web.author.post(f"/v1/items/{item}/regenerate").json()
    assert swapped["items"][0]["id"] == following
    assert [one["id"] for one in swapped["bank"]] == [before["bank"][1]["id"], item]
    assert web.author.post(f"/v1/items/{item}/regenerate").status_code == 422


def test_regenerating_never_touches_what_a_person_edited(web: Web) -> None:
    path = path_of(web)
    item = web.author.get(path).json()["items"][0]["id"]
    web.author.patch(f"/v1/items/{item}", json={"stem": "Mine?"}, headers={"If-Match": '"1"'})
    refused = web.author.post(f"/v1/items/{item}/regenerate")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:morsel:problem:wrong-state")
    before = web.author.get(path).json()
    after = web.author.post(f"{path}/regenerate").json()
    assert after["items"][0] == before["items"][0]
    assert [one["id"] for one in after["items"][1:3]] == [one["id"] for one in before["bank"]]
    assert after["title"] == before["title"]


def test_an_empty_bank_says_so(web: Web) -> None:
    path = path_of(web)
    read = web.author.get(path).json()
    edit(web, path, {"quiz": [item["id"] for item in read["items"] + read["bank"]]})
    for place in (path, f"/v1/items/{read['items'][0]['id']}"):
        refused = web.author.post(f"{place}/regenerate")
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:morsel:problem:nothing-left")


def test_the_audit_trail_says_who_did_what(web: Web) -> None:
    path = path_of(web)
    edited = edit(web, path, NEW_TITLE)
    approve(web.reviewer, path)
    web.author.post(f"{path}/publish")
    web.author.post(f"{path}/withdraw")
    author, reviewer = web.people.author, web.people.reviewer
    assert actions(web, edited["id"]) == [
        ("edited", author),
        ("approved", reviewer),
        ("published", author),
        ("withdrawn", author),
    ]
