"""How long a text takes to read."""

from __future__ import annotations

import math
import re

from authoring.types import Block, BlockRole

WORDS_A_MINUTE = 238  # silent reading of English non-fiction, mean of 190 studies (Brysbaert 2019)
SHORTEST_SECONDS = 45
LONGEST_SECONDS = 180
FEWEST_WORDS = math.ceil(SHORTEST_SECONDS * WORDS_A_MINUTE / 60)
MOST_WORDS = math.floor(LONGEST_SECONDS * WORDS_A_MINUTE / 60)
SECONDS_AN_ITEM = 15  # of a reviewer's time; estimated, no reviewer was timed yet
_CHARACTERS_A_WORD = 2  # Chinese and Japanese write about two characters where English writes a word
_WIDE = re.compile("[\u3040-\u9fff]")  # kana and Han; Hangul separates words by spaces


def count_words(text: str) -> int:
    """Words separated by white space; a word written in kana or Han counts by its characters."""
    if text.isascii() or not _WIDE.search(text):
        return len(text.split())
    return sum(_words_in(word) for word in text.split())


def reading_seconds(words: int) -> int:
    """Whole seconds, rounded down so that the bounds in seconds and in words agree."""
    return words * 60 // WORDS_A_MINUTE


def teaches(block: Block) -> bool:
    """Whether the block is there to be learned from: not the author's quiz, not boilerplate."""
    return block.role not in (BlockRole.QUIZ, BlockRole.BOILERPLATE)


def taught_words(block: Block) -> int:
    """Words of a block that count as reading: none for quizzes and boilerplate."""
    return count_words(block.text) if teaches(block) else 0


def review_seconds(text_seconds: int, item_count: int) -> int:
    """How long a reviewer takes for a text of that reading time and its quiz: the text, its source, each item once."""
    return 2 * text_seconds + SECONDS_AN_ITEM * item_count


def _words_in(word: str) -> int:
    wide = len(_WIDE.findall(word))
    return max(1, round(wide / _CHARACTERS_A_WORD))
