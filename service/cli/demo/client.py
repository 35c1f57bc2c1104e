"""A client of the API with nothing but the standard library, as an integrator's first script would be."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 60.0

Json = dict[str, Any]  # an answer is read as the script that it stands for would read it


class RequestRefused(Exception):
    """The server answered with a problem."""

    def __init__(self, method: str, path: str, *, status: int, body: str) -> None:
        self.status = status
        super().__init__(f"{method} {path} answered {status}: {body}")


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks to one server with one key."""

    address: str
    key: str

    def get(self, path: str) -> Json:
        """Raises RequestRefused."""
        return self._send("GET", path, None, {})

    def post(self, path: str, content: object = None, **headers: str) -> Json:
        """`headers` by name with underscores: `If_Match`. Raises RequestRefused."""
        body = b"" if content is None else json.dumps(content).encode()
        return self._send("POST", path, body, {"Content-Type": "application/json", **_dashed(headers)})

    def patch(self, path: str, content: object, **headers: str) -> Json:
        """As `post`."""
        return self._send(
            "PATCH", path, json.dumps(content).encode(), {"Content-Type": "application/json", **_dashed(headers)}
        )

    def upload(self, path: str, file: Path, **fields: str) -> Json:
        """Send a file as multipart form. Raises RequestRefused."""
        border = secrets.token_hex(16)
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, file.read_bytes(), f"\r\n--{border}--\r\n".encode()])
        return self._send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={border}"})

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Json:
        request = urllib.request.Request(  # noqa: S310  the address is our own server's
            self.address + path, data=body, method=method, headers={"Authorization": f"Bearer {self.key}", **headers}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  as above
                content = answer.read()
        except urllib.error.HTTPError as refusal:
            text = refusal.read().decode(errors="replace")
            raise RequestRefused(method, path, status=refusal.code, body=text) from None
        found: Json = json.loads(content) if content else {}
        return found


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
