"""Answer an item as a learner would, before it is published; nothing is kept."""

from __future__ import annotations

from authoring.editing import find_item
from authoring.items.grading import grade
from authoring.items.learner_view import Given, resolve
from authoring.items.reveal import reveal
from authoring.micro_module_json import micro_module_from_json
from service.db.base import ItemId, Json
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


def try_item(item_id: ItemId, given: Given, *, secret: bytes, caller: Caller, database: Database) -> Json:
    """The grading with the key and why, under the ids that `secret` made. Raises NotFound, AnswerDoesNotFit."""
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.of_item(item_id)
    micro_module = micro_module_from_json(row.content)
    item = find_item(micro_module, item_id)
    if item is None:
        raise NotFound("item", item_id)
    grading = grade(item, resolve(item, given, secret=secret))
    return reveal(item, grading, micro_module, secret=secret)
