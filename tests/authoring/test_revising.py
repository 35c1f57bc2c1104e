"""The micro-modules of the next version: nothing taught twice, whatever the new draft's segments are."""

from __future__ import annotations

from dataclasses import replace

from authoring.alignment import Alignment
from authoring.revising import Effect, Kept, revise
from authoring.types import Document, MicroModule
from tests.authoring.test_impact import BADGES, BEFORE, LOST, teaching
from tests.support.documents import build, paragraph

WEAR, KEEP = "A visitor must wear a badge at all times.", "The host keeps the visitor log for 30 days."
REPORT, BLOCK = "Report a lost badge within 24 hours.", "The desk then blocks it."


def kept(micro_module: MicroModule, before: Document, after: Document, *, is_edited: bool = False) -> Kept:
    return Kept(micro_module, Alignment(before, after), is_edited)


def effects(before: Document, after: Document, old: list[MicroModule], new: list[MicroModule]) -> list[Effect]:
    return [one.effect for one in revise([kept(one, before, after) for one in old], after, new)]


def test_a_segment_that_the_new_draft_splits_stays_one() -> None:
    before = build(*BEFORE)
    after = build(*BEFORE)
    whole = teaching(before, WEAR, REPORT)
    parts = [teaching(after, WEAR), replace(teaching(after, REPORT), id="m2")]
    assert effects(before, after, [whole], parts) == [Effect.UNCHANGED]


def test_a_draft_that_joins_two_takes_the_place_of_neither() -> None:
    before = build(*BEFORE)
    after = build(*BEFORE[:3], paragraph(LOST.replace("24", "48")))
    old = [teaching(before, WEAR), replace(teaching(before, REPORT, BLOCK), id="m2")]
    joined = teaching(after, WEAR, "Report a lost badge within 48 hours.", BLOCK)
    first, second = revise([kept(one, before, after) for one in old], after, [joined])
    assert (first.effect, second.effect) == (Effect.UNCHANGED, Effect.CHANGED)
    assert [part.text for part in second.micro_module.body] == [BLOCK]


def test_what_is_drafted_from_blocks_of_nobodys_is_new() -> None:
    before = build(*BEFORE[:2])
    after = build(*BEFORE)
    old = [teaching(before, WEAR)]
    new = [teaching(after, WEAR), replace(teaching(after, REPORT), id="m2")]
    assert effects(before, after, old, new) == [Effect.UNCHANGED, Effect.ADDED]


def test_of_a_draft_that_others_teach_in_part_only_the_rest_is_new() -> None:
    before = build(*BEFORE[:2])
    after = build(*BEFORE)
    joined = teaching(after, WEAR, KEEP, REPORT, BLOCK)
    (stands, added) = revise([kept(teaching(before, WEAR, KEEP), before, after)], after, [joined])
    assert (stands.effect, added.effect) == (Effect.UNCHANGED, Effect.ADDED)
    assert [part.text for part in added.micro_module.body] == [REPORT, BLOCK]
    assert set(added.micro_module.blocks).isdisjoint(stands.micro_module.blocks)


def test_a_sentence_that_is_told_beside_a_micro_module_makes_no_other_one() -> None:
    before = build(*BEFORE)
    new = "A contractor reports a lost badge to the foreman and to the control room within the same hour."
    after = build(*BEFORE, paragraph(new))
    old = kept(teaching(before, REPORT, BLOCK), before, after)
    joined = teaching(after, REPORT, BLOCK, new)
    reworded = replace(
        joined.body[2], text="Contractors too must report it within the hour, to both of them, in person."
    )
    (one,) = revise([old], after, [replace(joined, body=(*joined.body[:2], reworded))])
    assert (one.effect, one.traced.added if one.traced else ()) == (Effect.EXTENDED, (new,))


def test_the_text_of_a_person_is_never_written_over() -> None:
    before = build(*BEFORE)
    after = build(*BEFORE[:3], paragraph(LOST.replace("24", "48")))
    edited = replace(teaching(before, REPORT), title="By us")
    redraft = teaching(after, "Report a lost badge within 48 hours.")
    (one,) = revise([kept(edited, before, after, is_edited=True)], after, [redraft])
    assert (one.effect, one.micro_module.title) == (Effect.CHANGED, "By us")
    assert one.micro_module.body[0].text == REPORT
    (one,) = revise([kept(edited, before, after)], after, [redraft])
    assert one.micro_module.body[0].text == "Report a lost badge within 48 hours."
    assert BADGES in after.text
