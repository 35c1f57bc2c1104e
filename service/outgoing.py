"""Requests to addresses that tenants gave: checked, pinned, bounded in time, never redirected, never through a proxy.

Only small bodies are sent, and of answers nothing but the status is read, unless as many bytes were asked for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore

MAX_URL = 2000


class Problem(StrEnum):
    """Why there is no status."""

    REFUSED_ADDRESS = "refused_address"
    UNKNOWN_HOST = "unknown_host"
    NOT_REACHED = "not_reached"
    TIMED_OUT = "timed_out"
    NO_HTTP = "no_http"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Answered:
    """Either a `status` of HTTP, or the `problem` that kept it from coming.

    `body` as far as it was asked for; `retry_after_seconds` None: not said.
    """

    status: int | None = None
    problem: Problem | None = None
    body: bytes = b""
    retry_after_seconds: int | None = None

    @property
    def is_success(self) -> bool:
        """2xx; a redirect is none: it would lead where nobody checked."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`allow_private`: also to addresses that are not public, and without TLS; for development and closed networks.

    `seconds` is the longest that one request may take, name look-up and slow answers included.
    """

    allow_private: bool = False
    seconds: float = 15.0
    _tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False, compare=False)

    def refusal(self, url: str) -> str | None:
        """What is wrong with an address as written; None: nothing. Where its name leads is checked at each use."""
        parts = _parsed(url)
        if (
            parts is None
            or len(url) > MAX_URL
            or not parts.hostname
            or parts.username
            or parts.fragment
            or not url.isascii()
        ):
            return "no address of the form https://host/path"
        if parts.scheme != "https" and not (self.allow_private and parts.scheme == "http"):
            return "the address must begin with https://"
        is_literal = _as_address(parts.hostname)
        if is_literal is not None and not self._allows(is_literal):
            return "the address is not public"
        return None

    def send(self, method: str, url: str, body: bytes, headers: Mapping[str, str], *, max_bytes: int = 0) -> Answered:
        """One request; everything that goes wrong is an answer. `max_bytes` of the answer's body are read; 0: none."""
        if self.refusal(url) is not None:
            return Answered(problem=Problem.REFUSED_ADDRESS)
        return asyncio.run(self._send(method, url, body, headers, max_bytes=max_bytes))

    async def _send(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], *, max_bytes: int
    ) -> Answered:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            async with asyncio.timeout(self.seconds):
                found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
                addresses = [str(one[4][0]) for one in found]
                if not all(self._allows(ipaddress.ip_address(one)) for one in addresses):
                    return Answered(problem=Problem.REFUSED_ADDRESS)
                backend = _Pinned(addresses[0])
                async with httpcore.AsyncConnectionPool(ssl_context=self._tls, network_backend=backend) as pool:
                    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
                    async with pool.stream(method, url, headers=[*_host(url), *sent], content=body) as answer:
                        return await _read(answer, max_bytes)
        except socket.gaierror:
            return Answered(problem=Problem.UNKNOWN_HOST)
        except (TimeoutError, httpcore.TimeoutException):
            return Answered(problem=Problem.TIMED_OUT)
        except (httpcore.ConnectError, httpcore.NetworkError, OSError):
            return Answered(problem=Problem.NOT_REACHED)
        except httpcore.ProtocolError:
            return Answered(problem=Problem.NO_HTTP)

    def _allows(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        mapped = getattr(address, "ipv4_mapped", None)
        return self.allow_private or ((mapped or address).is_global and not (mapped or address).is_multicast)


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to the address that was checked, whatever the name leads to by now; TLS still asks for the name."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the library's signature
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return await self._network.connect_tcp(self._address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


async def _read(answer: httpcore.Response, max_bytes: int) -> Answered:
    waits = {name.lower(): value for name, value in answer.headers}.get(b"retry-after", b"")
    retry_after = _seconds(waits.decode("latin-1"), now=datetime.now(UTC))
    read = bytearray()
    if max_bytes:
        async for chunk in answer.aiter_stream():
            read += chunk
            if len(read) > max_bytes:
                return Answered(problem=Problem.TOO_LARGE)
    return Answered(status=answer.status, body=bytes(read), retry_after_seconds=retry_after)


def _seconds(retry_after: str, *, now: datetime) -> int | None:
    """RFC 9110, 10.2.3: seconds, or a date; None: neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return int(retry_after) if len(retry_after) < 9 else None
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0, math.ceil((moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()))


def _host(url: str) -> list[tuple[bytes, bytes]]:
    return [(b"host", urlsplit(url).netloc.encode())]


def _parsed(url: str) -> SplitResult | None:
    """The parts of an address; None: it is none, its port is no port or its host no name."""
    try:
        parts = urlsplit(url)
        known = parts.port, (parts.hostname or "").encode("idna")
    except ValueError:
        return None
    return parts if known else None


def _as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
