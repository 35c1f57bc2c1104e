"""Joins lines of a paragraph, deciding for each hyphen at a line's end whether it belongs to the word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from authoring.readers.characters import Run

_LAST = re.compile(r"([^\W\d_]+)[-\u00ad\u2010\u2011\u0002\ufffe]$")
_FIRST = re.compile(r"^\s*([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_ENDING = "-\u00ad\u2010\u2011\u0002\ufffe"


class Hyphens:
    """Knows the words of the document as they stand inside lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        is_broken = False  # the line before ended in a hyphen: its last word and this one's first are fragments
        for line in lines:
            words = _WORD.findall(line)
            ends_broken = line.rstrip()[-1:] in _ENDING
            whole = words[is_broken : len(words) - ends_broken]
            self._words.update(word.casefold().replace("\u2010", "-").replace("\u2011", "-") for word in whole)
            is_broken = ends_broken

    def join(self, runs: list[Run], following: list[Run]) -> None:
        """Append the next line's runs to a paragraph's, with a space, a hyphen or nothing between."""
        if not runs or not following:
            runs.extend(following)
            return
        last = runs[-1]
        text = last.text.rstrip()
        if text and text[-1] in _ENDING and len(text) > 1:
            keeps = self._keeps_hyphen(text, following[0].text)
            runs[-1] = Run((text[:-1] + "-") if keeps else text[:-1], last.bold)
            runs.append(Run(following[0].text.lstrip(), following[0].bold))
        elif text and _CJK.match(text[-1]) and _CJK.match(following[0].text.lstrip()[:1]):
            runs.append(following[0])
        else:
            runs.append(Run(" " + following[0].text, following[0].bold))
        runs.extend(following[1:])

    def _keeps_hyphen(self, text: str, following: str) -> bool:
        left, right = _LAST.search(text), _FIRST.match(following)
        if left is None or right is None:
            return True  # between numbers or signs the hyphen says something
        first, second = left[1].casefold(), right[1].casefold()
        if first + second in self._words:
            return False
        if f"{first}-{second}" in self._words or right[1][0].isupper():
            return True
        return first in self._words and second in self._words and len(first) > 3 and len(second) > 3
