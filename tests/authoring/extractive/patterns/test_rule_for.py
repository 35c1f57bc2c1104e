"""P31 names what a rule is about; the wrong answers are the rules for other things."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.rule_for import find
from tests.support.documents import Part, evidence_of, heading, paragraph, table

OTHERS = (
    paragraph("Empty cylinders must be returned to the outdoor cage."),
    paragraph("Broken pallets must be stacked behind the loading bay."),
    paragraph("Visitor badges must be collected at the main gate."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(heading("Depots"), *parts)
    return list(find(evidence, evidence.segments[0]))


def about(subject: str, found: list[Candidate]) -> list[Candidate]:
    return [candidate for candidate in found if subject in candidate.stem]


def test_the_rule_for_a_thing_stands_beside_the_rules_for_three_others() -> None:
    found = about("forklift", candidates(paragraph("Forklift keys must be locked in the red cabinet."), *OTHERS))
    assert found[0].stem == "What is the rule for forklift keys?"
    assert found[0].keys[0].text == "must be locked in the red cabinet"
    assert {choice.text for choice in found[0].distractors} == {
        "must be returned to the outdoor cage",
        "must be stacked behind the loading bay",
        "must be collected at the main gate",
    }


def test_a_requirement_after_verify_that_is_told_in_its_own_words() -> None:
    rows = table(
        ("#", "Requirement"),
        ("1", "Verify that the gate reader rejects copied cards within a second."),
        ("2", "Verify that the night camera records the whole outer fence."),
        ("3", "Verify that the fuel meter reports leaks to the control room."),
        ("4", "Verify that the alarm panel sends faults to the shift leader. A fault may be a broken wire."),
    )
    found = candidates(rows)
    assert [candidate.stem for candidate in about("gate reader", found)] == ["What is the rule for the gate reader?"]
    assert {choice.text for choice in about("gate reader", found)[0].distractors} == {
        "records the whole outer fence",
        "reports leaks to the control room",
        "sends faults to the shift leader",
    }


def test_a_ban_is_no_wrong_answer_to_a_duty() -> None:
    ban = paragraph("Spray cans must not be stored beside the heaters.")
    found = about("forklift", candidates(paragraph("Forklift keys must be locked in the red cabinet."), ban, *OTHERS))
    assert not [choice for choice in found[0].distractors if "not" in choice.text]


@pytest.mark.parametrize(
    "text",
    [
        "Forklift keys must be used.",
        "Forklift keys must be stored there by this evening.",
        "Forklift keys must be locked in the red cabinet because thefts were many.",
        "They must be locked in the red cabinet.",
        "Between two shifts there must be eleven hours of undisturbed rest.",
    ],
)
def test_thin_pointing_and_reasoned_rules_are_not_asked(text: str) -> None:
    assert not [
        c for c in candidates(paragraph(text), *OTHERS) if "red cabinet" in c.keys[0].text or "orklift" in c.stem
    ]


def test_what_several_rules_are_about_is_not_asked() -> None:
    rules = ("be locked in the red cabinet", "be counted before every shift", "be returned to the duty officer")
    found = candidates(*(paragraph(f"Forklift keys must {rule}.") for rule in rules), *OTHERS)
    assert not about("forklift", found)
