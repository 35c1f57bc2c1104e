"""What a new version of a document touches: exactly what it changes, and nothing that merely moved."""

from __future__ import annotations

from dataclasses import replace

from authoring.alignment import Alignment, Reworded
from authoring.impact import Traced, cited, keep_item_ids, pair, trace, without_lost
from authoring.types import (
    BlockId,
    Bloom,
    BodyKind,
    BodyPart,
    Citation,
    Document,
    Item,
    ItemType,
    KeyPoint,
    MicroModule,
    Objective,
    Option,
    Span,
)
from tests.support.documents import Part, build, heading, item, paragraph, table

BADGES = "A visitor must wear a badge at all times. The host keeps the visitor log for 30 days."
LOST = "Report a lost badge within 24 hours. The desk then blocks it."
BEFORE = (heading("Visitors"), paragraph(BADGES), heading("Lost badges"), paragraph(LOST))


def cite(document: Document, quote: str) -> Citation:
    block = next(block for block in document.blocks if quote in block.text)
    start = block.span.start + block.text.index(quote)
    return Citation(block.id, Span(start, start + len(quote)), quote, block.page)


def asking(document: Document, item_id: str, quote: str, other: str | None = None) -> Item:
    """A question whose key rests on `quote`; `other` is what a wrong option is refuted by."""
    options = (
        Option("a", "right", correct=True, rationale="", citations=(cite(document, quote),)),
        Option("b", "wrong", correct=False, rationale="", citations=(cite(document, other),) if other else ()),
    )
    return Item(item_id, ItemType.MULTIPLE_CHOICE, f"What of {quote}?", "", "P8", (cite(document, quote),), options)


def teaching(
    document: Document, *quotes: str, items: tuple[Item, ...] = (), bank: tuple[Item, ...] = ()
) -> MicroModule:
    """A micro-module that says these sentences of the document, of all the blocks they stand in."""
    body = tuple(BodyPart(quote, BodyKind.PARAGRAPH, (cite(document, quote),)) for quote in quotes)
    points = (KeyPoint(quotes[0], (cite(document, quotes[0]),)),)
    blocks = tuple(dict.fromkeys(cite(document, quote).block for quote in quotes))
    objective = Objective("Say what holds", Bloom.REMEMBER)
    return MicroModule(
        "m1", "Badges", ("Visitors",), blocks, (), 60, objective, key_points=points, body=body, items=items, bank=bank
    )


def traced(micro_module: MicroModule, before: Document, *after: Part) -> Traced:
    return trace(micro_module, Alignment(before, build(*after)))


def rests(document: Document, micro_module: MicroModule) -> bool:
    """Whether every citation quotes the document where it says it does."""
    return all(document.text[slice(*one.span)] == one.quote for one in cited(micro_module))


def test_what_merely_moved_stands_and_is_cited_where_it_stands_now() -> None:
    before = build(*BEFORE)
    taught = teaching(before, "Report a lost badge within 24 hours.", items=(asking(before, "i1", "within 24 hours"),))
    after = build(heading("Welcome"), paragraph("We are glad that you are here."), *BEFORE)
    found = trace(taught, Alignment(before, after))
    assert found.stands
    assert not found.added
    assert rests(after, found.micro_module)
    assert found.micro_module.blocks == (BlockId("b6"),)
    assert not rests(after, taught)


def test_a_changed_number_touches_the_sentence_and_the_items_that_rest_on_it_and_no_other() -> None:
    before = build(*BEFORE)
    items = (asking(before, "i1", "within 24 hours"), asking(before, "i2", "The desk then blocks it."))
    taught = teaching(before, "Report a lost badge within 24 hours.", "The desk then blocks it.", items=items)
    found = traced(taught, before, *BEFORE[:3], paragraph(LOST.replace("24", "48")))
    assert found.reworded == (Reworded("Report a lost badge within 24 hours.", "Report a lost badge within 48 hours."),)
    assert found.items == {"i1"}
    assert not found.is_gone
    others = teaching(before, "A visitor must wear a badge at all times.")
    assert traced(others, before, *BEFORE[:3], paragraph(LOST.replace("24", "48"))).stands


