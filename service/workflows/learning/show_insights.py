"""What a company's learning looks like as a whole: completion, retention, waits, items; no group below ten."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from service.db.base import MicroModuleId
from service.db.figures import ItemSums, Recalled, Waits
from service.db.micro_module_content import items_of
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.learning.disclose_groups import Group, disclose_groups
from service.workflows.platform.authenticate import Caller

LEAST = 10  # people; fewer could single somebody out
DAYS = (2.0, 4.0, 7.0, 14.0, 30.0, 90.0)  # since an item was answered before
HOURS = (1.0, 4.0, 24.0, 72.0)
LATELY = timedelta(days=90)  # questions that are counted
BANDS = 5  # of facility, each a fifth
EASIEST, HARDEST = 0.95, 0.2  # Downing and Haladyna 2006: an item that nearly all or hardly any get right tells little
LEAST_DISCRIMINATION = 0.1  # Ebel and Frisbie 1991 call for revision below .2; half of that is hardly chance here
LEAST_COMPARED = 30  # people; of fewer a correlation is off by more than .18 (1/√n)
MOST_ITEMS = 200


class Doubt(StrEnum):
    """Why an author should look at an item."""

    REPORTED = "reported"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    DOES_NOT_SEPARATE = "does_not_separate"


@dataclass(frozen=True, slots=True)
class Asked:
    """An item and the `title` of its micro-module; `language` None: not known."""

    item_id: str
    stem: str
    title: str
    language: str | None


@dataclass(frozen=True, slots=True)
class ItemHealth:
    """`discrimination` None: too few people answered other items as well. `doubts`: why an author should look."""

    micro_module_id: MicroModuleId
    asked: Asked
    people: int
    facility: float
    discrimination: float | None
    reporters: int
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Insights:
    """`groups` empty: fewer than ten people learn. `hidden` are cohorts of which nothing can be shown.

    `retention` holds those spans of days for which ten people answered; `waits` None: fewer than ten people asked.
    `items` are the doubtful ones first, at most 200; `bands` counts all that ten people answered by facility.
    """

    groups: Sequence[Group]
    hidden: Sequence[str]
    retention: Sequence[Recalled]
    waits: Waits | None
    items: Sequence[ItemHealth]
    bands: Sequence[int]


def show_insights(*, caller: Caller, database: Database) -> Insights:
    """From the whole company's evidence, as it stands now."""
    with database.reading(caller.tenant) as work:
        disclosed = disclose_groups(work.figures.circles(), least=LEAST)
        waits = work.figures.waits(HOURS, since=work.now - LATELY)
        items = _health(work.figures.items(least=LEAST), work)
        return Insights(
            groups=disclosed.groups,
            hidden=disclosed.hidden,
            retention=[one for one in work.figures.recalled(DAYS) if one.people >= LEAST],
            waits=waits if waits.askers >= LEAST else None,
            items=items[:MOST_ITEMS],
            bands=_bands(items),
        )


def _facility(sums: ItemSums) -> float:
    return sums.score / sums.people


def _discrimination(sums: ItemSums) -> float | None:
    """The correlation of an item's score with the score on all other items (item-rest, Crocker and Algina 1986)."""
    n = sums.compared
    spread_x, spread_y = n * sums.xx - sums.x**2, n * sums.yy - sums.y**2
    if n < LEAST_COMPARED or spread_x <= 1e-9 or spread_y <= 1e-9:
        return None
    return (n * sums.xy - sums.x * sums.y) / math.sqrt(spread_x * spread_y)


def _doubts(sums: ItemSums) -> Iterator[Doubt]:
    discrimination = _discrimination(sums)
    if sums.reporters:
        yield Doubt.REPORTED
    if _facility(sums) < HARDEST:
        yield Doubt.TOO_HARD
    if _facility(sums) > EASIEST:
        yield Doubt.TOO_EASY
    if discrimination is not None and discrimination < LEAST_DISCRIMINATION:
        yield Doubt.DOES_NOT_SEPARATE


def _bands(items: Sequence[ItemHealth]) -> list[int]:
    counts = [0] * BANDS
    for one in items:
        counts[min(BANDS - 1, int(one.facility * BANDS))] += 1
    return counts


def _health(sums: Sequence[ItemSums], work: UnitOfWork) -> list[ItemHealth]:
    """Of those that are asked still; the doubtful ones first, and of these the most reported and the hardest."""
    asked = _asked({one.micro_module_id for one in sums}, work)
    found = [
        ItemHealth(
            micro_module_id=one.micro_module_id,
            asked=asked[one.item_id],
            people=one.people,
            facility=_facility(one),
            discrimination=_discrimination(one),
            reporters=one.reporters,
            doubts=tuple(_doubts(one)),
        )
        for one in sums
        if one.item_id in asked
    ]
    return sorted(found, key=lambda one: (not one.doubts, -one.reporters, one.facility, one.asked.item_id))


def _asked(micro_module_ids: Collection[MicroModuleId], work: UnitOfWork) -> dict[str, Asked]:
    return {
        str(item["id"]): Asked(str(item["id"]), str(item["stem"]), shelved.title, shelved.language)
        for shelved in work.publications.shelved(sorted(micro_module_ids))
        for item in items_of(shelved.content, "items")
    }
