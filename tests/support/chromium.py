"""The Chromium of this machine, driven by Playwright, and axe-core fetched once by npm and checked by digest."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright

INSTALL_CHROMIUM = "apt-get install chromium"
INSTALL_NPM = "apt-get install npm"
WAIT_MS = 60_000  # for a page on two cores that draft as well
AXE = "axe-core@4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
_KEPT = Path(__file__).parents[2] / "build" / "axe-core"
# Without these a Chromium of root does not start, or asks its maker's servers things of its own.
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module's tests; each opens contexts of its own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail(f"There is no Chromium on this machine: {INSTALL_CHROMIUM}")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    kept = _KEPT / f"{AXE}.js"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(_fetch())
    source = kept.read_bytes()
    assert hashlib.sha256(source).hexdigest() == AXE_SHA256, f"{kept} is not {AXE}: remove it"
    return source.decode()


def _fetch() -> bytes:
    if shutil.which("npm") is None:
        pytest.fail(f"axe-core comes by npm, which is not on this machine: {INSTALL_NPM}")
    command = ("npm", "pack", "--silent", AXE, "--pack-destination", str(_KEPT))
    name = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_KEPT).stdout.strip()
    with tarfile.open(fileobj=io.BytesIO((_KEPT / name).read_bytes())) as package:
        member = package.extractfile("package/axe.min.js")
        assert member is not None
        return member.read()


@dataclass
class Visitor:
    """A person's browser. `foreign` are requests to other origins, `complaints` what the browser says went wrong."""

    page: Page
    url: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._see_request)
        self.page.on("console", self._see_message)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("dialog", self._see_dialog)

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def sign_in(self, account: str, password: str) -> None:
        """With the keyboard alone: the name has the focus, Enter sends."""
        self.go("/")
        if self.page.locator("#name").count() == 0:
            return
        self.page.locator("#name").focus()
        self.page.keyboard.type(account)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("form.who")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "blob:", "data:")):
            self.foreign.append(request.url)

    def _see_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _see_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@contextmanager
def visiting(browser: Browser, url: str, **options: object) -> Iterator[Visitor]:
    """A fresh browser profile; at its end nothing was asked elsewhere and nothing went wrong."""
    context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]  # Playwright's own names
    context.set_default_timeout(WAIT_MS)
    visitor = Visitor(context.new_page(), url)
    yield visitor
    context.close()
    assert visitor.foreign == []
    assert visitor.complaints == []
