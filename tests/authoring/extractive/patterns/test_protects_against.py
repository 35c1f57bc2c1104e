"""P13 states a measure and asks what it prevents; the wrong answers are the purposes of other measures."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.protects_against import find
from tests.support.documents import Part, evidence_of, heading, paragraph, table

MEASURES = (
    paragraph("Pallets must be wrapped twice to prevent load shifts."),
    paragraph("Ramp edges must be painted yellow to prevent ankle injuries."),
    paragraph("Batteries must be charged under a hood to prevent gas explosions."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_a_measure_is_stated_and_its_purpose_asked() -> None:
    found = candidates(
        heading("Depots"), paragraph("Scanner logins must expire at night to prevent identity theft."), *MEASURES
    )
    assert found[0].stem == "Scanner logins must expire at night. What does this prevent?"
    assert found[0].keys[0].text == "identity theft"
    assert {choice.text for choice in found[0].distractors} == {"load shifts", "ankle injuries", "gas explosions"}


def test_the_requirement_wrapper_of_a_table_cell_is_removed() -> None:
    rows = table(
        ("#", "Requirement"),
        ("1", "Verify that the gate reader rejects copied cards to protect against identity theft."),
    )
    found = candidates(heading("Depots"), rows, *MEASURES)
    assert found[0].stem == "The gate reader rejects copied cards. What does this protect against?"


@pytest.mark.parametrize(
    "text",
    [
        "Scanner logins must expire at night to prevent attacks.",
        "Scanner logins must expire at night to prevent them.",
        "The best way to prevent identity theft is a strong login.",
        "Scanner logins must expire at night to prevent stale logins.",
        "Drivers were told to lock the cabin to prevent identity theft.",
        "Scanner logins must expire at night to prevent theft, misuse, and fraud.",
        "For scanner logins at the gate it should ask twice to prevent identity theft.",
    ],
)
def test_umbrella_circular_and_cut_purposes_are_refused(text: str) -> None:
    stems = [candidate.stem for candidate in candidates(heading("Depots"), paragraph(text), *MEASURES)]
    assert not [stem for stem in stems if "login" in stem or "Drivers" in stem]


def test_what_is_reduced_is_not_mixed_with_what_is_prevented() -> None:
    found = candidates(heading("Depots"), paragraph("Engines must be off at the ramp to reduce fuel use."), *MEASURES)
    assert not [candidate for candidate in found if "Engines" in candidate.stem]


def test_a_purpose_that_its_measure_names_is_not_asked() -> None:
    found = candidates(
        heading("Depots"), paragraph("Scripts must be signed to prevent scripting tricks by outsiders."), *MEASURES
    )
    assert not any("Scripts" in one.stem for one in found)


def test_attacks_stand_beside_attacks_first() -> None:
    found = candidates(
        heading("Depots"),
        paragraph("Gate readers must reject copied cards to prevent replay attacks."),
        *MEASURES,
        paragraph("Mail filters must run each night to prevent phishing attacks."),
        paragraph("Card numbers must be long to prevent guessing attacks."),
        paragraph("Forms must be checked twice to prevent injection attacks."),
    )
    choices = next(one for one in found if one.keys[0].text == "replay attacks").distractors
    assert {choice.text for choice in choices[:3]} == {"phishing attacks", "guessing attacks", "injection attacks"}
