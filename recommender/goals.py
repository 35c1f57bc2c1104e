"""Goals: which micro-modules lead to what a learner wants to become able to do, by meaning and by words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from recommender.types import Goal, ObjectiveId
from recommender.vectors import Vectors, nearness
from recommender.words import stems

MOST = 50  # micro-modules a goal; a learner has some weeks of three minutes with them
REMEMBERED = 2_000  # goals, some ten megabytes
_LEAST = 0.2  # of relevance; below, "it leads to your goal" was not true of the sample company's documents
_LEAST_SHARED = 0.5  # of a goal's words by weight: one word of three may be about anything
_FUNCTION_WORDS = re.compile(r"\b(?:to|a|an|the|and|or|of|in|on|for|how|il|lo|la|i|gli|le|di|e|o|per|in|un|una|come)\b")


@dataclass(frozen=True)
class GoalFinder:
    """Finds among these micro-modules; `texts` say what each teaches, `vectors` hold those that have one.

    `with_stem` has the micro-modules by the words of their texts.
    """

    texts: Mapping[ObjectiveId, str] = field(default_factory=dict)
    vectors: Vectors = field(default_factory=Vectors)
    with_stem: Mapping[str, frozenset[ObjectiveId]] = field(default_factory=dict)
    _found: dict[tuple[str, bool], Mapping[ObjectiveId, float]] = field(default_factory=dict, init=False)

    def changed(self, gone: Collection[ObjectiveId], texts: Mapping[ObjectiveId, str], vectors: Vectors) -> GoalFinder:
        """This one without what is gone, with these texts and vectors; the same where that changes nothing."""
        fresh = {one: text for one, text in texts.items() if self.texts.get(one) != text}
        old = {one: self.texts[one] for one in {*gone, *fresh} if one in self.texts}
        if not fresh and not old and vectors is self.vectors:
            return self
        left = {one: text for one, text in self.texts.items() if one not in old}
        return GoalFinder({**left, **fresh}, vectors, _moved(self.with_stem, old, fresh))

    def relevant(self, goal: Goal) -> Mapping[ObjectiveId, float]:
        """Relevance from 0 to 1 of the micro-modules that lead to the goal, at most `MOST`."""
        asked = (goal.text, goal.vector is not None)  # its vector may come later
        found = self._found.get(asked)
        if found is None:
            found = self._search(goal)
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[asked] = found
        return found

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
            for objective in self.with_stem.get(stem, ()):
                found[objective] += self._telling(stem)
        whole = sum(self._telling(stem) for stem in sorted(wanted)) or 1.0
        return {one: weight / whole for one, weight in found.items() if weight / whole >= _LEAST_SHARED}

    def _telling(self, stem: str) -> float:
        """A word that stands nowhere tells no more than one that stands once."""
        having = len(self.with_stem.get(stem, ())) or 1
        return math.log(1 + (len(self.texts) - having + 0.5) / (having + 0.5))


def _moved(
    with_stem: Mapping[str, frozenset[ObjectiveId]], old: Mapping[ObjectiveId, str], fresh: Mapping[ObjectiveId, str]
) -> Mapping[str, frozenset[ObjectiveId]]:
    """The same without the words of these old texts, with those of the fresh ones."""
    out, added = _by_stem(old), _by_stem(fresh)
    moved = {**with_stem}
    for stem in out.keys() | added.keys():
        moved[stem] = moved.get(stem, frozenset()).difference(out.get(stem, ())).union(added.get(stem, ()))
    return moved


def _by_stem(texts: Mapping[ObjectiveId, str]) -> Mapping[str, list[ObjectiveId]]:
    found: defaultdict[str, list[ObjectiveId]] = defaultdict(list)
    for objective, text in texts.items():
        for stem in stems(_FUNCTION_WORDS.sub(" ", text.lower())):
            found[stem].append(objective)
    return found
