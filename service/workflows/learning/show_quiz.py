"""The quiz of a published micro-module, without its keys."""

from __future__ import annotations

from dataclasses import dataclass

from authoring.items.learner_view import LearnerItem, show_item
from authoring.learner_micro_module import asked_only
from authoring.micro_module_json import micro_module_from_json
from service.db.base import MicroModuleId
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Quiz:
    """`number` is the publication's; the items stand in the order in which to ask them."""

    micro_module_id: MicroModuleId
    number: int
    items: tuple[LearnerItem, ...]


def show_quiz(micro_module_id: MicroModuleId, *, caller: Caller, database: Database) -> Quiz:
    """Raises NotFound, also when the micro-module is withdrawn or not published yet."""
    with database.reading(caller.tenant) as work:
        publication = work.publications.current(micro_module_id)
        put_away = work.quarantine.of(micro_module_id)
    items = asked_only(micro_module_from_json(publication.content), put_away).items
    shown = tuple(show_item(item, secret=publication.choice_secret) for item in items)
    return Quiz(micro_module_id, publication.number, shown)
