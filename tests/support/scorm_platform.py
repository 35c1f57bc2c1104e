"""A SCORM 1.2 package unpacked and served beside a platform of scorm-again, and a person who plays it by keyboard."""

from __future__ import annotations

import io
import json
import random
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lxml import etree
from playwright.sync_api import Browser, Frame, Locator, Page, expect

from authoring.items.grading import Answer, grade, is_self_marked
from authoring.items.learner_view import show_item
from authoring.types import Item, ItemType, Pair
from service.interchange.published import Course
from tests.support.node import SCRIPTS, package_file

PHONE = {"width": 360, "height": 740}
_MOST_TABS = 400


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Platform:
    """Where a package plays. `left` is what the platform remembers of its learner; None: never launched."""

    url: str
    mastery_score: str
    browser: Browser
    left: dict[str, Any] | None = None
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    patience_ms: float = 30_000

    @contextmanager
    def launched(self) -> Iterator[tuple[Page, Frame]]:
        """The package in its frame; when it ends the learner leaves, and the platform keeps what it was told."""
        page = self.browser.new_page(viewport=PHONE)  # type: ignore[arg-type]  # a dict of the library's own shape
        page.on("request", lambda request: self._see(request.url))
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{self.url}/platform.html")
        page.evaluate("([mastery, left]) => begin(mastery, left)", [self.mastery_score, self.left])
        frame = page.frames[-1]
        frame.wait_for_selector("main h2", timeout=self.patience_ms)
        yield page, frame
        page.evaluate("document.querySelector('iframe').src = 'about:blank'")
        page.wait_for_function("window.calls.some((call) => call.name === 'LMSFinish')")
        self.calls += page.evaluate("window.calls")
        self.left = page.evaluate("window.cmi()")
        page.close()

    def _see(self, url: str) -> None:
        if not url.startswith((f"{self.url}/", "about:", "data:,")):
            self.foreign.append(url)


@contextmanager
def platform_for(package: bytes, folder: Path, browser: Browser) -> Iterator[Platform]:
    """Unpacks the package and reads its manifest, as a platform does when it takes one in."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(folder / "package")
    (folder / "scorm12.js").write_bytes(package_file("scorm-again/dist/scorm12.min.js").read_bytes())
    (folder / "platform.html").write_bytes((SCRIPTS / "platform.html").read_bytes())
    manifest = etree.fromstring((folder / "package/imsmanifest.xml").read_bytes())
    mastery = manifest.xpath("string(//*[local-name()='masteryscore'])")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Platform(f"http://127.0.0.1:{server.server_address[1]}", str(mastery), browser)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Player:
    """Answers with the keyboard alone; `right_share` of the answers are meant to be right."""

    course: Course
    rng: random.Random
    right_share: float
    scores: list[float | None] = field(default_factory=list)

    def play(self, page: Page, frame: Frame, *, tasks: int) -> None:
        """Answer the next `tasks` items, going on to the next micro-module where one is done."""
        digests = {part.micro_module.id: part.digest for part in self.course.parts}
        todo = list(self.course.items())[len(self.scores) : len(self.scores) + tasks]
        for micro_module, item in todo:
            number = len(self.scores)
            if frame.locator(f"[data-task='{number}']").count() == 0:
                _press(page, frame.locator("[data-ways] button.next"))
            self._answer(page, frame.locator(f"[data-task='{number}']"), item, digests[micro_module.id])
            assert frame.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    def _answer(self, page: Page, box: Locator, item: Item, digest: str) -> None:
        expect(box).to_be_visible()
        wants_right = self.rng.random() < self.right_share
        if is_self_marked(item):
            _press(page, box.locator("button.deed"))
            _press(page, box.locator("nav button").last)
            self.scores.append(None)
        else:
            answer = self._given(page, box, item, digest, wants_right=wants_right)
            _press(page, box.locator("button.deed"))
            self.scores.append(grade(item, answer).score)
        expect(box.locator(".verdict")).to_be_visible()

    def _given(self, page: Page, box: Locator, item: Item, digest: str, *, wants_right: bool) -> Answer:
        if item.options:
            return self._choose(page, box, item, digest, wants_right=wants_right)
        if item.type is ItemType.MATCHING:
            return self._match(page, box, item, digest, wants_right=wants_right)
        if item.type is ItemType.ORDERING:
            return self._put_in_order(page, box, item, wants_right=wants_right)
        accepted = " ".join(item.accepted_answers[0].value.split())  # a field has one line
        text = accepted if wants_right else "98765" if item.type is ItemType.NUMERIC else "something else"
        _focus(page, box.locator("input"))
        page.keyboard.type(text)
        return Answer(text=text)

    def _choose(self, page: Page, box: Locator, item: Item, digest: str, *, wants_right: bool) -> Answer:
        shown = [choice.text for choice in show_item(item, secret=digest.encode()).options]
        by_text = {option.text: option for option in item.options}
        keys = [text for text in shown if by_text[text].correct]
        if not wants_right:
            keys = [self.rng.choice([text for text in shown if not by_text[text].correct])]
        inputs = box.locator("input")
        if item.type is ItemType.MULTIPLE_RESPONSE:
            for text in keys:
                _focus(page, inputs.nth(shown.index(text)))
                page.keyboard.press("Space")
        else:
            _focus(page, inputs.first)
            page.keyboard.press("Space")
            for _ in range(shown.index(keys[0])):
                page.keyboard.press("ArrowDown")
        return Answer(option_ids=tuple(by_text[text].id for text in keys))

    def _match(self, page: Page, box: Locator, item: Item, digest: str, *, wants_right: bool) -> Answer:
        shown = show_item(item, secret=digest.encode())
        rights = {pair.left: pair.right for pair in item.pairs}
        texts, pairs = [right.text for right in shown.rights], []
        for place, left in enumerate(shown.lefts):
            text = rights[left.text] if wants_right else texts[0]
            _focus(page, box.locator("select").nth(place))
            for _ in range(texts.index(text) + 1):
                page.keyboard.press("ArrowDown")
            pairs.append(Pair(left.text, text))
        return Answer(pairs=tuple(pairs))

    def _put_in_order(self, page: Page, box: Locator, item: Item, *, wants_right: bool) -> Answer:
        """Each step in turn is moved up to its place."""
        wanted = list(item.order) if wants_right else [*item.order[1:], item.order[0]]
        for place, step in enumerate(wanted):
            while (now := box.locator("li.step > span:first-child").all_text_contents()).index(step) > place:
                _press(page, box.locator("li.step").nth(now.index(step)).locator("button").first)
        return Answer(order=tuple(box.locator("li.step > span:first-child").all_text_contents()))

    @property
    def mean(self) -> float | None:
        """Of what is graded; None: nothing is."""
        graded = [score for score in self.scores if score is not None]
        return sum(graded) / len(graded) if graded else None


def _focus(page: Page, wanted: Locator) -> None:
    """Go there by Tab, as somebody without a mouse does."""
    for _ in range(_MOST_TABS):
        if wanted.evaluate("(element) => document.activeElement === element"):
            return
        page.keyboard.press("Tab")
    message = f"Tab does not lead to {wanted}"
    raise AssertionError(message)


def _press(page: Page, wanted: Locator) -> None:
    _focus(page, wanted)
    page.keyboard.press("Enter")


def failed_calls(platform: Platform) -> list[str]:
    """What the package asked of the platform and was refused."""
    return [json.dumps(call) for call in platform.calls if call["error"] != "0" or call["answer"] == "false"]
