"""Copy everything that must not be lost, while everybody works on: the database, then the uploaded bytes."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from service.db.backup_manifest import BackedUpFile, BackupManifest, describe
from service.db.blobs import BlobStore
from service.db.copies import copy_database
from service.errors import BackupFailed, StorageFull, TargetNotEmpty, is_full_disk

BLOBS = "blobs"


def back_up(folder: Path, *, database_url: str, revision: str, blobs: BlobStore, now: datetime) -> BackupManifest:
    """What was kept in `folder`, which appears whole or not at all. Everything acknowledged until now is in it.

    The database is copied first: bytes lie in the blob store before a row speaks of them, and none is ever removed.
    Raises TargetNotEmpty, BackupFailed, StorageFull.
    """
    growing = folder.with_name(folder.name + ".partial")
    for place in (folder, growing):
        if place.exists():
            raise TargetNotEmpty(str(place))
    try:
        growing.mkdir(parents=True, mode=0o700)  # it holds documents, answers and names of people
        database_file = copy_database(database_url, growing)
        files = {database_file.name: _sealed(database_file), **_copy_blobs(blobs, growing / BLOBS)}
        manifest = BackupManifest(made_at=now, revision=revision, database_file=database_file.name, files=files)
        manifest.write(growing)
        growing.replace(folder)
    except OSError as fault:
        if is_full_disk(fault):
            raise StorageFull("the back-up") from fault
        raise
    finally:
        shutil.rmtree(growing, ignore_errors=True)
    return manifest


def _copy_blobs(blobs: BlobStore, target: Path) -> dict[str, BackedUpFile]:
    files = {}
    for path in blobs.all():
        place = target / path.relative_to(blobs.root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        files[str(place.relative_to(target.parent))] = found = _sealed(place)
        if found.sha256 != path.name:
            raise BackupFailed(f"the blob {path} is not what was uploaded; put it back from an earlier back-up")
    return files


def _sealed(path: Path) -> BackedUpFile:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return describe(path)
