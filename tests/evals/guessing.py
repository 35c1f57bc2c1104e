"""L3: how often the key is found without the source: by length, by likeness to the stem, by being most central."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean, median

from tests.evals.draft_file import Item
from tests.evals.facts import quantities
from tests.evals.grounding import is_true
from tests.evals.measure import Case, Figure, Target
from tests.evals.options import four_option_items
from tests.evals.wording import content_lemmas, jaccard, words


def longest(item: Item) -> list[float]:
    return [float(len(option.text)) for option in item.options]


def most_stem_like(item: Item) -> list[float]:
    stem = content_lemmas(item.stem)
    return [len(content_lemmas(option.text) & stem) / (len(words(option.text)) or 1) ** 0.5 for option in item.options]


def most_central(item: Item) -> list[float]:
    """Nearest the median among amounts, else the most words shared with the other options."""
    amounts = [sorted(quantities(option.text)) for option in item.options]
    if all(len(amount) == 1 for amount in amounts):
        values = [amount[0].value for amount in amounts]
        return [-abs(value - median(values)) for value in values]
    lemmas = [content_lemmas(option.text) for option in item.options]
    return [
        mean(jaccard(own, other) for at, other in enumerate(lemmas) if at != place) for place, own in enumerate(lemmas)
    ]


STRATEGIES: dict[str, Callable[[Item], list[float]]] = {
    "longest": longest,
    "most stem-like": most_stem_like,
    "most central": most_central,
}


def guessed(item: Item, strategy: Callable[[Item], list[float]]) -> float:
    """Chance of the key when drawing among the options the strategy likes best."""
    scores = strategy(item)
    best = [option for option, score in zip(item.options, scores, strict=True) if score >= max(scores) - 1e-9]
    return sum(option.correct for option in best) / len(best)


def guessing_figures(cases: Sequence[Case]) -> list[Figure]:
    """L3: one figure a strategy, and the share of true statements among true/false items."""
    items = four_option_items(cases)
    figures = [
        Figure(
            f"L3 {name}", f"guessing: {name} option",
            mean(guessed(item, strategy) for item in items) if items else None,
            len(items), Target(high=0.35), 0.25, "random option",
        )
        for name, strategy in STRATEGIES.items()
    ]  # fmt: skip
    statements = [item for case in cases for item in case.draft.written() if item.type == "true_false" and item.keys]
    true = mean(is_true(item.keys[0]) for item in statements) if statements else None
    return [
        *figures,
        Figure("L3 true", "true among true/false", true, len(statements), Target(0.45, 0.55), 0.5, "coin"),
    ]
