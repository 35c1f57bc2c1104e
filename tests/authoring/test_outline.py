"""The author's word on sections, and the coverage that follows from it."""

from __future__ import annotations

from authoring.outline import SectionChoice, TaughtBlocks, cover, is_left_out, merge
from authoring.types import NotTaught

DRAFT = {
    "coverage": {
        "taught": ["b1", "b2", "b3"],
        "not_taught": [{"block": "b4", "reason": "too_short"}],
        "obligations_not_taught": ["b4"],
    }
}


def test_the_most_specific_choice_decides() -> None:
    choices = [SectionChoice(("Safety",), taught=False), SectionChoice(("Safety", "Fire"), taught=True)]
    assert is_left_out(("Safety", "Lifts"), choices)
    assert not is_left_out(("Safety", "Fire", "Doors"), choices)
    assert not is_left_out(("Travel",), choices)


def test_a_later_word_on_a_section_replaces_the_earlier() -> None:
    before = [SectionChoice(("A",), taught=False, reason="old"), SectionChoice(("B",), taught=False)]
    after = merge(before, [SectionChoice(("A",), taught=True)])
    assert after == (SectionChoice(("A",), taught=True), SectionChoice(("B",), taught=False))


def test_choices_survive_being_stored() -> None:
    choices = (SectionChoice(("A", "B"), taught=False, reason="site team"), SectionChoice(("C",), taught=True))
    assert SectionChoice.read_all(SectionChoice.write_all(choices)) == choices
    assert SectionChoice.read_all({}) == ()


def test_blocks_of_what_is_rejected_or_left_out_are_no_longer_taught() -> None:
    micro_modules = [
        TaughtBlocks("m1", ("A",), ("b1", "b2"), is_kept=True),
        TaughtBlocks("m2", ("B",), ("b2",), is_kept=True),
        TaughtBlocks("m3", ("C",), ("b3",), is_kept=False),
    ]
    covered = cover(DRAFT, micro_modules, [SectionChoice(("A",), taught=False)])
    assert covered.taught == {"b2": ["m2"]}
    assert {gap.block: gap.reason for gap in covered.not_taught} == {
        "b4": NotTaught.TOO_SHORT,
        "b1": NotTaught.LEFT_OUT,
        "b3": NotTaught.LEFT_OUT,
    }
    assert covered.obligations_not_taught == ("b4",)
