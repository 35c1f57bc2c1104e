"""Snapshots on disk: whatever is not exactly what was written, for this tenant, is refused and healed."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexes import faiss_index
from indexes.errors import Refusal, SnapshotRefused
from indexes.live_indexes import LiveIndexes
from indexes.snapshot import Identity, Snapshot, signature
from indexes.store import SnapshotStore
from indexes.types import Place, Where
from tests.support.embedders import HashedWordsEmbedder
from tests.support.passages import ListedPassages

EMBEDDER = HashedWordsEmbedder()
OURS = Identity("acme", "micro_module", EMBEDDER.identity)
THEIRS = Identity("globex", "micro_module", EMBEDDER.identity)
FILES = (
    *("manifest.json", "rows.json", "rows.i32", "digests.sha256"),
    *("vectors", "quantised.faiss", "words/meta.json"),
)


@pytest.fixture
def source() -> ListedPassages:
    source = ListedPassages(EMBEDDER)
    for number in range(40):
        source.put(f"mm_{number:02}", f"a helmet of kind k{number} is worn", f"a vest of kind v{number} is yellow")
    return source


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SnapshotStore:
    monkeypatch.setattr(faiss_index, "FLAT_UP_TO", 10)  # so that there is a file of FAISS's
    return SnapshotStore(tmp_path / "indexes")


@pytest.fixture
def folder(store: SnapshotStore, source: ListedPassages) -> Path:
    """Of the snapshot in use."""
    return store.root / "acme" / "micro_module" / keep(store, OURS, source).name


def keep(store: SnapshotStore, identity: Identity, source: ListedPassages) -> Snapshot:
    with source.everything() as whole:
        return store.keep(identity, whole, dimensions=EMBEDDER.dimensions)


def flip_a_bit(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(bytes(held))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def asked(indexes: LiveIndexes) -> tuple[list[str], list[str]]:
    """What a question finds, by meaning and by words."""
    index = indexes.get("acme", "micro_module")
    near = index.near(EMBEDDER.embed(["helmet of kind k7"])[0], 5)
    return [one.place.owner for one in near], [one.place.owner for one in index.matching("k7 v8", 5).found]


def test_what_was_kept_opens_again_the_same(store: SnapshotStore, folder: Path, source: ListedPassages) -> None:
    opened = store.open(OURS)
    assert opened is not None
    assert opened.name == folder.name
    assert (opened.manifest.count, opened.manifest.sequence) == (80, source.latest())
    with source.everything() as whole:
        passages, packed = zip(*whole.rows, strict=True)
    places = [Place(one.owner, one.position, one.digest, one.language) for one in passages]
    assert [opened.rows.place(row) for row in range(80)] == places
    assert opened.rows.mask(Where(document="doc", language="en")) is not None
    vectors = np.stack([np.frombuffer(one, np.float32) for one in packed])
    assert opened.index.vectors == pytest.approx(vectors, abs=1e-3)
    assert opened.index.vectors.dtype == np.float16, "half the memory where there are many"
    assert opened.open_words().count == 80


def test_every_file_is_in_the_manifest(store: SnapshotStore, folder: Path) -> None:
    opened = store.open(OURS)
    assert opened is not None
    assert {"manifest.json", *opened.manifest.files} == set(signature(folder))
    assert set(FILES) <= set(signature(folder))


@pytest.mark.parametrize("harm", [flip_a_bit, truncate, empty, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_a_harmed_file_is_refused_answered_without_and_healed(
    store: SnapshotStore, folder: Path, source: ListedPassages, name: str, harm: Callable[[Path], None]
) -> None:
    expected = asked(LiveIndexes(SnapshotStore(store.root / "none"), EMBEDDER, lambda _identity: source))
    harm(folder / name)
    refused: list[Refusal] = []
    indexes = LiveIndexes(store, EMBEDDER, lambda _identity: source, lambda _, fault: refused.append(fault.refusal))
    assert asked(indexes) == expected
    assert refused == [Refusal.MISSING if harm is Path.unlink else Refusal.DAMAGED]
    assert indexes.keep_snapshot("acme", "micro_module")
    healed = store.open(OURS)
    assert healed is not None
    assert healed.name != folder.name
    assert asked(LiveIndexes(store, EMBEDDER, lambda _identity: source)) == expected
    assert (folder.parent / f"refused-{folder.name}").is_dir()


@pytest.mark.parametrize("harm", [flip_a_bit, truncate])
def test_harm_under_a_running_process_changes_no_answer_and_is_healed(
    store: SnapshotStore, source: ListedPassages, harm: Callable[[Path], None]
) -> None:
    refused: list[Refusal] = []
    indexes = LiveIndexes(store, EMBEDDER, lambda _identity: source, lambda _, fault: refused.append(fault.refusal))
    expected = asked(indexes)
    assert indexes.keep_snapshot("acme", "micro_module")
    for path in sorted((store.root / "acme" / "micro_module").glob("snapshot-*/*")):
        if path.is_file():
            harm(path)
    assert asked(indexes) == expected
    assert indexes.keep_snapshot("acme", "micro_module")
    assert refused == [Refusal.DAMAGED]
    assert asked(LiveIndexes(store, EMBEDDER, lambda _identity: source)) == expected


def test_another_tenants_snapshot_in_its_place_is_refused(store: SnapshotStore, folder: Path) -> None:
    secret = ListedPassages(EMBEDDER)
    secret.put("mm_secret", "the canary sings")
    keep(store, THEIRS, secret)
    shutil.rmtree(folder.parent)
    shutil.copytree(store.root / "globex" / "micro_module", folder.parent)
    with pytest.raises(SnapshotRefused) as refused:
        store.open(OURS)
    assert refused.value.refusal is Refusal.FOREIGN
    assert store.open(OURS) is None


@pytest.mark.parametrize("name", ["vectors", "rows.i32", "digests.sha256"])
def test_one_file_of_another_tenant_in_its_place_is_refused(
    store: SnapshotStore, folder: Path, source: ListedPassages, name: str
) -> None:
    with source.everything() as whole:
        other = replace(whole, rows=iter(list(whole.rows)[::-1]))
        kept = store.keep(THEIRS, other, dimensions=EMBEDDER.dimensions)
    theirs = store.root / "globex" / "micro_module" / kept.name
    shutil.copyfile(theirs / name, folder / name)
    with pytest.raises(SnapshotRefused) as refused:
        store.open(OURS)
    assert refused.value.refusal is Refusal.DAMAGED


def test_vectors_of_another_embedder_are_not_used_and_not_held_to_be_damaged(
    store: SnapshotStore, folder: Path
) -> None:
    with pytest.raises(SnapshotRefused) as refused:
        store.open(Identity("acme", "micro_module", "another"))
    assert refused.value.refusal is Refusal.OUTDATED
    assert folder.is_dir()


@pytest.mark.parametrize("written", ["", "nonsense", "../../globex/micro_module/x " + "0" * 64 + "\n"])
def test_a_pointer_that_says_nothing_is_no_snapshot(store: SnapshotStore, folder: Path, written: str) -> None:
    (folder.parent / "CURRENT").write_text(written)
    assert store.open(OURS) is None


def test_a_deleted_folder_is_written_again(store: SnapshotStore, folder: Path, source: ListedPassages) -> None:
    indexes = LiveIndexes(store, EMBEDDER, lambda _identity: source)
    expected = asked(indexes)
    shutil.rmtree(store.root)
    assert asked(indexes) == expected
    assert indexes.keep_snapshot("acme", "micro_module")
    assert store.open(OURS) is not None


def test_older_snapshots_go_but_the_one_before(store: SnapshotStore, source: ListedPassages) -> None:
    names = [keep(store, OURS, source).name for _ in range(4)]
    kept = {path.name for path in (store.root / "acme" / "micro_module").iterdir() if path.is_dir()}
    assert kept == set(names[-2:])


@pytest.mark.parametrize("place", ["snapshot:written", "snapshot:before_swap", "snapshot:after_swap"])
def test_a_swap_that_breaks_off_leaves_one_whole_snapshot_in_use(
    store: SnapshotStore, folder: Path, source: ListedPassages, place: str
) -> None:
    def break_off(reached: str) -> None:
        if reached == place:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep(SnapshotStore(store.root, break_off), OURS, source)
    opened = store.open(OURS)
    assert opened is not None
    assert (opened.name != folder.name) == (place == "snapshot:after_swap")
    keep(store, OURS, source)
    assert len([path for path in folder.parent.iterdir() if path.is_dir()]) == 2


def test_a_name_that_is_no_folder_is_refused(store: SnapshotStore) -> None:
    for identity in (Identity("../x", "thread", "e"), Identity("acme", "a/b", "e")):
        with pytest.raises(ValueError, match="cannot name a folder"):
            store.open(identity)


def test_a_disk_without_room_for_the_vectors_is_an_error_that_can_be_caught(
    store: SnapshotStore, source: ListedPassages, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[int] = []

    def refuse(_file: int, _offset: int, size: int) -> None:
        asked_for.append(size)
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("os.posix_fallocate", refuse)
    with pytest.raises(OSError, match="no room"):
        keep(store, OURS, source)
    assert asked_for == [2 * len(source.passages) * EMBEDDER.dimensions * 2]  # two passages each, at half precision
    assert store.current(OURS) is None
