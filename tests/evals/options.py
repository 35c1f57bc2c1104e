"""L2: nothing about length, place or wording of an option gives the key away over many items."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import mean

from tests.evals.draft_file import Item
from tests.evals.keys import FRAME
from tests.evals.measure import Case, Figure, Target
from tests.evals.source import Miss
from tests.evals.wording import content_lemmas

ALMOST_NOTHING = 0.05  # words; a difference under a twentieth of a word per item cannot be used by anybody


def four_option_items(cases: Sequence[Case]) -> list[Item]:
    """Shown four-option items with one key that the engine wrote."""
    return [item for case in cases for item in case.draft.written() if item.has_four_options]


def longest_is_key_share(items: Sequence[Item]) -> float | None:
    """How often the longest option is the key; a tie counts by its parts."""
    if not items:
        return None
    return mean(_drawn(item, [float(len(option.text)) for option in item.options]) for item in items)


def _drawn(item: Item, scores: Sequence[float]) -> float:
    """Chance that the key is drawn among the options with the highest score."""
    best = [option for option, value in zip(item.options, scores, strict=True) if value >= max(scores) - 1e-9]
    return sum(option.correct for option in best) / len(best)


def key_position_p(items: Sequence[Item]) -> float | None:
    """p of a chi-square test that the key stands at each of four places equally often (3 degrees of freedom)."""
    if not items:
        return None
    places = Counter(next(n for n, option in enumerate(item.options) if option.correct) for item in items)
    expected = len(items) / 4
    statistic = sum((places[place] - expected) ** 2 / expected for place in range(4))
    # closed form of the upper tail for three degrees of freedom (Abramowitz and Stegun 26.4.4)
    return math.erfc(math.sqrt(statistic / 2)) + math.sqrt(2 * statistic / math.pi) * math.exp(-statistic / 2)


def stem_overlap_excess(items: Sequence[Item]) -> float | None:
    """Words a key shares with its stem, less the mean of its distractors; the mean over items."""
    return mean(_excess(item) for item in items) if items else None


def _excess(item: Item) -> float:
    stem = content_lemmas(item.stem) - FRAME
    return mean(len(content_lemmas(key.text) & stem) for key in item.keys) - mean(
        len(content_lemmas(option.text) & stem) for option in item.distractors
    )


def option_figures(cases: Sequence[Case]) -> list[Figure]:
    """L2: three figures over the four-option items."""
    items = four_option_items(cases)
    telling = tuple(
        Miss(item.id, item.stem, f"key shares {_excess(item):+.1f} words more with the stem")
        for item in items
        if _excess(item) > 0
    )
    return [
        Figure(
            "L2a", "longest option is the key", longest_is_key_share(items), len(items),
            Target(0.17, 0.33), 0.25, "random key",
        ),
        Figure(
            "L2b", "key position uniform (chi-square p)", key_position_p(items), len(items),
            Target(low=0.05), 0.5, "random key",
            is_share=False,
        ),
        Figure(
            "L2c", "key's words in the stem above distractors'", stem_overlap_excess(items), len(items),
            Target(-9.0, ALMOST_NOTHING), 0.0, "random key", telling, is_share=False,
        ),
    ]  # fmt: skip
