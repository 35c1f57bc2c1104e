"""A requirement without a modal is cut into subject and verb, or refused where its verb is not sure."""

from __future__ import annotations

import pytest

from authoring.extractive.stated_clauses import stated_clause


@pytest.mark.parametrize(
    ("text", "subject", "predicate"),
    [
        ("the gate reader rejects copied cards.", "the gate reader", "rejects copied cards"),
        ("the depot only stores sealed parcels.", "the depot", "only stores sealed parcels"),
        ("the reader does not accept expired cards.", "the reader", "does not accept expired cards"),
        ("gate readers validate the expiry date.", "gate readers", "validate the expiry date"),
    ],
)
def test_the_verb_parts_subject_and_predicate(text: str, subject: str, predicate: str) -> None:
    clause = stated_clause(text, 0)
    assert clause is not None
    assert clause.subject is not None
    assert (clause.subject.text, clause.predicate.text) == (subject, predicate)


def test_a_trailing_exception_is_cut_off() -> None:
    clause = stated_clause("the gate reader rejects copied cards unless a guard is present.", 10)
    assert clause is not None
    assert clause.exception is not None
    assert clause.exception.text == "unless a guard is present"
    assert clause.exception.span.start == 10 + len("the gate reader rejects copied cards ")


@pytest.mark.parametrize(
    "text",
    [
        "it rejects copied cards.",
        "the gate reader.",
        "the gate reader rejects copied cards and that guards are called.",
    ],
)
def test_pronouns_missing_verbs_and_second_halves_are_refused(text: str) -> None:
    assert stated_clause(text, 0) is None
