"""Questions from elsewhere: cited where the document says what their key says, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.checks import check_item
from authoring.checks.grounding import ground_of
from authoring.imported_items import GivenItem, GivenOption, ImportGround, true_false_options
from authoring.types import AcceptedAnswer, Item, ItemType, Pair, Severity
from tests.support.review import a_document, a_micro_module

DOCUMENT = a_document()
GROUND = ImportGround(DOCUMENT)
BLOCKS = [block.id for block in DOCUMENT.blocks]
CHOICE = GivenItem(
    ItemType.MULTIPLE_CHOICE,
    "What must a contractor wear on the site?",
    (GivenOption("a helmet", correct=True), GivenOption("a vest", correct=False), GivenOption("a tie", correct=False)),
)


def item_of(given: GivenItem) -> Item:
    return GROUND.item(given, "itm_1", within=BLOCKS)


def blockers(item: Item) -> list[str]:
    return [
        finding.message for finding in check_item(ground_of(DOCUMENT), item) if finding.severity is Severity.BLOCKER
    ]


@pytest.mark.parametrize(
    "given",
    [
        CHOICE,
        GivenItem(
            ItemType.MULTIPLE_RESPONSE,
            "Who must wear a badge or a vest?",
            (
                GivenOption("visitor", correct=True),
                GivenOption("courier", correct=True),
                GivenOption("guard", correct=False),
            ),
        ),
        GivenItem(ItemType.TRUE_FALSE, "A courier must wear a vest.", true_false_options(is_true=True)),
        GivenItem(
            ItemType.CLOZE, "The host keeps the visitor log for ____ days.", accepted_answers=(AcceptedAnswer("30"),)
        ),
        GivenItem(
            ItemType.NUMERIC, "For how many days does the host keep the log?", accepted_answers=(AcceptedAnswer("30"),)
        ),
        GivenItem(ItemType.SHORT_ANSWER, "What must an employee wear?", accepted_answers=(AcceptedAnswer("lanyard"),)),
        GivenItem(
            ItemType.MATCHING,
            "Who must wear what?",
            pairs=(Pair("visitor", "badge"), Pair("courier", "vest"), Pair("employee", "lanyard")),
        ),
        GivenItem(
            ItemType.ORDERING,
            "Sign the log, collect a badge, meet the host: in which order?",
            order=("sign the log", "collect a badge", "meet the host"),
        ),
    ],
    ids=lambda given: given.type.value,
)
def test_what_the_document_says_is_cited_and_passes_the_gate(given: GivenItem) -> None:
    item = item_of(given)
    assert item.citations
    assert all(DOCUMENT.text[one.span.start : one.span.end] == one.quote for one in item.citations)
    assert blockers(item) == []


def test_the_sentence_that_holds_the_key_is_cited() -> None:
    item = item_of(CHOICE)
    assert [one.quote for one in item.citations] == ["A contractor must wear a helmet."]
    assert item.rationale == "As written: “A contractor must wear a helmet.”"
    assert item.options[1].rationale == "The text says otherwise: “A contractor must wear a helmet.”"


@pytest.mark.parametrize(
    "given",
    [
        replace(CHOICE, options=(GivenOption("gloves", correct=True), GivenOption("a vest", correct=False))),
        replace(CHOICE, stem="Which colour has the sky over Paris in autumn?"),
        replace(CHOICE, stem="What must all 12 contractors wear on the site?"),
        GivenItem(ItemType.TRUE_FALSE, "A courier must wear a tie.", true_false_options(is_true=True)),
        GivenItem(ItemType.TRUE_FALSE, "A courier must wear a vest.", true_false_options(is_true=False)),
        GivenItem(ItemType.SHORT_ANSWER, "What must an employee wear?", accepted_answers=(AcceptedAnswer("boots"),)),
        GivenItem(ItemType.MATCHING, "Who wears what?", pairs=(Pair("visitor", "badge"), Pair("courier", "boots"))),
    ],
)
def test_what_the_document_does_not_say_has_no_citation_and_a_blocker(given: GivenItem) -> None:
    item = item_of(given)
    assert item.citations == ()
    assert any("cited" in message for message in blockers(item))


def test_an_author_who_names_the_sentence_gets_it() -> None:
    given = GivenItem(ItemType.SHORT_ANSWER, "Who keeps or signs the log?", accepted_answers=(AcceptedAnswer("log"),))
    named = item_of(replace(given, source="First sign the log, then collect a badge"))
    assert named.citations[0].quote.startswith("First sign")
    elsewhere = item_of(replace(given, source="a sentence of another document"))
    assert elsewhere.citations[0].quote == item_of(given).citations[0].quote


def test_feedback_stays_where_the_source_carries_it() -> None:
    kept = item_of(replace(CHOICE, feedback="A contractor must wear a helmet."))
    assert kept.rationale == "A contractor must wear a helmet."
    invented = item_of(replace(CHOICE, feedback="Fines of 500 euros are due without one."))
    assert "500" not in invented.rationale


def test_the_nearest_micro_module_is_the_one_that_supports_it() -> None:
    whole = a_micro_module(DOCUMENT)
    first, second = replace(whole, id="m1", blocks=tuple(BLOCKS[:3])), replace(whole, id="m2", blocks=tuple(BLOCKS[3:]))
    assert GROUND.nearest(CHOICE, [first, second]) == second
    unsupported = replace(CHOICE, stem="Who keeps the visitor log?", options=(GivenOption("the cook", correct=True),))
    assert GROUND.nearest(unsupported, [second, first]) == first
    assert GROUND.nearest(replace(CHOICE, stem="Zebras?", options=()), [first, second]) is None
