"""F20: a back-up under writes, restored elsewhere, holds all that was acknowledged before; a damaged one is refused."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.db.blobs import BlobStore
from service.db.failpoints import Failpoints
from service.db.migrate import newest_revision
from service.errors import BackupDamaged, BackupFailed, TargetNotEmpty
from service.workflows.platform.back_up import back_up
from service.workflows.platform.restore import restore
from tests.support.database import PostgresServer, RecordingQueue, open_test_database
from tests.support.pipeline import a_document_of
from tests.support.shop import Shop
from tests.support.web import Web

Elsewhere = Callable[[], str]
KINDS = ("administrator", "author", "reviewer", "learner", "integrator", "stranger")


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    """The address of another, empty database of the same kind, at each call."""
    if database_url.startswith("sqlite"):
        places = iter(range(10))
        yield lambda: f"sqlite:///{tmp_path}/elsewhere/{next(places)}.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    names: list[str] = []

    def create() -> str:
        names.append(server.create())
        return server.url(names[-1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(server.programs), prepend=os.pathsep)
        yield create
    for name in names:
        server.drop(name)


@dataclass
class House:
    """A service with its back-ups, and another place where they are restored."""

    web: Web
    url: str
    folder: Path
    new_url: Elsewhere

    @property
    def other_blobs(self) -> BlobStore:
        return BlobStore(self.folder / "restored", Failpoints())

    def back_up(self) -> Path:
        folder = self.folder / "backup"
        now = datetime.now(UTC)
        blobs = self.web.services.blobs
        back_up(folder, database_url=self.url, revision=newest_revision(), blobs=blobs, now=now)
        return folder

    def restore(self, folder: Path) -> Web:
        """The restored service, with the same keys."""
        url = self.new_url()
        restore(folder, database_url=url, blobs=self.other_blobs)
        database = open_test_database(url, RecordingQueue())
        services = replace(self.web.services, database=database, blobs=self.other_blobs)
        app = create_app(services)
        clients = {kind: TestClient(app, headers=getattr(self.web, kind).headers) for kind in KINDS}
        return Web(services=services, people=self.web.people, tenant=self.web.tenant, **clients)


@pytest.fixture
def house(web: Web, database_url: str, tmp_path: Path, elsewhere: Elsewhere) -> House:
    return House(web, database_url, tmp_path, elsewhere)


def upload_until(stop: threading.Event, web: Web, sender: int, acknowledged: dict[str, bytes]) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        content = a_document_of(1) + f"\n{sender}/{number}".encode()
        answered = web.author.post("/v1/documents", files={"file": ("badges.txt", content)})
        assert answered.status_code == 202, answered.text
        acknowledged[answered.json()["id"]] = content


def test_a_back_up_under_writes_holds_all_that_was_acknowledged_before_it_began(house: House) -> None:
    acknowledged: dict[str, bytes] = {}
    stop = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        senders = [pool.submit(upload_until, stop, house.web, sender, acknowledged) for sender in range(2)]
        while len(acknowledged) < 5 and not any(sender.done() for sender in senders):
            stop.wait(0.01)
        before = dict(acknowledged)
        folder = house.back_up()
        stop.set()
        for sender in senders:
            sender.result()
    restored = house.restore(folder)
    kept = [one["id"] for one in restored.author.get("/v1/documents?limit=100").json()["items"]]
    assert set(before) <= set(kept) <= set(acknowledged)
    for document in kept:
        assert restored.author.get(f"/v1/documents/{document}/source").content == acknowledged[document]
    Shop(restored.services, restored.people.author).work_off()
    states = {restored.author.get(f"/v1/documents/{one}").json()["job"]["state"] for one in kept}
    assert states == {"succeeded"}
    restored.services.close()


def test_what_learners_see_and_did_is_there_after_a_restore(house: House) -> None:
    micro_module_id = house.web.publish().micro_module_id
    item = house.web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"][4]["id"]
    path, headers = f"/v1/catalogue/{micro_module_id}/responses", {"Idempotency-Key": "r"}
    first = house.web.learner.post(path, json={"item_id": item, "text": "30"}, headers=headers).json()
    restored = house.restore(house.back_up())
    assert restored.learner.post(path, json={"item_id": item, "text": "30"}, headers=headers).json() == first
    assert restored.learner.get(f"/v1/catalogue/{micro_module_id}").status_code == 200
    assert restored.author.post("/v1/documents", files={"file": ("x", b"# New")}).status_code == 202
    assert restored.stranger.get("/readyz").json()["status"] == "ready"
    restored.services.close()


@pytest.mark.parametrize("wanted", ["database.*", "manifest.json", "blobs/*/*/*"])
@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_back_up_is_refused_and_leaves_nothing(house: House, wanted: str, harm: str) -> None:
    house.web.publish()
    folder = house.back_up()
    victim = next(folder.glob(wanted))
    content = victim.read_bytes()
    middle = len(content) // 2
    if harm == "flip":
        victim.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif harm == "cut":
        victim.write_bytes(content[:middle])
    else:
        victim.unlink()
    url = house.new_url()
    with pytest.raises(BackupDamaged):
        restore(folder, database_url=url, blobs=house.other_blobs)
    assert not house.other_blobs.root.exists()
    assert not Path(url.removeprefix("sqlite:///")).exists()


def test_a_manifest_that_somebody_changed_is_refused(house: House) -> None:
    manifest = house.back_up() / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(newest_revision(), "0001"), encoding="utf-8")
    with pytest.raises(BackupDamaged, match="digest"):
        restore(manifest.parent, database_url=house.new_url(), blobs=house.other_blobs)


def test_nothing_is_overwritten(house: House) -> None:
    house.web.publish()
    folder = house.back_up()
    with pytest.raises(TargetNotEmpty):
        house.back_up()
    with pytest.raises(TargetNotEmpty):
        restore(folder, database_url=house.url, blobs=house.other_blobs)
    with pytest.raises(TargetNotEmpty):
        restore(folder, database_url=house.new_url(), blobs=house.web.services.blobs)
    assert not house.other_blobs.root.exists()
    assert len(list(house.web.services.blobs.all())) == 1


def test_a_blob_that_is_damaged_already_is_named_and_no_back_up_is_kept(house: House) -> None:
    house.web.publish()
    victim = next(iter(house.web.services.blobs.all()))
    victim.write_bytes(b"something else")
    with pytest.raises(BackupFailed, match=victim.name):
        house.back_up()
    assert [path for path in house.folder.iterdir() if "backup" in path.name] == []


def test_a_back_up_that_makes_no_database_leaves_no_documents_either(house: House) -> None:
    house.web.publish()
    folder = house.back_up()
    other = "postgresql+psycopg://nobody@/nothing" if house.url.startswith("sqlite") else f"sqlite:///{house.folder}/x"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.workflows.platform.restore.demand_empty_database", lambda _url: None)
        with pytest.raises(BackupFailed, match="cannot be made a database of"):
            restore(folder, database_url=other, blobs=house.other_blobs)
    assert not house.other_blobs.root.exists()
