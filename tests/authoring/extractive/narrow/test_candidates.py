"""A narrow question is a choice where neighbours answer like questions, and open wherever it can be asked."""

from __future__ import annotations

from authoring.extractive.candidates import Candidate, Rung
from authoring.extractive.narrow.candidates import narrow_candidates
from authoring.extractive.narrow.question import Asks
from authoring.types import ItemType
from tests.support.documents import Part, evidence_of, heading, paragraph

RULES = (
    heading("At the belt"),
    paragraph("If the scanner shows a red light, restart the scanner at the rack."),
    paragraph("If the belt runs empty, call the line leader by radio."),
    paragraph("When the gate alarm rings, close the ramp to all traffic."),
    paragraph("If a seal is broken, refuse the parcel in writing."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(narrow_candidates(evidence, evidence.segments[0], Asks.ACTION))


def test_rules_side_by_side_answer_for_each_other() -> None:
    (choice,) = [one for one in candidates(*RULES) if "seal" in one.stem and one.type is ItemType.MULTIPLE_CHOICE][:1]
    assert choice.keys[0].text == "refuse the parcel in writing"
    assert {one.text for one in choice.distractors} >= {
        "restart the scanner at the rack",
        "call the line leader by radio",
    }
    assert {one.rung for one in choice.distractors} == {Rung.SIBLING}


def test_a_rule_alone_is_asked_openly() -> None:
    (candidate,) = candidates(heading("Parcels"), RULES[4])
    assert candidate.type is ItemType.SHORT_ANSWER
    assert [answer.value for answer in candidate.accepted_answers] == ["refuse the parcel in writing"]
