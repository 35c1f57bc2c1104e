"""P11 asks what to avoid, in the positive; the other options are what the same people are told to do."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.what_is_ruled_out import find
from tests.support.documents import Part, evidence_of, heading, item, paragraph

ORDERS = (
    item("Report every leak to the shift lead."),
    item("Wear the yellow gloves on the ramp."),
    item("Keep the floor drains free of ice."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_a_ban_stands_among_orders_of_its_section_all_in_one_form() -> None:
    (candidate,) = candidates(heading("Loading ramp"), item("Do not lift drums over the shoulder."), *ORDERS)
    assert candidate.stem == "Loading ramp: what are you told to avoid?"
    assert candidate.keys[0].text == "lifting drums over the shoulder"
    assert [choice.text for choice in candidate.distractors] == [
        "reporting every leak to the shift lead",
        "wearing the yellow gloves on the ramp",
        "keeping the floor drains free of ice",
    ]


def test_the_modal_and_the_actor_of_a_rule_are_kept() -> None:
    (candidate,) = candidates(
        heading("Loading ramp"),
        paragraph("Drivers must not leave the engine running."),
        paragraph("Drivers must lock the cabin at each stop."),
        paragraph("Drivers must sign the gate book at night."),
        paragraph("Drivers should wash the trailer on Friday."),
    )
    assert candidate.stem == "What must drivers avoid?"
    assert candidate.keys[0].text == "leaving the engine running"


@pytest.mark.parametrize(
    "text",
    [
        "Don't hesitate to call the shift lead.",
        "Don't forget to lock the ramp gate.",
        "Do not lift drums unless two people help.",
        "Do not lift drums and do not roll pallets by hand.",
        "Drivers may not leave the engine running.",
    ],
)
def test_idioms_exceptions_and_doubtful_bans_are_refused(text: str) -> None:
    assert candidates(heading("Loading ramp"), item(text), *ORDERS) == []


def test_an_order_to_avoid_something_is_no_wrong_answer() -> None:
    parts = (
        heading("Loading ramp"),
        item("Do not lift drums over the shoulder."),
        item("Avoid wet pallets on the ramp."),
    )
    assert candidates(*parts, *ORDERS[:2]) == []


def test_a_ban_under_no_telling_heading_is_not_asked() -> None:
    assert candidates(heading("Introduction"), item("Do not lift drums over the shoulder."), *ORDERS) == []
