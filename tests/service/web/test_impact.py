"""The page of a new version: uploaded there, what it touches shown sentence by sentence, the rest left alone."""

from __future__ import annotations

import pytest

from tests.service.web.test_document import fields_of
from tests.support.browser import Browsers
from tests.support.versions import BADGE, GUIDE, House, changed, open_house, work_off
from tests.support.web import Web

SHORTER = (BADGE, BADGE.replace("30", "10"))


@pytest.fixture
def house(web: Web) -> House:
    return open_house(web)


def upload(browsers: Browsers, house: House, text: str) -> str:
    """The page after the next version is uploaded."""
    base = f"/author/documents/{house.document_id}"
    browsers.author.get(f"{base}/impact")
    files = {"file": ("onboarding-guide.md", text.encode(), "text/markdown")}
    fields = {"form_token": browsers.author.form_token}
    return browsers.author.client.post(f"{base}/versions", data=fields, files=files).text


def test_a_first_version_has_a_place_for_the_next(browsers: Browsers, house: House) -> None:
    page = browsers.author.get(f"/author/documents/{house.document_id}/impact").text
    assert "Upload as version 2" in page
    assert "Version 2 beside" not in page


def test_the_next_version_is_uploaded_and_shows_what_it_touches(browsers: Browsers, house: House) -> None:
    house.publish_all()
    assert "Version 2 is being drafted." in upload(browsers, house, changed(SHORTER))
    base = f"/author/documents/{house.document_id}"
    assert browsers.author.get(base).status_code == 200, "the version before is still there to work on"
    work_off(house.web)
    page = browsers.author.get(f"{base}/impact").text
    assert "Version 2 beside version 1" in page
    assert "<del>30</del><ins>10</ins>" in page
    assert "question rests on it" in page or "questions rest on it" in page
    assert f"{len(house.rows()) - 1} untouched" in page


def test_the_same_bytes_are_no_new_version(browsers: Browsers, house: House) -> None:
    assert "nothing is new" in upload(browsers, house, GUIDE.read_text(encoding="utf-8"))


def test_a_file_that_cannot_be_taken_is_refused_on_the_page(browsers: Browsers, house: House) -> None:
    assert "It is empty." in upload(browsers, house, "")


def test_the_reviewer_sees_what_changed_and_the_learner_what_the_document_says_now(
    browsers: Browsers, house: House
) -> None:
    house.publish_all()
    house.post_version(changed(SHORTER))
    micro_module_id = house.teaching("within 10 minutes")
    review = browsers.author.get(f"/author/review/{micro_module_id}").text
    assert "The new version of the document says it otherwise" in review
    learner = browsers.learner.get(f"/learn/m/{micro_module_id}").text
    assert "The document says this otherwise now." in learner
    assert "<ins>10</ins>" in learner
    house.publish(micro_module_id)
    assert "otherwise now" not in browsers.learner.get(f"/learn/m/{micro_module_id}").text
    assert "says it otherwise" not in browsers.author.get(f"/author/review/{micro_module_id}").text


def test_what_an_author_edited_takes_in_the_redraft_when_asked(browsers: Browsers, house: House) -> None:
    micro_module_id = house.teaching(BADGE)
    path = f"/v1/micro-modules/{micro_module_id}"
    etag = house.web.author.get(path).headers["ETag"]
    house.web.author.patch(path, json={"title": "Badges, by us"}, headers={"If-Match": etag})
    house.post_version(changed(SHORTER))
    base = f"/author/documents/{house.document_id}"
    fields = fields_of(browsers.author.get(f"{base}/impact").text, f"{base}/impact/redraft")
    assert fields["micro_module"] == micro_module_id
    page = browsers.author.post(f"{base}/impact/redraft", **fields).text
    assert "within 10 minutes" in page


def test_what_is_gone_is_withdrawn_from_the_page(browsers: Browsers, house: House) -> None:
    house.publish_all()
    text = GUIDE.read_text(encoding="utf-8")
    house.post_version(text[: text.index("## Days 31 to 60")] + text[text.index("## Words you will hear") :])
    base = f"/author/documents/{house.document_id}"
    page = browsers.author.get(f"{base}/impact").text
    assert "No longer in the document" in page
    fields = fields_of(page, f"{base}/impact/withdraw")
    page = browsers.author.post(f"{base}/impact/withdraw", **fields).text
    assert "Withdraw it" not in page
    assert browsers.learner.get(f"/learn/m/{fields['micro_module']}").status_code == 404
