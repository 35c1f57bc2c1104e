"""Every page of the product with something on it: who looks at it, and what brings it into which state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from service.db.base import TenantId
from service.db.learners import LearnerId
from tests.service.web.test_conflicts import FILLED as RULES
from tests.support.chromium import Visitor, visiting
from tests.support.house import House
from tests.support.reminders import link_for
from tests.support.services import LEARNER

GUIDE = Path(__file__).parents[2] / "examples" / "onboarding-guide.md"
DRAFTED_WITHIN_MS = 900_000
RULES_FILE: FilePayload = {"name": "access-rules.md", "mimeType": "text/markdown", "buffer": RULES.encode()}


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
        house.enter(visitor, "author")
        document = _draft(visitor, GUIDE)
        rules = _draft(visitor, RULES_FILE)
        visitor.go(document)
        reviews = [str(link.get_attribute("href")) for link in visitor.page.locator("ul.lines a").all()]
        _decide(visitor, reviews)
        _revise(visitor, document)
        visitor.go(reviews[2])
        item = str(visitor.page.locator(".item").first.get_attribute("id"))
    _let_in_by_an_identity_provider(house)
    thread = _talk(house)
    repeated = _learn(house, reviews[1])
    link = _link(house)
    return [
        *(Sight("", path) for path in ("/", "/?company=acme", "/?company=nobody", "/nothing", "/r/nobody/stop")),
        *(Sight("", f"{link}{rest}") for rest in ("", "/stop")),
        Sight("", "/r/nobody", is_refused=True),
        *_of_documents(document, rules),
        *_of_reviews(reviews, item),
        Sight("administrator", "/people"),
        *_of_learner(reviews[0].rpartition("/")[2], repeated, thread),
        *(Sight("learner", path) for path in _cards(house, chromium)),
    ]


def _of_documents(document: str, rules: str) -> list[Sight]:
    rest = ("", "/coverage", "/coverage?show=gaps", "/impact", "/conflicts")
    paths = ("/author", "/insights", *(f"{document}{one}" for one in rest), f"{rules}/conflicts")
    return [Sight("author", path) for path in paths]


def _of_reviews(reviews: list[str], item: str) -> list[Sight]:
    edits = ("text", item)
    return [
        *(Sight("author", path) for path in reviews),
        *(Sight("author", reviews[2], keys) for keys in (("j", "?"), ("d",), ("r",))),
        *(Sight("author", f"{reviews[2]}?edit={part}") for part in edits),
        Sight("author", f"{reviews[2]}/try"),
        Sight("author", f"/micro-modules/{reviews[0].rpartition('/')[2]}/infographic"),
    ]


def _of_learner(published: str, repeated: str, thread: str) -> list[Sight]:
    return [
        *(Sight("learner", f"/learn{path}") for path in (f"/m/{published}", f"/m/{published}/quiz/1")),
        *(Sight("learner", f"/learn/m/{published}/quiz/{number}", is_answered=True) for number in (1, 2)),
        *(Sight("learner", f"/learn{path}") for path in ("", "/all", "/today/people", f"/m/{published}/quiz/10")),
        *(Sight("learner", path) for path in ("/threads", "/threads?show=solved", "/notifications")),
        *(Sight("learner", f"/threads/{thread}{rest}") for rest in ("", "?edit=title", "/related")),
        *(Sight("learner", path) for path in ("/ask", "/ask?q=buddy", "/ask?q=chromodynamics", "/me", "/me/erase")),
        Sight("learner", f"/micro-modules/{repeated}/infographic"),
        Sight("learner", "/people", is_refused=True),
    ]


def _draft(visitor: Visitor, file: Path | FilePayload) -> str:
    """The path of the page of the document that was made of the file."""
    visitor.go("/author")
    visitor.page.set_input_files("#files", file)
    visitor.page.click("#upload button.main")
    name = file.name if isinstance(file, Path) else file["name"]
    link = visitor.page.locator(f'article.document:has-text("{name}") h2 a')
    expect(link).to_be_visible(timeout=DRAFTED_WITHIN_MS)
    return str(link.get_attribute("href"))


def _decide(visitor: Visitor, reviews: list[str]) -> None:
    """One published after an edit, one as it was drafted, the last rejected, the rest undecided."""
    page = visitor.page
    visitor.go(f"{reviews[0]}?edit=text")
    page.fill("input#title", "A title of our own")
    page.click("form.edit button.main")
    page.wait_for_url(re.compile("done=saved"))
    for review in reviews[:2]:
        visitor.go(review)
        page.keyboard.press("a")
        page.wait_for_url(re.compile("done=approved"))
        visitor.go(review)
        page.keyboard.press("p")
        page.wait_for_url(re.compile("done=published"))
    visitor.go(reviews[-1])
    page.keyboard.press("r")
    page.fill("#reason", "Not worth teaching")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done=rejected"))


def _revise(visitor: Visitor, document: str) -> None:
    """A second version that says one thing otherwise, of a micro-module that nobody has decided on."""
    page, text = visitor.page, GUIDE.read_text(encoding="utf-8")
    changed = text.replace("The probation period ends after 90 days.", "The probation period ends after 60 days.")
    assert changed != text
    visitor.go(f"{document}/impact")
    page.set_input_files("#file", {"name": GUIDE.name, "mimeType": "text/markdown", "buffer": changed.encode()})
    page.click("form[enctype] button.main")
    page.click("p.notice a")
    card = page.locator(f'article.document:has-text("{GUIDE.name}")')
    expect(card.locator(".badge.succeeded")).to_be_visible(timeout=DRAFTED_WITHIN_MS)


def _let_in_by_an_identity_provider(house: House) -> None:
    """The company has a door of its own; nobody goes through it here."""
    wanted = {"issuer": "https://login.acme.example", "client_id": "morsel", "client_secret": "a secret of ours"}
    with house.api("administrator") as administrator:
        kept = administrator.put("/tenant/sign-in/oidc", json={**wanted, "makes_learners": True})
    assert kept.status_code == 200, kept.text


def _talk(house: House) -> str:
    """A question of the learner's with an answer, its thread; and a poll."""
    with house.api("learner") as learner, house.api("author") as author:
        asked = learner.post("/threads", json={"title": "Who is my buddy?", "text": "Nobody has told me yet."}).json()
        answered = author.post(f"/threads/{asked['id']}/posts", json={"text": "It stands in your welcome folder."})
        assert answered.status_code == 201, answered.text
        polled = author.post("/polls", json={"question": "Which gate do you use?", "options": ["North", "South"]})
        assert polled.status_code == 201, polled.text
    return str(asked["id"])


