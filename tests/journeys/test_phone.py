"""The whole way on a phone, in both languages: from a long PDF to a learner's question that a colleague answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_author_pages import MOST_KEYS, file_of, press, upload, wait_until_drafted
from tests.support.chromium import Visitor, visiting
from tests.support.house import House
from tests.support.sights import answer

pytestmark = [pytest.mark.journey, pytest.mark.timeout(2400)]

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data" / "documents" / "owasp-asvs" / "asvs-5.0.0-en.pdf"
PDF = SHARED if SHARED.is_file() else ROOT / "examples" / "handbook.pdf"
PHONE = {"width": 360, "height": 740}
DRAFTED_WITHIN_MS = 900_000
FITS_SECONDS = 100  # of reading: with its questions it fits three minutes
MOST_CARDS = 12
LANGUAGES = ("en", "it")
QUESTION = "Who resets the wobbly blue lamp?"
WAYS_ON = (
    "form[action$='/read'] button.main, form[action$='/mark'] button.main, "
    ".row a.button.main, p a.button.main, a[href^='/learn/today?after']"
)
ANSWER = "Marta at the gate does, ask for her key."


@dataclass(frozen=True)
class Person:
    account: str
    password: str


@contextmanager
def on_a_phone(chromium: Browser, house: House, language: str, person: Person | str) -> Iterator[Visitor]:
    """Signed in; `person` may be a role of the house."""
    with visiting(chromium, house.product.url, locale=language, viewport=PHONE, has_touch=True) as visitor:
        if isinstance(person, str):
            house.enter(visitor, person)
        else:
            visitor.sign_in(person.account, person.password)
        yield visitor


def hire(house: House, name: str) -> Person:
    """A new learner with an account."""
    printed = house.product.run("user", "create", f"{name}@acme", "--role", "learner", "--full-name", name.title())
    return Person(f"{name}@acme", printed.split()[-1])


@pytest.fixture(scope="module")
def drafts(house: House, chromium: Browser) -> list[str]:
    """Review pages of clean drafts with three items; the author watched the PDF being drafted."""
    with on_a_phone(chromium, house, "en", "author") as visitor:
        page = visitor.page
        upload(visitor, file_of(PDF))
        card = page.locator(f'article.document:has-text("{PDF.name}")')
        expect(card.locator('[aria-current="step"]')).to_have_count(1)
        expect(card.locator("progress")).to_be_visible()
        wait_until_drafted(page, PDF.name)
        card.locator("h2 a").click()
        lines = page.locator("ul.lines li", has_text="clean").filter(has_text="3 items").filter(has_text="Draft")
        told = [(str(line.locator("a").get_attribute("href")), line.inner_text()) for line in lines.all()]
    fitting = [path for path, text in told if int(re.findall(r"(\d+) s to read", text)[0]) <= FITS_SECONDS]
    assert len(fitting) >= len(LANGUAGES), told
    return fitting


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_pdf_to_an_accepted_answer(house: House, chromium: Browser, drafts: list[str], language: str) -> None:
    review = drafts[LANGUAGES.index(language)]
    micro_module = review.rpartition("/")[2]
    asker, helper = hire(house, f"asker-{language}"), hire(house, f"helper-{language}")
    with on_a_phone(chromium, house, language, "reviewer") as reviewer:
        _clear(reviewer, review)
    with on_a_phone(chromium, house, language, asker) as visitor:
        assert visitor.page.locator("html").get_attribute("lang") == language
        visitor.go("/learn/all")
        expect(visitor.page.locator(f'a[href="/learn/m/{micro_module}"]')).to_be_visible()
        assert "/quiz/" in _learn_today(visitor)
        thread = _ask(visitor)
        with on_a_phone(chromium, house, language, helper) as other:
            _help(other, thread)
        _accept(visitor, thread)


def _clear(reviewer: Visitor, review: str) -> None:
    """With the keyboard alone: look at the text and its three items, accept, publish."""
    page = reviewer.page
    reviewer.go(review)
    pressed = 0
    for _ in range(4):
        pressed += press(page, "j")
        expect(page.locator("[data-stop][aria-current]")).to_be_in_viewport()
    pressed += press(page, "a")
    page.wait_for_url(re.compile("done=(approved|reviewed)"))
    reviewer.go(review)
    pressed += press(page, "p")
    page.wait_for_url(re.compile("done=published"))
    assert pressed <= MOST_KEYS


def _learn_today(visitor: Visitor) -> str:
    """Every card of today's deck, up to the people; the addresses of all pages seen."""
    page, seen = visitor.page, ""
    visitor.go("/learn")
    page.click("a.button.main.big")
    for _ in range(MOST_CARDS):
        seen += page.url + " "
        if page.url.split("?")[0].endswith("/people"):
            return seen
        _do(page)
    pytest.fail(f"no end: {seen}")


