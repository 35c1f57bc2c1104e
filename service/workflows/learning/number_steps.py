"""Number what a published micro-module takes from the numbered lists of its document."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.learner_micro_module import step_numbers
from authoring.types import BodyKind, BodyPart
from service.db.base import MicroModuleId
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


def number_steps(
    micro_module_id: MicroModuleId, body: Sequence[BodyPart], *, caller: Caller, database: Database
) -> Sequence[int | None]:
    """For each part of its body the number that it has in the document; None: it is no step. Raises NotFound."""
    if all(part.kind is not BodyKind.LIST_ITEM for part in body):
        return [None] * len(body)
    with database.reading(caller.tenant) as work:
        entry = work.publications.find_entry(micro_module_id)
        if entry is None:
            raise NotFound("published micro-module", micro_module_id)
        version_id = entry.document_version_id or work.micro_modules.get(micro_module_id).document_version_id
        numbers = work.drafts.list_numbers(version_id)
    return step_numbers(body, numbers)
