"""The author's pages in a real browser: from a PDF to learners by keyboard, without scripts, with hostile input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.support.chromium import Visitor, visiting
from tests.support.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1200)]

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "data" / "corpus" / "nasty"
DRAFTED_WITHIN_MS = 900_000  # two cores that others use as well
MOST_KEYS = 12  # to clear a clean micro-module with three items


def file_of(path: Path) -> FilePayload:
    return {"name": path.name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()}


def upload(visitor: Visitor, *files: FilePayload) -> None:
    visitor.go("/author")
    visitor.page.set_input_files("#files", files)
    visitor.page.locator("#upload button").focus()
    visitor.page.keyboard.press("Enter")


def card_of(page: Page, name: str) -> str:
    """The selector of the card of the file with this name."""
    return f'article.document:has-text("{name}")'


def wait_until_drafted(page: Page, name: str) -> None:
    expect(page.locator(f"{card_of(page, name)} h2 a")).to_be_visible(timeout=DRAFTED_WITHIN_MS)


@pytest.fixture(scope="module")
def handbook(house: House, chromium: Browser) -> str:
    """The path of the drafted handbook's page; the author watched it being drafted."""
    with visiting(chromium, house.product.url) as visitor:
        house.enter(visitor, "author")
        upload(visitor, file_of(ROOT / "examples" / "handbook.pdf"))
        card = visitor.page.locator(card_of(visitor.page, "handbook.pdf"))
        expect(card.locator('[aria-current="step"]')).to_have_text(re.compile("Read"))
        expect(card.locator('[aria-current="step"]')).to_have_text(re.compile("Write"), timeout=DRAFTED_WITHIN_MS)
        expect(card).to_contain_text("micro-modules so far", timeout=DRAFTED_WITHIN_MS)
        wait_until_drafted(visitor.page, "handbook.pdf")
        path = card.locator("h2 a").get_attribute("href")
    assert path
    return path


