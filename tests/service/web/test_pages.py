"""What holds for every page: its policy, its languages, its errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi import FastAPI

from service.db.base import Json
from service.db.micro_module_content import items_of
from service.security import SCOPES_BY_KIND
from service.web.localisation import LOCALES, Localisation, choose_language, read_localisations
from service.web.rendering import POLICY
from tests.service.api.test_conflicts import drafted as drafted_rules
from tests.service.api.test_evidence import answer_all
from tests.service.api.test_sessions import web_clock_forward
from tests.service.db.test_figures import items_of as list_items
from tests.service.db.test_figures import scores_of
from tests.support.browser import Browser, Browsers, texts_of
from tests.support.community import ask
from tests.support.database import TENANT
from tests.support.proposals import propose
from tests.support.reminders import a_link
from tests.support.web import Web

WEB = LOCALES.parent
OF_LEARNERS = ("/ask/suggestions?q=gate", "/me", "/me/erase")
POLLED = ["Which gate?", "North", "South"]
REASONS = ("A place to begin.", "Colleagues are talking about it.")  # the recommender's own words


@pytest.fixture
def web_settings() -> dict[str, Json]:
    """With a language model, so that what is offered then is looked at too."""
    return {"model": {"name": "openai:scripted", "input_price": 2.0}}


def pages(browsers: Browsers, web: Web) -> Iterator[tuple[Browser, str]]:
    """Every page that can be looked at, with a browser that may."""
    for path in author_pages(web):
        yield browsers.author, path
    yield browsers.stranger, "/"
    yield browsers.stranger, "/offline"
    yield browsers.author, "/nothing"
    yield browsers.learner, "/people"
    yield browsers.author, "/author"
    yield browsers.administrator, "/people"
    yield browsers.learner, "/learn"
    yield browsers.learner, "/learn/today"
    yield browsers.learner, "/learn/all"
    published = web.publish("published").micro_module_id
    yield browsers.author, f"/author/review/{published}"
    yield browsers.learner, f"/micro-modules/{published}/infographic"
    for path in (f"/learn/m/{published}", f"/learn/m/{published}/quiz/1", f"/learn/m/{published}/quiz/10"):
        yield browsers.learner, path
    web.author.post("/v1/polls", json={"question": POLLED[0], "options": POLLED[1:]})
    browsers.learner.get("/learn")
    for path in ("/learn", "/learn/today", "/learn/today/people"):
        yield browsers.learner, path
    thread = ask(web.learner, title=POLLED[0], text=POLLED[1])
    web.author.post(f"/v1/threads/{thread['id']}/posts", json={"text": POLLED[2]})
    posted = f"/threads/{thread['id']}"
    for path in ("/threads", "/threads?show=solved", posted, f"{posted}?edit=title", f"{posted}/related"):
        yield browsers.learner, path
    yield browsers.learner, f"{posted}?edit={thread['posts'][0]['id']}"
    yield browsers.author, posted
    for path in ("/notifications", "/ask", "/ask?q=Which gate?", "/ask?q=chromodynamics", *OF_LEARNERS):
        yield browsers.learner, path
    for path in pages_of_reminders(web, published):
        yield browsers.stranger, path
    scores_of(web, list_items(web, "insights"), people=12)
    yield browsers.author, "/insights"


def pages_of_reminders(web: Web, micro_module_id: str) -> Iterator[str]:
    """What the links of a reminder open."""
    answer_all(web, micro_module_id, web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"])
    web_clock_forward(web, days=40)
    link = a_link(web)
    yield from (link, f"{link}/stop", "/r/nobody")


def author_pages(web: Web) -> Iterator[str]:
    """The pages of one document, in every state."""
    drafted = web.keep_draft()
    document, review = f"/author/documents/{drafted.document_id}", f"/author/review/{drafted.micro_module_id}"
    with web.services.database.reading(TENANT) as work:
        item = items_of(work.micro_modules.get(drafted.micro_module_id).content, "items")[0]
    yield from (document, f"{document}/coverage", f"{document}/conflicts")
    yield from (review, f"{review}?edit=text", f"{review}?edit={item['id']}", f"{review}/try")
    yield f"/author/documents/{drafted_rules(web)}/conflicts"
    propose(web, drafted)
    yield f"{document}/proposal"


def test_no_page_holds_a_script_a_style_or_an_address_of_elsewhere(browsers: Browsers, web: Web) -> None:
    for browser, path in pages(browsers, web):
        page = browser.client.get(path, headers={"accept": "text/html"})
        assert page.headers["content-security-policy"] == POLICY, path
        assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]* src=\"/static/)", page.text) == [], (
            path
        )
        assert re.findall(r"(?:src|href|action)=\"(?!/|#|\?)", page.text) == [], path


def test_the_worker_looks_after_every_page_and_fetches_from_nowhere_else(browsers: Browsers) -> None:
    page = browsers.stranger.get("/").text
    found = re.search(r'data-worker="(/static/worker.js\?[0-9a-f]{16})"', page)
    assert found
    worker = browsers.stranger.client.get(found[1])
    assert worker.headers["service-worker-allowed"] == "/"
    assert worker.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    assert worker.headers["cache-control"] == "no-cache"
    manifest = browsers.stranger.client.get("/static/morsel.webmanifest").json()
    for icon in manifest["icons"]:
        assert browsers.stranger.client.get(icon["src"]).headers["content-type"] == icon["type"]


MOST_BYTES = {"js": 60_000, "css": 25_000}


def test_scripts_and_style_come_packed_and_are_small(browsers: Browsers) -> None:
    client, page = browsers.stranger.client, browsers.stranger.get("/").text
    for kind, most in MOST_BYTES.items():
        paths = re.findall(rf'"(/static/[^"]+\.{kind}\?[^"]+)"', page)
        assert paths
        answers = [client.get(path, headers={"accept-encoding": "gzip"}) for path in paths]
        assert {answer.headers["content-encoding"] for answer in answers} == {"gzip"}
        assert sum(int(answer.headers["content-length"]) for answer in answers) <= most
        for encoding in ("identity", "gzip;q=0"):
            plain = client.get(paths[0], headers={"accept-encoding": encoding})
            assert "content-encoding" not in plain.headers
            assert plain.content == answers[0].content


def test_the_page_that_browsers_keep_is_the_same_for_everybody(browsers: Browsers) -> None:
    assert browsers.learner.get("/offline").text == browsers.stranger.get("/offline").text
    assert "form_token" not in browsers.learner.get("/offline").text


def test_the_policy_lets_nothing_inline_run() -> None:
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")


class _Pseudo(NullTranslations):
    """Every message in brackets, so that what is not a message stands out."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def test_every_word_of_a_page_is_a_message_or_somebodys_data(browsers: Browsers, web: Web) -> None:
    for browser, path in pages(browsers, web):
        app = browser.client.app
        assert isinstance(app, FastAPI)
        app.state.localisations = {"en": Localisation("en", _Pseudo(), Locale("en"))}
        html = browser.client.get(path, headers={"accept": "text/html"}).text
        html = re.sub(r"<(time|code|kbd|samp)\b.*?</\1>", "", html, flags=re.DOTALL)
        data = _data(web)
        bare = [re.sub(r"⟦.*?⟧|[✓○→·:]", "|", text) for text in texts_of(html)]
        words = [
            piece.strip(" ,.()0123456789")
            for text in bare
            for piece in text.split("|")
            if re.search(r"[A-Za-z]{3}", piece)
        ]
        assert [word for word in words if word not in data and not word.startswith("req_")] == [], path


