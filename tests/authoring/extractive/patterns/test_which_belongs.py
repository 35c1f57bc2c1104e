"""P30 asks which rule belongs to a topic; the wrong answers are rules of other topics."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.which_belongs import find
from tests.support.documents import Part, evidence_of, heading, paragraph

OTHERS = (
    heading("Winter driving", 2),
    paragraph("Wipe the windscreen before you leave the yard."),
    heading("First aid", 2),
    paragraph("Press a clean cloth onto the bleeding wound."),
    heading("Paint shop", 2),
    paragraph("Hang the wet doors on the drying rail."),
)
JAM = "Lock the red switch of the belt with your padlock."
MORE = "The belt may move again without a sound."


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(heading("Handbook"), *parts)
    return list(find(evidence, evidence.segments[0]))


def about(topic: str, *parts: Part) -> list[Candidate]:
    return [candidate for candidate in candidates(*parts) if f"“{topic}”" in candidate.stem]


def test_an_order_is_asked_for_by_the_heading_it_stands_under() -> None:
    first, *_ = about("Clearing a jam", heading("Clearing a jam", 2), paragraph(f"{JAM} {MORE}"), *OTHERS)
    assert first.stem == "Which instruction belongs to “Clearing a jam”?"
    assert first.keys[0].text == "lock the red switch of the belt with your padlock"
    assert {choice.text for choice in first.distractors} == {
        "wipe the windscreen before you leave the yard",
        "press a clean cloth onto the bleeding wound",
        "hang the wet doors on the drying rail",
    }
    assert [citation.quote for citation in first.citations] == [JAM, "Clearing a jam"]


def test_a_rule_that_only_its_place_ties_to_the_topic_is_not_asked_for() -> None:
    assert not about("Clearing a jam", heading("Clearing a jam", 2), paragraph(JAM), *OTHERS)


def test_a_rule_that_repeats_its_topic_is_not_asked_for() -> None:
    text = f"{JAM} {MORE}"
    assert not about("Belt rules", heading("Belt rules", 2), paragraph(text), *OTHERS)
    assert not about("Padlocking", heading("Padlocking", 2), paragraph(text), *OTHERS)


def test_a_rule_with_words_of_the_topic_is_no_wrong_answer() -> None:
    rival = paragraph("Cover the red belt with a padlock at night.")
    found = about(
        "Clearing a jam", heading("Clearing a jam", 2), paragraph(f"{JAM} {MORE}"), *OTHERS, heading("Nights", 2), rival
    )
    assert all("cover the red" not in choice.text for choice in found[0].distractors)


@pytest.mark.parametrize("title", ["Best practices", "General rules", "What must I do?", "Never do this"])
def test_headings_that_name_no_topic_are_left_alone(title: str) -> None:
    assert not about(title, heading(title, 2), paragraph(f"{JAM} {MORE}"), *OTHERS)


def test_requirements_lose_their_wrapper_and_shouted_modals_their_capitals() -> None:
    rows = [
        (
            "Sessions",
            "Verify that the idle tab closes after ten minutes.",
            "A tab left open tells a thief the account.",
        ),
        ("Uploads", "Verify that the scanner opens each picture in a sandbox.", "Pictures may carry code."),
        ("Mail", "Verify that the outgoing letters carry a valid signature.", "Letters may be forged."),
        ("Backups", "Verify that the tapes leave the building every Friday.", "Tapes may burn."),
    ]
    parts = [part for title, rule, more in rows for part in (heading(title, 2), paragraph(rule), paragraph(more))]
    (first, *_) = about("Sessions", *parts)
    assert first.stem == "Which requirement belongs to “Sessions”?"
    assert first.keys[0].text == "the idle tab closes after ten minutes"
    shouted = about("Yard", heading("Yard", 2), paragraph("Drivers SHALL park at the fence. The fence is lit."),
                    heading("Hall", 2), paragraph("Packers SHALL wear the blue gloves."),
                    heading("Dock", 2), paragraph("Loaders SHALL chock both rear wheels."))  # fmt: skip
    assert shouted[0].keys[0].text == "Drivers must park at the fence"


def test_a_long_rule_is_shown_without_its_purpose() -> None:
    text = (
        "Lock the red switch of the belt, the gate of the feeder and the lid of the press with your own padlock, in "
        "order to keep every one of the moving parts away from hands and sleeves."
    )
    first, *_ = about("Clearing a jam", heading("Clearing a jam", 2), paragraph(f"{text} {MORE}"), *LONG)
    assert first.keys[0].text.endswith("with your own padlock")


LONG = (
    heading("Winter driving", 2),
    paragraph("Wipe the windscreen, both mirrors and all lamps of the truck before you leave the yard in the morning."),
    heading("First aid", 2),
    paragraph("Press a clean cloth onto the bleeding wound and raise the hurt arm above the heart of the person."),
    heading("Paint shop", 2),
    paragraph("Hang the wet doors on the drying rail and note the shade, the hour and your name on the yellow card."),
)
