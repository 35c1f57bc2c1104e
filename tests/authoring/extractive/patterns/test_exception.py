"""P15 states a rule and asks when it does not apply; only exceptions that say something are asked."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.exception import find
from tests.support.documents import Part, evidence_of, heading, paragraph

OTHERS = (
    paragraph("If the ramp is icy, drivers must wait at the gate."),
    paragraph("When the gate alarm rings, drivers must leave the cabin."),
    paragraph("If the load has moved, drivers must call the depot."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_the_rule_is_stated_and_its_exception_asked() -> None:
    rule = "Engines must be off at the ramp unless the cooler needs power."
    (candidate,) = candidates(heading("Ramps at night"), paragraph(rule), *OTHERS)
    assert candidate.stem == "Engines must be off at the ramp. When does this not apply?"
    assert candidate.keys[0].text == "the cooler needs power"
    assert {choice.text for choice in candidate.distractors} == {
        "the ramp is icy",
        "the gate alarm rings",
        "the load has moved",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Engines must be off at the ramp unless otherwise specified.",
        "Engines must be off at the ramp unless it is needed by the cooler.",
        "Engines must be off at the ramp unless authorised by the depot lead.",
        "Engines are therefore off at the ramp unless the cooler needs power.",
        "Engines must be off and drivers must wait unless the cooler needs power.",
    ],
)
def test_thin_dangling_and_double_exceptions_are_refused(text: str) -> None:
    assert candidates(heading("Ramps at night"), paragraph(text), *OTHERS) == []


def test_fewer_than_three_other_cases_give_no_question() -> None:
    rule = "Engines must be off at the ramp unless the cooler needs power."
    assert candidates(heading("Ramps at night"), paragraph(rule), *OTHERS[:2]) == []
