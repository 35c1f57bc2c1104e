"""The server killed in the middle of an upload: no half document, no second one, and the retry is answered."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.bootstrap import open_services
from service.settings import Settings
from tests.support.services import Product

CONTENT = b"# Badges\n\nA visitor must wear a badge."
PLACES = ("blob:write", "blob:after_rename", "before_commit:upload", "after_commit:upload")


def upload(client: httpx.Client | TestClient, content: bytes = CONTENT) -> tuple[int, dict[str, object]]:
    answered = client.post(
        "/v1/documents", files={"file": ("badges.md", content)}, headers={"Idempotency-Key": "badges-1"}
    )
    return answered.status_code, answered.json()


@pytest.mark.parametrize("place", PLACES)
def test_an_upload_whose_server_is_killed_can_be_sent_again(tmp_path: Path, place: str) -> None:
    groups: dict[str, dict[str, str]] = {
        "database": {"url": f"sqlite:///{tmp_path}/morsel.sqlite3"},
        "storage": {"directory": str(tmp_path / "var")},
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MORSEL_")}
    for group, values in groups.items():
        environment |= {f"MORSEL_{group}__{name}".upper(): value for name, value in values.items()}
    product = Product(tmp_path, {**environment, "MORSEL_FAULTS__FAILPOINTS": f"{place}=kill"})
    product.serve("--no-worker")
    key = product.take_in()["author"]
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=product.url, headers=headers) as client, pytest.raises(httpx.TransportError):
        upload(client)
    product.stop()
    services = open_services(Settings(_env_file=None, **groups))  # type: ignore[arg-type]  # groups are checked as they are read
    again = TestClient(create_app(services), headers=headers)
    kept = [document["id"] for document in again.get("/v1/documents").json()["items"]]
    assert len(kept) == (1 if place == "after_commit:upload" else 0)
    status, receipt = upload(again)
    assert status == 202
    assert kept in ([], [receipt["id"]])
    assert upload(again) == (status, receipt)
    assert upload(again, b"# Other")[0] == 422
    assert again.get(f"/v1/documents/{receipt['id']}/source").content == CONTENT
    assert len(again.get("/v1/documents").json()["items"]) == 1
    services.close()
