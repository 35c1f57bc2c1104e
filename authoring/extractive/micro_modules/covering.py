"""How much of the key points an objective's clauses speak of: a clause on a side matter is dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from authoring.extractive.micro_modules.aspects import Aspect
from authoring.linguistics import content_lemmas
from authoring.types import KeyPoint

_SAME_MATTER = 0.5  # share of a clause's words that a key point must have to be spoken of
_FEWEST_SHARED = 2  # words; one alone is the subject of the whole text
_MANY_POINTS = 5  # from here on, one key point is a side matter
_FEW_POINTS = 3  # what is singled out must speak of more than one, unless there are no more than these
_SMALL = re.compile(
    r"(?:the|an?|and|or|of|for|to|in|on|at|by|with|be|is|are|must|should|what|how|if|when|not)$", re.IGNORECASE
)


def without_side_matters(chosen: Sequence[Aspect], key_points: Sequence[KeyPoint]) -> list[Aspect]:
    """The first aspect, and the others that speak of more than a side matter."""
    return [one for one in chosen if one is chosen[0] or not is_minor(one, key_points)]


def speak_of_half(chosen: Sequence[Aspect], key_points: Sequence[KeyPoint]) -> bool:
    """Whether the aspects together speak of at least half of the key points."""
    spoken = frozenset[int]().union(*(_spoken_of(one, key_points) for one in chosen))
    return 2 * len(spoken) >= len(key_points)


def is_minor(aspect: Aspect, key_points: Sequence[KeyPoint]) -> bool:
    """Whether the aspect speaks of one of many key points only, or of none."""
    return len(_spoken_of(aspect, key_points)) < (2 if len(key_points) >= _MANY_POINTS else 1)


def is_singled_out_rightly(aspect: Aspect, key_points: Sequence[KeyPoint]) -> bool:
    """Whether "in particular …" names a matter of several key points, or of one of three."""
    return len(_spoken_of(aspect, key_points)) >= (1 if len(key_points) <= _FEW_POINTS else 2)


def repeats_phrase(text: str) -> bool:
    """Whether two words that carry meaning stand there twice, one after the other."""
    words = re.findall(r"[\w’'-]+", text.casefold())
    pairs = [pair for pair in pairwise(words) if not any(map(_SMALL.match, pair))]
    return len(set(pairs)) < len(pairs)


def _spoken_of(aspect: Aspect, key_points: Sequence[KeyPoint]) -> frozenset[int]:
    """The places of the key points that the aspect was made of or shares most words with."""
    lemmas = content_lemmas(aspect.words, "en")
    return frozenset(
        place
        for place, point in enumerate(key_points)
        if set(point.citations) & set(aspect.citations)
        or len(lemmas & content_lemmas(point.text, "en")) >= max(_FEWEST_SHARED, _SAME_MATTER * len(lemmas))
    )
