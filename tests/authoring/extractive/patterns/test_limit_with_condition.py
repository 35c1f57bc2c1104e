"""P8 asks for a limit in the words of its rule, with numbers of the same unit beside the key."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate, Rung
from authoring.extractive.patterns.limit_with_condition import find
from authoring.types import ItemType
from tests.support.documents import Part, evidence_of, heading, item, paragraph


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def only(*parts: Part) -> Candidate:
    (candidate,) = candidates(*parts)
    return candidate


@pytest.mark.parametrize(
    ("rule", "stem", "key"),
    [
        (
            "Access codes must be at least 12 characters long.",
            "What is the minimum length of access codes? Answer in characters.",
            "12 characters",
        ),
        (
            "Each ramp must have at least 80 lux of light.",
            "At least how many lux of light must each ramp have?",
            "80 lux",
        ),
        (
            "Damaged parcels must be reported to the depot within 24 hours.",
            "Within what time must damaged parcels be reported to the depot? Answer in hours.",
            "24 hours",
        ),
        (
            "Claims must be filed within 30 days of delivery.",
            "Within how many days of delivery must claims be filed?",
            "30 days",
        ),
        (
            "Delivery records must be kept for at least 6 years.",
            "For how long at least must delivery records be kept? Answer in years.",
            "6 years",
        ),
        (
            "Team leaders may grant up to 40 euros of goodwill for each parcel.",
            "At most how many euros of goodwill may team leaders grant for each parcel?",
            "40 euros",
        ),
        (
            "Team leaders may grant up to €40 of goodwill for each parcel.",
            "At most how much goodwill may team leaders grant for each parcel? Answer in €.",
            "€40",
        ),
        (
            "Depots must answer at least 80 % of all calls within the hour.",
            "At least what percentage of all calls must depots answer within the hour?",
            "80 %",
        ),
        (
            "Fire extinguishers must be inspected every 12 months.",
            "How often must fire extinguishers be inspected? Answer in months.",
            "every 12 months",
        ),
    ],
)
def test_a_lone_limit_is_asked_as_a_number(rule: str, stem: str, key: str) -> None:
    candidate = only(heading("Depots"), paragraph(rule))
    assert (candidate.type, candidate.stem) == (ItemType.NUMERIC, stem)
    assert candidate.keys[0].text == key
    assert candidate.citations[0].quote == rule


def test_the_condition_opens_the_question() -> None:
    candidate = only(paragraph("Access codes must be at least 12 characters long if chosen by the driver."))
    assert candidate.stem.startswith("If chosen by the driver, what is the minimum length of access codes?")


def test_an_order_is_asked_as_advice() -> None:
    candidate = only(heading("Complaints"), item("Answer complaints within 48 hours."))
    assert candidate.stem.startswith("Within what time should you answer complaints?")


def test_a_rule_for_you_names_its_heading() -> None:
    candidate = only(
        heading("Leave"), heading("Jury service", 2), paragraph("You can take up to 15 days in one calendar year.")
    )
    assert candidate.stem == "Jury service: at most how many days can you take in one calendar year?"
    assert [citation.quote for citation in candidate.citations][1] == "Jury service"


def test_wrong_numbers_are_other_values_of_the_same_unit() -> None:
    found = candidates(
        heading("Depots"),
        paragraph("Damaged parcels must be reported within 24 hours."),
        paragraph("A lost scanner must be replaced within 12 hours."),
        paragraph("Cold goods must leave the ramp within 6 hours."),
        paragraph("The gate record must be signed within 48 hours."),
    )
    first = found[0]
    assert first.type is ItemType.MULTIPLE_CHOICE
    assert {choice.text for choice in first.distractors[:3]} == {"12 hours", "48 hours", "6 hours"}
    assert {choice.rung for choice in first.distractors[:3]} == {Rung.ELSEWHERE}


def test_another_unit_is_no_distractor() -> None:
    found = candidates(
        paragraph("Damaged parcels must be reported within 24 hours."),
        paragraph("A lost scanner must be replaced within 12 days."),
        paragraph("Access codes must be at least 14 characters long."),
    )
    assert all(candidate.type is ItemType.NUMERIC for candidate in found)


@pytest.mark.parametrize(
    "text",
    [
        "Suppose a driver must report a loss within 24 hours.",
        "A driver typically must answer within 24 hours.",
        "This must be reported within 24 hours.",
        "The driver must answer within 24 hours and pay at least 10 euros.",
        "Each team must have at least one driver.",
        "Half of the drivers were told to report within 24 hours.",
        "Reports must be sent as described above within 24 hours.",
    ],
)
def test_illustrations_pointers_and_double_numbers_are_refused(text: str) -> None:
    assert candidates(heading("Depots"), paragraph(text)) == []


def test_a_restated_limit_is_asked_once() -> None:
    rule = "Damaged parcels must be reported to the depot within 24 hours."
    assert len(candidates(heading("Depots"), paragraph(rule), heading("Summary"), paragraph(rule))) == 1
