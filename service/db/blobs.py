"""The blob store: uploaded bytes under their SHA-256, one folder a tenant, never half a file under a final name."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from service.db.base import TenantId
from service.db.failpoints import Failpoints
from service.errors import NotFound, StorageFull, is_full_disk

_SHA256 = re.compile("[0-9a-f]{64}")
_TENANT = re.compile("[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Blob:
    """What bytes are; `sha256` is hexadecimal."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that are on disk at `path`, but under no final name yet."""

    blob: Blob
    path: Path
    keep: Callable[[], None]
    """Puts them under their final name, durable when it returns; a second call changes nothing. Raises StorageFull."""


@dataclass(frozen=True, slots=True)
class BlobStore:
    """`root` holds TENANT/FIRST TWO DIGITS/SHA-256."""

    root: Path
    failpoints: Failpoints

    @contextmanager
    def receive(self, tenant: TenantId, chunks: Iterable[bytes]) -> Iterator[Incoming]:
        """Bytes to be kept before the block ends, or forgotten with it; the same bytes are kept once.

        Raises StorageFull.
        """
        folder = self._folder(tenant)
        name = ""
        try:
            with _full_disk_named():
                folder.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(prefix="incoming-", dir=folder)
                blob = self._write(handle, chunks)
            yield Incoming(blob, Path(name), partial(self._move, Path(name), self.path(tenant, blob.sha256)))
        finally:
            if name:
                Path(name).unlink(missing_ok=True)

    def path(self, tenant: TenantId, sha256: str) -> Path:
        """Where the bytes lie, or would lie. Raises ValueError for what is no digest."""
        if not _SHA256.fullmatch(sha256):
            message = f"{sha256!r} is no SHA-256"
            raise ValueError(message)
        return self._folder(tenant) / sha256[:2] / sha256

    def find(self, tenant: TenantId, sha256: str) -> Path:
        """Where the bytes lie. Raises NotFound."""
        path = self.path(tenant, sha256)
        if not path.is_file():
            raise NotFound("blob", sha256)
        return path

    def all(self) -> Iterator[Path]:
        """Where the bytes of every tenant lie, in order."""
        yield from (path for path in sorted(self.root.glob("*/*/*")) if _SHA256.fullmatch(path.name))

    def sweep(self, *, older_than: float) -> int:
        """Remove what interrupted uploads left, last written before `older_than` (seconds since 1970); how many."""
        leftovers = [path for path in self.root.glob("*/incoming-*") if _written_before(path, older_than)]
        for path in leftovers:
            path.unlink(missing_ok=True)
        return len(leftovers)

    def _write(self, handle: int, chunks: Iterable[bytes]) -> Blob:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            self.failpoints.reach("blob:write")
            file.flush()
            os.fsync(file.fileno())
        return Blob(digest.hexdigest(), size)

    def _move(self, source: Path, target: Path) -> None:
        with _full_disk_named():
            self.failpoints.reach("blob:before_rename")
            target.parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):  # moved by an earlier call
                source.replace(target)
            self.failpoints.reach("blob:after_rename")
            for folder in (target.parent, target.parent.parent):
                _sync_folder(folder)

    def _folder(self, tenant: TenantId) -> Path:
        if not _TENANT.fullmatch(tenant):
            message = f"{tenant!r} cannot name a folder"
            raise ValueError(message)
        return self.root / tenant


@contextmanager
def _full_disk_named() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if is_full_disk(fault):
            raise StorageFull("uploaded documents") from fault
        raise


def _written_before(path: Path, moment: float) -> bool:
    """False also for a file that is gone: its upload ended, or another sweep was quicker."""
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Without it a power cut may forget the name of a file whose bytes are safe."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
