"""The next card of a learner's session, for a chat: what is due first, with a question that can be answered there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from authoring.items.learner_view import LearnerItem, show_item
from authoring.learner_micro_module import asked_only, show_to_learner
from authoring.micro_module_json import micro_module_from_json
from recommender.types import Offer, Recommendation
from service.db.base import MicroModuleId
from service.db.learners import LearnerId
from service.db.unit_of_work import Database
from service.interchange.card_token import LIFETIME, CardToken, write_token
from service.interchange.session_cards import Card, can_be_asked_on_a_card, nothing_due
from service.workflows.learning.remember_shown import Impression
from service.workflows.learning.show_learner import show_learner
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a micro-module gives to a card."""

    lines: tuple[str, ...]
    item: LearnerItem | None


def compose_card(
    learner_id: LearnerId, impression: Impression | None, *, base_url: str, caller: Caller, database: Database
) -> Card:
    """The card of what a session shows first; None: the session is empty. `base_url` is where learners open pages.

    Raises NotFound for a learner whom the key does not reach.
    """
    learner = show_learner(learner_id, caller=caller, database=database)
    language = "it" if (learner.locale or "").lower().startswith("it") else "en"
    if impression is None:
        return nothing_due(language)
    one = impression.recommendation
    shown = _shown(one, caller, database)
    token = None if shown.item is None else _token(learner_id, impression, shown.item, caller, database)
    return Card(
        language=language,
        title=one.title,
        reason=one.reasons[0].text if one.reasons else "",
        seconds=one.seconds,
        lines=shown.lines,
        item=shown.item,
        token=token,
        link=base_url.rstrip("/") + _path(one),
    )


def _shown(one: Recommendation, caller: Caller, database: Database) -> _Shown:
    """Its objective and key points before it is read, nothing but a question for a review."""
    if one.micro_module_id is None or one.kind not in (Offer.REVIEW, Offer.MICRO_MODULE):
        return _Shown((), None)
    with database.reading(caller.tenant) as work:
        micro_module_id = MicroModuleId(one.micro_module_id)
        publication = work.publications.current(micro_module_id)
        entry, put_away = work.publications.find_entry(micro_module_id), work.quarantine.of(micro_module_id)
    micro_module = asked_only(micro_module_from_json(publication.content), put_away)
    items = [show_item(item, secret=publication.choice_secret) for item in micro_module.items]
    if one.kind is Offer.REVIEW:
        items = [item for item in items if item.id == one.id]
        return _Shown((), next(filter(can_be_asked_on_a_card, items), None))
    if entry is not None and entry.stale is not None:  # its page says beside it what the document says now
        return _Shown((), None)
    learners = show_to_learner(micro_module)
    points = tuple(f"• {point.text}" for point in learners.key_points)
    return _Shown((learners.objective, *points), next(filter(can_be_asked_on_a_card, items), None))


def _token(learner_id: LearnerId, impression: Impression, item: LearnerItem, caller: Caller, database: Database) -> str:
    with database.unit_of_work(caller.tenant, label="card") as work:
        secret = work.tenants.sign_cards_with(secrets.token_urlsafe(32))
        token = CardToken(
            tenant=caller.tenant,
            learner_id=learner_id,
            micro_module_id=impression.recommendation.micro_module_id or "",
            item_id=item.id,
            impression_id=impression.id,
            expires_at=work.now + LIFETIME,
            nonce=secrets.token_urlsafe(12),
            chooses=bool(item.options),
        )
    return write_token(token, secret=secret)


def _path(one: Recommendation) -> str:
    if one.micro_module_id is not None and one.kind in (Offer.REVIEW, Offer.MICRO_MODULE):
        return f"/learn/m/{one.micro_module_id}"
    return f"/threads/{one.id}" if one.kind in (Offer.THREAD, Offer.QUESTION) else "/learn"
