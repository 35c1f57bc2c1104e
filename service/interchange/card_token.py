"""What a session card sends back with an answer: whose it is, to what, until when, signed with the tenant's secret."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from service.errors import CardRefused

LIFETIME = timedelta(days=7)
_PURPOSE = "morsel.grade-card/1"  # signed with it, so that no other signature under the secret passes for one of these


@dataclass(frozen=True, slots=True)
class CardToken:
    """One answer of one learner to one item, by ids of options where it `chooses`, else in words.

    `nonce` tells two cards with the same item apart.
    """

    tenant: str
    learner_id: str
    micro_module_id: str
    item_id: str
    impression_id: str
    expires_at: datetime
    nonce: str
    chooses: bool


def write_token(token: CardToken, *, secret: str) -> str:
    """URL-safe text: the facts, a point, their HMAC-SHA256."""
    facts = [
        token.tenant,
        token.learner_id,
        token.micro_module_id,
        token.item_id,
        token.impression_id,
        int(token.expires_at.timestamp()),
        token.nonce,
        token.chooses,
    ]
    body = _encoded(json.dumps(facts, separators=(",", ":")).encode())
    return f"{body}.{_signature(body, secret)}"


def tenant_of_token(written: str) -> str:
    """Whose secret to ask for; nothing of the token is believed yet. Raises CardRefused."""
    return _facts(written).tenant


def read_token(written: str, *, secret: str | None, now: datetime) -> CardToken:
    """What was signed. Raises CardRefused for a signature that is not ours and for a token that has ended."""
    body, _, signature = written.partition(".")
    if secret is None or not hmac.compare_digest(_signature(body, secret).encode(), signature.encode()):
        raise CardRefused("its signature is not ours")
    token = _facts(written)
    if now >= token.expires_at:
        raise CardRefused("it has ended; ask for the session again")
    return token


def _facts(written: str) -> CardToken:
    body = written.partition(".")[0]
    try:
        facts = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        tenant, learner, micro_module, item, impression, expires, nonce, chooses = facts
        expires_at = datetime.fromtimestamp(int(expires), UTC)
    except (ValueError, TypeError, OverflowError, OSError, binascii.Error):
        raise CardRefused("its token is none of ours") from None
    texts = [tenant, learner, micro_module, item, impression, nonce]
    if not all(isinstance(text, str) and "\0" not in text for text in texts):
        raise CardRefused("its token is none of ours")
    return CardToken(tenant, learner, micro_module, item, impression, expires_at, nonce, chooses is True)


def _signature(body: str, secret: str) -> str:
    return _encoded(hmac.new(secret.encode(), f"{_PURPOSE}.{body}".encode(), sha256).digest())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
