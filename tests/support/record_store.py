"""Learning Locker's statement service from npm, in memory: a record store as a process of its own."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.loopback import wait_until
from tests.support.node import PACKAGES, package_file

_HEADERS = {
    "Authorization": "Basic " + base64.b64encode(b"morsel:secret").decode(),
    "X-Experience-API-Version": "1.0.3",
    "Content-Type": "application/json",
}


@dataclass(frozen=True)
class RecordStore:
    """`endpoint` is what a provider of statements is given."""

    endpoint: str

    def statements(self) -> list[dict[str, Any]]:
        """All that it keeps, page by page, newest first."""
        found, more = [], "/statements?limit=100"
        while more:
            with urllib.request.urlopen(self._request(more)) as answer:  # noqa: S310  our own loopback
                page = json.load(answer)
            found += page["statements"]
            more = page["more"].removeprefix("/xAPI")
        return found

    def post(self, statements: list[dict[str, Any]]) -> int:
        """The status that it answers."""
        request = self._request("/statements", json.dumps(statements).encode())
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310  our own loopback
                status: int = answer.status
                return status
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def _request(self, path: str, body: bytes | None = None) -> urllib.request.Request:
        return urllib.request.Request(self.endpoint + path, body, _HEADERS)  # noqa: S310  our own loopback


@contextmanager
def running_record_store(folder: Path) -> Iterator[RecordStore]:
    """Answers when this begins, gone afterwards; it writes its logs into `folder`."""
    program = package_file("xapi-statements/dist/index.js")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chosen = {
        "EVENTS_REPO": "test",
        "AUTH_REPO": "test",
        "MODELS_REPO": "memory",
        "STORAGE_REPO": "local",
        "SERVICE_AWAIT_UPDATES": "true",
        "EXPRESS_PORT": str(port),
        "NODE_PATH": str(PACKAGES),
    }
    with (folder / "store.log").open("wb") as log:
        process = subprocess.Popen(
            ["node", str(program)], cwd=folder, env={**os.environ, **chosen}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_until(lambda: _answers(port), seconds=60)
            yield RecordStore(f"http://127.0.0.1:{port}/xAPI")
        finally:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0
