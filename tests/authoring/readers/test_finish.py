"""The last steps over a reading: boilerplate, typed lists, bold headings, bounds, notices."""

from __future__ import annotations

import pytest

from authoring.readers.boilerplate import mark_boilerplate
from authoring.readers.finish import finish, split_long
from authoring.readers.reading import RawBlock, Reading, ReadLimits
from authoring.readers.typed_lists import recognise_typed
from authoring.types import BlockKind, BlockRole, Reason, Span


def heading(text: str, level: int = 1) -> RawBlock:
    return RawBlock(BlockKind.HEADING, text, level=level)


def paragraph(text: str, *, bold: bool = False) -> RawBlock:
    return RawBlock(BlockKind.PARAGRAPH, text, emphasis=(Span(0, len(text)),) if bold else ())


def roles(*blocks: RawBlock) -> list[BlockRole]:
    mark_boilerplate(list(blocks))
    return [block.role for block in blocks]


def test_a_boilerplate_section_ends_with_the_next_heading_of_its_level() -> None:
    found = roles(
        heading("Licence", 2), heading("Terms", 3), paragraph("Free."), heading("Safety", 2), paragraph("Go.")
    )

    assert found == [BlockRole.BOILERPLATE] * 3 + [BlockRole.BODY] * 2


@pytest.mark.parametrize("name", ["Table of Contents", "Appendix B: Contributors", "2. Change log", "Ringraziamenti"])
def test_boilerplate_headings_are_known_with_their_numbers(name: str) -> None:
    assert roles(heading(name)) == [BlockRole.BOILERPLATE]


def test_an_ambiguous_heading_with_sentences_below_teaches() -> None:
    assert roles(heading("Changes"), paragraph("Every change must be approved by two people."))[0] is BlockRole.BODY


def test_a_line_with_dot_leaders_is_contents() -> None:
    assert roles(paragraph("Pumps . . . . . . . . 12"), paragraph("Wait . . . then go.")) == [
        BlockRole.BOILERPLATE,
        BlockRole.BODY,
    ]


def test_a_line_that_repeats_the_heading_above_is_a_caption() -> None:
    found = roles(
        heading("Why lock doors?"),
        paragraph("04. Why lock doors? Reference"),
        paragraph("Why lock doors when it rains?"),
    )

    assert found == [BlockRole.BODY, BlockRole.BOILERPLATE, BlockRole.BODY]


def test_the_numbered_captions_of_a_talk_are_no_text() -> None:
    captions = [paragraph(f"{number:03}. Picture of a gate") for number in range(8, 14)]
    talk = roles(*(part for caption in captions for part in (caption, paragraph("The gate must be shut at night."))))
    rules = roles(*(paragraph(f"{number}. Shut the gate.") for number in range(1, 8)))

    assert talk == [BlockRole.BOILERPLATE, BlockRole.BODY] * 6
    assert rules == [BlockRole.BODY] * 7


def test_a_box_that_tells_what_the_text_is_a_version_of_is_no_text() -> None:
    def box(text: str, label: str) -> RawBlock:
        return RawBlock(BlockKind.PARAGRAPH, text, role=BlockRole.ADMONITION, label=label)

    found = roles(
        box("This is a shorter version of our course.", "Course"), box("Feel free to use it.", "Course"),
        box("This is a rule of our course.", "Rule"),
    )  # fmt: skip

    assert found == [BlockRole.BOILERPLATE, BlockRole.BOILERPLATE, BlockRole.ADMONITION]


@pytest.mark.parametrize("name", ["Preface", "Image credits", "Useful resources"])
def test_what_stands_around_a_text_is_known_by_its_heading(name: str) -> None:
    assert roles(heading(name), paragraph("Gates and doors")) == [BlockRole.BOILERPLATE] * 2