def test_a_fragment_found_elsewhere_does_not_make_a_changed_sentence_stand() -> None:
    before = build(*BEFORE)
    taught = teaching(before, "Report a lost badge within 24 hours.", items=(asking(before, "i1", "24 hours"),))
    after = (*BEFORE[:3], paragraph("Report a lost badge at once. The desk answers within 24 hours."))
    assert traced(taught, before, *after).items == {"i1"}


def test_a_sentence_that_goes_on_now_is_another_sentence() -> None:
    before = build(*BEFORE)
    taught = teaching(before, "The desk then blocks it.")
    found = traced(taught, before, *BEFORE[:3], paragraph(LOST[:-1] + " unless the host objects."))
    assert found.reworded[0].now == "The desk then blocks it unless the host objects."


def test_what_is_only_the_beginning_of_a_longer_item_now_is_another_item() -> None:
    before = build(heading("Doors"), paragraph("You must:"), item("close the door"), item("lock the safe"))
    taught = teaching(before, "close the door")
    longer = (item("close the door unless it is hot"), item("lock the safe"))
    found = traced(taught, before, heading("Doors"), paragraph("You must:"), *longer)
    assert found.reworded == (Reworded("close the door", "close the door unless it is hot"),)


def test_a_section_that_changed_places_stands() -> None:
    before = build(*BEFORE)
    taught = teaching(before, "Report a lost badge within 24 hours.")
    after = build(*BEFORE[2:], *BEFORE[:2])
    found = trace(taught, Alignment(before, after))
    assert found.stands
    assert rests(after, found.micro_module)
    other = trace(teaching(before, "A visitor must wear a badge at all times."), Alignment(before, after))
    assert other.stands
    assert rests(after, other.micro_module)


def test_a_paragraph_split_in_two_still_says_the_same() -> None:
    before = build(*BEFORE)
    taught = teaching(before, "Report a lost badge within 24 hours.", "The desk then blocks it.")
    after = build(*BEFORE[:3], paragraph("Report a lost badge within 24 hours."), paragraph("The desk then blocks it."))
    found = trace(taught, Alignment(before, after))
    assert found.stands
    assert rests(after, found.micro_module)
    assert found.micro_module.blocks == (BlockId("b4"), BlockId("b5"))


def test_the_items_of_a_list_fall_with_its_lead_in() -> None:
    before = build(heading("Doors"), paragraph("You must:"), item("Close the door."), item("Lock the safe."))
    taught = teaching(before, "Close the door.")
    stands = traced(taught, before, heading("Doors"), paragraph("You must:"), item("Close the door."), item("Go home."))
    assert stands.stands
    found = traced(
        taught, before, heading("Doors"), paragraph("You need not:"), item("Close the door."), item("Lock the safe.")
    )
    assert found.reworded == (Reworded("You must:", "You need not:"),)


def test_a_row_of_a_table_stands_while_its_own_cells_and_the_heads_do() -> None:
    rows = (("Priority", "Answer within"), ("P1", "1 hour"), ("P2", "4 hours"))
    before = build(heading("Incidents"), table(*rows))
    taught = teaching(before, "P1 | 1 hour")
    changed_elsewhere = (rows[0], rows[1], ("P2", "8 hours"))
    assert traced(taught, before, heading("Incidents"), table(*changed_elsewhere)).stands
    other_head = (("Priority", "Solve within"), *rows[1:])
    assert not traced(taught, before, heading("Incidents"), table(*other_head)).stands
    changed = (rows[0], ("P1", "2 hours"), rows[2])
    found = traced(taught, before, heading("Incidents"), table(*changed))
    assert found.reworded == (Reworded("P1 | 1 hour", "P1 | 2 hours"),)


def test_an_option_that_may_have_become_true_touches_its_item() -> None:
    before = build(*BEFORE)
    asked = asking(before, "i1", "for 30 days", other="within 24 hours")
    taught = teaching(before, "The host keeps the visitor log for 30 days.", items=(asked,))
    found = traced(taught, before, *BEFORE[:3], paragraph(LOST.replace("24 hours", "30 days")))
    assert found.items == {"i1"}


