"""Take in a record store that is told what learners do here, in statements of xAPI; its password is never shown."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.unit_of_work import Database
from service.db.webhooks import Webhook
from service.errors import InvalidContent, QuotaExceeded
from service.outgoing import Outgoing
from service.workflows.platform.authenticate import Caller

MAX_STORES = 5  # each is told everything


@dataclass(frozen=True, slots=True)
class NewStore:
    """`home_page` is where the ids of learners are issued: with an id it names one."""

    endpoint: str
    username: str
    password: str
    home_page: str


def create_record_store(new: NewStore, *, outgoing: Outgoing, caller: Caller, database: Database) -> Webhook:
    """The store. Raises InvalidContent for an address that is not allowed, QuotaExceeded."""
    refusal = outgoing.refusal(new.endpoint)
    if refusal is not None:
        raise InvalidContent("endpoint", refusal)
    with database.unit_of_work(caller.tenant, label="record_store") as work:
        work.tenants.lock()
        if len(work.webhooks.record_stores()) >= MAX_STORES:
            raise QuotaExceeded("record stores", limit=MAX_STORES)
        store = work.webhooks.add_record_store(
            new.endpoint, username=new.username, password=new.password, home_page=new.home_page
        )
        work.audit.add("created", "record_store", store.id, by=caller.principal)
        return store
