"""An identity provider on loopback that can be told to lie: in what it signs, with what, and about itself."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwk, jwt
from joserfc.jwk import OctKey, RSAKey

from tests.support.loopback import LoopbackServer, Request, Response, json_response, serving

CLIENT_ID = "morsel"
SECRET = "a secret: with + and %41"  # what HTTP Basic spoils unless it is form-encoded
_REFUSED = json_response({"error": "invalid_grant"}, status=400)


@dataclass
class IdentityProvider:
    """Whoever is sent here is `person` at once. `twist` changes claims of the ID token (None: left out)."""

    url: str = ""
    server: LoopbackServer | None = None
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "emp-7", "name": "Ada Lind"})
    twist: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: RSAKey | OctKey = field(default_factory=lambda: jwk.generate_key("RSA", 2048, {"kid": "first"}))
    shown_keys: list[RSAKey | OctKey] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    posts_secret: bool = False
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorise(self, address: str) -> dict[str, str]:
        """What the browser that was sent to this address brings back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_hex(16)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.url}

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        assert self.server is not None
        return [one.path for one in self.server.requests]

    def respond(self, request: Request) -> Response:
        answers = {
            "/.well-known/openid-configuration": lambda: json_response(self._metadata()),
            "/jwks": lambda: json_response({"keys": [one.as_dict(private=False) for one in self._shown()]}),
            "/token": lambda: self._tokens(request),
            "/userinfo": lambda: json_response(self.userinfo),
        }
        return answers[request.path]()

    def rotate(self) -> None:
        """Sign with another key from now on, and show it."""
        self.key, self.shown_keys = jwk.generate_key("RSA", 2048, {"kid": secrets.token_hex(4)}), []

    def _shown(self) -> list[RSAKey | OctKey]:
        return self.shown_keys or [self.key]

    def _metadata(self) -> dict[str, Any]:
        method = "client_secret_post" if self.posts_secret else "client_secret_basic"
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": [method],
            "authorization_response_iss_parameter_supported": True,
        }
        besides = {} if self.userinfo is None else {"userinfo_endpoint": f"{self.url}/userinfo"}
        return {**told, **besides, **self.metadata}

    def _tokens(self, request: Request) -> Response:
        sent = {name: values[0] for name, values in parse_qs(request.raw.decode()).items()}
        asked = self._codes.pop(sent["code"], None)  # a code is good once
        if asked is None or sent["redirect_uri"] != asked["redirect_uri"] or not self._knows(request, sent):
            return _REFUSED
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return _REFUSED
        return json_response({"access_token": "at", "token_type": "Bearer", "id_token": self._signed(asked["nonce"])})

    def _knows(self, request: Request, sent: dict[str, str]) -> bool:
        if self.posts_secret:
            return (sent["client_id"], sent["client_secret"]) == (CLIENT_ID, SECRET)
        name, _, secret = (
            base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode().partition(":")
        )
        return (unquote(name), unquote(secret)) == (CLIENT_ID, SECRET)

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        usual = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        claims = {name: value for name, value in {**usual, **self.twist}.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        if self.algorithm == "none":
            return ".".join([_encoded(header), _encoded(claims), ""])
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """The provider on a free port, gone afterwards."""
    provider = IdentityProvider()
    with serving(provider.respond) as server:
        provider.server, provider.url = server, server.url
        yield provider


def callback_query(brought: dict[str, str], **changed: str) -> str:
    """What stands behind the callback's question mark; an empty value is left out."""
    return urlencode({name: value for name, value in {**brought, **changed}.items() if value})


def _encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
