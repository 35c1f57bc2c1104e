"""Make a service of a back-up, where nothing is yet: the uploaded bytes, then the database that speaks of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from service.db.backup_manifest import BackupManifest, read_manifest
from service.db.blobs import BlobStore
from service.db.copies import demand_empty_database, make_database
from service.errors import StorageFull, TargetNotEmpty, is_full_disk
from service.workflows.platform.back_up import BLOBS


def restore(folder: Path, *, database_url: str, blobs: BlobStore) -> BackupManifest:
    """What was restored; all of the back-up or nothing. Jobs that were under way go on once a worker runs.

    Raises BackupDamaged, TargetNotEmpty, BackupFailed, StorageFull, DatabaseUnavailable.
    """
    manifest = read_manifest(folder)
    demand_empty_database(database_url)
    if blobs.root.exists() and any(blobs.root.iterdir()):
        raise TargetNotEmpty(str(blobs.root))
    is_restored = False
    try:
        for name in manifest.files:
            if name != manifest.database_file:
                _put(folder / name, blobs.root / Path(name).relative_to(BLOBS))
        make_database(database_url, folder / manifest.database_file)
        is_restored = True
    except OSError as fault:
        if is_full_disk(fault):
            raise StorageFull("what is restored") from fault
        raise
    finally:
        if not is_restored:
            shutil.rmtree(blobs.root, ignore_errors=True)
    return manifest


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
