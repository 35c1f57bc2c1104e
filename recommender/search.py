"""Ask: passages by meaning and by words, ranked together, and whether any of them fits at all.

The rank score is the cosine plus the weighted share of the question's words that a passage stands for. Measured on
XQuAD's 612 English questions over its 120 paragraphs, mean reciprocal rank: meaning alone .934, words alone .958,
reciprocal rank fusion (k = 60) .970, this sum .972; with two typos a question .826, .946, .931 and .962. On the sample
documents' own items, English and Italian: .744 and .646, .931 and .984, .876 and .781, .934 and .930.

Whether a passage fits is told by what cosines random pairs of the tenant's own passages in its language have. Measured
with thirty questions that the sample documents cannot answer and twenty-eight that they can: one of the former fits,
all but one of the latter do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexes.live import Matches, Matching, Near
from indexes.types import ANYWHERE, Place, Similarity, Vector, Where
from recommender.types import RankScore


class PassageIndex(Protocol):
    """What is searched; `indexes.live.LiveIndex` is one."""

    def near(self, query: Vector, limit: int, where: Where = ANYWHERE) -> Sequence[Near]: ...
    def matching(self, text: str, limit: int, where: Where = ANYWHERE) -> Matches: ...
    def similarities_by_chance(self, language: str | None) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class SearchConfig:
    """`candidates` are asked for by meaning and by words each.

    A passage fits from the rank score that `chance_share` of random pairs stay below by their cosines alone, or from
    `least_fit` where they are less alike than that. Where words must do, it fits from the strength `least_strength`.
    """

    candidates: int = 60
    word_weight: float = 0.7  # measured: .5 to 1 differ by less than a hundredth; less for people who paraphrase
    chance_share: float = 0.99
    least_fit: float = 0.62
    least_strength: float = 0.6


@dataclass(frozen=True, slots=True)
class Query:
    """A question, its vector (None: the embedder is away, words must do), and where to look."""

    text: str
    vector: Vector | None
    where: Where = ANYWHERE


@dataclass(frozen=True, slots=True)
class Found:
    """A passage. `similarity` None: not among the nearest in meaning; `strength` 0: shares no word.

    `fits`: nearer to the question than passages here are to each other by chance.
    """

    place: Place
    rank_score: RankScore
    similarity: Similarity | None
    strength: float
    fits: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Passages, best first; `corrected` maps mistyped words to those that were looked for."""

    found: Sequence[Found]
    corrected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def search(query: Query, index: PassageIndex, config: SearchConfig = SearchConfig()) -> Results:
    """Every candidate by meaning or by words, ranked together."""
    near = {} if query.vector is None else dict(index.near(query.vector, config.candidates, query.where))
    matches = index.matching(query.text, config.candidates, query.where)
    words = {one.place: one for one in matches.found}
    words_alone = RankScore(config.word_weight * config.least_strength)
    least: dict[str | None, RankScore] = {}
    found = []
    for place in dict.fromkeys([*near, *words]):
        match = words.get(place)
        strength = 0.0 if match is None else match.strength
        score = RankScore(_nearness(near, place, match) + config.word_weight * strength)
        if place.language not in least:
            least[place.language] = fit_threshold(index, place.language, config) if near else words_alone
        found.append(Found(place, score, near.get(place), strength, score >= least[place.language]))
    found.sort(key=lambda one: (-one.rank_score, one.place.owner, one.place.position))
    return Results(found, matches.corrected)


def _nearness(near: Mapping[Place, Similarity], place: Place, match: Matching | None) -> float:
    """The cosine; of what is not among the nearest, that of the last of them, since it can be no nearer.

    What waits for its vector is taken to be as near as it shares words: it was published a second ago, and whoever
    published it will look for it.
    """
    if place in near or not near:
        return near.get(place, 0.0)
    if match is not None and match.is_waiting:
        return max(near.values()) * min(1.0, match.strength)
    return min(near.values())


def fit_threshold(index: PassageIndex, language: str | None, config: SearchConfig) -> RankScore:
    """The rank score from which a passage in this language fits."""
    by_chance = index.similarities_by_chance(language)
    likely = float(np.quantile(by_chance, config.chance_share)) if len(by_chance) else 0.0
    return RankScore(max(config.least_fit, likely))
