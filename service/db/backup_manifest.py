"""What a back-up holds: every file with its digest, and a digest of the list itself."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.errors import BackupDamaged

SCHEMA = "morsel.backup/1"
NAME = "manifest.json"
_CHUNK_BYTES = 1 << 20
# A name can lead nowhere but to its place: what a manifest says is data.
_DATABASE = r"^database\.(sqlite3|pgdump)$"
_BLOB = "^blobs/[A-Za-z0-9_-]{1,64}/[0-9a-f]{2}/[0-9a-f]{64}$"


class BackedUpFile(BaseModel):
    """`sha256` is hexadecimal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size_bytes: int


class BackupManifest(BaseModel):
    """`revision` is the database's schema; `files` are by path below the back-up's folder, `database_file` is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_name: str = Field(SCHEMA, alias="schema", pattern=f"^{SCHEMA}$")
    made_at: datetime
    revision: str
    database_file: str = Field(pattern=_DATABASE)
    files: dict[Annotated[str, Field(pattern=f"{_DATABASE}|{_BLOB}")], BackedUpFile]

    def write(self, folder: Path) -> None:
        """Keep it in the folder, with its digest, on disk when this returns."""
        content = self.model_dump(mode="json", by_alias=True)
        text = json.dumps({"manifest": content, "sha256": _digest(content)}, indent=1)
        with (folder / NAME).open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def read_manifest(folder: Path) -> BackupManifest:
    """The manifest, when every file of it is there and unchanged. Raises BackupDamaged."""
    try:
        kept = json.loads((folder / NAME).read_text(encoding="utf-8"))
        manifest = BackupManifest.model_validate(kept["manifest"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as fault:
        raise BackupDamaged(str(folder / NAME), reason=f"it cannot be read ({type(fault).__name__})") from fault
    if kept["sha256"] != _digest(kept["manifest"]):
        raise BackupDamaged(str(folder / NAME), reason="its digest is another")
    if manifest.database_file not in manifest.files:
        raise BackupDamaged(manifest.database_file, reason="it is missing")
    for name, expected in manifest.files.items():
        _demand_unchanged(folder, name, expected)
    return manifest


def describe(path: Path) -> BackedUpFile:
    """The file as the manifest names it; reads all of it."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return BackedUpFile(sha256=digest.hexdigest(), size_bytes=path.stat().st_size)


def _demand_unchanged(folder: Path, name: str, expected: BackedUpFile) -> None:
    path = folder / name
    if not path.is_file():
        raise BackupDamaged(name, reason="it is missing")
    if describe(path) != expected:
        raise BackupDamaged(name, reason="it is not what was backed up")


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
