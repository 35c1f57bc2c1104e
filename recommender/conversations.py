"""What people say to each other, never changed: contributions with what is looked up among them again and again."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from recommender.types import Contribution, ContributionId, ObjectiveId

_ANEW_FROM = 200  # changes; sorting all is quicker than finding each one's place


@dataclass(frozen=True)
class Conversations:
    """`about` has the contributions about each micro-module, latest first; `in_time` has all, latest last."""

    by_id: Mapping[ContributionId, Contribution] = field(default_factory=dict)
    about: Mapping[ObjectiveId, Sequence[Contribution]] = field(default_factory=dict)
    in_time: Sequence[Contribution] = ()

    @classmethod
    def of(cls, contributions: Iterable[Contribution]) -> Conversations:
        """These and no others."""
        return cls().changed((), list(contributions))

    def latest(self) -> Iterator[Contribution]:
        """All, latest first."""
        return reversed(self.in_time)

    def changed(self, gone: Collection[ContributionId], fresh: Sequence[Contribution]) -> Conversations:
        """These without those that are gone, and with the fresh ones in the place of what they were before.

        What is fresh is not gone. The same object where that changes nothing.
        Takes as long as there are changes, and some milliseconds for a hundred thousand that stay.
        """
        fresh = [one for one in fresh if self.by_id.get(one.id) != one]
        ids = {one.id for one in fresh}.union(gone)
        before = [self.by_id[one] for one in ids if one in self.by_id]
        if not before and not fresh:
            return self
        by_id = {**self.by_id}
        for old in before:
            del by_id[old.id]
        by_id.update((one.id, one) for one in fresh)
        return Conversations(by_id, self._about(before, fresh), self._in_time(before, fresh, by_id.values()))

    def _about(
        self, before: Sequence[Contribution], fresh: Sequence[Contribution]
    ) -> Mapping[ObjectiveId, Sequence[Contribution]]:
        without = {one.id for one in before}
        added: defaultdict[ObjectiveId, list[Contribution]] = defaultdict(list)
        for one in before:
            for objective in one.about:
                added[objective] = []
        for one in fresh:
            for objective in one.about:
                added[objective].append(one)
        about = {**self.about}
        for objective, found in added.items():
            found += [one for one in about.get(objective, ()) if one.id not in without]
            found.sort(key=_moment, reverse=True)
            about[objective] = tuple(found)
            if not found:
                del about[objective]
        return about

    def _in_time(
        self, before: Sequence[Contribution], fresh: Sequence[Contribution], every: Iterable[Contribution]
    ) -> Sequence[Contribution]:
        if len(before) + len(fresh) > _ANEW_FROM:
            return sorted(every, key=_moment)
        in_time = list(self.in_time)
        for one in before:
            del in_time[bisect_left(in_time, _moment(one), key=_moment)]
        for one in fresh:
            insort(in_time, one, key=_moment)
        return in_time


def _moment(one: Contribution) -> tuple[datetime, ContributionId]:
    return one.posted_at, one.id
