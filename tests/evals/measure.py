"""What every measure gives: a figure with its denominator, target, trivial baseline and misses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.evals.draft_file import DraftFile
from tests.evals.source import Miss, Source


@dataclass(frozen=True)
class Case:
    """One draft and its source. `structured` text owes three good items a micro-module, prose one."""

    name: str
    draft: DraftFile
    source: Source


def case(name: str, draft: DraftFile) -> Case:
    """The draft with its source indexed."""
    return Case(name, draft, Source(draft))


@dataclass(frozen=True)
class Target:
    """Where a figure must lie, bounds included; `gated` False: printed, never failed."""

    low: float = 0.0
    high: float = 1.0
    gated: bool = True

    def holds(self, value: float) -> bool:
        return self.low - 1e-9 <= value <= self.high + 1e-9


@dataclass(frozen=True)
class Figure:
    """One measure over some drafts. `of` is the denominator; `value` is None when it is empty."""

    code: str
    what: str
    value: float | None
    of: int
    target: Target
    baseline: float | None = None
    baseline_name: str = ""
    misses: tuple[Miss, ...] = ()
    is_share: bool = True

    @property
    def reached(self) -> bool:
        """An empty denominator reaches nothing."""
        return not self.target.gated or (self.value is not None and self.target.holds(self.value))


Measure = Callable[[Sequence[Case]], list[Figure]]


@dataclass(frozen=True)
class Tally:
    """How many of the cases looked at were right, and which were not."""

    of: int
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float | None:
        """Of all cases those without a miss; several misses at one place are one."""
        return 1 - sum({miss.where: miss.weight for miss in self.misses}.values()) / self.of if self.of else None


def added(tallies: Iterable[Tally]) -> Tally:
    """One tally over several documents."""
    tallies = tuple(tallies)
    return Tally(sum(tally.of for tally in tallies), tuple(miss for tally in tallies for miss in tally.misses))


def share_figure(
    code: str, what: str, tally: Tally, target: Target, baseline: tuple[str, float | None] = ("", None)
) -> Figure:
    """A figure that is the share of right cases."""
    return Figure(code, what, tally.share, tally.of, target, baseline[1], baseline[0], tally.misses)
