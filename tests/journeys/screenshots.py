"""A picture of every page, both themes, phone and desk: `make screenshots` writes them to build/screenshots."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_every_page import THEMES
from tests.support.house import House
from tests.support.sights import Sight, shown, sights

__all__ = ["sights"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]

FOLDER = Path(__file__).parents[2] / "build" / "screenshots"
SIZES = {"phone": (390, 844), "desk": (1280, 900)}


def test_every_page_is_pictured(house: House, chromium: Browser, sights: list[Sight]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, (sight, page) in enumerate(shown(house, chromium, sights, "en"), start=1):
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for size, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                path = re.sub(r"(doc|mm|itm)_\w+", r"\1", sight.path).strip("/") or "sign-in"
                name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")
                page.screenshot(path=FOLDER / f"{number:02}-{name}-{size}-{theme}.png")
    assert len(list(FOLDER.glob("*.png"))) >= len(sights) * len(THEMES) * len(SIZES)
