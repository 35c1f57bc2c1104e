"""Runs: what no cut may part."""

from __future__ import annotations

from authoring.sections import Section, outline, runs
from authoring.types import BlockKind, BlockRole
from tests.support.documents import Part, build, heading, item, paragraph, table


def run_texts(*parts: Part) -> list[list[str]]:
    root = outline(build(*parts).blocks)
    return [[block.text for block in run.blocks] for section in (root, *root.children) for run in runs(section)]


def test_a_lead_in_stays_with_its_whole_list() -> None:
    assert run_texts(paragraph("Racks carry pallets."), paragraph("You must:"), item("stop"), item("look")) == [
        ["Racks carry pallets."],
        ["You must:", "stop", "look"],
    ]


def test_a_heading_stays_with_what_follows() -> None:
    assert run_texts(heading("Racks"), paragraph("One."), paragraph("Two.")) == [["Racks", "One."], ["Two."]]


def test_a_caption_stays_with_its_table_on_either_side() -> None:
    rows = table(["Level", "Meaning"], ["L1", "low"])
    caption = Part(BlockKind.CAPTION, "Table 1: Levels")

    assert len(run_texts(caption, rows)) == 1
    assert len(run_texts(rows, caption)) == 1


def test_a_quiz_joins_the_run_before_it() -> None:
    assert run_texts(paragraph("One."), paragraph("Which?", role=BlockRole.QUIZ), paragraph("Two.")) == [
        ["One.", "Which?"],
        ["Two."],
    ]


def test_a_list_without_a_lead_in_stands_alone() -> None:
    assert run_texts(paragraph("Racks carry pallets."), item("stop"), item("look")) == [
        ["Racks carry pallets."],
        ["stop", "look"],
    ]


def test_levels_make_the_outline() -> None:
    root = outline(build(heading("A"), heading("B", 3), heading("C", 2), heading("D")).blocks)

    assert [section.path for section in root.children] == [("A",), ("D",)]
    assert [section.path for section in root.children[0].children] == [("A", "B"), ("A", "C")]


def test_numbers_tell_levels_that_the_marks_do_not() -> None:
    document = build(
        heading("5.1 Locks", 2),
        heading("5.1.1 Keys", 3),
        heading("5.1.1.1 Lost keys", 3),
        paragraph("A lost key is reported."),
        heading("5.1.2 Codes", 3),
        heading("5.2.1 Doors", 3),
        heading("1. Close it", 4),
    )
    root = outline(document.blocks)
    paths = [section.path for section in _all(root) if section.heading is not None]

    assert paths == [
        ("5.1 Locks",),
        ("5.1 Locks", "5.1.1 Keys"),
        ("5.1 Locks", "5.1.1 Keys", "5.1.1.1 Lost keys"),
        ("5.1 Locks", "5.1.2 Codes"),
        ("5.2.1 Doors",),
        ("5.2.1 Doors", "1. Close it"),
    ]


def _all(section: Section) -> list[Section]:
    return [section, *(inner for child in section.children for inner in _all(child))]
