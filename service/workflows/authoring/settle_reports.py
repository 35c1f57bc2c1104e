"""Decide on what learners reported by what is published: an item that asks something else is withdrawn."""

from __future__ import annotations

from service.db.base import ItemId, Json, MicroModuleId
from service.db.micro_module_content import PLACES, items_of
from service.db.unit_of_work import UnitOfWork
from service.workflows.authoring.decide_reports import decide_reports

_ASKS = ("type", "stem", "accepted_answers", "pairs", "order")


def settle_reports(micro_module_id: MicroModuleId, was: Json, published: Json, *, work: UnitOfWork) -> None:
    """In the transaction that publishes one content in place of another; quarantine still holds what it held.

    Answers to a withdrawn item count no more. One that was put away and is published as it was stands: somebody
    approved it again.
    """
    doubted = work.responses.doubted(micro_module_id)
    before, now = _asked(was), _asked(published)
    withdrawn = [one for one in doubted if one in before and now.get(one) != before[one]]
    for item_id in withdrawn:
        work.evidence.discount(item_id)  # who answered it is reckoned anew by upkeep: that may be thousands
        work.knowledge.forget_difficulty(item_id)
    decide_reports(withdrawn, of=micro_module_id, is_upheld=True, work=work)
    standing = doubted.intersection(work.quarantine.of(micro_module_id)).difference(withdrawn)
    decide_reports(standing, of=micro_module_id, is_upheld=False, work=work)


def _asked(content: Json) -> dict[ItemId, list[object]]:
    """What each item of the quiz asks and counts as right, by its id; the bank asks nobody."""
    return {ItemId(str(one["id"])): [*map(one.get, _ASKS), _choices(one)] for one in items_of(content, PLACES[0])}


def _choices(item: Json) -> list[tuple[object, object]]:
    options = item.get("options")
    return [(one["text"], one["correct"]) for one in options] if isinstance(options, list) else []
