"""node-oidc-provider from npm as a process of its own, behind a proxy that can change what it signed, and sign anew."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from joserfc import jwk, jwt
from joserfc.jwk import RSAKey

from tests.support.forwarding import forwarding
from tests.support.node import PACKAGES, SCRIPTS, package_file

CLIENT_ID = "morsel"
SECRET = "told by the provider"
Claims = dict[str, Any]
Twist = Callable[[Claims], Claims]
_FORM = re.compile(r'action="([^"]+)"')


@dataclass
class OidcProvider:
    """`issuer` is the proxy's address. `twist` changes the claims of what was signed; `signs_with` another key."""

    issuer: str
    key: RSAKey
    twist: Twist | None = None
    signs_with: RSAKey | None = None
    asked: list[str] = field(default_factory=list)

    def pass_on(self, path: str, status: int, body: bytes) -> bytes:
        """What the proxy makes of an answer."""
        self.asked.append(path)
        if path != "/token" or status != 200:
            return body
        tokens = json.loads(body)
        return json.dumps({**tokens, "id_token": self.sign(tokens["id_token"])}).encode()

    def sign(self, written: str) -> str:
        """The ID token as the proxy passes it on."""
        if self.twist is None and self.signs_with is None:
            return written
        token = jwt.decode(written, self.key, algorithms=["RS256"])
        claims = dict(token.claims) if self.twist is None else self.twist(dict(token.claims))
        return jwt.encode(dict(token.header), claims, self.signs_with or self.key, algorithms=["RS256"])


def walk(address: str, callback: str, person: str) -> str:
    """The address that a browser which signs in as `person`, and consents, is sent back to."""
    forms = [{"prompt": "login", "login": person, "password": "any"}, {"prompt": "consent"}]
    with httpx.Client(timeout=30.0) as browser:
        answer = browser.get(address)
        while True:
            leads_to = str(answer.url.join(answer.headers.get("location", "")))
            if leads_to.startswith(callback):
                return leads_to
            if answer.is_redirect:
                answer = browser.get(leads_to)
                continue
            found = _FORM.search(answer.text)
            assert found, answer.text
            answer = browser.post(str(answer.url.join(found[1])), data=forms.pop(0))


@contextmanager
def running_oidc_provider(callback: str) -> Iterator[OidcProvider]:
    """Answers when this begins, gone afterwards; it knows one client, which `callback` belongs to."""
    package_file("oidc-provider/lib/index.js")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key = jwk.generate_key("RSA", 2048, {"kid": "first", "use": "sig", "alg": "RS256"})
    provider = OidcProvider("", key)
    with forwarding(port, provider.pass_on) as provider.issuer, _node() as process:
        told = {"port": port, "issuer": provider.issuer, "keys": [key.as_dict(private=True)], "callback": callback}
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({**told, "client_id": CLIENT_ID, "client_secret": SECRET}).encode())
        process.stdin.close()
        while b"listening" not in (line := process.stdout.readline()):
            assert line, "node ended"
        yield provider


@contextmanager
def _node() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["node", str(SCRIPTS / "identity_provider.cjs")],
        env={**os.environ, "NODE_PATH": str(PACKAGES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
