"""Related: which threads ask the same, and which threads and micro-modules are about the same passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexes.embedder import Vectors
from indexes.types import Similarity
from recommender.words import WordWeights, lexical_cosine, shared_share


@dataclass(frozen=True)
class RelatedText:
    """A thread or a micro-module: its passages in order and their unit vectors, shape `(passages, dimensions)`."""

    id: str
    passages: tuple[str, ...]
    vectors: Vectors

    @cached_property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.passages)

    @cached_property
    def centre(self) -> Vectors:
        """The direction of the whole: the mean of the passages, of unit length, shape `(dimensions,)`."""
        mean = self.vectors.mean(axis=0)
        length = float(np.linalg.norm(mean))
        centre: Vectors = mean / length if length else mean
        return centre


@dataclass(frozen=True, slots=True)
class Match:
    """The two passages, counted from 0, that are nearest to each other."""

    ours: int
    theirs: int
    similarity: Similarity


@dataclass(frozen=True, slots=True)
class Related:
    """One text related to another. `rank_score` is `meaning + weight x words`, each of those at most 1.

    `fits`: near enough to be shown as related; `is_near`: near enough to learn from it who may know.
    """

    id: str
    rank_score: float
    meaning: float
    words: float
    match: Match
    fits: bool
    is_near: bool


@dataclass(frozen=True, slots=True)
class RelatedConfig:
    """`words_weight` chosen on the training part of SemEval-2016 task 3B (0.6: MAP 78.8, 0: 75.5, 1: 78.3).

    A thread fits from `least_alike`, something across kinds from `least_across`: read on the sample community, where
    the first unrelated ones come up at about that score. What is near in meaning tells who may know from `least_near`:
    texts of one company that have nothing to do with each other seldom reach that cosine.
    """

    words_weight: float = 0.6
    least_alike: float = 0.6
    least_near: float = 0.35
    least_across: float = 0.5


DEFAULTS = RelatedConfig()


def rank_threads(
    asked: RelatedText, threads: Sequence[RelatedText], weights: WordWeights, config: RelatedConfig = DEFAULTS
) -> list[Related]:
    """All threads, those that ask the same first: whole against whole, by meaning and by telling words in common."""
    return _rank(
        asked,
        threads,
        config,
        meaning=_alike,
        words=lambda one, other: lexical_cosine(one, other, weights),
        least=config.least_alike,
    )


def rank_across(
    text: RelatedText, others: Sequence[RelatedText], weights: WordWeights, config: RelatedConfig = DEFAULTS
) -> list[Related]:
    """All micro-modules for a thread, or all threads for a micro-module, those about the same passage first.

    A question is short and a micro-module long: so the best pair of passages counts as much as the whole, and words
    count by how much of the shorter text they are.
    """
    return _rank(
        text,
        others,
        config,
        meaning=_about_the_same,
        words=lambda one, other: shared_share(one, other, weights),
        least=config.least_across,
    )


def relate_by_meaning(identifier: str, similarity: float, match: Match, *, config: RelatedConfig = DEFAULTS) -> Related:
    """One thing to a text whose whole is so similar to its whole (cosine): for who may know, words say little."""
    is_near = similarity >= config.least_near
    return Related(identifier, similarity, similarity, 0.0, match, fits=is_near, is_near=is_near)


def _rank(
    text: RelatedText,
    others: Sequence[RelatedText],
    config: RelatedConfig,
    *,
    meaning: Callable[[RelatedText, RelatedText, Match], float],
    words: Callable[[str, str], float],
    least: float,
) -> list[Related]:
    found = []
    for other in others:
        match = _nearest_passages(text, other)
        how_near, in_common = meaning(text, other, match), words(text.text, other.text)
        score = how_near + config.words_weight * in_common
        is_near = how_near >= config.least_near
        found.append(Related(other.id, score, how_near, in_common, match, fits=score >= least, is_near=is_near))
    return sorted(found, key=lambda one: (-one.rank_score, one.id))


def _alike(text: RelatedText, other: RelatedText, _match: Match) -> float:
    return float(text.centre @ other.centre)


def _about_the_same(text: RelatedText, other: RelatedText, match: Match) -> float:
    return (float(text.centre @ other.centre) + match.similarity) / 2


def _nearest_passages(text: RelatedText, other: RelatedText) -> Match:
    similarities = text.vectors @ other.vectors.T
    ours, theirs = np.unravel_index(int(similarities.argmax()), similarities.shape)
    return Match(int(ours), int(theirs), Similarity(float(similarities[ours, theirs])))