def test_typed_markers_make_lists() -> None:
    blocks = [paragraph("1. Stop."), paragraph("2. Look."), paragraph("Then:"), paragraph("• Go"), paragraph("• Wait")]

    recognise_typed(blocks)

    assert [(b.text, b.kind.value, b.ordered, b.number) for b in blocks] == [
        ("Stop.", "list_item", True, 1),
        ("Look.", "list_item", True, 2),
        ("Then:", "paragraph", False, 0),
        ("Go", "list_item", False, 1),
        ("Wait", "list_item", False, 2),
    ]


def test_a_single_numbered_paragraph_stays_one() -> None:
    blocks = [paragraph("1. is the first number."), paragraph("Nothing follows.")]

    recognise_typed(blocks)

    assert blocks[0].text == "1. is the first number."


def test_a_bold_line_before_text_is_a_heading_below_the_last() -> None:
    blocks = [
        heading("Top", 2),
        paragraph("Keep out", bold=True),
        paragraph("No visitors."),
        paragraph("Note:", bold=True),
    ]

    recognise_typed(blocks)

    assert [(b.kind, b.level) for b in blocks] == [
        (BlockKind.HEADING, 2),
        (BlockKind.HEADING, 3),
        (BlockKind.PARAGRAPH, None),
        (BlockKind.PARAGRAPH, None),
    ]


def test_splitting_a_paragraph_keeps_every_word_and_its_emphasis() -> None:
    text = "One two three. Four five six. Seven eight nine."
    block = RawBlock(BlockKind.PARAGRAPH, text, emphasis=(Span(15, 19),))

    parts = list(split_long(block, 20))

    assert " ".join(part.text for part in parts) == text
    assert [p.text[s.start : s.end] for p in parts for s in p.emphasis] == ["Four"]


def test_characters_beyond_the_limit_are_told() -> None:
    reading = Reading(blocks=[paragraph("a" * 60), paragraph("b" * 60)])

    finish(reading, ReadLimits(max_characters=100))

    assert [block.text[0] for block in reading.blocks] == ["a"]
    assert [(n.reason, "100" in n.detail) for n in reading.unread] == [(Reason.TOO_LARGE, True)]


def test_lines_that_end_in_growing_page_numbers_are_contents_and_counted_steps_are_not() -> None:
    names = ("Purpose", "Role", "Duties", "Pledge", "Fees", "Audits")
    contents = [paragraph(f"{name} {page}") for name, page in zip(names, (1, 1, 4, 7, 9, 12), strict=True)]
    steps = [paragraph(f"Step {number}") for number in range(1, 7)]

    assert roles(*contents) == [BlockRole.BOILERPLATE] * 6
    assert roles(*steps) == [BlockRole.BODY] * 6


def test_a_bold_note_line_labels_the_paragraph_below() -> None:
    blocks = [paragraph("Warning: hot surface", bold=True), paragraph("Never touch the belt."), paragraph("Go on.")]

    recognise_typed(blocks)

    assert [(b.text, b.role, b.label) for b in blocks] == [
        ("Never touch the belt.", BlockRole.ADMONITION, "hot surface"),
        ("Go on.", BlockRole.BODY, None),
    ]


def test_a_list_of_further_reading_teaches_nothing_and_one_with_sentences_does() -> None:
    links = roles(heading("Additional Reading"), RawBlock(BlockKind.LIST_ITEM, "Rack Safety Handbook (Orbita)"))
    duties = roles(heading("Additional Reading"), paragraph("Every driver must read the rack handbook once a year."))

    assert links == [BlockRole.BOILERPLATE] * 2
    assert duties == [BlockRole.BODY] * 2


def test_a_line_on_the_state_of_the_document_is_no_text() -> None:
    control, rule = (
        paragraph("Last reviewed: 2024-05-01 Version: 3"),
        paragraph("Version: the number on the plate of a truck."),
    )

    assert roles(control, rule) == [BlockRole.BOILERPLATE, BlockRole.BODY]
