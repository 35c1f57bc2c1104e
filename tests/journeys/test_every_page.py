"""Every page in a real browser: axe-core finds nothing, in both themes and languages, on phone, tablet and desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import Visitor, visiting
from tests.support.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]

GUIDE = Path(__file__).parents[2] / "examples" / "onboarding-guide.md"
DRAFTED_WITHIN_MS = 900_000
WIDTHS = (360, 768, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Best practices count as well; axe's experimental rules do not.
_RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const told = (node) => `${node.html} ${node.failureSummary}`;
  const found = await axe.run(document, {runOnly: tags});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map(told).join(" | ")}`);
}"""


@dataclass(frozen=True)
class Sight:
    """A page and who looks at it; `keys` bring it into a further state."""

    role: str
    path: str
    keys: tuple[str, ...] = ()
    is_refused: bool = False
    is_answered: bool = False


@pytest.fixture(scope="module")
def sights(house: House, chromium: Browser) -> list[Sight]:
    """Every page of the product, with something on it."""
    with visiting(chromium, house.product.url) as visitor:
        page = visitor.page
        house.enter(visitor, "author")
        visitor.go("/author")
        page.set_input_files("#files", GUIDE)
        page.click("#upload button.main")
        expect(page.locator("article.document h2 a")).to_be_visible(timeout=DRAFTED_WITHIN_MS)
        document = str(page.locator("article.document h2 a").get_attribute("href"))
        visitor.go(document)
        reviews = [str(link.get_attribute("href")) for link in page.locator("ul.lines a").all()]
        _decide(visitor, reviews)
        visitor.go(reviews[2])
        item = str(page.locator(".item").first.get_attribute("id"))
        published = reviews[0].rpartition("/")[2]
        thread = _talk(house)
        _revise(visitor, document)
    return [
        *(Sight("", path) for path in ("/", "/nothing", "/r/nobody/stop")),
        Sight("", "/r/nobody", is_refused=True),
        *(
            Sight("author", path)
            for path in (
                "/author",
                document,
                "/insights",
                f"{document}/coverage",
                f"{document}/coverage?show=gaps",
                f"{document}/impact",
            )
        ),
        *(Sight("author", path) for path in reviews[:3]),
        Sight("author", reviews[2], ("j", "?")),
        Sight("author", f"{reviews[2]}?edit=text"),
        Sight("author", f"{reviews[2]}?edit={item}"),
        Sight("author", f"{reviews[2]}/try"),
        Sight("administrator", "/people"),
        *_of_learner(published, thread),
    ]


def _of_learner(published: str, thread: str) -> list[Sight]:
    return [
        *(Sight("learner", f"/learn{path}") for path in (f"/m/{published}", f"/m/{published}/quiz/1")),
        *(Sight("learner", f"/learn/m/{published}/quiz/{number}", is_answered=True) for number in (1, 2)),
        *(Sight("learner", f"/learn{path}") for path in ("", "/all", "/today", "/today/people")),
        *(Sight("learner", path) for path in ("/threads", "/threads?show=solved", "/notifications")),
        *(Sight("learner", f"/threads/{thread}{rest}") for rest in ("", "?edit=title", "/related")),
        *(Sight("learner", path) for path in ("/ask", "/ask?q=buddy", "/me", "/me/erase")),
        Sight("learner", "/people", is_refused=True),
    ]


def _talk(house: House) -> str:
    """A question of the learner's with an answer; its thread."""
    with house.api("learner") as learner, house.api("author") as author:
        asked = learner.post("/threads", json={"title": "Who is my buddy?", "text": "Nobody has told me yet."}).json()
        answered = author.post(f"/threads/{asked['id']}/posts", json={"text": "It stands in your welcome folder."})
        assert answered.status_code == 201, answered.text
    return str(asked["id"])


def _revise(visitor: Visitor, document: str) -> None:
    """A second version that says one thing otherwise, of a micro-module that nobody has decided on."""
    page, text = visitor.page, GUIDE.read_text(encoding="utf-8")
    changed = text.replace("The probation period ends after 90 days.", "The probation period ends after 60 days.")
    assert changed != text
    visitor.go(f"{document}/impact")
    page.set_input_files("#file", {"name": GUIDE.name, "mimeType": "text/markdown", "buffer": changed.encode()})
    page.click("form[enctype] button.main")
    page.click("p.notice a")
    expect(page.locator("article.document .badge.succeeded")).to_be_visible(timeout=DRAFTED_WITHIN_MS)


def _decide(visitor: Visitor, reviews: list[str]) -> None:
    """One published after an edit, one rejected, the rest as drafted."""
    page = visitor.page
    visitor.go(f"{reviews[0]}?edit=text")
    page.fill("input#title", "A title of our own")
    page.click("form.edit button.main")
    page.wait_for_url(re.compile("done=saved"))
    page.keyboard.press("a")
    page.wait_for_url(re.compile("done=approved"))
    visitor.go(reviews[0])
    page.keyboard.press("p")
    page.wait_for_url(re.compile("done=published"))
    visitor.go(reviews[1])
    page.keyboard.press("r")
    page.fill("#reason", "Not worth teaching")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done=rejected"))


def shown(house: House, chromium: Browser, sights: list[Sight], language: str) -> Iterator[tuple[Sight, Page]]:
    """Each page, loaded, in a browser of its own person."""
    for role in dict.fromkeys(sight.role for sight in sights):
        with visiting(chromium, house.product.url, locale=language) as visitor:
            if role:
                house.enter(visitor, role)
            for sight in (one for one in sights if one.role == role):
                visitor.go(sight.path)
                for key in sight.keys:
                    visitor.page.keyboard.press(key)
                if sight.is_answered:
                    _answer(visitor.page)
                yield sight, visitor.page
                if sight.is_refused or sight.path == "/nothing":
                    visitor.complaints.clear()  # the browser says that the page has a status of 403 or 404


def _answer(page: Page) -> None:
    """The first choice, or some words."""
    form = page.locator(".question form")
    for choice in form.locator("select").all():
        choice.select_option(index=1)
    if form.locator("[name=option]").count():
        form.locator("[name=option]").first.check()
    if form.locator("[name=text]").count():
        form.locator("[name=text]").fill("some words")
    with page.expect_navigation():
        form.locator("button.main").click()


@pytest.mark.parametrize("language", ["en", "it"])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    house: House, chromium: Browser, axe: str, sights: list[Sight], language: str
) -> None:
    found: dict[str, list[str]] = {}  # by violation: where
    for sight, page in shown(house, chromium, sights, language):
        page.evaluate(axe)
        assert page.locator("html").get_attribute("lang") == language
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                violations: list[str] = page.evaluate(_RUN)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    violations.append("the page is wider than its window")
                for violation in violations:
                    found.setdefault(violation, []).append(f"{sight.path} {sight.keys} {theme} {width}")
    told = [f"{violation}\n  at {places[0]} and {len(places) - 1} more" for violation, places in found.items()]
    assert not found, "\n".join(told)


def test_the_narrowest_phone_shows_every_page_whole(house: House, chromium: Browser, sights: list[Sight]) -> None:
    wide = []
    for sight, page in shown(house, chromium, sights, "en"):
        page.set_viewport_size({"width": 320, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(sight.path)
    assert wide == []
