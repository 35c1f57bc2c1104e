"""Documents over HTTP: taken in once, found again, never another tenant's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from service.db.base import Json
from tests.support.database import RecordingQueue
from tests.support.web import Web, approve


def upload(client: TestClient, content: bytes = b"# Rules", *, key: str | None = None, **fields: str) -> Json:
    headers = {} if key is None else {"Idempotency-Key": key}
    answered = client.post(
        "/v1/documents", files={"file": ("rules.md", content, "text/markdown")}, data=fields, headers=headers
    )
    assert answered.status_code == 202, answered.text
    body: Json = answered.json()
    return body


def test_an_upload_is_acknowledged_with_a_job_and_its_place(web: Web, queue: RecordingQueue) -> None:
    answered = web.author.post("/v1/documents", files={"file": ("rules.md", b"# Rules")}, data={"title": "Rules"})
    body = answered.json()
    assert answered.status_code == 202
    assert answered.headers["location"] == f"/v1/documents/{body['id']}"
    assert body == {
        "id": body["id"],
        "version": 1,
        "job": {"id": body["job"]["id"], "url": f"/v1/jobs/{body['job']['id']}"},
    }
    assert queue.sent == [body["job"]["id"]]
    assert web.author.get(body["job"]["url"]).json()["state"] == "queued"
    assert web.author.get(answered.headers["location"]).json()["title"] == "Rules"


def test_the_bytes_are_on_disk_before_the_answer(web: Web) -> None:
    body = upload(web.author, b"# Kept")
    source = web.author.get(f"/v1/documents/{body['id']}/source")
    assert source.content == b"# Kept"
    assert source.headers["content-disposition"].startswith('attachment; filename="rules.md"')
    assert source.headers["x-content-type-options"] == "nosniff"
    assert source.headers["content-type"] == "application/octet-stream"


def test_the_same_bytes_again_are_the_same_document(web: Web) -> None:
    assert upload(web.author, b"# Same") == upload(web.reviewer, b"# Same", title="Another")
    assert len(web.author.get("/v1/documents").json()["items"]) == 1


def test_the_same_key_again_gives_the_first_answer_and_another_body_is_refused(web: Web) -> None:
    first = upload(web.author, b"# One", key="k1")
    assert upload(web.author, b"# One", key="k1") == first
    refused = web.author.post(
        "/v1/documents", files={"file": ("rules.md", b"# Two")}, headers={"Idempotency-Key": "k1"}
    )
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:morsel:problem:idempotency-conflict"
    assert upload(web.reviewer, b"# Two", key="k1")["id"] != first["id"]


def test_many_uploads_of_the_same_bytes_at_once_make_one_document(web: Web) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: upload(web.author, b"# At once"), range(8)))
    assert len({str(answer["id"]) for answer in answers}) == 1
    assert len(web.author.get("/v1/documents").json()["items"]) == 1


def test_a_new_version_gets_a_job_of_its_own_and_the_same_bytes_add_none(web: Web) -> None:
    first = upload(web.author, b"# One")
    path = f"/v1/documents/{first['id']}/versions"
    second = web.author.post(path, files={"file": ("rules.md", b"# Two")}).json()
    assert (second["id"], second["version"]) == (first["id"], 2)
    assert second["job"] != first["job"]
    assert web.author.post(path, files={"file": ("rules.md", b"# Two")}).json() == second
    assert [one["number"] for one in web.author.get(f"/v1/documents/{first['id']}").json()["versions"]] == [2, 1]
    assert web.author.get(f"/v1/documents/{first['id']}/source?version=1").content == b"# One"
    missing = web.author.post("/v1/documents/doc_0/versions", files={"file": ("rules.md", b"# Three")})
    assert missing.status_code == 404


def test_many_uploads_of_the_same_next_version_at_once_make_one(web: Web) -> None:
    path = f"/v1/documents/{upload(web.author, b'# One')['id']}/versions"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: web.author.post(path, files={"file": ("r.md", b"# Two")}).json(), range(8)))
    assert {(answer["version"], answer["job"]["id"]) for answer in answers} == {(2, answers[0]["job"]["id"])}


@pytest.mark.parametrize("wanted", ["bytes=0-1", "bytes=9-1", "bytes=99-", "bytes=x", "lines=1-2"])
def test_a_source_comes_whole_whatever_range_is_wanted(web: Web, wanted: str) -> None:
    path = f"/v1/documents/{upload(web.author, b'# Whole')['id']}/source"
    answered = web.author.get(path, headers={"Range": wanted})
    assert (answered.status_code, answered.content) == (200, b"# Whole")
    assert answered.headers["accept-ranges"] == "none"


def test_a_version_of_an_unknown_document_is_not_kept(web: Web) -> None:
    path = "/v1/documents/doc_0/versions"
    assert web.author.post(path, files={"file": ("rules.md", b"# None")}).status_code == 404
    assert not [one for one in web.services.blobs.root.rglob("*") if one.is_file()]


def test_documents_come_in_pages_newest_first(web: Web) -> None:
    ids = [upload(web.author, f"# {n}".encode())["id"] for n in range(5)]
    first = web.author.get("/v1/documents?limit=3").json()
    second = web.author.get("/v1/documents", params={"limit": 3, "cursor": first["cursor"]}).json()
    assert [one["id"] for one in first["items"] + second["items"]] == ids[::-1]
    assert second["cursor"] is None


@pytest.mark.parametrize("file_name", ["../../etc/passwd", "C:\\rules\\passwd"])
def test_a_file_name_keeps_no_folder(web: Web, file_name: str) -> None:
    body = web.author.post("/v1/documents", files={"file": (file_name, b"# Rules")}).json()
    versions = web.author.get(f"/v1/documents/{body['id']}").json()["versions"]
    assert versions[0]["file_name"] == "passwd"


def test_the_draft_is_absent_until_it_is_made_then_whole(web: Web) -> None:
    undrafted = upload(web.author, b"# Not yet")
    missing = web.author.get(f"/v1/documents/{undrafted['id']}/draft")
    assert (missing.status_code, missing.json()["detail"]) == (404, "The document is not drafted; see its job.")
    assert web.author.get(f"/v1/documents/{undrafted['id']}").json()["is_drafted"] is False
    drafted = web.keep_draft()
    draft = web.author.get(f"/v1/documents/{drafted.document_id}/draft").json()
    assert draft["schema"] == "morsel.draft/1"
    assert web.author.get(f"/v1/documents/{drafted.document_id}").json()["title"] == "Visitor rules"


def test_coverage_names_who_teaches_what_and_follows_the_outline(web: Web) -> None:
    drafted = web.keep_draft()
    before = web.author.get(f"/v1/documents/{drafted.document_id}/coverage")
    assert before.json()["taught"]["b2"] == [drafted.micro_module_id]
    change = {"sections": [{"section_path": ["Visitors"], "taught": False, "reason": "Site team only"}]}
    path = f"/v1/documents/{drafted.document_id}/outline"
    changed = web.author.patch(path, json=change, headers={"If-Match": before.headers["etag"]})
    assert changed.status_code == 200
    after = web.author.get(f"/v1/documents/{drafted.document_id}/coverage").json()
    assert after["taught"] == {}
    assert {"block": "b2", "reason": "left_out"} in after["not_taught"]
    assert after["sections"] == change["sections"]
    micro_module = f"/v1/micro-modules/{drafted.micro_module_id}"
    assert web.author.get(micro_module).json()["status"] == "rejected"
    back = {"sections": [{"section_path": ["Visitors"], "taught": True}]}
    assert web.author.patch(path, json=back, headers={"If-Match": changed.headers["etag"]}).status_code == 200
    assert web.author.get(micro_module).json()["status"] == "draft"


def outline(web: Web, document: str, *, taught: bool) -> None:
    path = f"/v1/documents/{document}"
    tag = web.author.get(f"{path}/coverage").headers["etag"]
    change = {"sections": [{"section_path": ["Visitors"], "taught": taught}]}
    assert web.author.patch(f"{path}/outline", json=change, headers={"If-Match": tag}).status_code == 200


def test_what_stands_in_a_section_left_out_is_neither_approved_nor_published(web: Web) -> None:
    drafted = web.keep_draft()
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    outline(web, drafted.document_id, taught=False)
    for refused in (approve(web.author, path), web.author.post(f"{path}/publish")):
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:morsel:problem:wrong-state")
    outline(web, drafted.document_id, taught=True)
    for done in (approve(web.author, path), web.author.post(f"{path}/publish")):
        assert done.status_code == 200


@pytest.mark.parametrize("is_rejected_first", [True, False])
def test_a_section_taken_in_again_leaves_a_reviewers_rejection(web: Web, is_rejected_first: bool) -> None:
    drafted = web.keep_draft()
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    read = {"digest": web.reviewer.get(path).json()["content_digest"]}
    if is_rejected_first:
        web.reviewer.post(f"{path}/reject", json=read)
    outline(web, drafted.document_id, taught=False)
    if not is_rejected_first:
        web.reviewer.post(f"{path}/reject", json=read)
    outline(web, drafted.document_id, taught=True)
    assert web.author.get(path).json()["status"] == "rejected"


def test_an_outline_that_somebody_changed_is_not_overwritten(web: Web) -> None:
    drafted = web.keep_draft()
    path = f"/v1/documents/{drafted.document_id}/outline"
    change = {"sections": [{"section_path": ["Visitors"], "taught": False}]}
    assert web.author.patch(path, json=change).status_code == 428
    assert web.author.patch(path, json=change, headers={"If-Match": '"1"'}).status_code == 200
    assert web.author.patch(path, json=change, headers={"If-Match": '"1"'}).status_code == 412
    unknown = {"sections": [{"section_path": ["Nowhere"], "taught": False}]}
    assert web.author.patch(path, json=unknown, headers={"If-Match": '"2"'}).status_code == 422


def test_an_empty_file_an_unknown_engine_and_an_unknown_language_are_refused(web: Web) -> None:
    refusals: list[tuple[bytes, dict[str, str]]] = [
        (b"", {}),
        (b"# R", {"engine": "magic"}),
        (b"# R", {"language": "english"}),
    ]
    for content, fields in refusals:
        refused = web.author.post("/v1/documents", files={"file": ("rules.md", content)}, data=fields)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:morsel:problem:invalid")
    assert web.author.get("/v1/documents").json()["items"] == []


def test_a_job_is_cancelled_and_retried(web: Web) -> None:
    job = upload(web.author)["job"]
    assert isinstance(job, dict)
    assert web.author.post(f"{job['url']}/cancel").json()["state"] == "cancelled"
    assert web.author.post(f"{job['url']}/cancel").json()["state"] == "cancelled"
    retried = web.author.post(f"{job['url']}/retry")
    assert (retried.status_code, retried.json()["state"]) == (202, "queued")
    refused = web.author.post(f"{job['url']}/retry")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:morsel:problem:wrong-state")


def test_the_events_of_a_finished_job_tell_its_state_and_end(web: Web) -> None:
    drafted = web.keep_draft()
    answered = web.author.get(f"/v1/jobs/{drafted.job_id}/events")
    assert answered.headers["content-type"].startswith("text/event-stream")
    lines = answered.text.splitlines()
    assert lines[0] == "event: progress"
    assert '"state":"succeeded"' in lines[1]
    assert "event: end" in lines


def test_what_the_same_upload_says_is_in_the_audit_trail_once(web: Web) -> None:
    body = upload(web.author)
    upload(web.author)
    trail = web.administrator.get("/v1/audit-trail", params={"object_id": str(body["id"])}).json()["items"]
    assert [(one["action"], one["principal_id"]) for one in trail] == [("uploaded", web.people.author)]
