"""Which groups figures may be told of, so that no few people can be told apart, not even by subtracting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.db.figures import Circle


@dataclass(frozen=True, slots=True)
class Group:
    """`cohort` None: everybody. `people` began `begun` micro-modules, together, and completed a `share` of them."""

    cohort: str | None
    people: int
    begun: int
    share: float


@dataclass(frozen=True, slots=True)
class Disclosed:
    """`groups`: everybody first, then cohorts, the largest first; none: there are too few people at all."""

    groups: Sequence[Group]
    hidden: Sequence[str]


def disclose_groups(circles: Sequence[Circle], *, least: int) -> Disclosed:
    """Everybody, and cohorts, the largest first, as long as nothing below `least` people can be had from them.

    Whatever is added to or taken from figures of the groups that are shown is made of people who are in the same of
    their cohorts. So each set of such people must hold `least`, or nobody.
    """
    sizes: Counter[str] = Counter()
    for circle in circles:
        sizes.update(dict.fromkeys(circle.cohorts, circle.people))
    by_size = sorted(sizes, key=lambda name: (-sizes[name], name))
    if sum(circle.people for circle in circles) < least:
        return Disclosed((), sorted(sizes))
    shown: list[str] = []
    for cohort in by_size:
        if _fewest_together(circles, {*shown, cohort}) >= least:
            shown.append(cohort)
    return Disclosed([_group(cohort, circles) for cohort in (None, *shown)], sorted(sizes.keys() - set(shown)))


def _fewest_together(circles: Sequence[Circle], cohorts: Collection[str]) -> int:
    together: Counter[frozenset[str]] = Counter()
    for circle in circles:
        together[circle.cohorts & frozenset(cohorts)] += circle.people
    return min(together.values())


def _group(cohort: str | None, circles: Sequence[Circle]) -> Group:
    inside = [one for one in circles if cohort is None or cohort in one.cohorts]
    people, begun = sum(one.people for one in inside), sum(one.begun for one in inside)
    return Group(cohort, people, begun, sum(one.completed for one in inside) / begun if begun else 0.0)
