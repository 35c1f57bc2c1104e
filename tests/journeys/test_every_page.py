"""Every page in a real browser: axe-core finds nothing, in both themes and languages, from 320 pixels to a desk."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.support.house import House
from tests.support.sights import Sight, shown, sights

__all__ = ["sights"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(3600)]

WIDTHS = (320, 360, 768, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Best practices count as well; axe's experimental rules do not.
_RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const told = (node) => `${node.html} ${node.failureSummary}`;
  const found = await axe.run(document, {runOnly: tags});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map(told).join(" | ")}`);
}"""


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
                page.set_viewport_size({"width": width, "height": 900 if width > 320 else 640})
                violations: list[str] = page.evaluate(_RUN)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    violations.append("the page is wider than its window")
                for violation in violations:
                    found.setdefault(violation, []).append(f"{sight.path} {sight.keys} {theme} {width}")
    told = [f"{violation}\n  at {places[0]} and {len(places) - 1} more" for violation, places in found.items()]
    assert not found, "\n".join(told)
