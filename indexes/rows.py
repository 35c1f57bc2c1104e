"""Which passage each row of a live index is, and which rows may be found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexes.types import ANYWHERE, Mask, Passage, Place, Rows, Where


@dataclass(frozen=True, slots=True)
class Column:
    """One value a row, each kept once: `codes` says which of `numbers` a row has."""

    numbers: Mapping[str | None, int]
    codes: NDArray[np.int32]

    @classmethod
    def empty(cls) -> Column:
        return cls({}, np.zeros(0, dtype=np.int32))

    def with_values(self, values: Sequence[str | None]) -> Column:
        """Further rows at the end."""
        numbers = dict(self.numbers)
        fresh = [numbers.setdefault(value, len(numbers)) for value in values]
        return Column(numbers, np.concatenate([self.codes, np.asarray(fresh, dtype=np.int32)]))

    def equal(self, value: str | None) -> Mask:
        """The rows that have the value."""
        equal: Mask = self.codes == self.numbers.get(value, -1)
        return equal

    def among(self, values: Iterable[str | None]) -> Mask:
        """The rows that have one of the values."""
        wanted = [self.numbers[value] for value in values if value in self.numbers]
        return np.isin(self.codes, np.asarray(wanted, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class RowTable:
    """`alive` is False for what was withdrawn; each column has one value a row."""

    places: tuple[Place, ...]
    owners: Column
    documents: Column
    languages: Column
    alive: Mask

    @classmethod
    def empty(cls) -> RowTable:
        none = np.zeros(0, dtype=np.bool_)
        return cls((), Column.empty(), Column.empty(), Column.empty(), none)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def alive_count(self) -> int:
        """How many rows may be found."""
        return int(np.count_nonzero(self.alive))

    def place(self, row: int) -> Place:
        """What the row is."""
        return self.places[row]

    def with_passages(self, passages: Sequence[Passage]) -> RowTable:
        """Further rows at the end, one a passage."""
        return RowTable(
            self.places + tuple(Place(one.owner, one.position, one.digest, one.language) for one in passages),
            self.owners.with_values([one.owner for one in passages]),
            self.documents.with_values([one.document for one in passages]),
            self.languages.with_values([one.language for one in passages]),
            np.concatenate([self.alive, np.ones(len(passages), dtype=np.bool_)]),
        )

    def without(self, owners: Iterable[str]) -> RowTable:
        """The same rows; those of these owners may not be found any more."""
        return replace(self, alive=self.alive & ~self.owners.among(owners))

    def mask(self, where: Where) -> Mask | None:
        """The rows that may be found there; None: all of them."""
        if where == ANYWHERE:
            return None if bool(self.alive.all()) else self.alive
        allowed = self.alive & ~self.owners.among(where.without)
        if where.owners is not None:
            allowed &= self.owners.among(where.owners)
        if where.document is not None:
            allowed &= self.documents.equal(where.document)
        if where.language is not None:
            allowed &= self.languages.equal(where.language)
        return allowed

    def owner_codes(self, rows: Rows) -> NDArray[np.int32]:
        """A number for the owner of each of these rows: the same owner, the same number."""
        return self.owners.codes[rows]
