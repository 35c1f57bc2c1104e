"""What a live index asks of the database: its passages with their vectors, whole or since a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from indexes.types import Passage


@dataclass(frozen=True, slots=True)
class Whole:
    """All passages until `sequence`, in order of owner and position, each with its vector as float32 bytes.

    `rows` gives each once, and never holds them all; a vector None: it is still being made. `count` is how many there
    are, `change_id` the id of the change `sequence`.
    """

    sequence: int
    change_id: str | None
    count: int
    rows: Iterator[tuple[Passage, bytes | None]]


@dataclass(frozen=True, slots=True)
class Update:
    """What changed until `sequence`: all passages that `owners` have now; owners without passages are withdrawn.

    `change_id` is the id of that change. `vectors` holds float32 bytes by text digest, those that exist. `has_erased`:
    something was not only withdrawn but has to be forgotten, on disk as well.
    """

    sequence: int
    change_id: str | None
    owners: frozenset[str]
    passages: Sequence[Passage]
    vectors: Mapping[str, bytes]
    has_erased: bool = False


class PassageSource(Protocol):
    """For one tenant and kind; each call reads one consistent state."""

    def latest(self) -> int:
        """The number of the tenant's latest change; asked before each search, so it must be cheap."""
        ...

    def everything(self) -> AbstractContextManager[Whole]:
        """All there is, to be gone through while it is open."""
        ...

    def since(self, sequence: int, change_id: str | None) -> Update | None:
        """What changed after that change; None: this database knows no such change, or forgot it."""
        ...

    def vectors(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Those vectors that exist by now."""
        ...
