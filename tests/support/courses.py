"""Courses to export, without a database: what the sample document, awkward text or a real draft would publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from authoring.types import AcceptedAnswer, Draft, Item, ItemType, MicroModule, Option, Pair
from service.interchange.published import Course, Published
from tests.support.review import a_document, a_micro_module

PUBLISHED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
AWKWARD = "a } b ~ c = d # e : f \\ g { h // i\n\nj -> k <b>&amp;</b> %50% [html] $CATEGORY ::l::"
PASS_MARK = 0.7


def a_course(*micro_modules: MicroModule, number: int = 1, at: datetime = PUBLISHED_AT, language: str = "en") -> Course:
    """Version `number` of these micro-modules; of the sample document's where none is given."""
    given = micro_modules or (a_micro_module(a_document()),)
    parts = tuple(
        Published(
            micro_module=one,
            number=number,
            digest=f"{place:064x}",
            approved_by="prn_author",
            approved_at=at,
            published_at=at,
            engine={"name": "extractive", "version": "1"},
        )
        for place, one in enumerate(given, start=1)
    )
    return Course("doc_1", "Visitor rules", "doc_1", "Visitor rules", language, PASS_MARK, parts)


def course_of(draft: Draft) -> Course:
    """All that was drafted, as if it were published unchanged; items get ids that no other micro-module has."""
    modules = [
        replace(one, items=tuple(replace(item, id=f"{one.id}_{item.id}") for item in one.items))
        for one in draft.micro_modules
    ]
    course = a_course(*modules, language=draft.document.language or "en")
    return replace(course, title=draft.document.title, document_title=draft.document.title)


def awkward_course() -> Course:
    """Every kind of item with text that each format could take for its own markup."""
    micro_module = a_micro_module(a_document())
    return a_course(replace(micro_module, title=AWKWARD, items=tuple(_awkward(item) for item in micro_module.items)))


def _awkward(item: Item) -> Item:
    def spoil(text: str) -> str:
        return f"{AWKWARD} {text}"

    return replace(
        item,
        stem=spoil(item.stem),
        rationale=spoil(item.rationale),
        options=tuple(_awkward_option(option, item, spoil(option.text)) for option in item.options),
        accepted_answers=tuple(
            one if item.type is ItemType.NUMERIC else AcceptedAnswer(spoil(one.value)) for one in item.accepted_answers
        ),
        pairs=tuple(Pair(spoil(pair.left), spoil(pair.right)) for pair in item.pairs),
        order=tuple(spoil(step) for step in item.order),
    )


def _awkward_option(option: Option, item: Item, text: str) -> Option:
    text = option.text if item.type is ItemType.TRUE_FALSE else text
    return replace(option, text=text, rationale=f"{AWKWARD} {option.rationale}")
