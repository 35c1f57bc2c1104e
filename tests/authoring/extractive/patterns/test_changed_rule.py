"""P21 over rules: a ban as it stands or as a permission, a permission as it stands, an order changed; half are true."""

from __future__ import annotations

from collections import Counter

import pytest

from authoring.extractive.candidates import Candidate
from authoring.extractive.patterns.changed_rule import find, opens_false
from tests.support.documents import Part, evidence_of, heading, item, paragraph

BANS = (
    paragraph("Drivers must not leave loaded trailers beside the fuel station."),
    paragraph("Guards must not lend master keys to outside contractors."),
    paragraph("Porters must not carry heavy crates through the front office."),
    paragraph("Mechanics must not store empty gas bottles in the paint shop."),
)
PERMISSIONS = (
    paragraph("Visitors MAY park small cars behind the northern warehouse."),
    paragraph("Clerks MAY open damaged parcels in the inspection room."),
    paragraph("Cleaners MAY use the freight lift during the night shift."),
)
ORDERS = (
    heading("Parking"),
    item("Do not park long trucks in front of the fire gate."),
    item("Do not block narrow lanes with empty roll cages."),
    item("Do not wash muddy tyres near the open drains."),
)
both = pytest.mark.parametrize("is_false_first", [False, True])


def statements(*parts: Part, is_false_first: bool) -> list[Candidate]:
    """The statements of a document of the parts whose digest lets it open with a false statement, or a true one."""
    documents = (evidence_of(heading("Yard"), *parts, heading(f"Annex {number}")) for number in range(50))
    evidence = next(one for one in documents if opens_false(one) is is_false_first)
    return list(find(evidence, evidence.segments[0]))


def told(candidates: list[Candidate]) -> list[str]:
    return [candidate.keys[0].text for candidate in candidates]


@both
def test_bans_are_true_and_false_in_turn(is_false_first: bool) -> None:
    found = statements(*BANS, is_false_first=is_false_first)
    assert told(found) == (["False", "True"] * 2 if is_false_first else ["True", "False"] * 2)
    for candidate in found:
        quote = candidate.citations[0].quote
        assert candidate.stem == (quote if candidate.keys[0].text == "True" else quote.replace("must not", "may"))


@both
def test_a_permission_is_told_as_it_stands_only(is_false_first: bool) -> None:
    found = statements(*BANS[:2], *PERMISSIONS, *BANS[2:], is_false_first=is_false_first)
    permissions = [candidate for candidate in found if "MAY" in candidate.citations[0].quote]
    assert set(told(permissions)) == {"True"}
    assert all(one.stem == one.citations[0].quote.replace("MAY", "may") for one in permissions)


def test_permissions_that_nothing_false_makes_up_for_are_not_told() -> None:
    assert told(statements(BANS[0], *PERMISSIONS, is_false_first=True)) == ["False", "True", "True"]


def test_a_may_in_small_letters_is_no_permission() -> None:
    small = paragraph("Visitors may park small cars behind the northern warehouse.")
    assert statements(small, is_false_first=True) == []
    assert told(statements(PERMISSIONS[0], is_false_first=True)) == ["True"]


@both
def test_an_order_is_told_changed_only_under_its_heading(is_false_first: bool) -> None:
    found = statements(*PERMISSIONS, *ORDERS, is_false_first=is_false_first)
    orders = [candidate for candidate in found if candidate.citations[0].quote.startswith("Do not")]
    assert set(told(orders)) == {"False"}
    assert orders[0].stem == "Parking: you may park long trucks in front of the fire gate."
    assert [citation.quote for citation in orders[0].citations] == [ORDERS[1].text, "Parking"]


@both
def test_orders_alone_make_no_statement_for_all_would_be_false(is_false_first: bool) -> None:
    assert statements(*ORDERS, is_false_first=is_false_first) == []


@both
@pytest.mark.parametrize(
    "parts",
    [
        (*BANS, *PERMISSIONS, *ORDERS),
        (*PERMISSIONS, *BANS, *ORDERS),
        (*PERMISSIONS, *BANS),
        (*PERMISSIONS, *ORDERS),
        (*BANS, *ORDERS),
    ],
)
def test_half_of_the_statements_of_a_document_are_true(parts: tuple[Part, ...], is_false_first: bool) -> None:
    counts = Counter(told(statements(*parts, is_false_first=is_false_first)))
    assert abs(counts["True"] - counts["False"]) <= 1
    assert min(counts["True"], counts["False"]) >= 1
