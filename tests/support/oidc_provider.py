"""node-oidc-provider from npm as a process of its own, behind a proxy that can change what it signed, and sign anew."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from joserfc import jwk, jwt
from joserfc.jwk import RSAKey

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
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), _proxy(provider, port))
    provider.issuer = f"http://127.0.0.1:{proxy.server_address[1]}"
    told = {"port": port, "issuer": provider.issuer, "keys": [key.as_dict(private=True)], "callback": callback}
    process = subprocess.Popen(
        ["node", str(SCRIPTS / "identity_provider.cjs")],
        env={**os.environ, "NODE_PATH": str(PACKAGES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({**told, "client_id": CLIENT_ID, "client_secret": SECRET}).encode())
        process.stdin.close()
        while b"listening" not in (line := process.stdout.readline()):
            assert line, "node ended"
        thread.start()
        yield provider
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        proxy.shutdown()
        proxy.server_close()


def _proxy(provider: OidcProvider, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            onward = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            onward.request(self.command, self.path, sent, dict(self.headers))
            answer = onward.getresponse()
            body = answer.read()
            onward.close()
            if self.path == "/token" and answer.status == 200:
                tokens = json.loads(body)
                body = json.dumps({**tokens, "id_token": provider.sign(tokens["id_token"])}).encode()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  the library's names

        def log_message(self, *_: object) -> None:
            pass

    return Handler