def _learn(house: House, review: str) -> str:
    """The learner answered a question of it some days ago and is due to repeat it; its id."""
    micro_module = review.rpartition("/")[2]
    with house.api("learner") as learner:
        item = next(one for one in learner.get(f"/catalogue/{micro_module}/quiz").json()["items"] if one["options"])
        given = {"item_id": item["id"], "option_ids": [item["options"][0]["id"]]}
        answered = learner.post(f"/catalogue/{micro_module}/responses", json=given)
        assert answered.status_code == 200, answered.text
    house.product.pass_days(40)
    return micro_module


def _link(house: House) -> str:
    """What a reminder would open."""
    services, tenant = house.product.open_services(), TenantId("acme")
    with services.database.reading(tenant) as work:
        learner = work.learners.get(LearnerId(LEARNER)).principal_id
    link = link_for(learner, tenant, services.database)
    services.close()
    return link


def _cards(house: House, chromium: Browser) -> list[str]:
    """Where each of today's cards is shown."""
    paths: list[str] = []
    with visiting(chromium, house.product.url) as visitor:
        house.enter(visitor, "learner")
        visitor.go("/learn")
        visitor.go("/learn/today")
        while not visitor.page.url.endswith("/people"):
            paths.append(visitor.page.url.removeprefix(visitor.url))
            visitor.go(f"/learn/today?after={paths[-1].rpartition('/')[2]}")
    assert len(paths) > 1, "a new micro-module and one to repeat"
    return paths


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
                    answer(visitor.page)
                yield sight, visitor.page
                if sight.is_refused or sight.path == "/nothing":
                    visitor.complaints.clear()  # the browser says that the page has a status of 403 or 404


def answer(page: Page) -> None:
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
