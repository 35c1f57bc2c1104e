"""Evidence finds blocks, lists, headings and citations by their places."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest

from authoring.extractive.duties import role_families
from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.extractive.families import families
from authoring.extractive.patterns import authors_question, closed_set, same_question
from authoring.extractive.sentence_index import sentence_index
from authoring.types import BlockId, BlockRole, Span
from tests.support.documents import evidence_of, heading, item, paragraph, table

EVIDENCE = evidence_of(
    heading("Gate duty"),
    heading("Night", 2),
    paragraph("The guard locks the gate. The clerk signs the book:"),
    item("Lock the gate."),
    item("Sign the book."),
    heading("Day", 2),
    paragraph("Open the gate.", page=3),
    paragraph("Which gate is locked?", role=BlockRole.QUIZ),
    table(["Gate", "Hour"], ["North", "22"], ["South", "23"]),
)


def test_sentences_stand_where_they_say_in_the_document() -> None:
    first, second = EVIDENCE.sentences(BlockId("b3"))
    assert EVIDENCE.text[first.span.start : first.span.end] == "The guard locks the gate."
    assert EVIDENCE.text[second.at(4, 9).start : second.at(4, 9).end] == "clerk"


def test_a_block_stands_under_its_headings_outermost_first() -> None:
    assert [block.text for block in EVIDENCE.headings(BlockId("b4"))] == ["Gate duty", "Night"]
    assert [block.text for block in EVIDENCE.headings(BlockId("b6"))] == ["Gate duty"]


def test_what_stands_under_a_heading_ends_with_the_next_of_its_level() -> None:
    assert [block.id for block in EVIDENCE.children(BlockId("b2"))] == ["b3", "b4", "b5"]


def test_items_of_one_list_know_each_other_and_their_lead_in() -> None:
    assert [block.text for block in EVIDENCE.siblings(BlockId("b5"))] == ["Lock the gate.", "Sign the book."]
    lead_in = EVIDENCE.lead_in(BlockId("b5"))
    assert lead_in is not None
    assert lead_in.id == "b3"
    assert EVIDENCE.siblings(BlockId("b3")) == ()


def test_quizzes_teach_nothing() -> None:
    assert EVIDENCE.teaches(BlockId("b7"))
    assert not EVIDENCE.teaches(BlockId("b8"))


def test_a_citation_is_trimmed_and_carries_block_and_page() -> None:
    start = EVIDENCE.text.index("Open the gate.")
    citation = EVIDENCE.cite(Span(start - 1, start + 5))
    assert (citation.quote, citation.block, citation.page) == ("Open", "b7", 3)


def test_what_is_computed_once_is_kept() -> None:
    calls: list[int] = []

    def compute() -> int:
        calls.append(1)
        return 42

    evidence = gather_evidence(EVIDENCE.document, EVIDENCE.segments)
    assert [evidence.once("answer", compute), evidence.once("answer", compute)] == [42, 42]
    assert calls == [1]


@pytest.mark.parametrize(
    "derive",
    [
        families,
        role_families,
        sentence_index,
        authors_question.questions_by_segment,
        lambda evidence: list(same_question.find(evidence, evidence.segments[0])),
        lambda evidence: list(closed_set.find(evidence, evidence.segments[0])),
    ],
)
def test_what_is_derived_from_a_document_goes_with_it(derive: Callable[[Evidence], object]) -> None:
    evidence = evidence_of(heading("Gate duty"), paragraph("The guard locks the gate."))
    derive(evidence)
    kept = weakref.ref(evidence)
    del evidence
    gc.collect()
    assert kept() is None
