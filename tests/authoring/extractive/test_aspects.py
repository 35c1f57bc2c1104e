"""The questions that key points answer: lifted up to the answer, or none where the words would not fit."""

from __future__ import annotations

import pytest

from authoring.extractive.micro_modules.aspect_finders import clause_of
from authoring.extractive.micro_modules.subjects import acts
from tests.support.documents import evidence_of, paragraph

EVIDENCE = evidence_of(
    paragraph("A driver, drivers, the ramp and keys. Lost keys and passwords. The store holds keys.")
)
ASKED = {
    "A forklift is a truck that lifts pallets with two forks": "what a forklift is",
    "If the ramp is wet, wait for the lead": "what to do if the ramp is wet",
    "When a key is lost, the driver must call the store": "what the driver must do when a key is lost",
    "When a key is lost, the lock must be changed": "what must be done when a key is lost",
    "A lost key must be reported within 30 minutes": "how soon a lost key must be reported",
    "At level 2, drivers must be tested at least once a year": "how often drivers must be tested at level 2",
    "Passwords must have at least 14 characters": "how many characters passwords must have",
    "The ramp must be at least 6 metres long": "how long the ramp must be",
    "Only licensed drivers may move a truck": "who may move a truck",
    "The main purpose of the walk is to find bent racks": "the main purpose of the walk",
    "The store knows two kinds of keys: master keys; door keys": "the two kinds of keys",
    "Keys must be copied by using the machine in the store": "how keys must be copied",
    "Keys must be stored in the red box": "where keys must be stored",
    "The ramp is steep because lorries stand high": "why the ramp is steep",
    "Drivers must sound the horn at corners to prevent collisions": "why drivers must sound the horn at corners",
}
NOT_ASKED = (
    "If they are late, call the planner",  # who?
    "Drivers must lock the truck and return the key within 30 minutes",  # the limit may hold for the second alone
    "Ramps are swept in the evening",
    "It must be locked because thieves come",
)


@pytest.mark.parametrize(("text", "words"), ASKED.items())
def test_a_key_point_gives_its_question(text: str, words: str) -> None:
    found = clause_of(EVIDENCE, text)

    assert found is not None
    assert found.words == words


@pytest.mark.parametrize("text", NOT_ASKED)
def test_a_key_point_whose_words_do_not_fit_gives_none(text: str) -> None:
    assert clause_of(EVIDENCE, text) is None


@pytest.mark.parametrize(
    ("subject", "somebody"),
    [("the verifier", True), ("CSPs", True), ("the safety team", True), ("you", True), ("the salt", False)],
)
def test_somebody_is_told_from_something(subject: str, *, somebody: bool) -> None:
    assert acts(subject) is somebody
