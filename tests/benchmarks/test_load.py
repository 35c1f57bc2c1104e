"""What a load says of a server that keeps up, of one that fails, and of one that does not keep up."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.benchmarks.load import Load, open_loop


def loaded(answer: Callable[[httpx.Request], httpx.Response], *, count: int = 200) -> Load:
    with httpx.Client(base_url="http://server", transport=httpx.MockTransport(answer)) as client:
        return open_loop(client, ["/"] * count, a_second=10_000)


def test_a_server_that_keeps_up_is_not_overloaded() -> None:
    load = loaded(lambda _request: httpx.Response(200))
    assert (len(load.milliseconds), load.failed, load.unanswered, load.is_overloaded) == (200, 0, 0, False)
    assert "OVERLOADED" not in str(load)


def test_what_is_answered_with_something_else_has_failed() -> None:
    load = loaded(lambda _request: httpx.Response(503))
    assert (len(load.milliseconds), load.failed, load.unanswered) == (0, 200, 0)


def test_an_overloaded_server_is_given_up_and_told() -> None:
    asked: list[str] = []

    def never(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ReadTimeout("no answer", request=request)

    load = loaded(never, count=2_000)
    assert load.unanswered == 2_000
    assert len(asked) < 1_000
    assert load.is_overloaded
    assert str(load).startswith("OVERLOADED: 2000 not answered")
