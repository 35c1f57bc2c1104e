"""Drafting with a language model on the pages: asked for at upload, its outline changed and approved, then written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.bootstrap import open_drafting
from service.db.unit_of_work import Database
from service.jobs.runner import Runner
from tests.authoring.generative.handbook import HANDBOOK, good
from tests.support.browser import Browser, Browsers
from tests.support.database import TENANT, People, RecordingQueue
from tests.support.loopback import serving
from tests.support.scripted_models import ScriptedModel
from tests.support.shop import services_for
from tests.support.web import Web, open_web

pytestmark = pytest.mark.language_model

FILES = [("files", ("visitors.md", HANDBOOK.encode(), "text/markdown"))]
WISHES = {"engine": "generative", "audience": "night porters", "keep_terms": "badge, escort", "micro_modules": "3"}


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel(good)


@pytest.fixture
def web(
    database: Database, queue: RecordingQueue, people: People, tmp_path: Path, model: ScriptedModel
) -> Iterator[Web]:
    with serving(model) as server:
        settings = {"name": "openai:scripted", "base_url": f"{server.url}/v1", "input_price": 2.0, "output_price": 10.0}
        yield open_web(services_for(database, queue, tmp_path / "var", model=settings), people)


def switch_on(web: Web, *, is_on: bool = True) -> None:
    with web.services.database.unit_of_work(TENANT) as work:
        work.tenants.use_model(uses_model=is_on, budget_micros=None)


def work_off(web: Web) -> None:
    runner = Runner(web.services, open_drafting(web.services))
    while runner.run_one():
        pass


def upload(browser: Browser, **wishes: str) -> str:
    browser.get("/author")
    data = {"form_token": browser.form_token, **wishes}
    answer = browser.client.post("/author/documents", data=data, files=FILES, headers={"accept": "text/html"})
    assert answer.status_code == 200
    text: str = answer.text
    return text


def document_of(web: Web) -> str:
    (one,) = web.author.get("/v1/documents").json()["items"]
    return str(one["id"])


def fields_of(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', html)


def test_a_model_is_offered_where_there_is_one(browsers: Browsers, web: Web) -> None:
    assert 'name="engine"' not in browsers.author.get("/author").text
    switch_on(web)
    assert 'name="engine"' in browsers.author.get("/author").text
    upload(browsers.author)
    work_off(web)
    assert web.author.get(f"/v1/documents/{document_of(web)}/draft").json()["engine"]["name"] == "extractive"


def test_nothing_is_written_before_the_outline_is_approved_on_its_page(
    browsers: Browsers, web: Web, model: ScriptedModel
) -> None:
    switch_on(web)
    upload(browsers.author, **WISHES)
    work_off(web)
    document = document_of(web)
    assert f'href="/author/documents/{document}/proposal"' in browsers.author.get("/author").text
    assert model.count("micro_module") == 0
    assert all("night porters" in one.words and "badge; escort" in one.words for one in model.asked)
    page = browsers.author.get(f"/author/documents/{document}/proposal").text
    assert "0.03 to 0.06 EUR" in page
    assert fields_of(page, "title") == ["Badges of visitors"]
    said = {"micro_module": "m1", "title": "Who wears a badge", "objective": "", "reason": "Known already", "taught": 0}
    after = browsers.author.post(f"/author/documents/{document}/proposal", **said)
    assert after.status_code == 200
    work_off(web)
    draft = web.author.get(f"/v1/documents/{document}/draft").json()
    assert [one["title"] for one in draft["micro_modules"]] == ["Who wears a badge"]
    assert "drafted with openai:scripted" in browsers.author.get(f"/author/documents/{document}").text


def test_what_is_not_ticked_is_left_out_with_its_reason(browsers: Browsers, web: Web, model: ScriptedModel) -> None:
    switch_on(web)
    upload(browsers.author, **WISHES)
    work_off(web)
    path = f"/author/documents/{document_of(web)}/proposal"
    said = {"micro_module": "m1", "title": "", "objective": "", "reason": "Known already"}
    browsers.author.post(path, **said)
    outline = web.author.get(f"/v1/documents/{document_of(web)}/outline/proposal").json()["micro_modules"]
    assert [(one["taught"], one["reason"], one["title"]) for one in outline] == [
        (False, "Known already", "Badges of visitors")
    ]
    work_off(web)
    assert model.count("micro_module") == 0


def test_what_the_form_may_not_say_is_refused(browsers: Browsers, web: Web) -> None:
    switch_on(web)
    upload(browsers.author, **WISHES)
    work_off(web)
    path = f"/author/documents/{document_of(web)}/proposal"
    fields = {"title": "x" * 81, "objective": "", "reason": ""}
    assert browsers.author.post(path, micro_module="m1", **fields).status_code == 422
    assert browsers.author.post(path, micro_module="m9", **fields).status_code == 422
    assert browsers.learner.get(path).status_code == 403


def test_what_a_file_would_cost_is_said_before_anything_is_taken_in(
    browsers: Browsers, web: Web, model: ScriptedModel
) -> None:
    switch_on(web)
    browsers.author.get("/author")
    files = [*FILES, ("files", ("empty.md", b"", "text/markdown"))]
    data = {"form_token": browsers.author.form_token, **WISHES}
    page = browsers.author.client.post(
        "/author/documents/estimate", data=data, files=files, headers={"accept": "text/html"}
    ).text
    assert "about 3 to 6 calls of the language model, 0.0" in page
    assert "<strong>empty.md</strong>" in page
    assert web.author.get("/v1/documents").json()["items"] == []
    assert model.asked == []


def test_the_next_version_is_drafted_as_the_one_before(browsers: Browsers, web: Web) -> None:
    switch_on(web)
    upload(browsers.author, **WISHES)
    document = document_of(web)
    work_off(web)
    said = {"micro_module": "m1", "title": "", "objective": "", "reason": "", "taught": 0}
    browsers.author.post(f"/author/documents/{document}/proposal", **said)
    work_off(web)
    options = [options_of_next(browsers.author, web, "second")]
    switch_on(web, is_on=False)
    options.append(options_of_next(browsers.author, web, "third"))
    assert options[0] == {"engine": "generative", "outline": "approve", "brief": options[0]["brief"]}
    assert "night porters" in str(options[0]["brief"])
    assert options[1] == {}, "no model is there any more, and the file was taken in"


def options_of_next(browser: Browser, web: Web, salt: str) -> dict[str, object]:
    """What is asked for a next version that says nothing of its own."""
    document = document_of(web)
    browser.get(f"/author/documents/{document}/impact")
    file = ("file", ("visitors.md", f"{HANDBOOK}\n\n{salt}\n".encode(), "text/markdown"))
    data = {"form_token": browser.form_token}
    path = f"/author/documents/{document}/versions"
    assert browser.client.post(path, data=data, files=[file], headers={"accept": "text/html"}).status_code == 200
    with web.services.database.reading(TENANT) as work:
        return dict(work.documents.latest_version(document).options)  # type: ignore[arg-type]  # an id that came over HTTP
