"""A thread as passages: each post by itself, long ones cut at paragraphs and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

STRATEGY = 1  # raise it when the same thread gives other passages, so that they are cut anew
MAX_WORDS = 110  # an embedder reads 256 tokens, the thread's title included: about 170 words of English
_BREAK = re.compile(r"\n\s*\n|(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class PostPassage:
    """A piece of the post at `position` (from 1)."""

    position: int
    text: str


def cut_thread(posts: Sequence[tuple[int, str]]) -> tuple[PostPassage, ...]:
    """Posts as (position, text) in passages, in order; a text without words gives none."""
    return tuple(PostPassage(position, piece) for position, text in posts for piece in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    held: list[str] = []
    words = 0
    for part in _short_parts(text):
        count = len(part.split())
        if held and words + count > MAX_WORDS:
            yield " ".join(held)
            held, words = [], 0
        held.append(part)
        words += count
    if held:
        yield " ".join(held)


def _short_parts(text: str) -> Iterator[str]:
    """Sentences and paragraphs; one that is too long by itself is cut by words."""
    for part in _BREAK.split(text):
        words = part.split()
        for start in range(0, len(words), MAX_WORDS):
            yield " ".join(words[start : start + MAX_WORDS])
