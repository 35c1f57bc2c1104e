"""Session cards as their readers see them: Microsoft's own parser, and the types that Slack publishes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from authoring.items.learner_view import Choice, LearnerItem
from authoring.types import ItemType
from service.interchange.adaptive_card import as_adaptive_card, graded_as_adaptive_card
from service.interchange.session_cards import Card, GradedCard, nothing_due
from service.interchange.slack_blocks import as_slack, graded_as_slack
from tests.support.courses import AWKWARD
from tests.support.node import PACKAGES, package_file, run_node, run_tool

pytestmark = pytest.mark.interop

Json = dict[str, Any]  # cards are JSON all through
CHOICES = tuple(Choice(f"option-{number}", f"{AWKWARD} {number}") for number in range(4))
ONE = LearnerItem("itm_1", ItemType.MULTIPLE_CHOICE, f"What is {AWKWARD}?", options=CHOICES)
CARD = Card(
    "en", "What a visitor wears", "It is due.", 60, ("Wear a badge.", AWKWARD), ONE, "tok.en", "https://m.example/x"
)
CARDS = [
    CARD,
    replace(CARD, item=replace(ONE, type=ItemType.MULTIPLE_RESPONSE, choose_several=True)),
    replace(CARD, item=replace(ONE, type=ItemType.NUMERIC, options=())),
    replace(CARD, item=None, token=None),
    nothing_due("it"),
]
GRADED = [GradedCard("en", 1.0, "Because.", AWKWARD), GradedCard("it", None, "Perché.", "")]
_PROGRAM = 'import type {{ KnownBlock }} from "@slack/types";\nexport const blocks: KnownBlock[] = {blocks};\n'


def parsed(card: Json) -> Json:
    done = run_node("read_adaptive_card.cjs", json.dumps(card).encode())
    assert done.returncode == 0, done.stderr.decode()
    read: Json = json.loads(done.stdout)
    return read


@pytest.mark.parametrize("card", CARDS)
def test_an_adaptive_card_parses_without_complaint(card: Card) -> None:
    read = parsed(as_adaptive_card(card))
    assert read["complaints"] == []
    assert read["inputs"] == ([] if card.item is None else ["answer"])
    assert read["submits"] == ([] if card.item is None else [{"token": "tok.en"}])


@pytest.mark.parametrize("card", GRADED)
def test_a_graded_adaptive_card_parses_without_complaint(card: GradedCard) -> None:
    assert parsed(graded_as_adaptive_card(card))["complaints"] == []


def test_an_element_that_the_standard_does_not_know_is_caught() -> None:
    card = as_adaptive_card(CARD)
    card["body"][0]["type"] = "TextBlok"  # type: ignore[index]  # JSON
    assert parsed(card)["complaints"] != []


def compiled(message: Json, folder: Path) -> tuple[int, str]:
    """Whether Slack's own types take the message's blocks."""
    (folder / "node_modules").symlink_to(PACKAGES)
    (folder / "message.ts").write_text(_PROGRAM.format(blocks=json.dumps(message["blocks"])), encoding="utf-8")
    words = ("--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "message.ts")
    done = run_tool(folder, "node", str(package_file("typescript/bin/tsc")), *words)
    return done.returncode, done.stdout


@pytest.mark.parametrize("message", [*map(as_slack, CARDS), *map(graded_as_slack, GRADED)])
def test_a_message_for_slack_fits_slacks_own_types(message: Json, tmp_path: Path) -> None:
    assert compiled(message, tmp_path) == (0, "")


def test_a_block_that_slack_does_not_know_is_caught(tmp_path: Path) -> None:
    message: Json = as_slack(CARD)
    message["blocks"][0]["text"]["type"] = "markdown"
    assert compiled(message, tmp_path)[0] != 0