def test_what_is_new_beside_it_is_told_and_does_not_touch_it() -> None:
    before = build(*BEFORE)
    taught = teaching(before, "Report a lost badge within 24 hours.", "The desk then blocks it.")
    found = traced(taught, before, *BEFORE, paragraph("A contractor reports it to the foreman."))
    assert found.stands
    assert found.added == ("A contractor reports it to the foreman.",)
    other = teaching(before, "A visitor must wear a badge at all times.")
    assert traced(other, before, *BEFORE, paragraph("A contractor reports it to the foreman.")).added == ()


def test_another_heading_is_told_and_another_number_before_it_is_not() -> None:
    before = build(heading("3.1 Lost badges"), paragraph(LOST))
    taught = teaching(before, "The desk then blocks it.")
    assert traced(taught, before, heading("3.2 Lost badges"), paragraph(LOST)).added == ()
    renamed = traced(taught, before, heading("3.1 Stolen badges"), paragraph(LOST))
    assert renamed.stands
    assert renamed.added[0] == "Stolen badges"


def test_of_what_was_cut_nothing_is_left() -> None:
    before = build(*BEFORE)
    found = traced(teaching(before, "Report a lost badge within 24 hours."), before, *BEFORE[:2])
    assert found.is_gone
    assert found.reworded == (Reworded("Report a lost badge within 24 hours.", None),)


def test_without_what_was_lost_all_that_is_left_rests_on_the_new_text() -> None:
    before = build(*BEFORE)
    lost, kept = asking(before, "i1", "within 24 hours"), asking(before, "i2", "The desk then blocks it.")
    taught = teaching(
        before, "Report a lost badge within 24 hours.", "The desk then blocks it.", items=(lost,), bank=(kept,)
    )
    after = build(*BEFORE[:3], paragraph(LOST.replace("24", "48")))
    left = without_lost(trace(taught, Alignment(before, after)))
    assert [part.text for part in left.body] == ["The desk then blocks it."]
    assert ([one.id for one in left.items], left.bank, left.key_points) == (["i2"], (), ())
    assert rests(after, left)


def test_micro_modules_are_paired_by_what_they_are_made_of() -> None:
    before = build(*BEFORE)
    first = teaching(before, "A visitor must wear a badge at all times.")
    second = teaching(before, "Report a lost badge within 24 hours.")
    alignment = Alignment(before, before)
    drafted = [replace(second, title="Losing it"), replace(first, title="Wearing it")]
    assert pair([trace(first, alignment), trace(second, alignment)], drafted) == {0: 1, 1: 0}
    assert pair([trace(first, alignment)], drafted[:1]) == {}


def test_only_the_same_question_keeps_its_id() -> None:
    before = build(*BEFORE)
    same, other = asking(before, "i1", "within 24 hours"), asking(before, "i2", "for 30 days")
    was = teaching(before, "Report a lost badge within 24 hours.", items=(same,), bank=(other,))
    changed = replace(other, id="n1", options=(replace(other.options[0], text="left"), other.options[1]))
    now = teaching(
        before,
        "Report a lost badge within 24 hours.",
        items=(changed, replace(same, id="n2")),
        bank=(replace(same, id="n3"),),
    )
    kept = keep_item_ids(was, now)
    assert [one.id for one in (*kept.items, *kept.bank)] == ["n1", "i1", "n3"]


def test_what_an_earlier_version_lost_does_not_stand_by_itself_in_the_next_and_stands_when_it_comes_back() -> None:
    before = build(*BEFORE)
    second = build(*BEFORE[:3], paragraph(LOST.replace("24", "48")))
    lost = trace(teaching(before, "Report a lost badge within 24 hours."), Alignment(before, second)).micro_module
    third = build(*BEFORE[:3], paragraph(LOST.replace("24", "48")), paragraph("The desk opens at 8."))
    assert not trace(lost, Alignment(second, third)).stands
    again = trace(lost, Alignment(second, before))
    assert again.stands
    assert rests(before, again.micro_module)
