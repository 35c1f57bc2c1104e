"""The outline and the map: leave out with a reason, approve what is clean, see what nothing teaches."""

from __future__ import annotations

import json
import re

from service.db.micro_modules import Status
from tests.support.browser import Browsers
from tests.support.database import TENANT
from tests.support.review import Drafted
from tests.support.web import Web


def clear_findings(web: Web, drafted: Drafted) -> None:
    """No check says anything any more."""
    with web.services.database.unit_of_work(TENANT) as work:
        row = work.micro_modules.get(drafted.micro_module_id)
        content = json.loads(json.dumps(row.content))
        for piece in (content, *content["items"], *content["bank"]):
            piece["findings"] = []
        work.micro_modules.edit(row.id, content, expected=row.revision, status=Status.DRAFT, by=web.people.author)


def fields_of(page: str, action: str) -> dict[str, object]:
    """The hidden fields of the form with this action."""
    form = re.search(rf'<form[^>]* action="{action}".*?</form>', page, re.DOTALL)
    assert form, action
    found: dict[str, object] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]):
        found[name] = value.replace("&#34;", '"')
    return found


def status_of(web: Web, drafted: Drafted) -> str:
    status: str = web.author.get(f"/v1/micro-modules/{drafted.micro_module_id}").json()["status"]
    return status


def test_a_section_is_left_out_with_a_reason_and_taken_in_again(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    base = f"/author/documents/{drafted.document_id}"
    fields = fields_of(browsers.author.get(base).text, f"{base}/outline")
    page = browsers.author.post(f"{base}/outline", **fields, reason="Known already").text
    assert "The outline is saved." in page
    assert "<option selected>Known already</option>" in page
    assert status_of(web, drafted) == "rejected"
    fields = fields_of(page, f"{base}/outline")
    browsers.author.post(f"{base}/outline", **fields, reason="Known already", taught="0")
    assert status_of(web, drafted) == "draft"


def test_an_outline_that_somebody_else_saved_since_is_not_overwritten(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    base = f"/author/documents/{drafted.document_id}"
    fields = fields_of(browsers.author.get(base).text, f"{base}/outline")
    browsers.reviewer.get(base)
    theirs = {**fields, "form_token": browsers.reviewer.form_token, "reason": "Known already"}
    assert browsers.reviewer.post(f"{base}/outline", **theirs).status_code == 200
    refused = browsers.author.post(f"{base}/outline", **fields, reason="Too detailed")
    assert refused.status_code == 412
    assert "Somebody changed it" in refused.text


def test_what_a_check_speaks_against_is_not_offered_for_approval_at_once(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    page = browsers.author.get(f"/author/documents/{drafted.document_id}").text
    assert "/approve" not in page
    clear_findings(web, drafted)
    page = browsers.author.get(f"/author/documents/{drafted.document_id}").text
    assert "Approve 1 clean" in page


def test_clean_micro_modules_are_approved_and_published_each_by_itself(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    clear_findings(web, drafted)
    base = f"/author/documents/{drafted.document_id}"
    fields = fields_of(browsers.reviewer.get(base).text, f"{base}/approve")
    page = browsers.reviewer.post(f"{base}/approve", **fields).text
    assert "1 micro-module approved." in page
    assert (
        "1 micro-module published."
        in browsers.reviewer.post(f"{base}/publish", **fields_of(page, f"{base}/publish")).text
    )
    trail = web.administrator.get(f"/v1/audit-trail?object_id={drafted.micro_module_id}").json()["items"]
    assert [(one["action"], one["principal_id"]) for one in trail][:2] == [
        ("published", web.people.reviewer), ("approved", web.people.reviewer),
    ]  # fmt: skip


def test_what_changed_since_it_was_listed_is_not_approved(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    clear_findings(web, drafted)
    base = f"/author/documents/{drafted.document_id}"
    fields = fields_of(browsers.author.get(base).text, f"{base}/approve")
    web.author.patch(
        f"/v1/micro-modules/{drafted.micro_module_id}", json={"title": "Other"}, headers={"If-Match": '"2"'}
    )
    page = browsers.author.post(f"{base}/approve", **fields).text
    assert "1 was refused: somebody changed it" in " ".join(page.split())
    assert status_of(web, drafted) == "draft"


def test_the_map_says_who_teaches_a_place_and_what_nobody_does(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    with web.services.database.unit_of_work(TENANT) as work:
        version = work.documents.latest_version(drafted.document_id)
        draft = work.drafts.get(version.id)
        content = json.loads(json.dumps(draft.content))
        content["coverage"] = {
            "taught": ["b2", "b3"],
            "not_taught": [{"block": "b1", "reason": "too_short"}, {"block": "b4", "reason": "left_out"}],
            "obligations_not_taught": ["b4"],
        }
        draft.content = content
    page = browsers.author.get(f"/author/documents/{drafted.document_id}/coverage").text
    assert "<dt>obligations not taught</dt><dd>1</dd>" in page
    assert "25%" in page
    assert page.count("A contractor must wear a helmet.") == 2, "in its place and among the obligations"
    assert f'/author/review/{drafted.micro_module_id}"' in page
    gaps = browsers.author.get(f"/author/documents/{drafted.document_id}/coverage?show=gaps").text
    assert "A visitor must wear a badge at all times." not in gaps


def test_the_file_is_a_download_of_the_very_bytes(browsers: Browsers, web: Web) -> None:
    from tests.support.review import source_bytes

    drafted = web.keep_draft()
    answer = browsers.author.client.get(f"/author/documents/{drafted.document_id}/source")
    assert answer.content == source_bytes()
    assert answer.headers["content-disposition"].startswith("attachment")


def test_documents_of_another_company_do_not_exist(browsers: Browsers, other_web: Web) -> None:
    theirs = other_web.keep_draft("theirs")
    for path in ("", "/coverage", "/source"):
        assert browsers.author.get(f"/author/documents/{theirs.document_id}{path}").status_code == 404
