"""OpenID Connect: where a company's identity provider is, its keys, and whom its ID tokens name.

The authorisation code flow with PKCE (https://openid.net/specs/openid-connect-core-1_0.html, RFC 7636), the provider
found by discovery. Authlib and joserfc are spoken here alone; every request goes out as `service/outgoing.py` lets it.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from authlib.common.security import generate_token
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core.claims import CodeIDToken
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import Token, decode

from service.errors import ProviderUnavailable, Refusal, SignInRefused
from service.outgoing import Answered, Outgoing

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""All of them with the provider's public keys: neither none nor a shared secret ever signs an ID token."""

FRESH_SECONDS = 3600.0  # how long what discovery told is believed
REFETCH_SECONDS = 60.0  # at most so often a key that nobody knows makes the keys be read again
FAILED_SECONDS = 10.0  # how long a provider that does not answer is left alone
LEEWAY = timedelta(seconds=60)  # clocks of two houses
REQUEST_SECONDS = 5.0  # of each of the few requests that a person waits for
_MAX_BYTES = 200_000  # of an answer; the largest providers' are a tenth of it
_MAX_ISSUERS = 1000
_MAX_CODE = 4000
_SCOPE = "openid profile email"

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to a provider. `client_secret` None: a public client, which PKCE alone protects."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    callback_url: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a sign-in is known by again: to us by `state`, in the ID token by `nonce`, to the provider by `verifier`."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What the browser brought back; `issuer` as RFC 9207 has it, None: not told."""

    code: str = field(repr=False)
    issuer: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider vouched for; `subject` is its own, never reassigned id of the person."""

    issuer: str
    subject: str
    claims: Claims = field(repr=False)


def new_challenge(*, now: datetime) -> Challenge:
    """Three fresh secrets of about 285 random bits."""
    return Challenge(generate_token(48), generate_token(48), generate_token(48), now)


