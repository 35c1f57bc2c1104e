"""The blob store: whole or not at all, once, per tenant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.db.base import TenantId
from service.db.blobs import BlobStore
from service.db.failpoints import Failpoints, parse_failpoints
from service.errors import NotFound, StorageFull
from tests.support.blobs import keep_bytes
from tests.support.database import OTHER_TENANT, TENANT

CHUNKS = [b"visitors ", b"wear badges"]
SHA256 = hashlib.sha256(b"".join(CHUNKS)).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path, Failpoints())


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_lie_under_their_digest(blobs: BlobStore) -> None:
    blob = keep_bytes(blobs, TENANT, CHUNKS)
    assert (blob.sha256, blob.size_bytes) == (SHA256, 20)
    assert blobs.find(TENANT, SHA256).read_bytes() == b"visitors wear badges"


def test_the_same_bytes_are_kept_once(blobs: BlobStore) -> None:
    keep_bytes(blobs, TENANT, CHUNKS)
    keep_bytes(blobs, TENANT, CHUNKS)
    assert len(files(blobs.root)) == 1


def test_another_tenant_does_not_find_them(blobs: BlobStore) -> None:
    keep_bytes(blobs, TENANT, CHUNKS)
    with pytest.raises(NotFound):
        blobs.find(OTHER_TENANT, SHA256)


def test_an_interrupted_upload_leaves_nothing(blobs: BlobStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        keep_bytes(blobs, TENANT, broken())
    assert files(blobs.root) == []


def test_bytes_that_are_not_kept_leave_nothing_and_have_no_final_name_before(blobs: BlobStore) -> None:
    with blobs.receive(TENANT, CHUNKS) as incoming:
        assert not blobs.path(TENANT, incoming.blob.sha256).exists()
    assert files(blobs.root) == []


def test_bytes_may_be_kept_twice(blobs: BlobStore) -> None:
    with blobs.receive(TENANT, CHUNKS) as incoming:
        incoming.keep()
        incoming.keep()
    assert files(blobs.root) == [blobs.find(TENANT, SHA256)]


@pytest.mark.parametrize("place", ["blob:write", "blob:before_rename"])
def test_a_full_disk_is_named_and_leaves_nothing_and_passes(tmp_path: Path, place: str) -> None:
    blobs = BlobStore(tmp_path, parse_failpoints(f"{place}=disk_full"))
    with pytest.raises(StorageFull):
        keep_bytes(blobs, TENANT, CHUNKS)
    assert files(tmp_path) == []
    assert keep_bytes(blobs, TENANT, CHUNKS).sha256 == SHA256


def test_leftovers_of_killed_uploads_are_swept_and_blobs_are_not(blobs: BlobStore) -> None:
    kept = keep_bytes(blobs, TENANT, CHUNKS)
    leftover = blobs.root / TENANT / "incoming-killed"
    leftover.write_bytes(b"half")
    age = leftover.stat().st_mtime
    assert blobs.sweep(older_than=age - 1) == 0
    assert blobs.sweep(older_than=age + 1) == 1
    assert files(blobs.root) == [blobs.find(TENANT, kept.sha256)]


def test_a_leftover_that_somebody_else_removes_meanwhile_does_not_stop_the_sweep(blobs: BlobStore) -> None:
    folder = blobs.root / TENANT
    folder.mkdir()
    (folder / "incoming-gone").symlink_to(folder / "nowhere")  # listed, yet not there when it is looked at
    leftover = folder / "incoming-killed"
    leftover.write_bytes(b"half")
    assert blobs.sweep(older_than=leftover.stat().st_mtime + 1) == 1
    assert not leftover.exists()


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "AB" * 32, "ab" * 31])
def test_what_is_no_digest_names_no_file(blobs: BlobStore, sha256: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.path(TENANT, sha256)


def test_a_tenant_cannot_name_a_folder_elsewhere(blobs: BlobStore) -> None:
    with pytest.raises(ValueError, match="folder"):
        blobs.path(TenantId("../globex"), SHA256)
