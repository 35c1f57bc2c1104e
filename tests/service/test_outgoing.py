"""Addresses that tenants give lead to public places alone, also when their names lead elsewhere."""

from __future__ import annotations

import asyncio
import socket

import pytest

from service.outgoing import Answered, Outgoing, Problem
from tests.support.loopback import Response, serving


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "ftp://example.com/hook",
        "https:///hook",
        "https://user@example.com/hook",
        "https://127.0.0.1/hook",
        "https://10.0.0.8/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/hook",
        "https://[::ffff:10.0.0.8]/hook",
        "https://0.0.0.0/hook",
        "https://224.0.0.1/hook",
        "https://" + "a" * 2000,
    ],
)
def test_an_address_that_is_not_public_or_not_https_is_refused(url: str) -> None:
    assert Outgoing().refusal(url) is not None
    assert Outgoing().send("POST", url, b"{}", {}) == Answered(problem=Problem.REFUSED_ADDRESS)


def test_a_public_address_is_taken() -> None:
    assert Outgoing().refusal("https://example.com/hook?x=1") is None


def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_used() -> None:
    """`localhost` is a name like any other."""
    with serving(lambda _: Response()) as server:
        url = server.url.replace("http://127.0.0.1", "https://localhost")
        assert Outgoing().refusal(url) is None
        assert Outgoing().send("POST", url, b"{}", {}) == Answered(problem=Problem.REFUSED_ADDRESS)
        assert server.requests == []


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once: whoever changes it meanwhile changes nothing."""
    asked: list[str] = []

    async def lead_here(_: object, host: str, port: int, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lead_here)
    with serving(lambda _: Response(status=204)) as server:
        url = server.url.replace("127.0.0.1", "hooks.example")
        answered = Outgoing(allow_private=True).send("POST", url, b"{}", {"content-type": "application/json"})
        assert answered == Answered(status=204)
        assert server.requests[0].headers["host"].startswith("hooks.example:")
    assert asked.count("hooks.example") == 1


def test_one_byte_at_a_time_is_waited_for_no_longer_than_allowed() -> None:
    with serving(lambda _: Response(delay_seconds=30)) as server:
        answered = Outgoing(allow_private=True, seconds=0.3).send("POST", server.url, b"{}", {})
    assert answered == Answered(problem=Problem.TIMED_OUT)


def test_a_closed_port_is_not_reached() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert (
        Outgoing(allow_private=True).send("POST", f"http://127.0.0.1:{port}/", b"", {}).problem is Problem.NOT_REACHED
    )
