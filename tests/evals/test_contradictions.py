"""Planted contradictions differ from their rule in one thing, and are counted as found only against that rule."""

from __future__ import annotations

import pytest

from authoring.extractive.evidence import Evidence
from tests.evals.contradictions import found_again, other_modal, other_number, own_conflicts, plant
from tests.support.documents import evidence_of, heading, paragraph


def rules() -> Evidence:
    return evidence_of(
        heading("Gates"),
        paragraph("The badge reader must be tested at least once every 30 days."),
        paragraph("Visitors must not enter the vault without a warden."),
        paragraph("The host must keep the visitor log for 90 days."),
    )


@pytest.mark.parametrize(
    ("rule", "number", "modal"),
    [
        ("Keep it for 30 days.", "Keep it for 91 days.", None),
        ("Doors must stay shut.", None, "Doors must not stay shut."),
        ("Doors SHALL NOT be wedged.", None, "Doors SHALL be wedged."),
        ("Park at gate 4 for 2 hours; cars may stay.", "Park at gate 4 for 7 hours; cars may stay.",
         "Park at gate 4 for 2 hours; cars must not stay."),
    ],
)  # fmt: skip
def test_one_thing_is_changed(rule: str, number: str | None, modal: str | None) -> None:
    assert (other_number(rule), other_modal(rule)) == (number, modal)


def test_the_planted_document_holds_the_rules_and_their_opposites() -> None:
    changed, planted = plant(rules(), "end")
    assert len(planted) == 5
    assert all(block.text == changed.text[block.span.start : block.span.end] for block in changed.document.blocks)


@pytest.mark.parametrize("place", ["beside", "end"])
def test_planted_contradictions_are_found_and_nothing_else(place: str) -> None:
    assert own_conflicts(rules()) == ()
    found = list(found_again(rules(), place))
    assert {one.kind for one in found} == {"value", "modality"}
    assert all(one.is_found for one in found)
