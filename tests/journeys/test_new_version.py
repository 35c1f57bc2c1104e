"""A new version of a document in a real browser: uploaded, seen sentence by sentence, reviewed, told to learners."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.support.chromium import Visitor, visiting
from tests.support.house import House
from tests.support.services import LEARNER

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1200)]

GUIDE = Path(__file__).parents[2] / "examples" / "onboarding-guide.md"
DRAFTED_WITHIN_MS = 900_000
WAS, NOW = "reported to the control room within 30 minutes", "reported to the control room within 10 minutes"


def version_two() -> FilePayload:
    text = GUIDE.read_text(encoding="utf-8")
    assert WAS in text
    return {"name": GUIDE.name, "mimeType": "text/markdown", "buffer": text.replace(WAS, NOW).encode()}


def upload_guide(author: Visitor) -> str:
    """The path of the drafted guide's page."""
    author.go("/author")
    author.page.set_input_files("#files", GUIDE)
    author.page.click("#upload button.main")
    link = author.page.locator("article.document h2 a")
    expect(link).to_be_visible(timeout=DRAFTED_WITHIN_MS)
    return str(link.get_attribute("href"))


def publish_all(document: str, house: House) -> str:
    """Every micro-module of the document, through the API; the id of the one that says it."""
    said = ""
    with house.api("author") as author:
        wanted = {"document": document.rpartition("/")[2], "limit": "100"}
        for one in author.get("/micro-modules", params=wanted).json()["items"]:
            path = f"/micro-modules/{one['id']}"
            content = author.get(path).json()
            assert author.post(f"{path}/approve", json={"digest": content["content_digest"]}).status_code == 200
            assert author.post(f"{path}/publish").status_code == 200
            if any(WAS in part["text"] for part in content["body"]):
                said = one["id"]
    assert said
    return str(said)


def learn(house: House, micro_module: str) -> None:
    """The learner answers one question of it."""
    with house.api("learner") as learner:
        item = next(one for one in learner.get(f"/catalogue/{micro_module}/quiz").json()["items"] if one["options"])
        given = {"item_id": item["id"], "option_ids": [item["options"][0]["id"]]}
        assert learner.post(f"/catalogue/{micro_module}/responses", json=given).status_code == 200


def test_a_new_version_touches_what_it_changes_and_tells_who_learned_it(house: House, chromium: Browser) -> None:
    with visiting(chromium, house.product.url) as author, visiting(chromium, house.product.url) as learner:
        house.enter(author, "author")
        house.enter(learner, "learner")
        page = author.page
        document = upload_guide(author)
        micro_module = publish_all(document, house)
        learn(house, micro_module)

        author.go(f"{document}/impact")
        page.set_input_files("#file", version_two())
        page.get_by_role("button", name="Upload as version 2").click()
        page.get_by_role("link", name="Watch it").click()
        expect(page.locator("article.document .badge.succeeded")).to_be_visible(timeout=DRAFTED_WITHIN_MS)
        author.go(f"{document}/impact")
        touched = page.locator("article.touched")
        expect(touched).to_have_count(1)
        expect(touched.locator("del").first).to_have_text("30")
        expect(touched.locator("ins").first).to_have_text("10")
        expect(touched).to_contain_text("1 learner has a review of it ahead")

        learner.go(f"/learn/m/{micro_module}")
        expect(learner.page.get_by_role("note")).to_contain_text("The document says this otherwise now.")

        touched.get_by_role("link", name=re.compile("Review")).click()
        page.wait_for_url(re.compile(f"/author/review/{micro_module}"))
        page.keyboard.press("a")
        page.wait_for_url(re.compile("done=approved|done=reviewed"))
        author.go(f"/author/review/{micro_module}")
        page.keyboard.press("p")
        page.wait_for_url(re.compile("done=published"))

        learner.go(f"/learn/m/{micro_module}")
        expect(learner.page.get_by_role("note")).to_have_count(0)
        expect(learner.page.locator("article")).to_contain_text(NOW)
    with house.api("learner") as api:
        told = api.get(f"/learners/{LEARNER}/notifications").json()["items"]
    assert ("changed", micro_module) in [(one["kind"], one["micro_module_id"]) for one in told]
