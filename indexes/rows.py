"""Which passage each row of a live index is, and which rows may be found: columns of numbers, no objects."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexes.types import ANYWHERE, Mask, Passage, Place, Rows, Where

_DIGEST_BYTES = 32  # SHA-256
_NAMES, _NUMBERS, _DIGESTS = "rows.json", "rows.i32", "digests.sha256"
FILES = (_NAMES, _NUMBERS, _DIGESTS)


@dataclass(frozen=True, slots=True)
class Column:
    """One value a row, each kept once: `codes` says which of `values` a row has, `numbers` is the way back."""

    values: Sequence[str | None]
    numbers: Mapping[str | None, int]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, values: Sequence[str | None], codes: NDArray[np.int32]) -> Column:
        """Of values that are all different."""
        return cls(values, {value: number for number, value in enumerate(values)}, codes)

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
    """`alive` is False for what was withdrawn; `digests` has shape `(rows, 32)`; the rest has one value a row."""

    owners: Column
    positions: NDArray[np.int32]
    documents: Column
    languages: Column
    digests: NDArray[np.uint8]
    alive: Mask

    @classmethod
    def empty(cls) -> RowTable:
        return RowBuilder().built()

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def alive_count(self) -> int:
        """How many rows may be found."""
        return int(np.count_nonzero(self.alive))

    def place(self, row: int) -> Place:
        """What the row is."""
        owner, language = self.owners.values[self.owners.codes[row]], self.languages.values[self.languages.codes[row]]
        return Place(str(owner), int(self.positions[row]), self.digests[row].tobytes().hex(), language)

    def with_passages(self, passages: Iterable[Passage]) -> RowTable:
        """Further rows at the end, one a passage."""
        builder = RowBuilder(self)
        for passage in passages:
            builder.add(passage)
        return builder.built()

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

    def pack(self) -> dict[str, bytes]:
        """The table as files, by name; what was withdrawn comes back."""
        columns = (self.owners, self.documents, self.languages)
        numbers = np.stack([self.positions, *(column.codes for column in columns)])
        names = json.dumps([list(column.values) for column in columns], separators=(",", ":"))
        return {_NAMES: names.encode(), _NUMBERS: numbers.tobytes(), _DIGESTS: self.digests.tobytes()}

    @classmethod
    def unpack(cls, files: Mapping[str, bytes]) -> RowTable:
        """The table that was packed."""
        numbers = np.frombuffer(files[_NUMBERS], dtype=np.int32).reshape(4, -1)
        owners, documents, languages = (
            Column.of(values, codes) for values, codes in zip(json.loads(files[_NAMES]), numbers[1:], strict=True)
        )
        digests = np.frombuffer(files[_DIGESTS], dtype=np.uint8).reshape(-1, _DIGEST_BYTES)
        return cls(owners, numbers[0], documents, languages, digests, np.ones(numbers.shape[1], dtype=np.bool_))


class RowBuilder:
    """Rows that are added one by one, after those of a table."""

    def __init__(self, before: RowTable | None = None) -> None:
        self._before = before
        self._owners = _ColumnBuilder(None if before is None else before.owners)
        self._documents = _ColumnBuilder(None if before is None else before.documents)
        self._languages = _ColumnBuilder(None if before is None else before.languages)
        self._positions, self._digests = array("i"), bytearray()

    def add(self, passage: Passage) -> None:
        """One more row."""
        self._owners.add(passage.owner)
        self._documents.add(passage.document)
        self._languages.add(passage.language)
        self._positions.append(passage.position)
        self._digests += bytes.fromhex(passage.digest)

    def built(self) -> RowTable:
        """The table with them."""
        positions = np.asarray(self._positions, dtype=np.int32)
        digests = np.frombuffer(bytes(self._digests), dtype=np.uint8).reshape(-1, _DIGEST_BYTES)
        alive = np.ones(len(positions), dtype=np.bool_)
        if self._before is not None:
            positions = np.concatenate([self._before.positions, positions])
            digests = np.concatenate([self._before.digests, digests])
            alive = np.concatenate([self._before.alive, alive])
        columns = (self._documents.built(), self._languages.built())
        return RowTable(self._owners.built(), positions, *columns, digests, alive)


class _ColumnBuilder:
    def __init__(self, before: Column | None) -> None:
        self._values = [] if before is None else list(before.values)
        self._numbers = {} if before is None else dict(before.numbers)
        self._before = before
        self._codes = array("i")

    def add(self, value: str | None) -> None:
        number = self._numbers.setdefault(value, len(self._numbers))
        if number == len(self._values):
            self._values.append(value)
        self._codes.append(number)

    def built(self) -> Column:
        codes = np.asarray(self._codes, dtype=np.int32)
        if self._before is not None:
            codes = np.concatenate([self._before.codes, codes])
        return Column(self._values, self._numbers, codes)
