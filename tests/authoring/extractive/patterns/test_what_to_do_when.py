"""P10 puts the learner before a situation; the wrong answers belong to other situations or are warned against."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate, Rung
from authoring.extractive.patterns.what_to_do_when import find
from tests.support.documents import Part, evidence_of, heading, paragraph

OTHERS = (
    heading("Other cases"),
    paragraph("If the scanner shows a red light, restart the scanner at the rack."),
    paragraph("If the belt runs empty, call the line leader by radio."),
    paragraph("When the gate alarm rings, close the ramp to all traffic."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def about(word: str, *parts: Part) -> list[Candidate]:
    return [candidate for candidate in candidates(*parts) if word in candidate.stem]


def test_an_order_with_a_condition_becomes_a_situation() -> None:
    (candidate,) = about(
        "seal", heading("Parcels"), paragraph("If a seal is broken, refuse the parcel in writing."), *OTHERS
    )
    assert candidate.stem == "Parcels: if a seal is broken, what do you do?"
    assert candidate.keys[0].text == "refuse the parcel in writing"
    assert {choice.text for choice in candidate.distractors} == {
        "restart the scanner at the rack",
        "call the line leader by radio",
        "close the ramp to all traffic",
    }


def test_the_modal_of_the_rule_is_kept_and_the_actor_named() -> None:
    parts = [
        paragraph(text)
        for text in (
            "If a seal is broken, the clerk must refuse the parcel in writing.",
            "If the belt runs empty, the clerk must call the line leader.",
            "When the gate alarm rings, the clerk must close the ramp gate.",
            "If the scale shows an error, the clerk should weigh the goods by hand.",
        )
    ]
    (candidate,) = about("seal", heading("Clerks at work"), *parts)
    assert candidate.stem == "Clerks at work: if a seal is broken, what must the clerk do?"


def test_what_the_passage_warns_against_comes_first() -> None:
    text = "If a seal is broken, refuse the parcel in writing. Do not open the parcel yourself."
    (candidate,) = about("seal", heading("Parcels"), paragraph(text), *OTHERS)
    assert candidate.distractors[0].text == "open the parcel yourself"
    assert candidate.distractors[0].rung is Rung.REJECTED


@pytest.mark.parametrize(
    "text",
    [
        "If possible, refuse the parcel in writing.",
        "If you want to swap a shift, send a note to the planner.",
        "Whenever you see it, refuse the parcel in writing.",
        "If a seal is broken, the clerk may refuse the parcel.",
        "If a seal is broken, refuse the parcel in the following way.",
        "If a seal is broken, be careful with the parcel.",
        "Weigh the parcel and call the depot if a seal is broken.",
    ],
)
def test_idle_conditions_permissions_and_vague_advice_are_refused(text: str) -> None:
    assert not [c for c in candidates(heading("Parcels"), paragraph(text), *OTHERS) if c.stem.startswith("Parcels")]


def test_an_action_asked_for_in_several_places_is_no_wrong_answer() -> None:
    again = paragraph("If the roof leaks, call the line leader by radio.")
    (candidate,) = about(
        "seal", heading("Parcels"), paragraph("If a seal is broken, refuse the parcel in writing."), *OTHERS, again,
        paragraph("If the lift is stuck, press the yellow emergency button."),
    )  # fmt: skip
    assert "call the line leader by radio" not in {choice.text for choice in candidate.distractors}


def test_fewer_than_three_wrong_answers_give_no_question() -> None:
    assert (
        candidates(heading("Parcels"), paragraph("If a seal is broken, refuse the parcel in writing."), *OTHERS[:3])
        == []
    )