def _data(web: Web) -> str:
    """Whatever the pages may show that is no message: what was uploaded, names, and languages in their own words."""
    with web.services.database.reading(TENANT) as work:
        documents = work.documents.page(after=None, limit=10)
        drafts = [work.drafts.get(work.documents.latest_version(one.id).id).content for one in documents]
    names = (
        "Morsel",
        "English",
        "Italiano",
        "Not Found",
        "Tenant acme",
        *POLLED,
        *REASONS,
        *(city for cities in read_localisations()["en"].time_zones().values() for city in cities.values()),
        *SCOPES_BY_KIND,
    )
    return " ".join([*names, *(json.dumps(draft, ensure_ascii=False) for draft in drafts)])


@pytest.mark.parametrize("code", ["en", "it"])
def test_the_catalogues_hold_exactly_the_messages_of_the_pages(code: str) -> None:
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    options = {"templates/**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "false"}}
    said = {message for _, _, message, _, _ in extract_from_dir(WEB, methods, options)}
    with (LOCALES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    kept = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue if message.id}
    assert said - kept == set(), "make messages"
    assert kept - said == set(), "make messages"
    for message in catalogue:
        translated = message.string if isinstance(message.string, tuple) else (message.string,)
        assert code == "en" or (all(translated) and not message.fuzzy), f"translate {message.id!r}"


@pytest.mark.parametrize(
    ("chosen", "accepts", "expected"),
    [
        (None, "it-IT,it;q=0.9,en;q=0.8", "it"),
        (None, "fr,it;q=0.3,en;q=0.8", "en"),
        ("it", "en", "it"),
        ("xx", "it", "it"),
        (None, "", "en"),
        (None, "fr;q=x, ,;;", "en"),
    ],
)
def test_the_reader_gets_the_language_they_want(chosen: str | None, accepts: str, expected: str) -> None:
    assert choose_language(chosen, accepts, read_localisations()) == expected


def test_a_chosen_language_stays(browsers: Browsers) -> None:
    page = browsers.administrator.post("/language", language="it", back="/people")
    assert "<h1>Persone</h1>" in page.text
    assert '<html lang="it">' in browsers.administrator.get("/people").text


def test_an_error_is_a_page_for_people_and_a_problem_for_programs(browsers: Browsers) -> None:
    page = browsers.author.get("/nothing")
    assert (page.status_code, "There is no such page" in page.text) == (404, True)
    program = browsers.author.client.get("/nothing", headers={"accept": "application/json"})
    assert program.headers["content-type"] == "application/problem+json"
    of_the_api = browsers.author.client.get("/v1/nothing", headers={"accept": "text/html"})
    assert of_the_api.headers["content-type"] == "application/problem+json"


def test_our_own_files_are_served_and_no_others(browsers: Browsers) -> None:
    client = browsers.stranger.client
    html = browsers.stranger.get("/").text
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        answer = client.get(address)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), address
    for name in ("..%2fsign_in.py", "sign_in.py", "nothing.css"):
        assert client.get(f"/static/{name}").status_code == 404


def test_a_phone_can_keep_the_pages_like_an_app_of_its_own(browsers: Browsers) -> None:
    found = re.search(r'rel="manifest" href="(/static/[^"]+)"', browsers.stranger.get("/").text)
    assert found
    answer = browsers.stranger.client.get(found[1])
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    for icon in manifest["icons"]:
        assert browsers.stranger.client.get(icon["src"]).status_code == 200
    assert "manifest-src 'self'" in POLICY


def test_the_vendored_script_is_the_one_its_licence_note_names() -> None:
    import hashlib

    digest = hashlib.sha256((WEB / "static" / "htmx.min.js").read_bytes()).hexdigest()
    assert digest in Path(WEB / "static" / "htmx.LICENSE.txt").read_text(encoding="utf-8")


def test_the_one_setting_of_the_administrator_is_kept(browsers: Browsers, web: Web) -> None:
    browsers.administrator.get("/people")
    page = browsers.administrator.post("/people/review", approver_must_differ="yes")
    assert "checked" in page.text
    assert web.administrator.get("/v1/tenant").json()["approver_must_differ"] is True
    assert "checked" not in browsers.administrator.post("/people/review").text