def _do(page: Page) -> None:
    """What the card asks for: read, answer, or go on."""
    if page.locator(".question form").count():
        answer(page)
        expect(page.locator(".question [role=status]")).to_be_visible()
    with page.expect_navigation():
        page.locator(WAYS_ON).first.click()


def _ask(visitor: Visitor) -> str:
    """From the last card to a question of one's own; its thread's path."""
    page = visitor.page
    page.fill("form.search input", QUESTION)
    page.click("form.search button")
    page.wait_for_url(re.compile(r"/ask\?q="))
    page.fill("#question [name=title]", QUESTION)
    page.fill("#question [name=text]", "It blinks at night.")
    page.click("#question button.main")
    page.wait_for_url(re.compile("/ask/before"))
    page.click("#question button.main")
    page.wait_for_url(re.compile("/threads/.*done=asked"))
    return page.url.removeprefix(visitor.url).split("?")[0]


def _help(visitor: Visitor, thread: str) -> None:
    """A colleague finds the question among those that wait and answers it."""
    page = visitor.page
    visitor.go("/threads")
    page.locator(f'a[href="{thread}"]').click()
    page.fill("main textarea[name=text]", ANSWER)
    page.locator("form[action$='/posts'] button.main").click()
    page.wait_for_url(re.compile("done=answered"))
    expect(page.locator(".post .said").last).to_have_text(ANSWER)


def _accept(visitor: Visitor, thread: str) -> None:
    """Whoever asked is told, follows the notification, and says that it helped."""
    page = visitor.page
    visitor.go("/learn")
    page.locator(".told button", has_text=QUESTION).click()
    page.wait_for_url(re.compile(thread))
    page.locator("form[action$='/accept'] button").click()
    expect(page.locator(".post.accepted .said")).to_have_text(ANSWER)
    visitor.go("/threads?show=solved")
    expect(page.locator(f'a[href="{thread}"]')).to_be_visible()


def test_it_can_be_installed_and_says_when_there_is_no_network(house: House, chromium: Browser) -> None:
    with on_a_phone(chromium, house, "it", "learner") as visitor:
        page = visitor.page
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        protocol = page.context.new_cdp_session(page)
        hindrances = protocol.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [one["errorId"] for one in hindrances] == ["in-incognito"], "as each of these browsers is"
        visitor.go("/me")
        kept = page.evaluate(
            "caches.open('morsel').then((cache) => cache.keys()).then((keys) => keys.map((key) => key.url))"
        )
        paths = {url.removeprefix(visitor.url).split("?")[0] for url in kept}
        assert paths == {"/offline", "/static/morsel.css", "/static/morsel.svg"}, "nothing that anybody was shown"
        page.context.set_offline(True)
        visitor.go("/learn")
        expect(page.locator("h1")).to_have_text("Nessuna rete")
        assert page.evaluate("getComputedStyle(document.querySelector('.button.main')).borderRadius") == "8px"
        page.context.set_offline(False)
        page.click("a.button.main")
        expect(page.locator(".deck")).to_be_visible()
        visitor.complaints.clear()  # the browser says that there was no network
