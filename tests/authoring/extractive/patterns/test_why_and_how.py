"""P14, P27 and P28 ask for what hangs on a rule: its purpose, its means, the situation it belongs to."""

from __future__ import annotations

import pytest

from authoring.extractive.candidates import Candidate, Find
from authoring.extractive.patterns import how, in_which_situation, why
from tests.support.documents import Part, evidence_of, heading, paragraph

PURPOSES = (
    "Night trucks must be parked under the lamps to prevent theft of the cargo.",
    "Seals should be numbered twice to detect a swapped trailer.",
    "Ramps are salted at dusk in order to avoid falls on black ice.",
)
MEANS = (
    "Waste film must be removed by cutting the strap at both ends.",
    "Route plans are checked by comparing the tour list with the map.",
    "Cold rooms should be cooled by opening the valve behind the door.",
)
SITUATIONS = (
    "If the belt runs empty, call the line leader by radio.",
    "If the scanner shows a red light, restart the unit at the rack.",
    "When the gate alarm rings, close the ramp to all traffic.",
)


def candidates(find: Find, *texts: str) -> list[Candidate]:
    parts: list[Part] = [heading("Parcels"), *(paragraph(text) for text in texts)]
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_a_purpose_is_asked_for_with_the_modal_in_front() -> None:
    found = candidates(why.find, "Empty cages must be locked at noon to keep the aisle free of traffic.", *PURPOSES)
    first = found[0]
    assert first.stem == "Why must empty cages be locked at noon?"
    assert first.keys[0].text == "to keep the aisle free of traffic"
    assert {choice.text for choice in first.distractors} == {
        "to prevent theft of the cargo",
        "to detect a swapped trailer",
        "to avoid falls on black ice",
    }


def test_an_infinitive_that_completes_its_verb_is_no_purpose() -> None:
    text = "Empty cages must be designed to keep the aisle free of traffic."
    assert not [c for c in candidates(why.find, text, *PURPOSES) if "cages" in c.stem]


def test_a_means_is_asked_for_with_how() -> None:
    found = candidates(how.find, "Damaged parcels must be closed by wrapping two layers of film around them.", *MEANS)
    assert "How must waste film be removed?" in {candidate.stem for candidate in found}
    assert not [c for c in found if "Damaged" in c.stem]  # "them" would find no noun among the options


def test_a_situation_is_asked_for_without_its_conjunction() -> None:
    found = candidates(in_which_situation.find, "If a seal is broken, the clerk must weigh the pallet.", *SITUATIONS)
    first = found[0]
    assert first.stem == "Parcels: in which situation must the clerk weigh the pallet?"
    assert first.keys[0].text == "a seal is broken"
    assert "the gate alarm rings" in {choice.text for choice in first.distractors}


@pytest.mark.parametrize(
    "text",
    [
        "If possible, the clerk must weigh the pallet.",
        "If it is broken, the clerk must weigh the pallet.",
        "If a seal is broken, this must be written down.",
        "If you want to go home, weigh the pallet first.",
    ],
)
def test_idle_and_dangling_situations_are_refused(text: str) -> None:
    keys = [c.keys[0].span for c in candidates(in_which_situation.find, text, *SITUATIONS)]
    opening = len("Parcels\n") + len(text)
    assert all(span is not None and span.start > opening for span in keys)


def test_two_rivals_give_three_options_and_one_gives_none() -> None:
    text = "If a seal is broken, the clerk must weigh the pallet."
    assert {c.needed_distractors for c in candidates(in_which_situation.find, text, *SITUATIONS[:2])} == {2}
    assert not candidates(in_which_situation.find, text, SITUATIONS[0])


def test_a_purpose_in_a_sentence_that_cannot_be_asked_may_be_a_wrong_answer() -> None:
    told = "The old depot keeps spare lamps in a crate to reduce delays at night."
    found = candidates(
        why.find, "Empty cages must be locked at noon to keep the aisle free of traffic.", told, PURPOSES[0]
    )
    assert "to reduce delays at night" in {choice.text for choice in found[0].distractors}
    assert not [candidate for candidate in found if "depot" in candidate.stem]
