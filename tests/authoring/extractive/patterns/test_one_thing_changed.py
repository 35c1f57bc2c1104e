"""P21 shows a limit as it stands or with another value of the document, one as often as the other."""

from __future__ import annotations

from collections import Counter

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.one_thing_changed import find
from tests.support.documents import Part, evidence_of, heading, paragraph

LIMITS = (
    paragraph("Damaged parcels must be reported to the depot within 24 hours."),
    paragraph("Lost scanners must be replaced by the shift lead within 12 hours."),
    paragraph("Cold goods must leave the open ramp within 6 hours."),
    paragraph("Gate records must be signed by the guard within 48 hours."),
    paragraph("Customer calls must be returned by an agent within 36 hours."),
)


def candidates(*parts: Part) -> list[Candidate]:
    evidence = evidence_of(*parts)
    return list(find(evidence, evidence.segments[0]))


def test_true_and_false_are_one_to_one() -> None:
    counts = Counter(candidate.keys[0].text for candidate in candidates(heading("Depots"), *LIMITS))
    assert counts == {"True": 2, "False": 2}


def test_a_false_statement_differs_in_its_number_and_cites_where_that_stands() -> None:
    false = [candidate for candidate in candidates(heading("Depots"), *LIMITS) if candidate.keys[0].text == "False"]
    for candidate in false:
        own, other = candidate.citations[0].quote, candidate.citations[-1].quote
        number = next(word for word in candidate.stem.split() if word.isdigit())
        assert number not in own.split()
        assert number in other.split()
        assert candidate.stem.replace(number, "N") == own.replace(candidate.rationale.split()[3], "N")


def test_a_true_statement_is_the_rule_itself() -> None:
    true = [candidate for candidate in candidates(heading("Depots"), *LIMITS) if candidate.keys[0].text == "True"]
    assert all(candidate.stem == candidate.citations[0].quote for candidate in true)


def test_a_value_that_the_rule_implies_does_not_make_it_false() -> None:
    found = candidates(
        heading("Depots"),
        paragraph("Access codes must have at least 8 characters."),
        paragraph("Gate passwords must have at least 6 characters."),
    )
    assert [candidate.stem for candidate in found] == ["Gate passwords must have at least 8 characters."]


def test_a_limit_without_rival_makes_no_statement() -> None:
    assert candidates(heading("Depots"), LIMITS[0]) == []
