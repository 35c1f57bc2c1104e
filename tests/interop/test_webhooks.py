"""Deliveries as the reference library of Standard Webhooks verifies them, on the receiver's side."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from tests.service.api.test_webhooks import deliver_all, subscribe
from tests.support.loopback import Request, Response, serving
from tests.support.node import run_node
from tests.support.web import Web

pytestmark = pytest.mark.interop


@pytest.fixture
def captured(web: Web) -> tuple[str, Request]:
    """A signing secret, and a delivery signed with it, as it came over the wire."""
    with serving(lambda _: Response(status=204)) as receiver:
        webhook = subscribe(web, receiver.url, "micro_module.published")
        web.publish()
        assert deliver_all(web) == 1
    return str(webhook["secret"]), receiver.requests[0]


def verified(secret: str, delivery: Request) -> Any:
    """What the library makes of it: `{"verified": …}` or `{"refused": why}`."""
    given = {"secret": secret, "headers": delivery.headers, "body": delivery.raw.decode()}
    done = run_node("verify_webhook.cjs", json.dumps(given).encode())
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_a_delivery_is_verified(captured: tuple[str, Request]) -> None:
    secret, delivery = captured
    assert verified(secret, delivery) == {"verified": delivery.body}


def test_one_changed_byte_is_caught(captured: tuple[str, Request]) -> None:
    secret, delivery = captured
    place = delivery.raw.index(b"published")
    changed = delivery.raw[:place] + b"P" + delivery.raw[place + 1 :]
    assert verified(secret, replace(delivery, raw=changed)) == {"refused": "No matching signature found"}


def test_a_ten_minute_old_timestamp_is_caught(captured: tuple[str, Request]) -> None:
    secret, delivery = captured
    old = {**delivery.headers, "webhook-timestamp": str(int(time.time()) - 600)}
    assert verified(secret, replace(delivery, headers=old)) == {"refused": "Message timestamp too old"}


def test_another_secret_is_caught(captured: tuple[str, Request]) -> None:
    secret, delivery = captured
    place = len("whsec_")
    other = secret[:place] + ("B" if secret[place] == "A" else "A") + secret[place + 1 :]
    assert "refused" in verified(other, delivery)
