"""The learned part of choosing items: how likely a reviewer ships one, and which patterns may be shown at all.

Both come from labels (docs/labelling.md) and stand in learned.json, which `python -m tests.evals.ranker` writes.
Nothing here loosens a filter: what is ranked has passed them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from pydantic import TypeAdapter


class Admission(StrEnum):
    """Where items of a pattern may stand."""

    SHOWN = "shown"
    BANK = "bank"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree by nodes, the root first; a node without a feature (-1) is a leaf.

    A value up to the threshold goes left. `chances` are the shares of shipped items under each node.
    """

    features: tuple[int, ...]
    thresholds: tuple[float, ...]
    lefts: tuple[int, ...]
    rights: tuple[int, ...]
    chances: tuple[float, ...]

    def chance(self, values: list[float]) -> float:
        """The share of shipped items in the leaf that the values fall into."""
        node = 0
        while self.features[node] >= 0:
            goes_left = values[self.features[node]] <= self.thresholds[node]
            node = self.lefts[node] if goes_left else self.rights[node]
        return self.chances[node]


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which chance on an item of a pattern may be shown, and from which kept; None: never."""

    show_from: float | None
    keep_from: float | None

    def standing(self, chance: float) -> Admission:
        """Where an item with that chance may stand."""
        if self.show_from is not None and chance >= self.show_from:
            return Admission.SHOWN
        return Admission.BANK if self.keep_from is not None and chance >= self.keep_from else Admission.OFF


UNLABELLED = Threshold(None, 0.0)  # nothing is known of it: a reviewer may take it from the bank


@dataclass(frozen=True, slots=True)
class Ranker:
    """A forest over `features`, those called "pattern P8" 1 for items of that pattern.

    `thresholds` and `rates`, the share of labelled candidates that ship, by pattern.
    """

    features: tuple[str, ...]
    trees: tuple[Tree, ...]
    thresholds: Mapping[str, Threshold]
    rates: Mapping[str, float]

    def chance(self, pattern: str, features: Mapping[str, float]) -> float:
        """How likely a reviewer ships the item unedited, 0 to 1."""
        known = {**features, pattern_feature(pattern): 1.0}
        values = [known.get(name, 0.0) for name in self.features]
        return round(sum(tree.chance(values) for tree in self.trees) / len(self.trees), 6)

    def rate(self, pattern: str) -> float:
        """How likely a reviewer ships any item of the pattern: one figure for all, which tells nothing of the key."""
        return self.rates.get(pattern, 0.0)

    def standing(self, pattern: str, chance: float) -> Admission:
        """Where an item of the pattern with that chance may stand."""
        return self.thresholds.get(pattern, UNLABELLED).standing(chance)


def pattern_feature(pattern: str) -> str:
    """The name of the feature that is 1 for items of the pattern."""
    return f"pattern {pattern}"


@lru_cache(maxsize=1)
def learned_ranker() -> Ranker:
    """What was learned from the labels kept with this version."""
    return TypeAdapter(Ranker).validate_json(files("authoring.extractive").joinpath("learned.json").read_bytes())
