"""Uploading and watching: every file by itself, what was not read is said, drafting can be stopped and taken up."""

from __future__ import annotations

from authoring.pipeline import GENERATIVE_STAGES
from authoring.pipeline import STAGES as PIPELINE
from service.web.author import STAGES
from tests.support.browser import Browsers
from tests.support.web import Web


def upload(browsers: Browsers, *files: tuple[str, bytes], **headers: str) -> str:
    browsers.author.get("/author")
    answer = browsers.author.client.post(
        "/author/documents",
        data={"form_token": browsers.author.form_token},
        files=[("files", file) for file in files],
        headers={"accept": "text/html", **headers},
    )
    assert answer.status_code == 200
    text: str = answer.text
    return text


def test_the_stages_are_the_pipelines() -> None:
    assert list(STAGES) == [stage.name.value for stage in GENERATIVE_STAGES]
    assert [name for name in STAGES if name not in ("outline", "propose", "generate")] == [
        one.name.value for one in PIPELINE
    ]


def test_several_files_are_taken_in_each_by_itself(browsers: Browsers, web: Web) -> None:
    page = upload(browsers, ("a.md", b"# A"), ("empty.md", b""), ("../folder/b.md", b"# B"))
    assert "<strong>empty.md</strong>" in page
    assert "it is empty." in page
    names = [one["versions"][0]["file_name"] for one in web.author.get("/v1/documents").json()["items"]]
    assert names == ["b.md", "a.md"]


def test_a_script_gets_the_new_cards_alone(browsers: Browsers) -> None:
    html = upload(browsers, ("a.md", b"# A"), **{"hx-request": "true"})
    assert "<article" in html
    assert "<html" not in html


def test_a_document_under_way_is_asked_for_again_until_it_is_done(browsers: Browsers, web: Web) -> None:
    page = upload(browsers, ("a.md", b"# A"))
    assert page.count('hx-trigger="every 1s"') == 1
    assert "waiting for its turn" in page
    drafted = web.keep_draft()
    done = browsers.author.get(f"/author/documents/{drafted.document_id}/card").text
    assert "hx-trigger" not in done
    assert f'href="/author/documents/{drafted.document_id}"' in done


def test_a_card_that_was_seen_is_not_sent_again(browsers: Browsers, web: Web) -> None:
    import html
    import re

    page = upload(browsers, ("a.md", b"# A"))
    found = re.search('hx-get="([^"]+)"', page)
    assert found
    assert browsers.author.client.get(html.unescape(found[1])).status_code == 204


def test_drafting_is_cancelled_and_taken_up_again(browsers: Browsers) -> None:
    import re

    page = upload(browsers, ("a.md", b"# A"))
    job = re.search("/author/jobs/(job_[0-9a-z]+)/cancel", page)
    assert job
    cancelled = browsers.author.post(f"/author/jobs/{job[1]}/cancel").text
    assert "cancelled" in cancelled
    assert "waiting for its turn" in browsers.author.post(f"/author/jobs/{job[1]}/retry").text


def test_what_was_drafted_is_counted_with_the_minutes_of_review_left(browsers: Browsers, web: Web) -> None:
    web.keep_draft()
    page = browsers.author.get("/author").text
    # a minute of text, read twice, and nine items of a quarter of a minute
    assert "<dd>5 minutes</dd>" in page
    assert "<dt>to review</dt><dd>1</dd>" in page


def test_documents_of_another_company_do_not_exist(browsers: Browsers, web: Web, other_web: Web) -> None:
    theirs = other_web.keep_draft("theirs")
    assert theirs.document_id not in browsers.author.get("/author").text
    assert browsers.author.get(f"/author/documents/{theirs.document_id}/card").status_code == 404
    assert browsers.author.post(f"/author/jobs/{theirs.job_id}/cancel").status_code == 404


def test_what_was_not_read_is_said_with_its_place(browsers: Browsers, web: Web) -> None:
    web.keep_draft()
    page = browsers.author.get("/author").text
    assert "2 places were not read" in page
    assert "1 place was read with reserve" in page
    for line in ("page 1: a picture; text in it is not read", "line 3: characters that", "somewhere in it: text that"):
        assert line in page
