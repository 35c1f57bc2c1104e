"""P16 asks how binding a rule is, in documents whose modals carry weight."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.how_binding import find
from tests.support.documents import Part, evidence_of, heading, paragraph

NORMATIVE = tuple(
    paragraph(text)
    for text in (
        "Sorters SHALL wear gloves at the belt.",
        "Sorters SHOULD drink water in hot weeks.",
        "Sorters MAY listen to the radio at noon.",
        "Sorters SHALL NOT climb onto the belt.",
        "Carriers SHALL carry the blue badge.",
    )
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


@pytest.mark.parametrize(
    ("rule", "statement", "word"),
    [
        (
            "Drivers SHOULD wash the trailer on Friday.",
            "Is washing the trailer on Friday required, recommended, allowed or forbidden for drivers?",
            "recommended",
        ),
        (
            "A driver MAY swap a shift in writing.",
            "Is swapping a shift in writing required, recommended, allowed or forbidden for a driver?",
            "allowed",
        ),
        (
            "Drivers SHALL NOT leave the engine running.",
            "Is leaving the engine running required, recommended, allowed or forbidden for drivers?",
            "forbidden",
        ),
        (
            "At night, drivers SHOULD lock the outer gate.",
            "At night, is locking the outer gate required, recommended, allowed or forbidden for drivers?",
            "recommended",
        ),
    ],
)
def test_a_rule_is_told_without_its_modal_and_its_strength_asked(rule: str, statement: str, word: str) -> None:
    asked = [c for c in candidates(paragraph(rule), *NORMATIVE) if c.stem == statement]
    assert len(asked) == 1
    assert asked[0].keys[0].text == word
    assert asked[0].layout == ("required", "recommended", "allowed", "forbidden")
    assert len(asked[0].distractors) == 3


def test_half_of_the_duties_are_asked() -> None:
    duties = [
        paragraph(f"Drivers SHALL check the {part} at departure.")
        for part in ["mirror", "brake", "light", "horn", "tyre", "seal", "hook", "lamp"]
    ]
    asked = [c for c in candidates(*duties, *NORMATIVE) if "checking the" in c.stem]
    assert 0 < len(asked) < len(duties)
    assert {candidate.keys[0].text for candidate in asked} == {"required"}


def test_a_document_that_does_not_mean_its_modals_is_not_asked() -> None:
    assert candidates(heading("Visits"), paragraph("Drivers should wash the trailer on Friday.")) == []


@pytest.mark.parametrize(
    "rule",
    [
        "Drivers SHOULD wash the trailer and SHALL lock the cabin.",
        "Drivers SHOULD wash the trailer unless the yard is frozen.",
        "Drivers may leave early at times.",
        "This SHOULD be washed on Friday by drivers.",
    ],
)
def test_two_modals_exceptions_and_mere_possibilities_are_refused(rule: str) -> None:
    assert not [c for c in candidates(paragraph(rule), *NORMATIVE) if "Friday" in c.stem or "rivers" in c.stem]


def test_a_contrast_that_belongs_to_the_modal_is_not_asked() -> None:
    plain = paragraph("Sorters SHALL NOT store tools in the cabin.")
    contrast = paragraph("Sorters SHALL NOT leave keys in the cabin, not even at night.")
    stems = [candidate.stem for candidate in candidates(*NORMATIVE, plain, contrast)]
    assert [stem for stem in stems if "storing tools" in stem]
    assert not [stem for stem in stems if "eaving keys" in stem]


def test_what_a_recommended_thing_is_good_for_is_no_rule() -> None:
    purpose = paragraph("A second lamp is recommended to prevent falls at the belt.")
    assert not [candidate.stem for candidate in candidates(*NORMATIVE, purpose) if "lamp" in candidate.stem]


def test_a_subject_with_brackets_is_asked_about_as_it_stands() -> None:
    rule = paragraph("Automated guided vehicle (AGV) drivers SHALL NOT leave the marked lane.")
    stems = [candidate.stem for candidate in candidates(*NORMATIVE, rule)]
    assert [stem for stem in stems if "forbidden for automated guided vehicle (AGV) drivers?" in stem]
