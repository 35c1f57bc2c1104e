"""Who may do what: the scopes of keys by kind of principal, passwords, and how many requests a key may make."""

from __future__ import annotations

import base64
import math
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Scope(StrEnum):
    """What a key may do; a call asks for one, or for either of two where learners and authors see the same."""

    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    MICRO_MODULES_READ = "micro_modules:read"
    MICRO_MODULES_WRITE = "micro_modules:write"
    MICRO_MODULES_APPROVE = "micro_modules:approve"
    MICRO_MODULES_PUBLISH = "micro_modules:publish"
    CATALOGUE_READ = "catalogue:read"
    RESPONSES_WRITE = "responses:write"
    LEARNERS_READ = "learners:read"
    LEARNERS_WRITE = "learners:write"
    LEARNERS_ERASE = "learners:erase"
    LEARNING_WRITE = "learning:write"
    STATEMENTS_WRITE = "statements:write"
    SEARCH_READ = "search:read"
    EXPORTS_READ = "exports:read"
    CHANGES_READ = "changes:read"
    WEBHOOKS_WRITE = "webhooks:write"
    THREADS_READ = "threads:read"
    THREADS_WRITE = "threads:write"
    THREADS_MIRROR = "threads:mirror"
    ADMINISTRATION = "administration"


_AUTHORING = frozenset(
    {
        Scope.DOCUMENTS_READ,
        Scope.DOCUMENTS_WRITE,
        Scope.MICRO_MODULES_READ,
        Scope.MICRO_MODULES_WRITE,
        Scope.MICRO_MODULES_APPROVE,
        Scope.MICRO_MODULES_PUBLISH,
        Scope.SEARCH_READ,
        Scope.EXPORTS_READ,
    }
)
_LEARNING = frozenset(
    {
        Scope.CATALOGUE_READ,
        Scope.RESPONSES_WRITE,
        Scope.LEARNERS_READ,
        Scope.LEARNERS_ERASE,
        Scope.LEARNING_WRITE,
        Scope.SEARCH_READ,
    }
)
_TALKING = frozenset({Scope.THREADS_READ, Scope.THREADS_WRITE})
_INTEGRATING = frozenset(
    {
        Scope.LEARNERS_WRITE,
        Scope.STATEMENTS_WRITE,
        Scope.THREADS_MIRROR,
        Scope.CHANGES_READ,
        Scope.WEBHOOKS_WRITE,
    }
)

SCOPES_BY_KIND: dict[str, frozenset[Scope]] = {
    "administrator": frozenset({Scope.ADMINISTRATION}),
    "author": _AUTHORING | _TALKING,
    "reviewer": _AUTHORING | _TALKING,
    "learner": _LEARNING | _TALKING,
    "integrator": _AUTHORING | _LEARNING | _TALKING | _INTEGRATING,
}
"""The most that a key of each kind of principal can be given."""

ACCOUNT_NAME = re.compile("[a-z0-9._-]{1,64}")
MIN_PASSWORD = 10  # characters

# argon2id with 19 MiB, two passes, one lane: OWASP's first choice for a server that checks many at once
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def new_signing_secret() -> str:
    """A secret of Standard Webhooks: 256 random bits."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def hash_password(password: str) -> str:
    """The slow hash that is kept, with a salt of its own."""
    return _HASHER.hash(password)


def password_matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password of the hash; None: of nobody, found out as slowly."""
    try:
        return _HASHER.verify(password_hash or _hash_of_nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    return _HASHER.hash("")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a key may still do after asking once more: `remaining` of `quota` requests a minute, at once.

    `seconds_to_wait` 0: the request was granted.
    """

    quota: int
    remaining: int
    seconds_to_wait: float
    seconds_until_full: float

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 says it; times are rounded up."""
        return {
            "RateLimit-Policy": f'"key";q={self.quota};w=60',
            "RateLimit": f'"key";r={self.remaining};t={math.ceil(self.seconds_until_full)}',
        }


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class RateLimiter:
    """A token bucket a key: `per_minute` requests on average, `burst` at once. Kept in this process's memory."""

    def __init__(self, *, per_minute: int, burst: int, max_keys: int = 10_000) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._max_keys = max_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, *, now: float) -> Allowance:
        """Take one request of the key's, if one is left; `now` is a monotonic clock's, in seconds."""
        with self._lock:
            bucket = self._buckets.pop(key, None) or _Bucket(float(self._burst), now)
            bucket.tokens = min(float(self._burst), bucket.tokens + (now - bucket.filled_at) * self._per_second)
            bucket.filled_at = now
            self._buckets[key] = bucket
            if len(self._buckets) > self._max_keys:
                self._buckets.popitem(last=False)
            wait = max(0.0, (1 - bucket.tokens) / self._per_second)
            if wait == 0:
                bucket.tokens -= 1
            until_full = (self._burst - bucket.tokens) / self._per_second
            return Allowance(self._burst, int(bucket.tokens), seconds_to_wait=wait, seconds_until_full=until_full)

    def seconds_to_wait(self, key: str, *, now: float) -> float:
        """0: go ahead, one request is taken. Else the seconds until the next."""
        return self.take(key, now=now).seconds_to_wait
