"""Which of the micro-modules that an index named may be shown now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.db.unit_of_work import UnitOfWork
from service.workflows.learning.find_passages import Shown
from service.workflows.platform.authenticate import Caller


def show_found_micro_modules(
    object_ids: Sequence[str],
    *,
    caller: Caller,  # noqa: ARG001  every learner of the tenant sees the whole catalogue
    work: UnitOfWork,
) -> Mapping[str, Shown]:
    """Those in the catalogue, at the publication that it shows."""
    entries = work.publications.shown(object_ids)
    return {entry.micro_module_id: Shown(entry.title, entry.number) for entry in entries}
