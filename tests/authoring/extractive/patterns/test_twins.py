"""P9 asks for one of two limits that differ in scope; the other is the first wrong answer."""

from __future__ import annotations

from authoring.extractive.candidates import Candidate, Rung
from authoring.extractive.patterns import limit_with_condition
from authoring.extractive.patterns.twins import find
from tests.support.documents import Part, evidence_of, heading, paragraph


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_twins_in_two_sentences_carry_their_scope_and_cross() -> None:
    first, second = candidates(
        heading("Gates"),
        paragraph("At level 1, the badge reader must be tested at least once per 30 days."),
        paragraph("At level 2, the badge reader must be tested at least once per 12 hours."),
    )
    assert first.stem == "Gates: at level 1, how often must the badge reader be tested?"
    assert first.keys[0].text == "at least once per 30 days"
    assert [choice.text for choice in first.distractors] == [
        "at least once per 12 hours",
        "at least once per 30 hours",
        "at least once per 12 days",
    ]
    assert {choice.rung for choice in first.distractors} == {Rung.TWIN}
    assert second.keys[0].text == "at least once per 12 hours"


def test_one_sentence_with_two_scopes_gives_two_questions() -> None:
    first, second = candidates(
        heading("Fault reviews"),
        paragraph(
            "The review must be held within 3 calendar days for a class A fault and 5 working days for a class B fault."
        ),
    )
    assert first.stem == "Within what time must the review be held for a class A fault?"
    assert second.stem == "Within what time must the review be held for a class B fault?"
    assert (first.keys[0].text, second.keys[0].text) == ("3 calendar days", "5 working days")
    assert [choice.text for choice in first.distractors] == ["5 working days", "3 working days", "5 calendar days"]


def test_twins_that_only_a_heading_tells_apart_carry_it() -> None:
    first, second = candidates(
        heading("Night shift"),
        paragraph("The gate must be checked at least once every 2 hours by a guard."),
        heading("Day shift"),
        paragraph("The gate must be checked at least once every 4 hours by a guard."),
    )
    assert first.stem == "Night shift: how often must the gate be checked by a guard? Answer in hours."
    assert "Night shift" in [citation.quote for citation in first.citations]
    assert second.stem.startswith("Day shift: ")


def test_twins_without_anything_that_tells_them_apart_are_not_asked() -> None:
    parts = (
        paragraph("Guards must check the gate at least once every 2 hours."),
        paragraph("Guards must check the gate at least once every 4 hours."),
    )
    assert candidates(*parts) == []
    evidence = evidence_of(*parts)
    assert list(limit_with_condition.find(evidence, evidence.segments[0])) == []


def test_limits_of_different_things_are_no_twins() -> None:
    assert not candidates(
        paragraph("Lost badges must be reported within 2 hours."), paragraph("Invoices must be paid within 30 days.")
    )
