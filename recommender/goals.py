"""Goals: which micro-modules lead to what a learner wants to become able to do, by meaning and by words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from recommender.types import Goal, ObjectiveId, Vectors
from recommender.words import WordWeights, shared_share, stems, weigh_words

MOST = 50  # micro-modules a goal; a learner has some weeks of three minutes with them
_FEW = 30  # micro-modules; fewer say nothing about how near things lie by chance
_NEAR_BY_CHANCE = 0.25  # unrelated training texts lie below with all-MiniLM-L6-v2; used where there are too few to tell
_SURE = 0.7  # cosine of a goal and the objective that says the same in other words
_LEAST = 0.2  # of relevance; below, "it leads to your goal" was not true of the sample company's documents
_LEAST_SHARED = 0.5  # of a goal's words by weight: one word of three may be about anything
_FUNCTION_WORDS = re.compile(r"\b(?:to|a|an|the|and|or|of|in|on|for|how|il|lo|la|i|gli|le|di|e|o|per|in|un|una|come)\b")


@dataclass(frozen=True)
class GoalFinder:
    """Finds among these micro-modules; `texts` say what each teaches, `vectors` hold those that have one."""

    texts: Mapping[ObjectiveId, str]
    vectors: Vectors
    _found: dict[str, Mapping[ObjectiveId, float]] = field(default_factory=dict, init=False)

    def relevant(self, goal: Goal) -> Mapping[ObjectiveId, float]:
        """Relevance from 0 to 1 of the micro-modules that lead to the goal, at most `MOST`."""
        if goal.text not in self._found:
            self._found[goal.text] = self._search(goal)
        return self._found[goal.text]

    def _search(self, goal: Goal) -> Mapping[ObjectiveId, float]:
        found = Counter(self._by_meaning(goal))
        found |= Counter(self._by_words(goal.text))  # of both ways the surer one
        return dict(found.most_common(MOST))

    def _by_meaning(self, goal: Goal) -> Mapping[ObjectiveId, float]:
        vectors = self.vectors
        if goal.vector is None or len(vectors.ids) == 0:
            return {}
        near = vectors.similarities(goal.vector)
        by_chance = _NEAR_BY_CHANCE if len(near) < _FEW else max(0.2, float(near.mean() + 1.5 * near.std()))
        relevance = np.clip((near - by_chance) / max(0.05, _SURE - by_chance), 0.0, 1.0)
        return {vectors.ids[row]: float(relevance[row]) for row in np.flatnonzero(relevance >= _LEAST).tolist()}

    def _by_words(self, goal: str) -> Mapping[ObjectiveId, float]:
        wanted = _FUNCTION_WORDS.sub(" ", goal.lower())
        sharing = {objective for stem in stems(wanted) for objective in self._with_stem.get(stem, ())}
        shares = {one: shared_share(wanted, self._taught[one], self._weights) for one in sharing}
        return {one: share for one, share in shares.items() if share >= _LEAST_SHARED}

    @cached_property
    def _taught(self) -> Mapping[ObjectiveId, str]:
        return {one: _FUNCTION_WORDS.sub(" ", text.lower()) for one, text in self.texts.items()}

    @cached_property
    def _weights(self) -> WordWeights:
        return weigh_words(self._taught.values())

    @cached_property
    def _with_stem(self) -> Mapping[str, set[ObjectiveId]]:
        found: defaultdict[str, set[ObjectiveId]] = defaultdict(set)
        for objective, text in self._taught.items():
            for stem in stems(text):
                found[stem].add(objective)
        return found
