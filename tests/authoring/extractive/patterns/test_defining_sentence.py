"""P4 and P23: what a term means, and the name for what a sentence defines."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.definitions import definitions
from authoring.extractive.patterns import defining_sentence, missing_word
from authoring.types import ItemType
from tests.support.documents import Part, evidence_of, heading, item, paragraph

TERMS = (
    heading("Missort"),
    paragraph("A missort is a parcel that reached a depot other than its own."),
    heading("Near miss"),
    paragraph("A near miss is an event without harm in which luck made the difference."),
    heading("Dwell time"),
    paragraph("Dwell time is the time between arrival at the gate and the first scan."),
    heading("Cross-dock"),
    paragraph("A cross-dock is a hall where goods change trucks without being stored."),
    heading("Backhaul"),
    paragraph("A backhaul is a trip that brings a load to the home depot."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(defining_sentence.find(evidence, evidence.segments[0]))


def names(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(missing_word.find(evidence, evidence.segments[0]))


def test_a_known_term_is_asked_with_the_meanings_of_other_terms() -> None:
    first = next(one for one in candidates(*TERMS) if one.type is ItemType.MULTIPLE_CHOICE)
    assert first.stem == "What is a missort?"
    assert first.keys[0].text == "a parcel that reached a depot other than its own"
    assert {choice.text for choice in first.distractors} >= {
        "an event without harm in which luck made the difference",
        "a hall where goods change trucks without being stored",
    }


def test_bold_print_makes_a_term_known() -> None:
    bold = paragraph("A swap body is a container that stands on its own legs.", bold=("swap body",))
    assert "What is a swap body?" in [candidate.stem for candidate in candidates(*TERMS, heading("Trucks"), bold)]


@pytest.mark.parametrize(
    "text",
    [
        "A swap body is an important part of the fleet that drivers use.",
        "A swap body is the best way to move goods between depots.",
        "A swap body is a body that swaps with another swap body.",
        "A swap body is heavy and stands in the yard at night.",
        "This is a container that stands on its own legs.",
    ],
)
def test_praise_circles_and_descriptions_define_nothing(text: str) -> None:
    found = candidates(*TERMS, heading("Swap body"), paragraph(text))
    assert not [candidate for candidate in found if "wap body" in candidate.stem or "this" in candidate.stem.lower()]


def test_a_term_the_document_does_not_make_its_own_is_not_asked() -> None:
    found = candidates(*TERMS, heading("Trucks"), paragraph("A lamp is a device that gives light to the driver."))
    assert "What is a lamp?" not in [candidate.stem for candidate in found]


def test_a_term_of_two_words_that_the_document_uses_again_and_again_is_its_own() -> None:
    defined = paragraph("A seal board is a panel that holds the seals of all trailers in the yard.")
    uses = [paragraph(f"Hang the seal of gate {number} on the seal board.") for number in range(3)]
    assert [one.stem for one in candidates(heading("Yard"), defined, *uses)] == ["What is a seal board?"]
    assert candidates(heading("Yard"), defined, *uses[:2]) == []


def test_without_three_other_definitions_the_meaning_is_asked_openly() -> None:
    assert {one.type for one in candidates(*TERMS[:6])} == {ItemType.SHORT_ANSWER}


@pytest.mark.parametrize("bracket", ["(SB)", "(of steel (rarely wood))", "[2]"])
def test_a_bracket_after_the_term_is_no_part_of_it(bracket: str) -> None:
    text = f"A swap body {bracket} is a container that stands on its own legs."
    evidence = evidence_of(heading("Swap body"), paragraph(text))
    assert [(found.term, found.meaning.text) for found in definitions(evidence)] == [
        ("a swap body", "a container that stands on its own legs")
    ]


def test_a_glossary_s_labels_are_terms() -> None:
    entry = item("Swap body (SB) – A container that stands on its own legs. Used in the yard.")
    asked = [one for one in candidates(heading("Glossary"), entry) if one.type is ItemType.SHORT_ANSWER]
    assert [one.stem for one in asked] == ["What does “Swap body (SB)” mean?"]
    assert asked[0].accepted_answers[0].value == "a container that stands on its own legs"


def test_the_name_is_asked_with_its_written_forms() -> None:
    counted = paragraph("Two cross-docks stand at the river.")
    asked = {candidate.stem: candidate for candidate in names(*TERMS, counted)}
    candidate = asked["What is the name for a hall where goods change trucks without being stored?"]
    assert candidate.type is ItemType.SHORT_ANSWER
    accepted = [answer.value for answer in candidate.accepted_answers]
    assert accepted == ["cross-dock", "cross-docks", "cross dock", "cross docks"]


def test_a_thing_the_document_never_counts_has_no_other_number() -> None:
    asked = {candidate.stem: candidate for candidate in names(*TERMS)}
    candidate = asked["What is the name for a hall where goods change trucks without being stored?"]
    assert [answer.value for answer in candidate.accepted_answers] == ["cross-dock", "cross dock"]


def test_the_acronym_the_document_gives_is_accepted_too() -> None:
    short = paragraph("A swap body (SB) stands in the yard.")
    bold = paragraph("A swap body is a container that rests on folding legs.", bold=("swap body",))
    asked = [one for one in names(*TERMS, heading("Trucks"), bold, short) if "folding legs" in one.stem]
    assert "SB" in [answer.value for answer in asked[0].accepted_answers]
    assert "swap body (SB)" in [citation.quote for citation in asked[0].citations]


def test_a_definition_that_uses_the_words_of_its_term_names_nothing() -> None:
    stems = [candidate.stem for candidate in names(*TERMS)]
    assert not [stem for stem in stems if "the time between" in stem]


def test_a_meaning_that_says_the_term_again_is_not_asked() -> None:
    plain = paragraph("A gate pass list is a sheet that names every visitor of the day.")
    told = paragraph("A gate pass list is a sheet that names every gate pass of the day.")
    asked = "What is a gate pass list?"
    assert asked in [one.stem for one in candidates(*TERMS, heading("Gate pass list"), plain)]
    assert asked not in [one.stem for one in candidates(*TERMS, heading("Gate pass list"), told)]
