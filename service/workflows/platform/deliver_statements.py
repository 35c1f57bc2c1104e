"""Send a record store the statements that it is owed, many at a time; sent again, they are there once."""

from __future__ import annotations

import base64
import json
import random
from dataclasses import dataclass
from datetime import datetime

from authoring.micro_module_json import micro_module_from_json
from service.db.base import DeliveryId, MicroModuleId
from service.db.delivery_board import DeliveryClaim
from service.db.events import Event
from service.db.unit_of_work import Database, UnitOfWork
from service.db.webhooks import Delivery, DeliveryState
from service.errors import NotFound
from service.interchange.published import Json
from service.interchange.xapi import VERSION, Asked, Deed, Verb, as_statement
from service.outgoing import Answered, Outgoing
from service.workflows.platform.keep_attempt import keep_attempt

BATCH = 50  # statements; about fifty kilobytes
_KNOWN = 409  # the store has a statement under that id
_REFUSED = frozenset({400, _KNOWN, 413, 422})  # one of them may be why all were refused: that one is sent by itself


@dataclass(frozen=True, slots=True)
class _Parcel:
    """`statements` by delivery, the claimed one first; `erased` speak of a learner whom nobody may name any more."""

    url: str
    headers: dict[str, str]
    statements: dict[DeliveryId, Json]
    erased: tuple[DeliveryId, ...]


def deliver_statements(
    claim: DeliveryClaim, *, outgoing: Outgoing, rng: random.Random, database: Database
) -> DeliveryState:
    """What became of the claimed delivery. No transaction is open while statements are sent."""
    with database.reading(claim.tenant_id) as work:
        parcel = _pack(claim, work)
    sent = list(parcel.statements)
    answered = _post(parcel, outgoing) if sent else Answered()
    if answered.status in _REFUSED:
        sent = sent[:1]
        answered = _put(parcel, parcel.statements[sent[0]], outgoing)
    with database.unit_of_work(claim.tenant_id, label="delivery") as work:
        for delivery_id in parcel.erased:
            _give_up(work.webhooks.delivery_locked(delivery_id))
        for delivery_id in sent:
            delivery = work.webhooks.delivery_locked(delivery_id)
            if delivery.state is DeliveryState.OWED and _is_still_mine(delivery, claim):
                delivery.attempts += delivery_id != claim.id
                keep_attempt(delivery, answered, is_success=_is_there(answered), rng=rng, now=work.now)
        return work.webhooks.delivery(claim.id).state


def _pack(claim: DeliveryClaim, work: UnitOfWork) -> _Parcel:
    claimed = work.webhooks.delivery(claim.id)
    store = work.webhooks.of(claimed.webhook_id)
    owed = [claimed, *work.webhooks.due_beside(claimed, limit=BATCH - 1)] if _is_mine(claimed, claim) else []
    told = [(one.id, work.events.get(one.event_sequence)) for one in owed]
    settings = store.record_store or {}
    credentials = base64.b64encode(f"{settings.get('username')}:{store.secret}".encode()).decode()
    headers = {
        "content-type": "application/json",
        "user-agent": "Morsel",
        "authorization": f"Basic {credentials}",
        "x-experience-api-version": VERSION,
    }
    home_page = str(settings.get("home_page"))
    return _Parcel(
        url=f"{store.url.rstrip('/')}/statements",
        headers=headers,
        statements={
            one: as_statement(_deed(event, work), home_page=home_page) for one, event in told if _speaks(event)
        },
        erased=tuple(one for one, event in told if not _speaks(event)),
    )


def _is_mine(delivery: Delivery, claim: DeliveryClaim) -> bool:
    return delivery.token == claim.token and delivery.state is DeliveryState.OWED


def _is_still_mine(delivery: Delivery, claim: DeliveryClaim) -> bool:
    """Others of the batch are nobody's while the claim holds: a store is sent to by one at a time."""
    return delivery.token == claim.token if delivery.id == claim.id else delivery.lease_until is None


def _speaks(event: Event) -> bool:
    return "learner_id" in event.data


def _deed(event: Event, work: UnitOfWork) -> Deed:
    told = event.data
    micro_module_id, version, score = str(told["micro_module_id"]), told["version"], told["score"]
    deed = Deed(
        id=str(told["id"]),
        learner_id=str(told["learner_id"]),
        verb=Verb(str(told["verb"])),
        micro_module_id=micro_module_id,
        happened_at=datetime.fromisoformat(str(told["happened_at"])),
        score=float(score) if isinstance(score, int | float) else None,
    )
    return _in_words(deed, version, told["item_id"], work) if isinstance(version, int) else deed


def _in_words(deed: Deed, version: int, item_id: object, work: UnitOfWork) -> Deed:
    """With the words of the frozen version that was shown, so that the statement is always the same."""
    try:
        publication = work.publications.get(MicroModuleId(deed.micro_module_id), version)
    except NotFound:
        return deed
    micro_module = micro_module_from_json(publication.content)
    item = next((one for one in micro_module.items if one.id == item_id), None)
    return Deed(
        id=deed.id,
        learner_id=deed.learner_id,
        verb=deed.verb,
        micro_module_id=deed.micro_module_id,
        happened_at=deed.happened_at,
        title=micro_module.title,
        version=version,
        item=None if item is None else Asked(item.id, item.stem, item.type),
        language=None,
        score=deed.score,
    )


def _post(parcel: _Parcel, outgoing: Outgoing) -> Answered:
    body = json.dumps(list(parcel.statements.values()), ensure_ascii=False).encode()
    return outgoing.send("POST", parcel.url, body, parcel.headers)


def _put(parcel: _Parcel, statement: Json, outgoing: Outgoing) -> Answered:
    body = json.dumps(statement, ensure_ascii=False).encode()
    return outgoing.send("PUT", f"{parcel.url}?statementId={statement['id']}", body, parcel.headers)


def _is_there(answered: Answered) -> bool:
    return answered.is_success or answered.status == _KNOWN


def _give_up(delivery: Delivery) -> None:
    delivery.state, delivery.lease_until = DeliveryState.GIVEN_UP, None
