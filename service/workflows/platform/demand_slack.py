"""Believe a request only when the tenant's own Slack app signed it, lately."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256

from service.db.base import TenantId
from service.db.unit_of_work import Database
from service.errors import CardRefused

PATIENCE = timedelta(minutes=5)  # as Slack advises


def demand_slack(tenant: TenantId, *, timestamp: str, signature: str, body: bytes, database: Database) -> None:
    """Check `v0=HMAC-SHA256(secret, "v0:timestamp:body")`; raises CardRefused.

    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    with database.reading(tenant) as work:
        found, now = work.tenants.find(), work.now
    secret = None if found is None else found.slack_signing_secret
    sent_at = int(timestamp) if timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 else 0
    if abs(now.timestamp() - sent_at) > PATIENCE.total_seconds():
        raise CardRefused("the request was not signed in the last five minutes")
    signed = hmac.new((secret or "").encode(), b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()
    if secret is None or not hmac.compare_digest(f"v0={signed}".encode(), signature.encode()):
        raise CardRefused("no Slack app of yours signed this")
