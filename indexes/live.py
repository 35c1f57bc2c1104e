"""A live index: the latest snapshot, what came after it, and what was withdrawn since, as one index of passages.

One serves one tenant and kind. Whoever asks refreshes it first, so that whatever was committed before is found.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexes.embedder import HeldVectors, Vectors
from indexes.faiss_index import open_index, room_for
from indexes.intake import Intake
from indexes.lexical_index import LexicalIndex
from indexes.passage_source import PassageSource, Update, Whole
from indexes.rows import RowTable
from indexes.snapshot import Snapshot
from indexes.types import ANYWHERE, Mask, Place, Rows, Similarity, Vector, Where
from indexes.vector_index import Hits, VectorIndex

HOT_ROWS = 2_000  # scanned exactly in 0.1 ms; with more a new snapshot is due
DEAD_SHARE = 0.25  # of rows withdrawn since the snapshot
SPOKEN = 30  # passages; of fewer, most pairs are of one owner
CHANCE_PAIRS = 4_000  # the hundredth part of them is still forty
VECTOR_SECONDS = 0.25  # between two looks for vectors that are still being made


class Near(NamedTuple):
    place: Place
    similarity: Similarity


class Matching(NamedTuple):
    """`strength` is the share of the question's words that it stands for, about 0 to 1.

    `is_waiting`: it has no vector yet, and may be as near in meaning as any.
    """

    place: Place
    strength: float
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """`corrected` maps typed words that no passage has to those that were looked for instead."""

    found: Sequence[Matching]
    corrected: Mapping[str, tuple[str, ...]]


class LiveIndex:
    """Passages by meaning and by words; safe to share between threads."""

    def __init__(
        self,
        source: PassageSource,
        dimensions: int,
        open_snapshot: Callable[[], Snapshot | None] = lambda: None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """The first `refresh` opens the snapshot; where there is none, all comes from the source."""
        self._source = source
        self._dimensions = dimensions
        self._open_snapshot = open_snapshot
        self._clock = clock
        self._looked_at = float("-inf")
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._state: _State | None = None
        self._by_chance: tuple[int, dict[str | None, NDArray[np.float32]]] = (0, {})

    def refresh(self) -> None:
        """Take in whatever was committed until now."""
        latest = self._source.latest()
        if self._is_fresh(latest):
            return
        with self._lock:
            if not self._is_fresh(latest):
                self._state = self._refreshed(latest)

    def expect_vectors(self) -> None:
        """Let the next refresh look for vectors however short ago the last one did: some were made just now."""
        self._looked_at = float("-inf")

    def near(self, query: Vector, limit: int, where: Where = ANYWHERE) -> list[Near]:
        """The passages nearest in meaning, at most `limit`, best first; none that still waits for its vector."""
        state = self._current()
        hits = state.near(query, limit, state.rows.mask(where))
        pairs = zip(hits.rows.tolist(), hits.similarities.tolist(), strict=True)
        return [Near(state.rows.place(row), Similarity(similarity)) for row, similarity in pairs]

    def matching(self, text: str, limit: int, where: Where = ANYWHERE) -> Matches:
        """The passages that share most with the words of the text, at most `limit`, best first."""
        state = self._current()
        hits = state.words.search(text, limit, allowed=state.rows.mask(where))
        waiting = {row for rows in state.waiting.values() for row in rows}
        pairs = zip(hits.rows.tolist(), hits.strengths.tolist(), strict=True)
        found = [Matching(state.rows.place(row), strength, row in waiting) for row, strength in pairs]
        return Matches(found, hits.corrected)

    def centres(self, owners: Collection[str]) -> Mapping[str, Vector]:
        """The directions of these owners: the means of their passages, of unit length; not of one without vectors."""
        state = self._current()
        vectors, rows = state.vectors_of(state.rows.owners.among(owners) & state.rows.alive)
        found: dict[str, list[Vector]] = {}
        for row, vector in zip(rows.tolist(), vectors, strict=True):
            found.setdefault(state.rows.place(row).owner, []).append(vector)
        means = {owner: np.mean(held, axis=0) for owner, held in found.items()}
        return {owner: mean / max(float(np.linalg.norm(mean)), 1e-9) for owner, mean in means.items()}

    def similarities_by_chance(self, language: str | None) -> NDArray[np.float32]:
        """Cosines of random pairs of passages of different owners: what nearness by chance looks like here.

        Both of the pair in this language, where there are some passages of it; else in any. An embedder may hold any
        two texts of a language that it hardly knows to be alike.
        """
        state = self._current()
        count, known = self._by_chance
        if abs(len(state.rows) - count) > count // 10:
            known = {}
            self._by_chance = (len(state.rows), known)
        if language not in known:
            spoken = state.rows.languages.equal(language)
            picked = spoken if np.count_nonzero(spoken) >= SPOKEN else np.ones(len(state.rows), np.bool_)
            known[language] = state.random_similarities(CHANCE_PAIRS, picked, np.random.default_rng(0))
        return known[language]

    @property
    def count(self) -> int:
        """How many passages can be found."""
        return self._current().rows.alive_count

    @property
    def is_open(self) -> bool:
        """Whether anything was read yet."""
        return self._state is not None

    @property
    def waiting(self) -> int:
        """How many passages have no vector yet: they are found by their words alone."""
        state = self._current()
        return len(state.waiting)

    @property
    def snapshot(self) -> Snapshot | None:
        """What it stands on; None: on the database alone."""
        return self._snapshot

    @property
    def has_erased(self) -> bool:
        """Whether older snapshots may hold what has to be forgotten."""
        return self._current().has_erased

    @property
    def is_snapshot_due(self) -> bool:
        """Whether so much came or went since the snapshot that a new one would be quicker to search and to open."""
        state = self._current()
        if state.waiting:
            return False  # they come within seconds
        if state.has_erased and self._snapshot is not None:
            return True
        base = 0 if state.base is None else state.base.count
        hot, dead = len(state.rows) - base, len(state.rows) - state.rows.alive_count
        if self._snapshot is None:
            return state.rows.alive_count > 0
        return hot > max(HOT_ROWS, base // 10) or dead > max(HOT_ROWS, DEAD_SHARE * base)

    def stand_on(self, snapshot: Snapshot | None) -> None:
        """Begin anew from this snapshot, or from the database alone; answers go on from the old state meanwhile."""
        with self._lock:
            state = self._opened(snapshot)
            self._snapshot, self._state = snapshot, state

    def _current(self) -> _State:
        if self._state is None:
            self.refresh()
        state = self._state
        if state is None:
            message = "a refreshed index has a state"
            raise AssertionError(message)
        return state

    def _is_fresh(self, latest: int) -> bool:
        state = self._state
        if state is None or state.sequence < latest:
            return False
        return not state.waiting or self._clock() < self._looked_at + VECTOR_SECONDS

    def _refreshed(self, latest: int) -> _State:
        state = self._state
        if state is None:
            self._snapshot = self._open_snapshot()
            state = self._opened(self._snapshot)
        elif state.sequence < latest:
            update = self._source.since(state.sequence, state.change_id)
            state = self._everything(self._snapshot) if update is None else state.changed(update)
        if state.waiting:
            state = state.embedded(self._source.vectors(list(state.waiting)))
            self._looked_at = self._clock()
        return state

    def _opened(self, snapshot: Snapshot | None) -> _State:
        """The state that a snapshot gives with all that came after it; the database's whole where it gives none."""
        if snapshot is not None:
            update = self._source.since(snapshot.manifest.sequence, snapshot.manifest.change_id)
            if update is not None:
                return _standing_on(snapshot).changed(update)
        return self._everything(snapshot)

    def _everything(self, snapshot: Snapshot | None) -> _State:
        """The database's whole; what a snapshot holds beside it nobody knows, so that one is to be written anew."""
        with self._source.everything() as whole:
            return replace(_whole(whole, self._dimensions), has_erased=snapshot is not None)