def press(page: Page, *keys: str) -> int:
    """Press keys; how many."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def clean_with_three_items(page: Page) -> list[str]:
    lines = page.locator("ul.lines li", has_text="clean").filter(has_text="3 items").filter(has_text="Draft")
    return [str(line.get_attribute("href")) for line in lines.locator("a").all()]


def test_review_by_keyboard_alone_from_the_outline_to_learners(house: House, chromium: Browser, handbook: str) -> None:
    with visiting(chromium, house.product.url) as visitor:
        page = visitor.page
        house.enter(visitor, "reviewer")
        visitor.go(handbook)
        clean, other, *_ = clean_with_three_items(page)
        _accept(visitor, clean)
        _edit_and_undo(visitor, other)
        title = _reject_and_take_back(visitor, other)
        _publish(visitor, clean)
        assert title
    with visiting(chromium, house.product.url, viewport={"width": 360, "height": 740}) as visitor:
        house.enter(visitor, "learner")
        expect(visitor.page.locator("main h2")).to_have_count(1)


def _accept(visitor: Visitor, path: str) -> None:
    page = visitor.page
    visitor.go(path)
    pressed = 0
    for _ in range(3):  # text and three items: each is looked at
        pressed += press(page, "j")
        expect(page.locator("[data-stop][aria-current]")).to_have_count(1)
    pressed += press(page, "j", "a")
    page.wait_for_url(re.compile("done=approved"))
    assert pressed <= MOST_KEYS
    expect(page.locator("[role=status]")).to_contain_text("Approved")


def _edit_and_undo(visitor: Visitor, path: str) -> None:
    page = visitor.page
    visitor.go(path)
    title = page.locator("#title").inner_text()
    press(page, "e")
    page.wait_for_url(re.compile("edit=text"))
    expect(page.locator("input#title")).to_be_focused()
    press(page, "End")
    page.keyboard.type(" indeed")
    page.reload()
    expect(page.locator("form.edit [role=status]")).to_be_visible()
    expect(page.locator("input#title")).to_have_value(re.compile(" indeed$"))
    page.locator("input#title").focus()
    press(page, "Control+Enter")
    page.wait_for_url(re.compile("done=saved"))
    expect(page.locator(".changes ins")).to_have_text(" indeed")
    press(page, "u")
    page.wait_for_url(re.compile("done=undone"))
    assert page.locator("#title").inner_text() == title


def _reject_and_take_back(visitor: Visitor, path: str) -> str:
    page = visitor.page
    visitor.go(path)
    title = page.locator("#title").inner_text()
    press(page, "r")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.type("Too hard to follow")
    press(page, "Enter")
    page.wait_for_url(re.compile("done=rejected"))
    press(page, "u")
    page.wait_for_url(re.compile("done=undone"))
    expect(page.locator(".badge").first).to_have_text("Draft")
    return title


def _publish(visitor: Visitor, path: str) -> None:
    visitor.go(path)
    press(visitor.page, "p")
    visitor.page.wait_for_url(re.compile("done=published"))


def test_help_shows_the_keys_and_single_keys_can_be_switched_off(
    house: House, chromium: Browser, handbook: str
) -> None:
    with visiting(chromium, house.product.url) as visitor:
        page = visitor.page
        house.enter(visitor, "author")
        visitor.go(handbook)
        visitor.go(str(page.locator("ul.lines a").first.get_attribute("href")))
        press(page, "?")
        expect(page.locator("dialog#keys")).to_be_visible()
        page.locator("#keys-on").focus()
        press(page, "Space", "Escape")
        expect(page.locator("dialog#keys")).to_be_hidden()
        press(page, "j")
        expect(page.locator("[data-stop][aria-current]")).to_have_count(0)


def drafts_where(visitor: Visitor, document: str, selector: str, rest: str = "") -> Iterator[str]:
    """The review pages of drafts, the last first, where there is such a thing; the browser is left there."""
    visitor.go(document)
    lines = visitor.page.locator("ul.lines li", has_text="Draft").locator("a").all()
    for path in [f"{line.get_attribute('href')}{rest}" for line in reversed(lines)]:
        visitor.go(path)
        if visitor.page.locator(selector).count():
            yield path


def test_merge_split_and_move_by_keys_and_each_undone(house: House, chromium: Browser, handbook: str) -> None:
    with visiting(chromium, house.product.url) as visitor:
        page = visitor.page
        house.enter(visitor, "author")
        next(drafts_where(visitor, handbook, "form[data-key=m] >> xpath=../.. >> #split-at"))
        place = page.locator("nav .faint").first
        before = place.inner_text()
        for keys, done in ((("m",), "merged"), (("Shift+J",), "moved_down"), (("d", "Tab", "Enter"), "split")):
            press(page, *keys)
            page.wait_for_url(re.compile(f"done={done}"))
            assert place.inner_text() != before, done
            press(page, "u")
            page.wait_for_url(re.compile("done=(undone|moved_up)"))
            assert place.inner_text() == before, done


def test_number_keys_choose_an_answer_and_enter_gives_it(house: House, chromium: Browser, handbook: str) -> None:
    with visiting(chromium, house.product.url) as visitor:
        page = visitor.page
        house.enter(visitor, "author")
        next(drafts_where(visitor, handbook, ".question:first-of-type [name=option]", "/try"))
        press(page, "2")
        expect(page.locator(".question").first.locator("[name=option]").nth(1)).to_be_checked()
        press(page, "Enter")
        expect(page.locator(".question [role=status]")).to_be_visible()


def test_a_part_and_its_place_in_the_source_light_up_together(house: House, chromium: Browser, handbook: str) -> None:
    with visiting(chromium, house.product.url, viewport={"width": 1280, "height": 800}) as visitor:
        page = visitor.page
        house.enter(visitor, "author")
        visitor.go(handbook)
        visitor.go(clean_with_three_items(page)[0])
        page.locator("#k1 .cite").focus()
        lit = page.locator("a.mark.lit").first
        expect(lit).to_be_visible()
        expect(lit).to_be_in_viewport()
        assert "k1" in str(lit.get_attribute("data-by")).split()
        page.locator('a.mark[data-by~="k1"]').first.focus()
        expect(page.locator("#k1")).to_have_class(re.compile("lit"))


def test_everything_works_without_a_script(house: House, chromium: Browser) -> None:
    with visiting(chromium, house.product.url, java_script_enabled=False) as visitor:
        page = visitor.page
        house.enter(visitor, "author")
        upload(visitor, file_of(ROOT / "examples" / "gestione-rifiuti.md"))
        expect(page.locator(card_of(page, "gestione-rifiuti.md"))).to_be_visible()
        for _ in range(180):
            if page.locator(f"{card_of(page, 'gestione-rifiuti.md')} h2 a").count():
                break
            page.wait_for_timeout(5000)  # the page loads itself again; a script would ask each second
            visitor.go("/author")
        page.click(f"{card_of(page, 'gestione-rifiuti.md')} h2 a")
        page.click("ul.lines a >> nth=0")
        page.click("#title .cite")
        expect(page.locator("a.mark:target")).to_have_count(1)
        page.click(".text a:has-text('Edit')")
        page.fill("#objective", "Sapere dove va ogni rifiuto")
        page.click("form.edit button.main")
        expect(page.locator("#objective")).to_contain_text("Sapere dove va ogni rifiuto")
        page.click(".decide button:has-text('Undo')")
        expect(page.locator("[role=status]")).to_contain_text("Undone")


SCRIPT = '<img src=x onerror="window.__xss=1"><script>window.__xss=1</script></textarea>'
HOSTILE: FilePayload = {
    "name": '<img src=x onerror="window.__xss=1">.md',
    "mimeType": "text/markdown",
    "buffer": "\n\n".join(
        [
            f"# Rules `{SCRIPT}`",
            *(
                f"Every visitor must wear badge {number} `{SCRIPT}` at all times, and the host must keep the log "
                f"for {number} days because the law says so."
                for number in range(2, 12)
            ),
        ]
    ).encode(),
}


def test_stored_scripts_stay_inert_wherever_they_are_shown(house: House, chromium: Browser) -> None:
    probes = [HOSTILE]
    if CORPUS.is_dir():
        probes += [file_of(CORPUS / name) for name in ("html-xss__synth__stored.html", "md-xss__synth__links.md")]
    with visiting(chromium, house.product.url) as visitor:
        page = visitor.page
        house.enter(visitor, "author")
        upload(visitor, *probes)
        expect(page.locator(card_of(page, "img src=x"))).to_be_visible()
        expect(page.locator(".sending li")).to_have_count(0)
        expect(page.locator("article[hx-trigger]")).to_have_count(0, timeout=DRAFTED_WITHIN_MS)
        _poison(house)
        for path in list(_shown(visitor)):
            visitor.go(path)
            assert page.evaluate("window.__xss") is None, path
            foreign = "[...document.scripts].filter(s => !s.src.startsWith(location.origin + '/static/')).length"
            assert page.evaluate(foreign) == 0, path


def _poison(house: House) -> None:
    """Put a script wherever a person writes: title, objective, key points, reason."""
    with house.api("author") as api, house.api("reviewer") as reviewer:
        documents = api.get("/documents").json()["items"]
        hostile = next(one["id"] for one in documents if one["versions"][0]["file_name"].startswith("<img"))
        found = api.get("/micro-modules", params={"document": hostile}).json()["items"]
        path = f"/micro-modules/{found[0]['id']}"
        read = api.get(path)
        change = {
            "title": f"Badge {SCRIPT}",
            "objective": {**read.json()["objective"], "text": SCRIPT},
            "key_points": [{"text": SCRIPT, "citations": point["citations"]} for point in read.json()["key_points"]],
        }
        edited = api.patch(path, json=change, headers={"If-Match": read.headers["ETag"]})
        assert edited.status_code == 200, edited.text
        rejection = {"digest": edited.json()["content_digest"], "reason": SCRIPT}
        assert reviewer.post(f"{path}/reject", json=rejection).status_code == 200


def _shown(visitor: Visitor) -> Iterator[str]:
    yield "/author"
    visitor.go("/author")
    documents = [str(one.get_attribute("href")) for one in visitor.page.locator("article.document h2 a").all()]
    for document in documents:
        yield document
        yield f"{document}/coverage"
        visitor.go(document)
        for link in [str(one.get_attribute("href")) for one in visitor.page.locator("ul.lines a").all()][:3]:
            yield link
            yield f"{link}?edit=text"
            yield f"{link}/try"
