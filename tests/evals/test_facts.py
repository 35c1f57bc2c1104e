"""Numbers, units, names, negations and modals are read off a text as a person would."""

from __future__ import annotations

import pytest

from tests.evals.facts import Modality, Quantity, dates, limits, modalities, names, negations, quantities
from tests.evals.grounding import altered, invented
from tests.evals.wording import content_lemmas, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("within 10 minutes", {Quantity(10.0, "minute")}),
        ("thirty-day notice", {Quantity(30.0, "day")}),
        ("1,300,000 iterations", {Quantity(1300000.0, None)}),
        ("two working hours", {Quantity(2.0, "working hour")}),
        ("5 business days, not 5 calendar days", {Quantity(5.0, "working day"), Quantity(5.0, "calendar day")}),
        ("99.9 % of calls", {Quantity(99.9, "%")}),
        ("a SEV-2 under section 3.1.4", set()),
    ],
)
def test_amounts_are_read_with_their_units(text: str, found: set[Quantity]) -> None:
    assert quantities(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Verifiers SHALL NOT store it.", {Modality("must", negated=True)}),
        ("It is not required.", {Modality("must", negated=True)}),
        ("You can't, but they may.", {Modality("may", negated=True), Modality("may", negated=False)}),
        ("Non deve superare il limite.", {Modality("must", negated=True)}),
        ("On 5 May 2024 it ended.", set()),
    ],
)
def test_modals_are_read_by_class_and_negation(text: str, found: set[Modality]) -> None:
    assert modalities(text) == found


def test_names_dates_limits_and_negations() -> None:
    assert names("Ask the Incident Commander about AAL2.") == {"incident", "commander", "aal2"}
    assert dates("It was signed on 5 May 2024.") == {"5 may 2024"}
    assert limits("at least 8 and up to 64 characters") == {"minimum", "maximum"}
    assert negations("Nobody must not ask, never.") == 3


def test_what_a_claim_invents_is_named() -> None:
    cited = "Reports must reach Anna Weber within 3 days."
    assert invented("Reports must reach Anna Weber within 3 days.", cited) == ""
    assert "number" in invented("Reports must reach Anna Weber within 4 days.", cited)
    assert "number" in invented("Reports must reach Anna Weber within 3 weeks.", cited)
    assert "name" in invented("Reports must reach the Bremen office.", cited)
    assert "modal" in invented("Reports should reach her.", cited)
    assert "limit" in invented("Reports must take at least 3 days.", cited)


def test_what_a_claim_drops_of_its_sentence_is_named() -> None:
    cited = "Gloves must not be worn at rotating machines. They may be washed."
    assert altered("Gloves must not be worn at rotating machines.", cited) == ""
    assert "negation" in altered("Gloves must be worn at rotating machines.", cited)
    assert "modal" in altered("They must be washed.", cited)


def test_forms_of_one_word_meet_and_abbreviations_end_no_sentence() -> None:
    assert content_lemmas("The verifiers are required") == content_lemmas("A verifier requires")
    assert sentences("Use pads, e.g. grey ones. Then leave.") == ("Use pads, e.g. grey ones.", "Then leave.")
