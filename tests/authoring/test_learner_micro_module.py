"""What a learner reads: steps carry the numbers that the document gives them."""

from __future__ import annotations

from authoring.learner_micro_module import step_numbers
from authoring.types import BlockId, BodyKind, BodyPart, Citation, Span

NUMBERS = {BlockId("b2"): 1, BlockId("b3"): 2}


def a_part(text: str, block: str, kind: BodyKind = BodyKind.LIST_ITEM) -> BodyPart:
    return BodyPart(text, kind, (Citation(BlockId(block), Span(0, len(text)), text),))


def test_steps_are_numbered_as_in_the_document_and_nothing_else_is() -> None:
    body = (a_part("Sign in.", "b2"), a_part("Take a badge.", "b3"), a_part("Cups", "b9"))
    assert step_numbers(body, NUMBERS) == (1, 2, None)


def test_the_second_sentence_of_a_step_is_no_step_of_its_own() -> None:
    body = (a_part("Sign in.", "b2"), a_part("Use a pen.", "b2"), a_part("Take a badge.", "b3"))
    assert step_numbers(body, NUMBERS) == (1, None, 2)


def test_a_paragraph_that_cites_a_step_is_none() -> None:
    assert step_numbers((a_part("Sign in.", "b2", BodyKind.PARAGRAPH),), NUMBERS) == (None,)
