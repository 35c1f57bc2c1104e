"""Segments: headings first, cuts only between paragraphs, short neighbours joined, nothing that teaches lost."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from authoring.reading_time import FEWEST_WORDS, MOST_WORDS, taught_words
from authoring.segmentation import segment_document
from authoring.types import BlockKind, BlockRole, Document, Segment
from tests.support.documents import Part, build, heading, item, paragraph, step, table
from tests.support.embedders import HashedWordsEmbedder


def words(count: int, topic: str = "pallet") -> str:
    return " ".join([f"The {topic} is moved by one person.", *[f"{topic}"] * (count - 7)])


def segments(*parts: Part) -> tuple[Document, tuple[Segment, ...]]:
    document = build(*parts)
    return document, segment_document(document, embedder=HashedWordsEmbedder())


def texts(document: Document, segment: Segment) -> list[str]:
    by_id = {block.id: block.text for block in document.blocks}
    return [by_id[block] for block in segment.blocks]


def test_two_sections_that_are_long_enough_are_never_joined() -> None:
    document, found = segments(
        heading("Handbook"),
        heading("Racking", 2),
        paragraph(words(FEWEST_WORDS)),
        heading("Lifting", 2),
        paragraph(words(FEWEST_WORDS)),
    )

    assert [texts(document, segment)[0] for segment in found] == ["Handbook", "Lifting"]
    assert not any(segment.is_short for segment in found)


def test_short_siblings_join_under_their_common_parent() -> None:
    _, found = segments(
        heading("Handbook"),
        heading("Roles", 2),
        heading("Scribe", 3),
        paragraph(words(100)),
        heading("Deputy", 3),
        paragraph(words(100)),
        heading("Alarms", 2),
        paragraph(words(300)),
    )

    assert [segment.section_path for segment in found] == [("Handbook", "Roles"), ("Handbook", "Alarms")]
    assert [segment.is_short for segment in found] == [False, False]


def test_neighbours_that_can_stand_alone_are_two_subjects() -> None:
    document, found = segments(
        heading("Trucks"),
        paragraph(words(140, "truck")),
        heading("Visitors"),
        paragraph(words(110, "visitor")),
        heading("Alarms"),
        paragraph(words(400)),
    )

    assert [texts(document, segment)[0] for segment in found] == ["Trucks", "Visitors", "Alarms"]
    assert [segment.is_short for segment in found] == [True, True, False]


def test_two_subjects_join_where_one_title_names_both() -> None:
    under_one = segments(
        heading("Yard"),
        heading("Trucks", 2),
        paragraph(words(140, "truck")),
        heading("Visitors", 2),
        paragraph(words(140, "visitor")),
    )
    alike = segments(
        heading("Truck keys"),
        paragraph(words(140, "key")),
        heading("Gate keys"),
        paragraph(words(140, "gate")),
        heading("Alarms"),
        paragraph(words(400)),
    )

    assert len(under_one[1]) == 1
    assert texts(alike[0], alike[1][0])[2] == "Gate keys"


def test_names_of_three_must_all_be_alike() -> None:
    document, found = segments(
        heading("Truck keys"),
        paragraph(words(105, "key")),
        heading("Gate keys"),
        paragraph(words(105, "gate")),
        heading("Gate lamps"),
        paragraph(words(105, "lamp")),
    )

    assert [texts(document, segment)[0] for segment in found] == ["Truck keys", "Gate lamps"]


def test_a_subject_of_less_than_19_seconds_joins_its_neighbour() -> None:
    _, found = segments(
        heading("Trucks"), paragraph(words(140, "truck")), heading("Visitors"), paragraph(words(65, "visitor"))
    )

    assert len(found) == 1


def test_sections_join_up_to_500_words_only() -> None:
    _, fitting = segments(heading("Keys one"), paragraph(words(150)), heading("Keys two"), paragraph(words(330)))
    _, too_long = segments(heading("Keys one"), paragraph(words(150)), heading("Keys two"), paragraph(words(370)))

    assert len(fitting) == 1
    assert len(too_long) == 2


def test_a_section_that_finds_no_neighbour_stays_and_says_that_it_is_short() -> None:
    _, found = segments(
        heading("Safety"),
        heading("Rules", 2),
        paragraph(words(700)),
        heading("Exits", 2),
        paragraph(words(90)),
    )

    assert [segment.is_short for segment in found] == [False, True]
    assert found[1].section_path == ("Safety", "Exits")


def test_the_opening_of_a_section_goes_with_what_it_opens() -> None:
    document, found = segments(
        heading("Handbook"),
        heading("Racking", 2),
        paragraph(words(200)),
        heading("Lifting", 2),
        paragraph(words(60)),
        heading("By hand", 3),
        paragraph(words(200)),
    )

    assert texts(document, found[1])[0] == "Lifting"
    assert len(found) == 2


def test_a_long_section_is_cut_between_paragraphs_into_parts_within_the_bounds() -> None:
    document, found = segments(
        heading("Racking"), *[paragraph(words(90, f"topic{number // 4}")) for number in range(20)]
    )

    held = [sum(taught_words(block) for block in document.blocks if block.id in segment.blocks) for segment in found]
    assert len(found) > 2
    assert all(FEWEST_WORDS <= count <= MOST_WORDS for count in held)


def test_the_cut_falls_where_the_topic_changes() -> None:
    parts = [paragraph(words(80, "forklift")) for _ in range(5)] + [paragraph(words(80, "invoice")) for _ in range(5)]
    document, found = segments(heading("Everything"), *parts)

    assert len(found) == 2
    assert all("invoice" in text for text in texts(document, found[1]))
    assert not any("invoice" in text for text in texts(document, found[0]))


def test_no_cut_enters_a_list_or_parts_it_from_its_lead_in() -> None:
    parts: list[Part] = []
    for _ in range(6):
        parts += [paragraph(words(100)), paragraph("Before you start:"), *[step(words(30)) for _ in range(6)]]
    document, found = segments(heading("Work"), *parts)

    by_id = {block.id: block for block in document.blocks}
    assert len(found) > 1
    for segment in found:
        first, last = by_id[segment.blocks[0]], by_id[segment.blocks[-1]]
        assert first.kind is not BlockKind.LIST_ITEM
        assert not last.text.endswith(":")


def test_a_list_longer_than_three_minutes_is_cut_between_its_items() -> None:
    _, found = segments(heading("Rules"), paragraph("You must:"), *[item(words(60)) for _ in range(30)])

    assert len(found) > 2
    assert all(segment.reading_seconds <= 180 for segment in found)


def test_a_table_and_its_caption_stay_together() -> None:
    rows = [["Level", "Meaning"], *[[f"L{number}", words(20)] for number in range(6)]]
    document, found = segments(
        heading("Levels"),
        *[paragraph(words(150)) for _ in range(3)],
        Part(BlockKind.CAPTION, "Table 1: Levels"),
        table(*rows),
        *[paragraph(words(150)) for _ in range(3)],
    )

    holder = next(segment for segment in found if "Table 1: Levels" in texts(document, segment))
    assert any("L3" in text for text in texts(document, holder))


def test_a_cut_avoids_a_paragraph_that_hangs_on_the_one_before() -> None:
    hanging = paragraph("However, this " + words(95))
    document, found = segments(heading("Work"), *[paragraph(words(100)), hanging] * 6)

    assert len(found) > 1
    assert not any(texts(document, segment)[0].startswith("However") for segment in found)


def test_chapters_are_never_joined_by_a_cut_or_by_their_last_parts() -> None:
    document, found = segments(
        heading("One"),
        heading("Racking", 2),
        paragraph(words(700)),
        heading("Leftover", 2),
        paragraph(words(80)),
        heading("Two"),
        heading("Lifting", 2),
        paragraph(words(300)),
    )

    for segment in found:
        held = texts(document, segment)
        assert not ("Leftover" in held and "Two" in held)


def test_a_document_that_only_asks_is_one_segment() -> None:
    quiz = [
        heading("Knowledge check", role=BlockRole.QUIZ),
        paragraph("Who may drive?", role=BlockRole.QUIZ),
        heading("Part two", role=BlockRole.QUIZ),
        paragraph("Who may stop?", role=BlockRole.QUIZ),
    ]
    document, found = segments(*quiz)

    assert [segment.blocks for segment in found] == [tuple(block.id for block in document.blocks)]


def test_a_document_of_licences_has_no_segment() -> None:
    _, found = segments(paragraph("All rights reserved.", role=BlockRole.BOILERPLATE))

    assert found == ()


def test_a_quiz_lies_in_the_segment_that_it_follows_and_costs_no_time() -> None:
    quiz = [heading("Knowledge check", 2, role=BlockRole.QUIZ), paragraph(words(200), role=BlockRole.QUIZ)]
    document, found = segments(heading("Racking"), paragraph(words(200)), *quiz)

    assert len(found) == 1
    assert len(found[0].blocks) == len(document.blocks)
    assert found[0].reading_seconds == segments(heading("Racking"), paragraph(words(200)))[1][0].reading_seconds


def test_boilerplate_alone_makes_no_segment() -> None:
    _, found = segments(
        heading("Licence", role=BlockRole.BOILERPLATE),
        paragraph(words(300), role=BlockRole.BOILERPLATE),
    )

    assert found == ()


def test_headings_without_text_make_no_segment() -> None:
    assert segments(heading("One"), heading("Two"))[1] == ()


@pytest.mark.parametrize(
    "parts",
    [
        [paragraph(words(60)) for _ in range(40)],
        [paragraph(words(4000))],
        [table(["Level", "Meaning"], ["L1", words(60)])],
        [
            part
            for number in range(12)
            for part in (heading(f"Slide {number}"), item("Wear the vest"), item("Look around"))
        ],
        [heading("Deep", 6), paragraph(words(50)), heading("Shallow"), paragraph(words(800))],
        [paragraph(f"Line {number}.") for number in range(3000)],
    ],
    ids=["no headings", "one huge paragraph", "a single table", "slides", "levels upside down", "transcript"],
)
def test_every_block_of_any_shape_is_in_exactly_one_segment_in_order(parts: list[Part]) -> None:
    document, found = segments(*parts)

    assert [block for segment in found for block in segment.blocks] == [block.id for block in document.blocks]
    assert [segment.id for segment in found] == [f"s{number}" for number in range(1, len(found) + 1)]


def test_random_outlines_keep_the_promises() -> None:
    chance = random.Random(7)  # noqa: S311  the same outlines in every run
    for _ in range(60):
        parts: list[Part] = []
        for number in range(chance.randint(1, 25)):
            parts.append(heading(f"Heading {number}", chance.randint(1, 4)))
            parts += [paragraph(words(chance.randint(8, 260))) for _ in range(chance.randint(0, 5))]
        document, found = segments(*parts)
        by_id = {block.id: block for block in document.blocks}
        for segment in found:
            held = sum(taught_words(by_id[block]) for block in segment.blocks)
            assert segment.is_short == (held < FEWEST_WORDS)
            assert held <= MOST_WORDS or len(set(segment.blocks)) < 4
        order = [int(block[1:]) for segment in found for block in segment.blocks]
        assert all(first < second for first, second in pairwise(order))


def test_nothing_is_embedded_where_headings_suffice() -> None:
    embedder = HashedWordsEmbedder()
    document = build(heading("Racking"), paragraph(words(300)), heading("Lifting"), paragraph(words(400)))

    segment_document(document, embedder=embedder)

    assert embedder.embedded == 0


def test_what_is_embedded_is_bounded_however_long_the_document() -> None:
    embedder = HashedWordsEmbedder()
    document = build(*[paragraph(words(40, f"topic{number}")) for number in range(5000)])

    segment_document(document, embedder=embedder)

    assert embedder.embedded <= 200


def test_a_short_section_joins_the_neighbour_that_speaks_of_the_same() -> None:
    document, found = segments(
        heading("Handbook"),
        heading("Invoices", 2),
        paragraph(words(250, "invoice")),
        heading("Forklift keys", 2),
        paragraph(words(80, "forklift")),
        heading("Forklifts", 2),
        paragraph(words(250, "forklift")),
    )

    assert [texts(document, segment)[0] for segment in found] == ["Handbook", "Forklift keys"]


def test_a_short_section_among_strangers_stays_alone() -> None:
    parts = [part for number in range(6) for part in (heading(f"Forklift {number}", 2), paragraph(words(200, "truck")))]
    _, strange = segments(heading("Handbook"), *parts, heading("Badge", 2), paragraph(" ".join(["badge"] * 70)))
    _, same = segments(heading("Handbook"), *parts, heading("Trucks", 2), paragraph(words(70, "truck")))

    assert [segment.is_short for segment in strange] == [False] * 6 + [True]
    assert len(same) == len(strange) - 1
