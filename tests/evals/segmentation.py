"""Pk, WindowDiff and boundary F1 of a segmentation of plain sentences, beside no boundary, even and random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

Boundaries = frozenset[int]
Splitter = Callable[[Sequence[str], int], Boundaries]
"""Sentences and the number of segments to cut them into (boundaries before these sentences)."""


@dataclass(frozen=True)
class Reference:
    """One text of a data set: sentences, and the numbers of those that open a segment, the first left out."""

    sentences: tuple[str, ...]
    boundaries: Boundaries


def read_reference(path: Path) -> Reference:
    """A `.ref` file: a sentence a line, `=====` between segments."""
    lines: list[str] = []
    opens: set[int] = set()
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("====="):
            opens.add(len(lines))
        elif line.strip():
            lines.append(line.strip())
    return Reference(tuple(lines), frozenset(opens - {0, len(lines)}))


def window(reference: Reference) -> int:
    """Half the mean length of a true segment, in sentences, as both measures ask for."""
    return max(2, round(len(reference.sentences) / (2 * (len(reference.boundaries) + 1))))


def pk(reference: Reference, guess: Boundaries) -> float:
    """Beeferman, Berger and Lafferty (1999): pairs of sentences k apart wrongly put together or apart, 0 to 1."""
    k, length = window(reference), len(reference.sentences)
    pairs = range(length - k)
    wrong = sum(
        (_cuts(reference.boundaries, start, start + k) != 0 and _cuts(guess, start, start + k) == 0)
        or (_cuts(reference.boundaries, start, start + k) == 0 and _cuts(guess, start, start + k) != 0)
        for start in pairs
    )
    return wrong / len(pairs) if pairs else 0.0


def window_diff(reference: Reference, guess: Boundaries) -> float:
    """Pevzner and Hearst (2002): windows of k sentences with another number of boundaries, 0 to 1."""
    k, length = window(reference), len(reference.sentences)
    pairs = range(length - k)
    wrong = sum(_cuts(reference.boundaries, start, start + k) != _cuts(guess, start, start + k) for start in pairs)
    return wrong / len(pairs) if pairs else 0.0


def _cuts(boundaries: Boundaries, start: int, end: int) -> int:
    """Boundaries between sentence `start` and sentence `end`."""
    return sum(start < place <= end for place in boundaries)


def boundary_f1(reference: Reference, guess: Boundaries, *, tolerance: int = 1) -> float:
    """F1 of boundaries within `tolerance` sentences, each hit at most once; no boundaries on both sides is 1."""
    if not reference.boundaries and not guess:
        return 1.0
    free = set(guess)
    hits = 0
    for place in sorted(reference.boundaries):
        near = [other for other in free if abs(other - place) <= tolerance]
        if near:
            free.discard(min(near, key=lambda other: (abs(other - place), other)))
            hits += 1
    return 2 * hits / (len(reference.boundaries) + len(guess))


def no_boundary(sentences: Sequence[str], segments: int) -> Boundaries:
    return frozenset()


def even(sentences: Sequence[str], segments: int) -> Boundaries:
    return frozenset(round(len(sentences) * part / segments) for part in range(1, segments))


def random_boundaries(sentences: Sequence[str], segments: int) -> Boundaries:
    rng = random.Random(len(sentences))  # noqa: S311  a baseline, the same in every run
    return frozenset(rng.sample(range(1, len(sentences)), min(segments - 1, len(sentences) - 1)))


@dataclass(frozen=True)
class SegmentationRow:
    """Means over the texts of a set, in percent for `pk` and `window_diff`."""

    data: str
    method: str
    texts: int
    pk: float
    window_diff: float
    f1: float


def segmentation_rows(name: str, files: Iterable[Path], splitters: Mapping[str, Splitter]) -> list[SegmentationRow]:
    """One row a method; every method is told the true number of segments, which favours even and random cuts."""
    references = [reference for path in sorted(files) if (reference := read_reference(path)).boundaries]
    rows = []
    for method, split in splitters.items():
        guesses = [split(reference.sentences, len(reference.boundaries) + 1) for reference in references]
        pairs = list(zip(references, guesses, strict=True))
        rows.append(
            SegmentationRow(
                name,
                method,
                len(references),
                100 * mean(pk(*pair) for pair in pairs),
                100 * mean(window_diff(*pair) for pair in pairs),
                mean(boundary_f1(*pair) for pair in pairs),
            )
        )
    return rows
