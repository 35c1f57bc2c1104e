"""F5: a full disk under blobs, database or uploads on their way: 507 with the reason, reads served, nothing half."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

from service.db.blobs import BlobStore
from service.db.failpoints import parse_failpoints
from tests.support.web import Answered, Web, open_web

LARGE = b"# Rules\n" + b"x" * 3_000_000  # larger than what is kept in memory while it comes in


def send(web: Web, content: bytes) -> Answered:
    return web.author.post("/v1/documents", files={"file": ("rules.md", content)})


def kept(web: Web) -> list[Path]:
    return [path for path in web.services.blobs.root.rglob("*") if path.is_file()]


def full(web: Web, place: str) -> Web:
    """The same service, whose disk is full at the first pass of `place`."""
    failpoints = parse_failpoints(f"{place}=disk_full")
    blobs = BlobStore(web.services.blobs.root, failpoints)
    database = replace(web.services.database, failpoints=failpoints)
    return open_web(replace(web.services, blobs=blobs, database=database), web.people)


def test_a_full_temporary_disk_is_said_and_passes(web: Web) -> None:
    def full_file(*_: object, **__: object) -> IO[bytes]:
        return Path("/dev/full").open("r+b", buffering=0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "TemporaryFile", full_file)
        refused = send(web, LARGE)
        assert web.author.get("/v1/documents").json()["items"] == []
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (507, "urn:morsel:problem:storage-full")
    assert "TMPDIR" in problem["detail"]
    assert kept(web) == []
    assert send(web, LARGE).status_code == 202


@pytest.mark.parametrize("place", ["blob:write", "blob:before_rename", "before_commit:upload"])
def test_a_full_disk_is_said_and_passes(web: Web, place: str) -> None:
    before = web.publish("before")
    narrow = full(web, place)
    refused = send(narrow, b"# Rules")
    assert (refused.status_code, refused.json()["type"]) == (507, "urn:morsel:problem:storage-full")
    assert [one["id"] for one in narrow.author.get("/v1/documents").json()["items"]] == [before.document_id]
    assert narrow.learner.get(f"/v1/catalogue/{before.micro_module_id}").status_code == 200
    assert send(narrow, b"# Rules").status_code == 202
    assert len(kept(narrow)) == 2


@pytest.mark.parametrize("label", ["edit", "approve", "publish", "response"])
def test_what_a_full_disk_refuses_is_not_half_done(web: Web, label: str) -> None:
    micro_module_id = web.publish().micro_module_id
    path = f"/v1/micro-modules/{micro_module_id}"
    narrow = full(web, f"before_commit:{label}")
    item = narrow.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"][4]["id"]

    def act() -> list[int]:
        read = narrow.author.get(path)
        edited = narrow.author.patch(path, json={"title": "New"}, headers={"If-Match": read.headers["etag"]})
        digest = {"digest": narrow.author.get(path).json()["content_digest"]}
        decided = [narrow.author.post(f"{path}/{verb}", json=digest).status_code for verb in ("approve", "publish")]
        sent = {"item_id": item, "text": "30"}
        responded = narrow.learner.post(f"/v1/catalogue/{micro_module_id}/responses", json=sent)
        return [edited.status_code, *decided, responded.status_code]

    assert act().count(507) == 1
    assert act() == [200, 200, 200, 200]
