"""Snapshots: an index as files that never change, with a manifest that holds the SHA-256 of every one of them.

A flipped bit in FAISS's files loads without a word and answers wrongly. So nothing is used that was not verified: each
file is read once, and it is the bytes in hand that are compared with the manifest and then used. What happens to the
files later harms nobody who has them open.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from indexes.embedder import HeldVectors
from indexes.errors import Refusal, SnapshotRefused, VectorsMissing
from indexes.faiss_index import kept_as, open_index, pack_quantised
from indexes.intake import Intake
from indexes.lexical_index import LexicalIndex
from indexes.passage_source import Whole
from indexes.private_folder import PrivateFolder
from indexes.rows import RowTable
from indexes.vector_index import VectorIndex

Signature = Mapping[str, tuple[int, int, int]]
"""Size, time of the last change and inode of each file: cheap to compare, different after any accident."""

SCHEMA = "morsel.snapshot/2"
MANIFEST = "manifest.json"
_VECTORS, _QUANTISED, _WORDS = "vectors", "quantised.faiss", "words"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose index it is, of what, and by which embedder its vectors were made."""

    tenant: str
    kind: str
    embedder: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sequence` and `change_id` name the latest change of the database that is in it; `files` are digests by path."""

    identity: Identity
    dimensions: int
    count: int
    sequence: int
    change_id: str | None
    files: Mapping[str, str]
    schema: str = SCHEMA


@dataclass(frozen=True)
class Snapshot:
    """An open snapshot. `words_folder` is a verified copy of its lexical index, removed with this object."""

    name: str
    signature: Signature
    manifest: Manifest
    rows: RowTable
    index: VectorIndex
    words_folder: PrivateFolder

    def open_words(self) -> LexicalIndex:
        """Its lexical index, ready to be changed; each call gives another one."""
        return LexicalIndex.open_copy(self.words_folder.path)


def write_snapshot(folder: Path, whole: Whole, identity: Identity, *, dimensions: int) -> str:
    """Write all files into an empty folder, on disk when this returns; the SHA-256 of the manifest.

    Raises VectorsMissing; OSError.
    """
    if whole.count == 0:
        raise VectorsMissing(identity.tenant, identity.kind)
    words = folder / _WORDS
    words.mkdir()
    on_disk = _with_room(folder / _VECTORS, kept_as(whole.count), (whole.count, dimensions))
    vectors: HeldVectors = on_disk
    intake = Intake(vectors)
    LexicalIndex.write(words, intake.take(whole))
    if intake.waiting:
        raise VectorsMissing(identity.tenant, identity.kind)
    on_disk.flush()
    files = intake.rows.built().pack()
    quantised = pack_quantised(vectors)
    if quantised is not None:
        files[_QUANTISED] = quantised
    for name, written in files.items():
        (folder / name).write_bytes(written)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {str(path.relative_to(folder)): _digest(path) for path in paths}
    manifest = Manifest(identity, dimensions, whole.count, whole.sequence, whole.change_id, digests)
    packed = json.dumps(asdict(manifest), indent=1).encode()
    (folder / MANIFEST).write_bytes(packed)
    _sync(folder)
    return hashlib.sha256(packed).hexdigest()


def _with_room(path: Path, kind: type[np.float16 | np.float32], shape: tuple[int, int]) -> np.memmap[Any, Any]:
    """A file of that many numbers, as an array over it.

    Raises OSError where the disk lacks the room: written through its array into a file with holes, it would end the
    process instead.
    """
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shape[0] * shape[1] * np.dtype(kind).itemsize)
    return np.memmap(path, kind, "r+", shape=shape)


def open_snapshot(folder: Path, identity: Identity, *, manifest_digest: str) -> Snapshot:
    """The snapshot in the folder, every byte of it verified. Raises SnapshotRefused, saying why."""
    signed = signature(folder)  # first: whatever changes from now on is seen later
    manifest = read_manifest(folder, identity, manifest_digest=manifest_digest)
    read = {name: _verified(folder, name, manifest) for name in manifest.files if not name.startswith(_WORDS)}
    copied = PrivateFolder()
    for name in manifest.files:
        if name.startswith(_WORDS):
            (copied.path / Path(name).name).write_bytes(_verified(folder, name, manifest))
    kept: HeldVectors = np.frombuffer(read.pop(_VECTORS), dtype=kept_as(manifest.count))
    vectors = kept.reshape(manifest.count, manifest.dimensions)
    rows = RowTable.unpack(read)
    return Snapshot(folder.name, signed, manifest, rows, open_index(vectors, read.get(_QUANTISED)), copied)


def read_manifest(folder: Path, identity: Identity, *, manifest_digest: str) -> Manifest:
    """The manifest, when it is the one that was written, of this tenant, kind and embedder. Raises SnapshotRefused."""
    packed = _read(folder / MANIFEST)
    if hashlib.sha256(packed).hexdigest() != manifest_digest:
        raise SnapshotRefused(folder, Refusal.DAMAGED, detail=MANIFEST)
    said = json.loads(packed)
    if said["schema"] != SCHEMA:
        raise SnapshotRefused(folder, Refusal.OUTDATED, detail="schema")
    found = Identity(**said.pop("identity"))
    if (found.tenant, found.kind) != (identity.tenant, identity.kind):
        raise SnapshotRefused(folder, Refusal.FOREIGN, detail="tenant or kind")
    if found.embedder != identity.embedder:
        raise SnapshotRefused(folder, Refusal.OUTDATED, detail="embedder")
    return Manifest(identity=found, **said)


def signature(folder: Path) -> Signature:
    """What the folder's files look like from outside."""
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (stat.st_size, stat.st_mtime_ns, stat.st_ino) for path, stat in found}


def sync_folder(folder: Path) -> None:
    """Without it a power cut may forget the name of a file whose bytes are safe."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    """Remove a snapshot's folder, or what is left of it."""
    shutil.rmtree(folder, ignore_errors=True)


def _verified(folder: Path, name: str, manifest: Manifest) -> bytes:
    read = _read(folder / name)
    if hashlib.sha256(read).hexdigest() != manifest.files[name]:
        raise SnapshotRefused(folder, Refusal.DAMAGED, detail=name)
    return read


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise SnapshotRefused(path.parent, Refusal.MISSING, detail=path.name) from fault


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
            continue
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
