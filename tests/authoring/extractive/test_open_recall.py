"""Open recall: one narrow question in natural words, two or three answers of that part, a short note on marking."""

from __future__ import annotations

import pytest

from authoring.extractive.micro_modules import write_micro_module
from authoring.extractive.open_recall import ask_to_recall
from authoring.types import Item
from tests.support.documents import Part, evidence_of, heading, paragraph

RULES = "Racks must be inspected every month. Nobody may climb the beams, and bent beams must be replaced at once."
FACTS = "Plates show the load. Beams are made of steel."


def asked(*parts: Part, language: str = "en") -> Item:
    evidence = evidence_of(*parts, language=language)
    found = ask_to_recall(evidence, write_micro_module(evidence, evidence.segments[0]))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("title", "text", "stem"),
    [
        ("Racks", RULES, "In your own words: what are the rules for racks?"),
        ("Racks", FACTS, "In your own words: what should you know about racks?"),
        ("What is a rack?", FACTS, "In your own words: what is a rack?"),
        ("How to climb a rack", FACTS, "In your own words: how can you climb a rack?"),
        ("How to climb a rack", RULES, "In your own words: how should you climb a rack?"),
        ("If a beam is bent", RULES, "In your own words: what should you do if a beam is bent?"),
        ("Do plates tell the whole story?", FACTS, "In your own words: do plates tell the whole story?"),
        (
            "Drivers",
            "Drivers must lock the forklift. Drivers must wear a helmet in the hall.",
            "In your own words: what must drivers do?",
        ),
    ],
)
def test_the_question_fits_the_heading_and_what_the_text_says(title: str, text: str, stem: str) -> None:
    assert asked(heading(title), paragraph(text)).stem == stem


def test_the_question_is_on_one_part_and_only_that_part_answers() -> None:
    found = asked(
        heading("Hall"),
        heading("Ramps", 2),
        paragraph("Ramps are wide."),
        heading("Rack beams", 2),
        paragraph(RULES),
    )
    assert found.stem == "In your own words: what are the rules for rack beams?"
    assert 2 <= len(found.accepted_answers) <= 3
    assert all("amps" not in answer.value for answer in found.accepted_answers)


def test_the_rationale_says_how_to_mark_oneself_and_where_and_repeats_no_answer() -> None:
    found = asked(heading("Racks"), paragraph(RULES))
    assert found.rationale.endswith("compare with “Racks”.")
    assert all(answer.value not in found.rationale for answer in found.accepted_answers)


def test_a_heading_that_only_names_a_part_is_asked_by_the_one_above() -> None:
    found = asked(heading("Racks"), heading("Control Objective", 2), paragraph(RULES))
    assert found.stem == "In your own words: what are the rules for racks?"


def test_italian_questions_quote_the_heading() -> None:
    found = asked(
        heading("Scaffali"),
        paragraph("I carrelli devono essere fermi. Nessuno deve salire sui ripiani."),
        language="it",
    )
    assert found.stem == "Con parole tue: quali sono le regole su «Scaffali»?"


def test_terms_with_their_meanings_are_asked_by_name() -> None:
    found = asked(
        heading("Words"),
        paragraph("Beam – The bar that carries a pallet in the rack."),
        paragraph("Plate – The sign that shows the highest load."),
    )
    assert found.stem == "In your own words: what do “Beam” and “Plate” mean?"


def test_a_sentence_on_the_text_itself_is_no_answer() -> None:
    found = asked(
        heading("Hall"),
        heading("Rack beams", 2),
        paragraph("The rules in this section cover the order of work. Beams must be replaced at once."),
        heading("Doors", 2),
        paragraph("Doors are wide. Gates are wide too. Hinges squeak."),
    )
    assert all("this section" not in answer.value for answer in found.accepted_answers)
