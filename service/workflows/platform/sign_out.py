"""Sign a browser out."""

from __future__ import annotations

from service.db.sign_ins import tenant_of_token
from service.db.unit_of_work import Database


def sign_out(token: str, *, database: Database) -> None:
    """The token opens nothing any more; one that never did changes nothing."""
    tenant = tenant_of_token(token)
    if tenant is not None:
        with database.unit_of_work(tenant, label="sign_out") as work:
            work.sign_ins.end(token)
