"""Terms: only what the document itself defines."""

from __future__ import annotations

import pytest

from authoring.terms import find_terms, is_definition, spelt_out
from tests.support.documents import Part, evidence_of, heading, item, paragraph, table


def terms(*parts: Part, language: str = "en") -> dict[str, str]:
    evidence = evidence_of(*parts, language=language)
    found = find_terms(evidence, evidence.segments[0])
    for term in found:
        assert all(citation.quote in evidence.text for citation in term.citations)
    return {term.term: term.definition for term in found}


def test_a_glossary_table_gives_its_rows() -> None:
    found = terms(
        heading("Glossary"),
        table(["Term", "Definition"], ["Dock", "A place where trucks are loaded"], ["Bay", "A lane"]),
    )

    assert found == {"Dock": "A place where trucks are loaded", "Bay": "A lane"}


def test_a_table_without_term_and_meaning_columns_gives_none() -> None:
    assert terms(heading("Prices"), table(["Item", "Price"], ["Box", "4 euros"], ["Bag", "2 euros"])) == {}


def test_bold_labels_are_terms_unless_they_are_orders() -> None:
    found = terms(
        heading("Words"),
        item("Dock: a place where trucks are loaded", bold=("Dock",)),
        item("Keep calm: the shift lead decides", bold=("Keep calm",)),
    )

    assert found == {"Dock": "a place where trucks are loaded"}


def test_acronyms_come_with_their_words() -> None:
    found = terms(heading("Power"), paragraph("We measure the power usage effectiveness (PUE) of the hall."))

    assert found == {"PUE": "power usage effectiveness"}


@pytest.mark.parametrize(
    ("sentence", "defines"),
    [
        ("A dock is a place that trucks are loaded from.", True),
        ("Utilization measures how much of a computer is used.", True),
        ("This is a place that trucks are loaded from.", False),
        ("Training is an important part of the job that we do.", False),
        ("A driver must be a person who holds a licence.", False),
        ("Codes sent by means other than mail expire.", False),
        ("The hall was cold.", False),
    ],
)
def test_definitions_are_told_from_remarks(sentence: str, *, defines: bool) -> None:
    assert is_definition(sentence, "en") is defines


def test_italian_definitions_are_found() -> None:
    assert is_definition("Una banchina è un luogo da cui si caricano i camion che partono.", "it")
    assert not is_definition("I camion devono partire alle otto.", "it")


def spelt(*parts: Part) -> dict[str, str]:
    evidence = evidence_of(*parts)
    return {term.term: term.definition for term in spelt_out(evidence, evidence.segments[0])}


def test_a_level_code_is_spelt_out_by_the_heading_of_the_level() -> None:
    found = spelt(heading("Ramps"), heading("Grade 3", 2), paragraph("A ramp of G3 carries ten tonnes."))

    assert found == {"G3": "Grade 3"}


def test_an_abbreviation_is_spelt_out_in_a_table() -> None:
    found = spelt(
        heading("Checks"),
        paragraph("Call the RSO."),
        table(["No", "Check"], ["1", "The Rack Safety Officer (RSO)"]),
    )

    assert found == {"RSO": "Rack Safety Officer"}


def test_words_that_may_begin_earlier_than_the_letters_say_are_no_expansion() -> None:
    assert terms(heading("Racks"), paragraph("Staff call the Bolted Heavy Rack Unit (HRU) by its letters.")) == {}
    assert terms(heading("Racks"), paragraph("Staff call the Heavy Rack Unit (HRU) by its letters.")) == {
        "HRU": "Heavy Rack Unit"
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Silence usually means that all are at work.",
        "Three metres means that the fork has room.",
        "Gates and doors are a part that people walk through.",
        "Carbon steel is a significant first step for each of the workshops.",
    ],
)
def test_no_clause_is_taken_for_a_term(sentence: str) -> None:
    assert not is_definition(sentence, "en")
