"""A typed number is read with its unit, and not at all where it is only a part of what was written."""

from __future__ import annotations

import pytest

from authoring.items.typed_number import TypedNumber, typed_number
from authoring.items.units import units_in


@pytest.mark.parametrize(
    ("text", "values", "units"),
    [
        ("about 30", (30.0,), set()),
        ("30 min.", (30.0,), {"minute"}),
        ("Minutes: 30", (30.0,), {"minute"}),
        ("min 30", (30.0,), set()),  # at least
        ("30m", (30.0,), {"minute", "metre"}),
        ("EUR 1.500,50", (1500.5,), {"euro"}),
        ("Seven working days", (7.0,), {"day"}),
        ("sei ore", (6.0,), {"hour"}),
        ("24 hours (1 day)", (24.0,), {"hour"}),
        ("1 quarter", (1.0,), {"quarter"}),
        ("5 o meno", (5.0,), set()),
        ("21 °C", (21.0,), {"celsius"}),
    ],
)
def test_a_number_is_read_with_the_unit_beside_it(text: str, values: tuple[float, ...], units: set[str]) -> None:
    assert typed_number(text) == TypedNumber(values, frozenset(units))


@pytest.mark.parametrize(
    "text",
    [
        *("5-7", "5 to 7 days", "5 days or 6", "30, or 40", "€5–€10", "2h30", "2 hours and 30 minutes", "1/2", "5½"),
        *("twenty-five", "one hundred", "two and a half days", "five point two", "minus five", "thirty-five"),
        *("25 per cent or 30 per cent", "", "soon", "fiveteen"),
    ],
)
def test_a_part_of_a_number_or_none_is_not_read(text: str) -> None:
    typed = typed_number(text)
    assert typed is None or typed.values == ()


def test_words_that_are_no_units_are_passed_over() -> None:
    assert units_in("failed attempts") == frozenset()
    assert units_in("working days a week") == {"day"}
    assert units_in("the driver's hours") == {"hour"}
