"""What cannot stand alone, is not cited, or might be true, does not become an item."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.filters import (
    fitting_distractors,
    follows_from,
    has_loose_pronoun,
    is_exclusive,
    missing_from_citations,
    stands_alone,
    stem_stands_alone,
)
from authoring.types import BlockId, ItemType
from tests.support.documents import evidence_of, heading, paragraph

EVIDENCE = evidence_of(
    heading("Waste"),
    paragraph("Paper goes into the blue bin. Glass goes into the green bin. Oil goes into the red drum."),
    paragraph("Paper from the office may also go into the grey sack. Batteries go into the yellow box."),
)


def span_of(words: str):  # type: ignore[no-untyped-def]  # a span of the document text
    start = EVIDENCE.text.index(words)
    return EVIDENCE.document.blocks[0].span._replace(start=start, end=start + len(words))


def a_candidate(**parts: object) -> Candidate:
    values: dict[str, object] = {
        "pattern": "P3",
        "type": ItemType.MULTIPLE_CHOICE,
        "stem": "Where does paper go?",
        "citations": (EVIDENCE.cite(EVIDENCE.sentences(BlockId("b2"))[0].span),),
        "keys": (Choice("the blue bin", span_of("the blue bin")),),
        "subject": "paper",
    }
    return Candidate(**(values | parts))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    "text",
    [
        "This applies to all staff",
        "They wear gloves",
        "Such waste is burnt",
        "Follow the steps above",
        "The rule in section 4.2 applies",
        "See the next chapter",
        "Burn such paper",
        "Send it (by mail",
        "Read https://example.org first",
    ],
)
def test_a_text_that_points_elsewhere_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    ["Paper goes into the blue bin", "Wet items are kept apart", "Keep it below 5 °C", "Two people lift the drum"],
)
def test_a_plain_statement_stands_alone(text: str) -> None:
    assert stands_alone(text)


def test_a_pronoun_needs_something_named_before_it() -> None:
    assert has_loose_pronoun("wipe it with a cloth", "en")
    assert not has_loose_pronoun("drain the oil drum and wipe it", "en")


def test_the_fixed_words_of_a_question_are_no_pointing() -> None:
    assert stem_stands_alone("The lid of one drum is cracked. Which level is this?", "en")
    assert stem_stands_alone("Whose job is it to drain the drum?", "en")
    assert not stem_stands_alone("word " * 36, "en")


def test_a_key_outside_the_cited_text_is_missing() -> None:
    assert missing_from_citations(a_candidate(), "en") == ()
    other = a_candidate(keys=(Choice("the red drum", span_of("the red drum")),))
    assert missing_from_citations(other, "en") == ("the red drum",)


def test_a_number_of_the_stem_has_to_be_cited() -> None:
    assert "7" in missing_from_citations(a_candidate(stem="Where do 7 bags of paper go?"), "en")


def test_words_follow_by_lemma() -> None:
    assert follows_from("paper bins", "Paper goes into the blue bin.", "en")
    assert not follows_from("glass bins", "Paper goes into the blue bin.", "en")


def test_a_distractor_that_another_sentence_makes_true_is_refused() -> None:
    also_true = Choice("the grey sack", span_of("the grey sack"))
    wrong = Choice("the green bin", span_of("the green bin"))
    assert not is_exclusive(EVIDENCE, a_candidate(), also_true, "en")
    assert is_exclusive(EVIDENCE, a_candidate(), wrong, "en")
    assert fitting_distractors(EVIDENCE, a_candidate(distractors=(also_true, wrong)), "en") == (wrong,)


def test_a_twin_may_stand_in_the_same_sentence() -> None:
    twin = Choice("the grey sack", span_of("the grey sack"), Rung.TWIN)
    assert is_exclusive(EVIDENCE, a_candidate(), twin, "en")
