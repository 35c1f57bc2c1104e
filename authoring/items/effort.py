"""What an item asks of whoever answers it: how long it takes, and how far luck alone gets."""

from __future__ import annotations

import math

from authoring.reading_time import count_words, reading_seconds
from authoring.types import Item, ItemType

_DECIDING_SECONDS = {
    # Beside reading: median response times of self-paced practice lie at 10 to 25 s a question; typing and arranging
    # take longer than choosing. Rough on purpose: a session is planned with them, nobody is timed.
    ItemType.TRUE_FALSE: 5,
    ItemType.MULTIPLE_CHOICE: 8,
    ItemType.MULTIPLE_RESPONSE: 12,
    ItemType.CLOZE: 10,
    ItemType.NUMERIC: 10,
    ItemType.SHORT_ANSWER: 15,
    ItemType.MATCHING: 20,
    ItemType.ORDERING: 20,
}
_SHORTEST_SECONDS = 10


def answering_seconds(item: Item) -> int:
    """Reading the item with its choices, deciding, and reading why."""
    sides = [side for pair in item.pairs for side in (pair.left, pair.right)]
    texts = [item.stem, item.rationale, *(option.text for option in item.options), *sides, *item.order]
    read = reading_seconds(sum(count_words(text) for text in texts))
    return max(_SHORTEST_SECONDS, read + _DECIDING_SECONDS[item.type])


def chance_of_guessing(item: Item) -> float:
    """The chance of a full score for whoever chooses blindly among what is offered; typed answers: none."""
    match item.type:
        case ItemType.TRUE_FALSE | ItemType.MULTIPLE_CHOICE:
            return 1 / max(1, len(item.options))
        case ItemType.MULTIPLE_RESPONSE:
            return float(0.5 ** len(item.options))
        case ItemType.MATCHING:
            return 1 / math.factorial(len(item.pairs))
        case ItemType.ORDERING:
            return 1 / math.factorial(len(item.order))
        case _:
            return 0.0
