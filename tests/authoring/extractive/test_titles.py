"""Titles: the document's own headings, completed where they say little, told apart, never two strangers together."""

from __future__ import annotations

import pytest

from authoring.extractive.evidence import gather_evidence
from authoring.extractive.micro_modules import write_micro_module
from authoring.extractive.micro_modules.headings import heading_text, is_generic
from authoring.extractive.micro_modules.titles import titles
from authoring.segmentation import segment_document
from tests.support.documents import Part, build, evidence_of, heading, paragraph
from tests.support.embedders import HashedWordsEmbedder

FILLER = (
    "Pallets are stored in the racks on the north side of the hall. Each rack has a plate that shows its highest load. "
    "The racks are inspected by a trained person every six months. Damage is reported to the shift lead. "
)


def title(*parts: Part) -> str:
    evidence = evidence_of(*parts)
    return write_micro_module(evidence, evidence.segments[0]).title


def segment_titles(*parts: Part) -> list[str]:
    document = build(*parts)
    evidence = gather_evidence(document, segment_document(document, embedder=HashedWordsEmbedder()))
    return [title.text for title in titles(evidence).values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.2 Lifting by hand", "Lifting by hand"),
        ("Chapter 4: Fire", "Fire"),
        ("Appendix B Contacts", "Contacts"),
        ("V5.1 File handling", "File handling"),
        ("2024 budget rules", "2024 budget rules"),
        ("5S in the warehouse", "5S in the warehouse"),
        ("Iva e fatture", "Iva e fatture"),
    ],
)
def test_section_numbers_are_dropped_from_titles(text: str, expected: str) -> None:
    assert heading_text(text) == expected


def test_a_heading_that_says_little_takes_the_one_above() -> None:
    assert is_generic("Responsibilities")
    assert is_generic("Why have one?")
    assert not is_generic("Lifting by hand")

    found = segment_titles(
        heading("Roles"),
        *[
            part
            for role in ("Fire warden", "First aider")
            for part in (heading(role, 2), paragraph(FILLER * 5), heading("Responsibilities", 3), paragraph(FILLER * 5))
        ],
    )

    assert found == [
        "Fire warden",
        "Fire warden: Responsibilities",
        "First aider",
        "First aider: Responsibilities",
    ]


def test_titles_are_unique_and_at_most_eighty_characters() -> None:
    document = build(
        *[paragraph(FILLER) for _ in range(60)],
        heading("A heading that goes on " * 8),
        paragraph(FILLER * 5),
        heading("A heading that goes on " * 8),
        paragraph(FILLER * 5),
    )
    evidence = gather_evidence(document, segment_document(document, embedder=HashedWordsEmbedder()))
    found = [title.text for title in titles(evidence).values()]

    assert len(found) > 4
    assert len({title.casefold() for title in found}) == len(found)
    assert all(0 < len(title) <= 80 for title in found)


def test_parts_with_a_common_beginning_share_it_in_the_title() -> None:
    found = segment_titles(
        heading("Handbook"),
        heading("Yard", 2),
        paragraph(FILLER * 6),
        heading("Steps for drivers", 2),
        paragraph(FILLER * 3),
        heading("Steps for pickers", 2),
        paragraph(FILLER * 3),
        heading("Gate", 2),
        paragraph(FILLER * 6),
    )

    assert found[1] == "Steps for drivers and pickers"


def test_headings_that_make_no_phrase_are_not_joined_in_a_title() -> None:
    found = segment_titles(
        heading("Handbook"),
        heading("Yard", 2),
        paragraph(FILLER * 6),
        heading("Never climb a rack!", 2),
        paragraph(FILLER * 3),
        heading("Is the hall cold?", 2),
        paragraph(FILLER * 2),
        heading("Gate", 2),
        paragraph(FILLER * 6),
    )

    assert found[1] == "Never climb a rack!"


def test_a_question_is_no_title() -> None:
    assert title(heading("What is a forklift?"), paragraph(FILLER)) == "Forklift"
    assert title(heading("Where should a key be?"), paragraph(FILLER)) == "Where a key should be"
    assert title(heading("Why lock doors?"), paragraph(FILLER)) == "Why lock doors"


def test_mistakes_are_named_as_such() -> None:
    found = segment_titles(
        heading("Common mistakes"),
        heading("Calling everybody", 2),
        paragraph(FILLER * 6),
        heading("Guessing the load", 2),
        paragraph(FILLER * 6),
    )

    assert found == [
        "Common mistakes: Calling everybody",
        "Common mistakes: Guessing the load",
    ]


def test_a_title_never_names_the_second_part_alone() -> None:
    found = title(
        heading("Gate keys"), paragraph(FILLER), heading("Stop on the ramp"), paragraph(FILLER), paragraph(FILLER)
    )

    assert found == "Gate keys and Stop on the ramp"


def test_a_phrase_of_one_half_does_not_tell_the_whole_apart() -> None:
    trolley = "The blue trolley stands at the lift. The blue trolley needs oil. The blue trolley has a bell. "
    found = segment_titles(
        heading("Trucks"),
        *[paragraph(f"{FILLER}{FILLER}It is lane {number}.") for number in range(9)],
        *[paragraph("Lamps burn at night in every hall and in the yard beside it. " * 3) for _ in range(5)],
        *[paragraph(trolley) for _ in range(6)],
    )

    assert len(found) > 1
    assert not any("blue trolley" in text for text in found)


def test_parts_of_a_glossary_are_named_by_their_first_and_last_term() -> None:
    meaning = "a container that lies in the hall all day long and that each of the drivers knows by its name"
    entries = [
        paragraph(f"A {kind}{letter} is {meaning}.") for kind in ("Box", "Cage") for letter in "ABCDEFGHIJKLMNOPQRST"
    ]
    found = segment_titles(heading("Handbook"), heading("Glossary", 2), *entries)

    assert len(found) > 1
    assert found[0].startswith("Glossary: BoxA to ")
    assert found[-1].endswith(" to CageT")


def test_a_summary_is_called_one_where_its_subject_has_a_title_already() -> None:
    found = segment_titles(
        heading("Racks"), paragraph(FILLER * 6), heading("Plates", 2), paragraph(FILLER * 6), heading("Summary", 2),
        paragraph(FILLER * 3),
    )  # fmt: skip

    assert found == ["Racks", "Racks: Plates", "Racks: Summary"]