@dataclass(frozen=True)
class _State:
    """One moment. Rows below `base.count` have their vectors in `base`, further ones in `hot`, by `hot_rows`.

    `waiting` holds the rows of passages without a vector, by text digest.
    """

    sequence: int
    change_id: str | None
    rows: RowTable
    words: LexicalIndex
    base: VectorIndex | None
    hot: VectorIndex
    hot_rows: Rows
    waiting: Mapping[str, tuple[int, ...]]
    has_erased: bool = False

    def near(self, query: Vector, limit: int, allowed: Mask | None) -> Hits:
        """From both parts; cosines of both can be compared."""
        parts: list[Hits] = []
        if self.base is not None:
            within = None if allowed is None else allowed[: self.base.count]
            parts.append(self.base.search(query, limit, allowed=within))
        within = None if allowed is None else allowed[self.hot_rows]
        found = self.hot.search(query, limit, allowed=within)
        parts.append(Hits(self.hot_rows[found.rows], found.similarities))
        rows = np.concatenate([part.rows for part in parts])
        similarities = np.concatenate([part.similarities for part in parts])
        order = np.lexsort((rows, -similarities))[:limit]
        return Hits(rows[order], similarities[order])

    def changed(self, update: Update) -> _State:
        """The state after an update; this one stays as it is, but for its words, which are of the present."""
        first = len(self.rows)
        rows = self.rows.without(update.owners).with_passages(update.passages)
        self.words.change(add=enumerate(update.passages, start=first), without=update.owners)
        waiting: dict[str, tuple[int, ...]] = {
            digest: alive for digest, held in self.waiting.items() if (alive := tuple(r for r in held if rows.alive[r]))
        }
        for row, passage in enumerate(update.passages, start=first):
            waiting[passage.digest] = (*waiting.get(passage.digest, ()), row)
        moved = replace(
            self,
            sequence=update.sequence,
            change_id=update.change_id,
            rows=rows,
            waiting=waiting,
            has_erased=self.has_erased or update.has_erased,
        )
        return moved.embedded(update.vectors)

    def embedded(self, vectors: Mapping[str, bytes]) -> _State:
        """The state with these vectors in the place of those that waited."""
        arrived = [(row, vectors[digest]) for digest, held in self.waiting.items() if digest in vectors for row in held]
        if not arrived:
            return self
        fresh = np.frombuffer(b"".join(vector for _, vector in arrived), dtype=np.float32).reshape(len(arrived), -1)
        return replace(
            self,
            hot=open_index(np.concatenate([self.hot.vectors, fresh])),
            hot_rows=np.concatenate([self.hot_rows, np.asarray([row for row, _ in arrived], dtype=np.int64)]),
            waiting={digest: held for digest, held in self.waiting.items() if digest not in vectors},
        )

    def random_similarities(self, count: int, picked: Mask, rng: np.random.Generator) -> NDArray[np.float32]:
        """Cosines of up to `count` random pairs of the picked rows, of different owners and not withdrawn."""
        parts = self._parts
        places = _places(parts, picked & self.rows.alive)
        if len(places) < 2:
            return np.zeros(0, dtype=np.float32)
        vectors, rows = _at(parts, places[rng.integers(0, len(places), 2 * count)])
        owners = self.rows.owner_codes(rows)
        is_pair = owners[:count] != owners[count:]
        products: NDArray[np.float32] = np.einsum("ij,ij->i", vectors[:count], vectors[count:])
        of_pairs: NDArray[np.float32] = products[is_pair]
        return of_pairs

    def vectors_of(self, picked: Mask) -> tuple[Vectors, Rows]:
        """The vectors of those of the picked rows that have one, and the rows."""
        return _at(self._parts, _places(self._parts, picked))

    @property
    def _parts(self) -> Sequence[tuple[HeldVectors, Rows]]:
        hot = (self.hot.vectors, self.hot_rows)
        return [hot] if self.base is None else [(self.base.vectors, np.arange(self.base.count)), hot]


