"""Passages of a micro-module: whole enough to be understood, short enough to point at."""

from __future__ import annotations

from dataclasses import replace

from authoring.passages import MAX_WORDS, cut_passages
from authoring.types import BlockId, BodyKind, BodyPart, Citation, Layout, MicroModule, Span
from tests.support.review import a_document, a_micro_module

LONG = " ".join(["word"] * 60)


def part(text: str, kind: BodyKind = BodyKind.PARAGRAPH, layout: Layout = Layout.TEXT) -> BodyPart:
    return BodyPart(text, kind, (Citation(BlockId("b1"), Span(0, len(text)), text),), layout)


def texts(*body: BodyPart) -> list[str]:
    micro_module: MicroModule = replace(a_micro_module(a_document()), body=body)
    return [passage.text for passage in cut_passages(micro_module)]


def test_a_heading_goes_with_what_follows_and_a_list_with_what_introduces_it() -> None:
    steps = [part(f"Step {number}", BodyKind.LIST_ITEM) for number in (1, 2)]
    assert texts(part("Spills", BodyKind.HEADING), part("Do this:"), *steps, part(LONG)) == [
        "Spills\nDo this:\nStep 1\nStep 2\n" + LONG
    ]
    assert texts(part(LONG), *steps, part("Next", BodyKind.HEADING), part("More.")) == [
        f"{LONG}\nStep 1\nStep 2",
        "Next\nMore.",
    ]


def test_paragraphs_that_can_stand_alone_do() -> None:
    assert texts(part(LONG), part(LONG)) == [LONG, LONG]


def test_a_list_longer_than_an_embedder_reads_is_cut_between_its_items() -> None:
    items = [part(LONG, BodyKind.LIST_ITEM) for _ in range(3)]
    found = texts(part("Rules:"), *items)
    assert len(found) == 3
    assert all(len(text.split()) <= MAX_WORDS for text in found)


def test_a_table_stands_alone_but_for_what_introduces_it() -> None:
    table = part("a | b\nc | d", layout=Layout.TABLE)
    assert texts(part("Short."), part("Fees", BodyKind.HEADING), table, part("More.")) == [
        "Short.",
        "Fees\na | b\nc | d",
        "More.",
    ]
    assert texts(part("Who may grant what"), table) == ["Who may grant what\na | b\nc | d"]
    assert texts(part(LONG), table) == [LONG, "a | b\nc | d"]


def test_a_long_table_is_cut_between_rows_under_its_first_row() -> None:
    rows = [f"Kind {number} | " + " ".join(["word"] * 15) for number in range(6)]
    found = texts(part("Periods", BodyKind.HEADING), part("\n".join(["Kind | Period", *rows]), layout=Layout.TABLE))
    assert len(found) == 3
    assert all(text.startswith("Periods\nKind | Period\nKind ") for text in found)
    assert [row for text in found for row in text.split("\n")[2:]] == rows


def test_a_heading_under_which_nothing_stands_is_no_passage() -> None:
    assert texts(part(LONG), part("Who may grant what", BodyKind.HEADING)) == [LONG]


def test_a_passage_cites_all_that_its_parts_cite_and_nothing_is_lost() -> None:
    micro_module = a_micro_module(a_document())
    passages = cut_passages(micro_module)
    cited = [citation for passage in passages for citation in passage.citations]
    assert cited == [citation for one in micro_module.body for citation in one.citations]


def test_a_micro_module_without_a_body_is_its_objective() -> None:
    micro_module = replace(a_micro_module(a_document()), body=())
    assert [passage.text for passage in cut_passages(micro_module)] == [micro_module.objective.text]
