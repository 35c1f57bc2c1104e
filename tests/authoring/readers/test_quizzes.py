"""Quizzes that a document holds, in whichever way it marks the right answer."""

from __future__ import annotations

import pytest

from authoring.readers.finish import finish
from authoring.readers.markdown import read_markdown
from authoring.readers.reading import RawBlock, ReadLimits
from authoring.types import BlockRole

RIGHT = ["Red", "Green", "Blue"]


def finished(source: str) -> list[RawBlock]:
    reading = read_markdown(source.encode(), ReadLimits())
    finish(reading, ReadLimits())
    return reading.blocks


@pytest.mark.parametrize(
    "source",
    [
        "Which colour stops you?\n\n- [x] Red\n- [ ] Green\n- [ ] Blue\n",
        "Which colour stops you?\n\na) Red\n\nb) Green\n\nc) Blue\n\nAnswer: a\n",
        "Which colour stops you?\nA. Red\nB. Green\nC. Blue\nCorrect answer: A\n",
        "Which colour stops you?\n\n- Red\n- Green\n- Blue\n\nAnswer: 1\n",
        "Which colour stops you?\n\na) Red *\n\nb) Green\n\nc) Blue\n",
        "Which colour stops you?\n\na) **Red**\n\nb) Green\n\nc) Blue\n",
        "## Quiz\n\nThe colour that stops you is:\n\n- **Red**\n- Green\n- Blue\n",
        "## Verifica\n\nWhich colour stops you?\n\n- Red ✓\n- Green\n- Blue\n",
        "Quale colore ferma?\n\na) Red\n\nb) Green\n\nc) Blue\n\nRisposta corretta: a\n",
    ],
)
def test_options_know_whether_they_are_marked_right(source: str) -> None:
    options = [b for b in finished(source) if b.marked_correct is not None]

    assert [(b.text, b.marked_correct, b.role) for b in options] == [
        (colour, colour == "Red", BlockRole.QUIZ) for colour in RIGHT
    ]
    assert len({b.list_id for b in options}) == 1


def test_the_question_and_the_answer_line_belong_to_the_quiz() -> None:
    blocks = finished("Which colour stops you?\n\na) Red\n\nb) Green\n\nAnswer: a\n\nDrive on.\n")

    assert [b.role for b in blocks] == [BlockRole.QUIZ] * 4 + [BlockRole.BODY]


def test_a_quizzes_heading_its_introduction_and_its_numbering_are_no_teaching_text() -> None:
    source = "## Knowledge check\n\nTick one.\n\nQuestion 1. Is red stop?\n\n- [x] Yes\n- [ ] No\n\nDrive on.\n"

    blocks = finished(source)

    assert [(b.text, b.role) for b in blocks if b.role is BlockRole.BODY] == [("Drive on.", BlockRole.BODY)]
    assert blocks[2].text == "Is red stop?"


@pytest.mark.parametrize(
    "source",
    [
        "To do:\n\n- [x] Paint\n- [ ] Sweep\n",
        "Why does it matter?\n\n- It saves time.\n- It saves money.\n",
        "What may happen?\n\n- **Fire** spreads.\n- **Smoke** rises.\n",
    ],
)
def test_ordinary_lists_are_no_quiz(source: str) -> None:
    assert all(b.role is BlockRole.BODY and b.marked_correct is None for b in finished(source))
