"""Sentences are cut at their clause borders, and those that hang on their neighbours are refused."""

from __future__ import annotations

import pytest

from authoring.extractive.clauses import Clause, parse_clause
from authoring.extractive.modals import Modality
from authoring.extractive.pieces import shown


def parsed(text: str) -> Clause:
    clause = parse_clause(text, 0)
    assert clause is not None
    return clause


def test_a_rule_gives_subject_modality_and_predicate() -> None:
    clause = parsed("Drivers SHALL check the lashing points before departure.")
    assert clause.subject is not None
    assert (clause.subject.text, clause.modality) == ("Drivers", Modality.MUST)
    assert clause.predicate.text == "check the lashing points before departure"


def test_an_opening_condition_is_kept_apart_from_the_main_clause() -> None:
    clause = parsed("If the seal is broken, the clerk must refuse the parcel.")
    assert clause.opening is not None
    assert clause.opening.text == "If the seal is broken"
    assert clause.predicate.text == "refuse the parcel"


def test_commas_inside_a_condition_do_not_end_it() -> None:
    clause = parsed("When a parcel is wet, torn or open, the clerk should call the depot.")
    assert clause.opening is not None
    assert clause.opening.text == "When a parcel is wet, torn or open"


def test_trailing_condition_exception_and_reason_are_cut_off() -> None:
    condition = parsed("Clerks must weigh the parcel again if the label is missing.")
    exception = parsed("Clerks must weigh every parcel unless it is a letter.")
    reason = parsed("Clerks must weigh every parcel because the belt has a limit.")
    assert condition.condition is not None
    assert condition.condition.text == "if the label is missing"
    assert exception.exception is not None
    assert exception.exception.text == "unless it is a letter"
    assert reason.reason is not None
    assert reason.predicate.text == "weigh every parcel"


def test_an_order_has_no_subject_and_a_negative_order_forbids() -> None:
    assert parsed("Wear gloves on the ramp.").modality is Modality.ORDER
    assert parsed("Do not lift parcels over the shoulder.").modality is Modality.ORDER_NOT
    assert parsed("Never leave the ramp open.").predicate.text == "leave the ramp open"


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Drivers may swap their shifts in writing.", Modality.MAY),
        ("Drivers may not swap their shifts by phone.", Modality.MAY_NOT),
        ("Drivers should not park on the ramp.", Modality.SHOULD_NOT),
        ("Drivers are required to lock the cabin.", Modality.MUST),
        ("Drivers cannot see behind the trailer.", Modality.MAY_NOT),
    ],
)
def test_modal_classes_are_told_apart(text: str, modality: Modality) -> None:
    assert parsed(text).modality is modality


@pytest.mark.parametrize(
    "text",
    [
        "This must be done before departure by the driver.",
        "However, drivers must check the seal twice.",
        "They must check the seal before departure.",
        "For example, drivers must check the seal twice.",
    ],
)
def test_a_sentence_that_hangs_on_the_one_before_is_refused(text: str) -> None:
    assert parse_clause(text, 0) is None


def test_a_statement_that_opens_like_an_order_is_none() -> None:
    clause = parsed("Hand scanners are returned to the rack within one hour.")
    assert clause.modality is Modality.NONE
    assert clause.subject is not None


def test_a_cross_reference_at_the_end_is_dropped_and_spans_stay_true() -> None:
    text = "Drivers must lock the cabin as described in Section 4.2."
    clause = parse_clause(text, 100)
    assert clause is not None
    assert clause.predicate.text == "lock the cabin"
    assert text[clause.predicate.span.start - 100 : clause.predicate.span.end - 100] == "lock the cabin"


def test_requirement_words_are_shown_small_and_asides_dropped() -> None:
    assert shown("A key SHALL NOT be shared (e.g., by mail) [REF 12]") == "A key must not be shared"


def test_an_aside_with_a_number_stays() -> None:
    assert shown("a key (see the list of 12 keys)") == "a key (see the list of 12 keys)"