def _places(parts: Sequence[tuple[HeldVectors, Rows]], picked: Mask) -> Rows:
    return np.flatnonzero(np.concatenate([picked[rows] for _, rows in parts]))


def _at(parts: Sequence[tuple[HeldVectors, Rows]], places: Rows) -> tuple[Vectors, Rows]:
    """Vectors and rows at these places of all parts, one after the other."""
    vectors = np.empty((len(places), parts[0][0].shape[1]), dtype=np.float32)
    rows = np.empty(len(places), dtype=np.int64)
    start = 0
    for part_vectors, part_rows in parts:
        here = (places >= start) & (places < start + len(part_rows))
        vectors[here] = part_vectors[places[here] - start]
        rows[here] = part_rows[places[here] - start]
        start += len(part_rows)
    return vectors, rows


def _whole(whole: Whole, dimensions: int) -> _State:
    intake, words = Intake(room_for(whole.count, dimensions)), LexicalIndex.empty()
    words.change(add=intake.take(whole))
    every, embedded, nothing = open_index(intake.vectors), intake.embedded, np.zeros((0, dimensions), dtype=np.float32)
    # With all their vectors there, the rows are those of the index: what comes later need not touch it.
    base, hot, hot_rows = (None, every, embedded) if intake.waiting else (every, open_index(nothing), embedded[:0])
    rows = intake.rows.built()
    return _State(whole.sequence, whole.change_id, rows, words, base, hot, hot_rows, intake.waiting)


def _standing_on(snapshot: Snapshot) -> _State:
    manifest = snapshot.manifest
    nothing = np.zeros((0, manifest.dimensions), dtype=np.float32)
    return _State(
        manifest.sequence,
        manifest.change_id,
        snapshot.rows,
        snapshot.open_words(),
        snapshot.index,
        open_index(nothing),
        np.zeros(0, dtype=np.int64),
        {},
    )
