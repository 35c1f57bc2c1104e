"""Figures of groups: nothing that can be added or subtracted speaks of fewer than ten people."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.db.figures import Circle
from service.workflows.learning.disclose_groups import disclose_groups

LEAST = 10
COHORTS = ("north", "south", "night", "new")


def circles(**people: int) -> list[Circle]:
    """`north_night=3`: three people who are in both."""
    return [
        Circle(frozenset(name.split("_")) - {"nobody"}, count, begun=count * 2, completed=count)
        for name, count in people.items()
    ]


def shown(**people: int) -> list[str | None]:
    return [one.cohort for one in disclose_groups(circles(**people), least=LEAST).groups]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ({"north": 9}, []),
        ({"north": 10}, [None, "north"]),
        ({"north": 10, "south": 9}, [None]),  # all without the north would be the south
        ({"north": 10, "south": 9, "nobody": 1}, [None, "north"]),
        ({"north": 10, "nobody": 10}, [None, "north"]),
        ({"north": 10, "nobody": 9}, [None]),
        ({"north": 12, "north_night": 3, "night": 10}, [None, "north"]),  # three are in both
        ({"north": 12, "north_night": 10, "night": 10}, [None, "north", "night"]),
        ({"north": 10, "south": 10, "night": 5}, [None, "north"]),  # all without north and south would be five
    ],
)
def test_a_group_is_shown_if_it_and_what_it_leaves_are_ten(people: dict[str, int], expected: list[str | None]) -> None:
    assert shown(**people) == expected


def test_what_is_not_shown_is_named_and_shares_are_those_of_all_that_was_begun() -> None:
    found = disclose_groups(circles(north=10, nobody=10, south_nobody=2), least=LEAST)
    assert found.hidden == ["south"]
    assert [(one.cohort, one.people, one.begun, one.share) for one in found.groups] == [
        (None, 22, 44, 0.5),
        ("north", 10, 20, 0.5),
    ]


memberships = st.dictionaries(st.frozensets(st.sampled_from(COHORTS)), st.integers(1, 25), min_size=1)


@given(memberships)
def test_no_sums_of_what_is_shown_leave_fewer_than_ten(people: dict[frozenset[str], int]) -> None:
    found = disclose_groups([Circle(one, count, 1, 1) for one, count in people.items()], least=LEAST)
    names = [one.cohort for one in found.groups]
    members = [
        {(circle, number) for circle, count in people.items() for number in range(count) if name in (None, *circle)}
        for name in names
    ]
    for sides in product((True, False), repeat=len(names)):  # inside some of the groups, outside the others
        if not names or not any(sides):
            continue
        inside = set.intersection(*(one for one, is_in in zip(members, sides, strict=True) if is_in))
        left = inside.difference(*(one for one, is_in in zip(members, sides, strict=True) if not is_in))
        assert not 0 < len(left) < LEAST
