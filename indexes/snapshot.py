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
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from indexes.embedder import Vectors
from indexes.errors import Refusal, SnapshotRefused
from indexes.faiss_index import open_index, pack_quantised
from indexes.lexical_index import LexicalIndex
from indexes.private_folder import PrivateFolder
from indexes.rows import RowTable
from indexes.types import Passage
from indexes.vector_index import VectorIndex

Signature = Mapping[str, tuple[int, int, int]]
"""Size, time of the last change and inode of each file: cheap to compare, different after any accident."""

SCHEMA = "morsel.snapshot/1"
MANIFEST = "manifest.json"
_ROWS, _VECTORS, _QUANTISED, _WORDS = "rows.json", "vectors.f32", "quantised.faiss", "words"


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
class Content:
    """What goes into a snapshot: passages, and their vectors of shape `(len(passages), dimensions)`."""

    passages: Sequence[Passage]
    vectors: Vectors
    sequence: int
    change_id: str | None


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


def write_snapshot(folder: Path, content: Content, identity: Identity) -> str:
    """Write all files into an empty folder, on disk when this returns; the SHA-256 of the manifest."""
    files = {_ROWS: _pack_rows(content.passages), _VECTORS: np.ascontiguousarray(content.vectors, np.float32).tobytes()}
    quantised = pack_quantised(content.vectors)
    if quantised is not None:
        files[_QUANTISED] = quantised
    for name, written in files.items():
        (folder / name).write_bytes(written)
    words = folder / _WORDS
    words.mkdir()
    LexicalIndex.write(words, content.passages)
    digests = {name: hashlib.sha256(written).hexdigest() for name, written in files.items()}
    digests |= {f"{_WORDS}/{path.name}": _digest(path) for path in sorted(words.iterdir())}
    dimensions = int(content.vectors.shape[1])
    manifest = Manifest(
        identity, dimensions, len(content.passages), content.sequence, content.change_id, dict(sorted(digests.items()))
    )
    packed = json.dumps(asdict(manifest), indent=1).encode()
    (folder / MANIFEST).write_bytes(packed)
    _sync(folder)
    return hashlib.sha256(packed).hexdigest()


def open_snapshot(folder: Path, identity: Identity, *, manifest_digest: str) -> Snapshot:
    """The snapshot in the folder, every byte of it verified. Raises SnapshotRefused, saying why."""
    signed = signature(folder)  # first: whatever changes from now on is seen later
    manifest = read_manifest(folder, identity, manifest_digest=manifest_digest)
    read = {name: _verified(folder, name, manifest) for name in manifest.files if not name.startswith(_WORDS)}
    copied = PrivateFolder()
    for name in manifest.files:
        if name.startswith(_WORDS):
            (copied.path / Path(name).name).write_bytes(_verified(folder, name, manifest))
    vectors = np.frombuffer(read[_VECTORS], dtype=np.float32).reshape(manifest.count, manifest.dimensions)
    rows = RowTable.empty().with_passages(_unpack_rows(read[_ROWS]))
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


def _pack_rows(passages: Sequence[Passage]) -> bytes:
    """The passages without their texts: those are the database's."""
    rows = [[one.owner, one.position, one.digest, one.document, one.language] for one in passages]
    return json.dumps(rows, separators=(",", ":")).encode()


def _unpack_rows(packed: bytes) -> list[Passage]:
    rows = json.loads(packed)
    return [
        Passage(owner, position, "", digest, document, language) for owner, position, digest, document, language in rows
    ]
