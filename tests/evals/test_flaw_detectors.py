"""Each of the 19 flaws is seen in an item that has it, and none in the item they are made from."""

from __future__ import annotations

import pytest

from tests.evals.draft_file import Item, Option, Pair, draft_file
from tests.evals.flaws import FLAWS, flaws_of
from tests.evals.sample_draft import sample_draft
from tests.evals.source import Source

STEM = "What do leather gloves protect against?"
TEXTS = ("oils and most solvents", "sparks and heat", "infection", "*sharp edges")


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(draft_file(sample_draft()))


def question(stem: str = STEM, texts: tuple[str, ...] = TEXTS, kind: str = "multiple_choice") -> Item:
    options = tuple(
        Option(id="abcdef"[place], text=text.removeprefix("*"), correct=text.startswith("*"), rationale="why")
        for place, text in enumerate(texts)
    )
    return Item(id="i", type=kind, stem=stem, options=options)


def last(text: str) -> tuple[str, ...]:
    return (*TEXTS[1:], text)


FLAWED: dict[str, Item] = {
    "ambiguous or unclear": question("What does this protect against?"),
    "implausible distractor": question(texts=last("purple unicorns")),
    "none of the above": question(texts=last("none of the above")),
    "longest option is the key": question(
        texts=("heat", "sparks", "infection", "*sharp edges of sheet metal and of broken glass")
    ),
    "gratuitous information in the stem": question("Gloves come in pairs. They have cuffs. They are worn. " + STEM),
    "true/false statements as options": question("Which of the following statements is true?"),
    "convergence cue": question(texts=("edges", "sharp", "infection", "*sharp edges")),
    "logical cue in the stem": question("Which gloves give protective cover?", ("oil", "*protection", "heat", "spark")),
    "all of the above": question(texts=last("all of the above")),
    "gap at the beginning or in the middle": question("____ gloves protect against sharp edges.", (), "cloze"),
    "absolute term": question(texts=last("edges that are always sharp")),
    "word repeated in stem and key": question(texts=("oils", "sparks", "infection", "*leather tears")),
    "unfocused stem": question("Leather gloves"),
    "complex or K-type": question(texts=last("both a and b")),
    "grammatical cue": question(texts=("Touch oil.", "Touch sparks.", "Touch heat.", "*sharp edges")),
    "lost sequence": question(
        "How often must nitrile gloves be replaced?", ("*30 minutes", "10 minutes", "60 minutes", "5 minutes")
    ),
    "vague term": question(texts=last("edges that are usually sharp")),
    "more than one key": question(texts=("sharp edge", "sparks and heat", "infection", "*sharp edges")),
    "negative stem": question("Which danger do leather gloves not protect against?"),
}


def test_the_sound_item_has_no_flaw(source: Source) -> None:
    assert list(flaws_of(source, question())) == []


def test_there_are_nineteen_flaws_and_an_example_of_each() -> None:
    assert len(FLAWS) == 19
    assert set(FLAWED) == set(FLAWS)


@pytest.mark.parametrize("flaw", FLAWS)
def test_the_flaw_is_seen(flaw: str, source: Source) -> None:
    assert flaw in list(flaws_of(source, FLAWED[flaw]))


def test_a_negation_in_a_condition_is_no_negative_stem(source: Source) -> None:
    assert list(flaws_of(source, question("What do leather gloves protect against when nobody is near?"))) == []


def test_a_pair_that_shares_a_word_gives_itself_away(source: Source) -> None:
    pairs = (Pair(left="leather gloves", right="leather cut to size"), Pair(left="pads", right="soak up liquid"))
    matching = question(texts=(), kind="matching").model_copy(update={"pairs": pairs})
    assert "word repeated in stem and key" in list(flaws_of(source, matching))
