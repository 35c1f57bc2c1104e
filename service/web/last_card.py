"""The last card of a sitting: people around what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recommender.types import Offer
from service.bootstrap import Services
from service.db.base import MicroModuleId, PollId
from service.db.changes import Kind
from service.db.threads import ThreadFilter, ThreadKind
from service.workflows.community.choose_reflections import LATEST, Reflection, choose_reflections
from service.workflows.community.list_threads import list_threads
from service.workflows.community.offer_poll import offer_poll
from service.workflows.community.show_poll import ShownPoll, show_poll
from service.workflows.learning.show_related import Related, show_related
from service.workflows.learning.show_sitting import Card, Sitting
from service.workflows.platform.authenticate import Caller

_FEW = 3


@dataclass(frozen=True, slots=True)
class LastCard:
    """`about` None: no micro-module was on a card. `poll` None: none waits, and none was just voted in."""

    about: Card | None
    poll: ShownPoll | None
    reflections: Sequence[Reflection]
    threads: Sequence[Related]


def last_card(sitting: Sitting, voted_in: str | None, services: Services, caller: Caller) -> LastCard:
    """`voted_in`: a poll whose outcome to show; None: one to vote in."""
    about = _about(sitting)
    learned = [MicroModuleId(card.object_id) for card in sitting.cards if card.kind in _TAUGHT]
    return LastCard(
        about=about,
        poll=_poll(voted_in, sitting, learned, services, caller),
        reflections=choose_reflections(learned, caller=caller, finder=services.finder),
        threads=_threads(about, services, caller),
    )


_TAUGHT = frozenset({Offer.MICRO_MODULE, Offer.REVIEW})


def _about(sitting: Sitting) -> Card | None:
    """The new micro-module, else what was repeated first."""
    taught = [card for card in sitting.cards if card.kind in _TAUGHT]
    return next((card for card in taught if card.kind is Offer.MICRO_MODULE), taught[0] if taught else None)


def _poll(
    voted_in: str | None, sitting: Sitting, learned: Sequence[MicroModuleId], services: Services, caller: Caller
) -> ShownPoll | None:
    if voted_in is not None:
        return show_poll(PollId(voted_in), caller=caller, database=services.database)
    if any(card.kind is Offer.POLL for card in sitting.cards):
        return None
    waiting = offer_poll(learned, caller=caller, database=services.database)
    return None if waiting is None else show_poll(waiting.id, caller=caller, database=services.database)


def _threads(about: Card | None, services: Services, caller: Caller) -> Sequence[Related]:
    """What colleagues asked and discussed; reflections stand by themselves."""
    if about is None:
        return ()
    reflected = ThreadFilter(kind=ThreadKind.REFLECTION, micro_module_id=MicroModuleId(about.object_id))
    page = list_threads(reflected, before=None, limit=LATEST, caller=caller, database=services.database)
    without = {thread.id for thread in page}
    near = show_related(
        Kind.MICRO_MODULE,
        about.object_id,
        kinds=[Kind.THREAD],
        limit=_FEW + len(without),
        caller=caller,
        finder=services.finder,
    )
    return [one for one in near if one.hit.object_id not in without][:_FEW]
