"""P39 asks what a heading asks where the first sentence under it answers."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.answered_heading import find
from tests.support.documents import Part, evidence_of, heading, paragraph


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_the_heading_asks_and_the_first_sentence_answers() -> None:
    text = "A hot dock is a bay where trucks load with the engine off. It has a red lamp."
    (candidate,) = candidates(heading("What is a hot dock?"), paragraph(text))
    assert candidate.stem == "What is a hot dock?"
    assert [answer.value for answer in candidate.accepted_answers] == [
        "A hot dock is a bay where trucks load with the engine off"
    ]
    assert [citation.quote for citation in candidate.citations] == [text.partition(" It")[0], "What is a hot dock?"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("What is a hot dock?", "The lamps at the gate are red and blue at night."),  # speaks of something else
        ("What is a hot dock?", "It is a bay where trucks load at the hot dock."),  # hangs on the heading
        ("What is a hot dock?", "We load trucks at the hot dock with the engine off."),  # the speaker's own
        ("Hot docks", "A hot dock is a bay where trucks load with the engine off."),  # asks nothing
        ("Who created this hot dock?", "The hot dock was created by the yard team and two friends."),
    ],
)
def test_what_does_not_answer_is_not_asked(title: str, text: str) -> None:
    assert candidates(heading(title), paragraph(text)) == []
