"""What is in conflict is neither taught nor asked until the author decides, and comes back as decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.checks import CheckedDraft, check_draft
from authoring.checks.conflicts import Decision, release
from authoring.extractive.evidence import Evidence
from authoring.extractive.items import write_items
from authoring.extractive.micro_modules import write_micro_module
from authoring.types import EngineIdentity, Item, MicroModule, NotTaught
from tests.support.documents import evidence_of, heading, paragraph

TWELVE = "Passwords must have at least 12 characters."
EIGHT = "Passwords must have at least 8 characters."
OTHERS = (
    "The badge must be worn at all times in the hall.",
    "The visitor log must be kept for at least 30 days by the host.",
)


def drafted(*sentences: str) -> CheckedDraft:
    evidence = evidence_of(heading("Access"), *(paragraph(sentence) for sentence in sentences))
    return check_draft(evidence, (_written(evidence),), EngineIdentity("extractive", "1", "none"))


def _written(evidence: Evidence) -> MicroModule:
    segment = evidence.segments[0]
    micro_module = write_micro_module(evidence, segment)
    items = write_items(evidence, segment, micro_module)
    return replace(micro_module, items=items.items, bank=items.bank)


def told(micro_module: MicroModule) -> str:
    texts = [part.text for part in micro_module.body] + [point.text for point in micro_module.key_points]
    return " ".join(texts)


def asked(micro_module: MicroModule, quote: str) -> list[Item]:
    every = (*micro_module.items, *micro_module.bank)
    return [one for one in every if any(quote in citation.quote for citation in one.citations)]


def test_without_a_conflict_nothing_is_held_back() -> None:
    checked = drafted(TWELVE, *OTHERS)
    assert checked.conflicts == ()
    assert checked.held_back == {}
    assert asked(checked.draft.micro_modules[0], TWELVE)


def test_neither_statement_is_taught_or_asked_and_the_finding_quotes_both() -> None:
    checked = drafted(TWELVE, *OTHERS, EIGHT)
    (micro_module,) = checked.draft.micro_modules
    assert not asked(micro_module, TWELVE)
    assert not asked(micro_module, EIGHT)
    assert "characters" not in told(micro_module)
    assert OTHERS[1] in told(micro_module)
    for findings in (checked.draft.findings, micro_module.findings):
        (finding,) = [one for one in findings if one.check == "conflict"]
        assert TWELVE in finding.message
        assert EIGHT in finding.message
    gaps = {gap.block: gap.reason for gap in checked.draft.coverage.not_taught}
    assert gaps == {"b2": NotTaught.CONFLICT, "b5": NotTaught.CONFLICT}
    assert set(checked.draft.coverage.obligations_not_taught) == {"b2", "b5"}


@pytest.mark.parametrize(
    ("decision", "holds", "falls"), [(Decision.FIRST_HOLDS, TWELVE, EIGHT), (Decision.SECOND_HOLDS, EIGHT, TWELVE)]
)
def test_only_what_holds_comes_back(decision: Decision, holds: str, falls: str) -> None:
    checked = drafted(TWELVE, *OTHERS, EIGHT)
    (micro_module,) = checked.draft.micro_modules
    held = checked.held_back[micro_module.id]
    whole, left = release(micro_module, held, checked.conflicts, {checked.conflicts[0].id: decision})
    assert holds in told(whole)
    assert falls not in told(whole)
    assert asked(whole, holds)
    assert not asked(whole, falls)
    assert not left.is_empty
    assert not [finding for finding in whole.findings if finding.check == "conflict"]


def test_where_both_stand_all_comes_back_in_its_place_but_items_that_offer_the_one_against_the_other() -> None:
    checked = drafted(TWELVE, *OTHERS, EIGHT)
    (micro_module,) = checked.draft.micro_modules
    held = checked.held_back[micro_module.id]
    whole, _ = release(micro_module, held, checked.conflicts, {checked.conflicts[0].id: Decision.BOTH_STAND})
    body = [part.text for part in whole.body]
    assert [text for text in body if text in {TWELVE, *OTHERS, EIGHT}] == [TWELVE, *OTHERS, EIGHT]
    for item in (*whole.items, *whole.bank):
        quotes = {quote for quote in (TWELVE, EIGHT) if any(quote in c.quote for c in item.citations)}
        wrong = {c.quote for option in item.options if not option.correct for c in option.citations}
        assert not (quotes and ({TWELVE, EIGHT} - quotes) & wrong)


def test_an_undecided_conflict_lets_nothing_in() -> None:
    checked = drafted(TWELVE, *OTHERS, EIGHT)
    (micro_module,) = checked.draft.micro_modules
    held = checked.held_back[micro_module.id]
    same, left = release(micro_module, held, checked.conflicts, {})
    assert left == held
    assert (same.body, same.items, same.bank) == (micro_module.body, micro_module.items, micro_module.bank)
    assert set(same.findings) == set(micro_module.findings)