@dataclass(slots=True)
class _Known:
    """What is known of an issuer; times are the clock's."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    metadata: Claims | None = None
    read_at: float = 0.0
    keys: KeySet | None = None
    keys_at: float = 0.0
    failure: ProviderUnavailable | None = None
    failed_at: float = 0.0


class IdentityProviders:
    """The providers of all tenants, by issuer; what discovery tells is kept in this process's memory for an hour."""

    def __init__(self, outgoing: Outgoing, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._outgoing = replace(outgoing, seconds=min(outgoing.seconds, REQUEST_SECONDS))
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def refusal(self, url: str) -> str | None:
        """What is wrong with the address of an issuer as written; None: nothing."""
        return self._outgoing.refusal(url) or ("an issuer has no query" if "?" in url else None)

    def check(self, issuer: str) -> None:
        """Read what the provider tells of itself, and its keys, now. Raises ProviderUnavailable."""
        with self._lock:
            self._known.pop(issuer, None)
        self._keys(issuer)

    def address(self, client: Client, challenge: Challenge) -> str:
        """Where the browser is to go. Raises ProviderUnavailable."""
        endpoint = self._endpoint(client.issuer, "authorization_endpoint")
        address, _ = _client(client, self._outgoing).create_authorization_url(
            endpoint, state=challenge.state, nonce=challenge.nonce, code_verifier=challenge.verifier
        )
        return str(address)

    def identify(
        self, client: Client, challenge: Challenge, told: Told, *, wanted: Collection[str], now: datetime
    ) -> Identity:
        """Whom the code stands for, with the `wanted` claims where the provider tells them.

        Raises SignInRefused for whatever is not exactly as it must be, ProviderUnavailable.
        """
        self._demand_issuer(client, told)
        tokens = self._redeem(client, challenge, told.code)
        written, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(written, str):
            raise SignInRefused(Refusal.TOKEN)
        token = self._verified(client.issuer, written)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={"iss": _exactly(client.issuer), "aud": _exactly(client.client_id)},
            params={"nonce": challenge.nonce, "client_id": client.client_id, "access_token": access_token},
        )
        _demand_claims(claims, challenge, now=now)
        if isinstance(access_token, str) and not set(wanted) <= set(claims):
            return self._told_besides(Identity(client.issuer, str(claims["sub"]), dict(claims)), access_token)
        return Identity(client.issuer, str(claims["sub"]), dict(claims))

    def _demand_issuer(self, client: Client, told: Told) -> None:
        """A code of one provider must not be brought to another (RFC 9207)."""
        is_due = self._metadata(client.issuer).get("authorization_response_iss_parameter_supported") is True
        if told.issuer != client.issuer and (is_due or told.issuer is not None):
            raise SignInRefused(Refusal.ISSUER)

    def _redeem(self, client: Client, challenge: Challenge, code: str) -> Claims:
        if not 0 < len(code) <= _MAX_CODE:
            raise SignInRefused(Refusal.CODE)
        methods = self._metadata(client.issuer).get("token_endpoint_auth_methods_supported")
        posts = isinstance(methods, list) and "client_secret_post" in methods
        try:
            found: Claims = _client(client, self._outgoing, posts_secret=posts).fetch_token(
                self._endpoint(client.issuer, "token_endpoint"),
                code=code,
                code_verifier=challenge.verifier,
                redirect_uri=client.callback_url,
            )
        except OAuth2Error:
            raise SignInRefused(Refusal.CODE) from None
        except ValueError:
            raise ProviderUnavailable(client.issuer, reason="its token endpoint answers no JSON") from None
        return found

    def _verified(self, issuer: str, written: str) -> Token:
        try:
            try:
                return decode(written, self._keys(issuer), algorithms=ALGORITHMS)
            except InvalidKeyIdError:
                return decode(written, self._keys(issuer, is_missing_one=True), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            raise SignInRefused(Refusal.SIGNATURE) from None

    def _told_besides(self, identity: Identity, access_token: str) -> Identity:
        """With what the userinfo endpoint says of the same person; what was signed counts first."""
        if not isinstance(self._metadata(identity.issuer).get("userinfo_endpoint"), str):
            return identity
        headers = {"authorization": f"Bearer {access_token}", "accept": "application/json"}
        said = self._get(identity.issuer, self._endpoint(identity.issuer, "userinfo_endpoint"), headers)
        if said.get("sub") != identity.subject:
            raise SignInRefused(Refusal.SUBJECT)
        return replace(identity, claims={**said, **identity.claims})

    def _endpoint(self, issuer: str, name: str) -> str:
        address = self._metadata(issuer).get(name)
        if not isinstance(address, str) or self._outgoing.refusal(address) is not None:
            raise ProviderUnavailable(issuer, reason=f"it tells no {name} that may be asked")
        return address

    def _metadata(self, issuer: str) -> Claims:
        known = self._of(issuer)
        with known.lock:
            return self._read_metadata(issuer, known)

    def _read_metadata(self, issuer: str, known: _Known) -> Claims:
        if known.metadata is None or self._clock() - known.read_at > FRESH_SECONDS:
            found = self._try(
                known, lambda: self._get(issuer, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            )
            if found.get("issuer") != issuer:
                raise ProviderUnavailable(issuer, reason="it tells another issuer of itself")
            known.metadata, known.read_at, known.keys = found, self._clock(), None
        return known.metadata

    def _keys(self, issuer: str, *, is_missing_one: bool = False) -> KeySet:
        known = self._of(issuer)
        with known.lock:
            address = self._read_metadata(issuer, known).get("jwks_uri")
            patience = REFETCH_SECONDS if is_missing_one else FRESH_SECONDS
            if known.keys is None or self._clock() - known.keys_at > patience:
                found = self._try(known, lambda: self._get(issuer, str(address)))
                known.keys, known.keys_at = _key_set(issuer, found), self._clock()
            return known.keys

    def _try(self, known: _Known, read: Callable[[], Claims]) -> Claims:
        """One try; who comes right after a failed one hears the same, and nobody waits again."""
        if known.failure is not None and self._clock() - known.failed_at < FAILED_SECONDS:
            raise ProviderUnavailable(known.failure.issuer, reason=known.failure.reason)
        try:
            found = read()
        except ProviderUnavailable as failure:
            known.failure, known.failed_at = failure, self._clock()
            raise
        known.failure = None
        return found

    def _of(self, issuer: str) -> _Known:
        with self._lock:
            known = self._known.pop(issuer, None) or _Known()
            self._known[issuer] = known
            if len(self._known) > _MAX_ISSUERS:
                self._known.popitem(last=False)
            return known

    def _get(self, issuer: str, url: str, headers: Mapping[str, str] | None = None) -> Claims:
        sent = {"user-agent": "Morsel", "accept": "application/json", **(headers or {})}
        answered = self._outgoing.send("GET", url, b"", sent, max_bytes=_MAX_BYTES)
        if answered.status != 200:
            raise ProviderUnavailable(issuer, reason=str(answered.status or answered.problem))
        return _object(issuer, answered.body)


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer as Authlib reads it."""

    issuer: str
    answered: Answered

    @property
    def status_code(self) -> int:
        if self.answered.status is None:
            raise ProviderUnavailable(self.issuer, reason=str(self.answered.problem))
        return self.answered.status

    def json(self) -> Claims:
        return _object(self.issuer, self.answered.body)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise ProviderUnavailable(self.issuer, reason=str(self.status_code))


@dataclass(frozen=True, slots=True)
class _Session:
    """Sends what Authlib wants sent, no other way than everything else goes out."""

    issuer: str
    outgoing: Outgoing

    def post(self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: ClientAuth) -> _Reply:
        url, sent, body = auth.prepare("POST", url, {**headers, "user-agent": "Morsel"}, urlencode(data))
        return _Reply(self.issuer, self.outgoing.send("POST", url, body.encode(), sent, max_bytes=_MAX_BYTES))


def _client(client: Client, outgoing: Outgoing, *, posts_secret: bool = False) -> OAuth2Client:
    """`posts_secret`: beside the code; else as HTTP Basic, for which RFC 6749 (2.3.1) wants it form-encoded."""
    secret = client.client_secret
    basic = None if secret is None else quote(secret, safe="")
    method = "none" if secret is None else "client_secret_post" if posts_secret else "client_secret_basic"
    return OAuth2Client(
        _Session(client.issuer, outgoing),
        client_id=client.client_id,
        client_secret=secret if posts_secret else basic,
        token_endpoint_auth_method=method,
        scope=_SCOPE,
        redirect_uri=client.callback_url,
        code_challenge_method="S256",
    )


def _exactly(value: str) -> dict[str, object]:
    return {"essential": True, "value": value}


def _demand_claims(claims: CodeIDToken, challenge: Challenge, *, now: datetime) -> None:
    leeway = round(LEEWAY.total_seconds())
    try:
        claims.validate(now=round(now.timestamp()), leeway=leeway)
    except ExpiredTokenError:
        raise SignInRefused(Refusal.EXPIRED) from None
    except ClaimError as fault:
        raise SignInRefused(_BY_CLAIM.get(str(fault.claim), Refusal.TOKEN)) from None
    except (JoseError, ValueError, TypeError):
        raise SignInRefused(Refusal.TOKEN) from None
    issued_at = claims["iat"]
    if not isinstance(issued_at, int | float) or issued_at < (challenge.began_at - LEEWAY).timestamp():
        raise SignInRefused(Refusal.EXPIRED)
    if not 0 < len(str(claims["sub"])) <= 255:
        raise SignInRefused(Refusal.SUBJECT)


_BY_CLAIM = {
    "iss": Refusal.ISSUER,
    "aud": Refusal.AUDIENCE,
    "azp": Refusal.AUDIENCE,
    "nonce": Refusal.NONCE,
    "iat": Refusal.EXPIRED,
    "nbf": Refusal.EXPIRED,
    "sub": Refusal.SUBJECT,
}


def _key_set(issuer: str, found: Claims) -> KeySet:
    try:
        return KeySet.import_key_set(found)  # type: ignore[arg-type]  # it checks what it is given
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise ProviderUnavailable(issuer, reason="its keys cannot be read") from None


def _object(issuer: str, body: bytes) -> Claims:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ProviderUnavailable(issuer, reason="it answers no JSON object")
    return read
