"""Where snapshots lie: a folder for each tenant and kind, whose file CURRENT names the one in use.

    ROOT/TENANT/KIND/CURRENT            name and manifest digest of the snapshot in use, replaced in one step
    ROOT/TENANT/KIND/NAME/…             the snapshot; one older stays for whoever is opening it
    ROOT/TENANT/KIND/refused-NAME/…     the latest that was refused, for whoever wants to know why

Everything here may be removed at any time: it is written anew from the database.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from indexes.errors import Refusal, SnapshotRefused
from indexes.passage_source import Whole
from indexes.snapshot import Identity, Snapshot, open_snapshot, remove, signature, sync_folder, write_snapshot

_CURRENT, _LOCK = "CURRENT", "LOCK"
_BUILDING, _REFUSED, _SNAPSHOT = "building-", "refused-", "snapshot-"
_NAME = re.compile("[A-Za-z0-9_-]{1,64}")  # of tenants and kinds, as folders
_POINTER = re.compile(r"(snapshot-\d{12}-[0-9a-f]{8}) ([0-9a-f]{64})\n")


@dataclass(frozen=True)
class SnapshotStore:
    """Snapshots under `root`. `reach` is told each step of a swap, where tests plan faults."""

    root: Path
    reach: Callable[[str], None] = field(default=lambda _place: None)

    def open(self, identity: Identity) -> Snapshot | None:
        """The snapshot in use, every byte verified; None: there is none yet.

        Raises SnapshotRefused once: what is refused is set aside, so that the next call finds none.
        """
        folder = self._folder(identity)
        pointer = _read_pointer(folder)
        if pointer is None:
            return None
        name, manifest_digest = pointer
        try:
            return open_snapshot(folder / name, identity, manifest_digest=manifest_digest)
        except SnapshotRefused as refused:
            self._set_aside(folder, name, refused)
            raise

    def current(self, identity: Identity) -> str | None:
        """The name of the snapshot in use; None: there is none."""
        pointer = _read_pointer(self._folder(identity))
        return None if pointer is None else pointer[0]

    def is_intact(self, identity: Identity, snapshot: Snapshot) -> bool:
        """Whether the next start would find this snapshot, or a newer one. Raises SnapshotRefused as `open` does."""
        current = self.current(identity)
        if current != snapshot.name:
            return current is not None
        folder = self._folder(identity) / current
        return signature(folder) == snapshot.signature or self.open(identity) is not None

    def keep(self, identity: Identity, whole: Whole, *, dimensions: int, alone: bool = False) -> Snapshot:
        """Write a snapshot and make it the one in use; durable when it returns.

        Raises OSError, VectorsMissing: nothing has changed.

        The one before stays, for whoever is opening it, unless this one is to stand alone.
        """
        folder = self._folder(identity)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{_SNAPSHOT}{whole.sequence:012}-{secrets.token_hex(4)}"
        building = folder / f"{_BUILDING}{name}"
        building.mkdir()
        try:
            manifest_digest = write_snapshot(building, whole, identity, dimensions=dimensions)
            self.reach("snapshot:written")
            building.rename(folder / name)
        except BaseException:
            remove(building)
            raise
        sync_folder(folder)
        self.reach("snapshot:before_swap")
        before = _read_pointer(folder)
        _point(folder, name, manifest_digest)
        self.reach("snapshot:after_swap")
        _clean(folder, keep={name} if alone or before is None else {name, before[0]}, refused=not alone)
        return open_snapshot(folder / name, identity, manifest_digest=manifest_digest)

    def clear(self, identity: Identity) -> None:
        """Remove every snapshot of the index; whoever holds the lock goes on holding it."""
        folder = self._folder(identity)
        (folder / _CURRENT).unlink(missing_ok=True)
        _clean(folder, keep=set(), refused=False)

    @contextmanager
    def building(self, identity: Identity) -> Iterator[bool]:
        """Whether nobody else, in any process, builds this index now; holds others off until the block ends."""
        folder = self._folder(identity)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _set_aside(self, folder: Path, name: str, refused: SnapshotRefused) -> None:
        (folder / _CURRENT).unlink(missing_ok=True)
        if refused.refusal is Refusal.OUTDATED:
            return  # nothing wrong with it; the next swap cleans it away
        for older in folder.glob(f"{_REFUSED}*"):
            remove(older)
        with suppress(OSError):
            (folder / name).rename(folder / f"{_REFUSED}{name}")

    def _folder(self, identity: Identity) -> Path:
        if not _NAME.fullmatch(identity.kind):
            message = f"{identity.kind!r} cannot name a folder"
            raise ValueError(message)
        return self._tenant_folder(identity.tenant) / identity.kind

    def _tenant_folder(self, tenant: str) -> Path:
        if not _NAME.fullmatch(tenant):
            message = f"{tenant!r} cannot name a folder"
            raise ValueError(message)
        return self.root / tenant


def _read_pointer(folder: Path) -> tuple[str, str] | None:
    """Name and manifest digest of the snapshot in use; None: no pointer, or one that says nothing."""
    try:
        pointer = _POINTER.fullmatch((folder / _CURRENT).read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return None
    return None if pointer is None else (pointer[1], pointer[2])


def _point(folder: Path, name: str, manifest_digest: str) -> None:
    fresh = folder / f"{_CURRENT}.{secrets.token_hex(4)}"
    with fresh.open("w", encoding="ascii") as file:
        file.write(f"{name} {manifest_digest}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _CURRENT)
    sync_folder(folder)


def _clean(folder: Path, *, keep: set[str], refused: bool) -> None:
    """Remove older snapshots and what killed builders left, unless `refused` those set aside as well.

    Only whoever holds the lock calls it.
    """
    for path in folder.iterdir():
        is_kept = path.name in keep or (refused and path.name.startswith(_REFUSED))
        if path.is_dir() and not is_kept:
            remove(path)
        elif path.name.startswith(f"{_CURRENT}."):
            path.unlink(missing_ok=True)
