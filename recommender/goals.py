"""Goals: which micro-modules lead to what a learner wants to become able to do, by meaning and by words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommender.types import Goal, ObjectiveId, Vectors
from recommender.words import stems

MOST = 50  # micro-modules a goal; a learner has some weeks of three minutes with them
_FEW = 30  # micro-modules; fewer say nothing about how near things lie by chance
_NEAR_BY_CHANCE = 0.25  # unrelated training texts lie below with all-MiniLM-L6-v2; used where there are too few to tell
_SURE = 0.7  # cosine of a goal and the objective that says the same in other words
_LEAST = 0.2  # of relevance; below, "it leads to your goal" was not true of the sample company's documents
_LEAST_SHARED = 0.5  # of a goal's words by weight: one word of three may be about anything
_FUNCTION_WORDS = re.compile(r"\b(?:to|a|an|the|and|or|of|in|on|for|how|il|lo|la|i|gli|le|di|e|o|per|in|un|una|come)\b")


def nearness(similarities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines of one text with all others as 0, no nearer than by chance, to 1, the same in other words.

    Chance is what most of them are: 1.5 standard deviations above their mean.
    """
    is_telling = len(similarities) >= _FEW
    by_chance = max(0.2, float(similarities.mean() + 1.5 * similarities.std())) if is_telling else _NEAR_BY_CHANCE
    scaled: NDArray[np.float32] = np.clip((similarities - by_chance) / max(0.05, _SURE - by_chance), 0.0, 1.0)
    return scaled


@dataclass(frozen=True)
class GoalFinder:
    """Finds among these micro-modules; `texts` say what each teaches, `vectors` hold those that have one."""

    texts: Mapping[ObjectiveId, str]
    vectors: Vectors
    _found: dict[tuple[str, bool], Mapping[ObjectiveId, float]] = field(default_factory=dict, init=False)

    def relevant(self, goal: Goal) -> Mapping[ObjectiveId, float]:
        """Relevance from 0 to 1 of the micro-modules that lead to the goal, at most `MOST`."""
        asked = (goal.text, goal.vector is not None)  # its vector may come later
        if asked not in self._found:
            self._found[asked] = self._search(goal)
        return self._found[asked]

    def _search(self, goal: Goal) -> Mapping[ObjectiveId, float]:
        found = Counter(self._by_meaning(goal))
        found |= Counter(self._by_words(goal.text))  # of both ways the surer one
        return dict(found.most_common(MOST))

    def _by_meaning(self, goal: Goal) -> Mapping[ObjectiveId, float]:
        vectors = self.vectors
        if goal.vector is None or len(vectors.ids) == 0:
            return {}
        relevance = nearness(vectors.similarities(goal.vector))
        return {vectors.ids[row]: float(relevance[row]) for row in np.flatnonzero(relevance >= _LEAST).tolist()}

    def _by_words(self, goal: str) -> Mapping[ObjectiveId, float]:
        """The share of the goal's words that is there, each by how telling it is."""
        wanted = set(stems(_FUNCTION_WORDS.sub(" ", goal.lower())))
        found: defaultdict[ObjectiveId, float] = defaultdict(float)
        for stem in sorted(wanted):
            for objective in self._with_stem.get(stem, ()):
                found[objective] += self._telling(stem)
        whole = sum(self._telling(stem) for stem in sorted(wanted)) or 1.0
        return {one: weight / whole for one, weight in found.items() if weight / whole >= _LEAST_SHARED}

    def _telling(self, stem: str) -> float:
        """A word that stands nowhere tells no more than one that stands once."""
        having = len(self._with_stem.get(stem, ())) or 1
        return math.log(1 + (len(self.texts) - having + 0.5) / (having + 0.5))

    @cached_property
    def _with_stem(self) -> Mapping[str, set[ObjectiveId]]:
        found: defaultdict[str, set[ObjectiveId]] = defaultdict(set)
        for objective, text in self.texts.items():
            for stem in stems(_FUNCTION_WORDS.sub(" ", text.lower())):
                found[stem].add(objective)
        return found
