"""A running product with something published, set up over HTTP as an integrator would."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support.services import LEARNER, Product, product_environment

GUIDE = Path(__file__).parents[2] / "examples/onboarding-guide.md"
ENDED = {"succeeded", "partly_succeeded", "failed", "cancelled"}
MOST_SECONDS = 240.0

Json = dict[str, Any]  # answers are read as a script would read them


@dataclass(frozen=True, slots=True)
class Served:
    """A running server on the database in `folder`; `keys` by kind, `micro_modules` as their author sees them."""

    folder: Path
    url: str
    keys: dict[str, str]
    document_id: str
    micro_modules: list[Json]

    def client(self, kind: str) -> httpx.Client:
        """Speaks with the key of one kind of principal."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.keys[kind]}"}, timeout=60.0)


@contextmanager
def served(folder: Path, *, count: int = 3, **settings: str) -> Iterator[Served]:
    """SQLite and one worker; `count` micro-modules of the onboarding guide published; the learner is LEARNER."""
    url = f"sqlite:///{folder}/morsel.sqlite3"
    product = Product(folder, product_environment(MORSEL_DATABASE__URL=url, **settings))
    try:
        product.serve()
        keys = product.take_in()
        with httpx.Client(base_url=product.url, headers={"Authorization": f"Bearer {keys['integrator']}"}) as client:
            client.timeout = httpx.Timeout(60.0)
            answered(client.put(f"/v1/learners/{LEARNER}", json={"name": "Lea Kern", "locale": "en"}))
            document_id = drafted(client)
            yield Served(folder, product.url, keys, document_id, publish(client, document_id, count))
    finally:
        product.stop()


def drafted(client: httpx.Client) -> str:
    """The id of the guide, once its drafting has ended."""
    files = {"file": (GUIDE.name, GUIDE.read_bytes(), "text/markdown")}
    document = answered(client.post("/v1/documents", files=files, data={"language": "en"}))
    deadline = time.monotonic() + MOST_SECONDS
    while (job := answered(client.get(document["job"]["url"])))["state"] not in ENDED:
        assert time.monotonic() < deadline, job
        time.sleep(0.2)
    return str(document["id"])


def publish(client: httpx.Client, document_id: str, count: int) -> list[Json]:
    """Those without blockers that ask the most."""
    rows = answered(client.get("/v1/micro-modules", params={"document": document_id, "limit": 100}))["items"]
    sound = sorted((row for row in rows if row["blocker_count"] == 0), key=lambda row: -row["item_count"])
    published = []
    for row in sound[:count]:
        path = f"/v1/micro-modules/{row['id']}"
        answered(client.post(f"{path}/approve", json={"digest": row["content_digest"]}))
        published.append(answered(client.post(f"{path}/publish")))
    return published


def answered(response: httpx.Response) -> Any:
    """What a call that went well answers."""
    assert response.is_success, response.text
    return response.json()
