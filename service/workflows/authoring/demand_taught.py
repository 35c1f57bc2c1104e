"""What stands in a section that the author left out goes no further towards learners."""

from __future__ import annotations

from authoring.outline import SectionChoice, is_left_out
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import UnitOfWork
from service.errors import WrongState


def demand_taught(row: MicroModuleRow, work: UnitOfWork, *, action: str) -> None:
    """Raises WrongState while the outline leaves out the micro-module's section; `action` is a past participle."""
    draft = work.drafts.find(row.document_version_id)
    path = row.content["section_path"]
    headings = [str(heading) for heading in path] if isinstance(path, list) else []
    if draft is not None and is_left_out(headings, SectionChoice.read_all(draft.outline)):
        raise WrongState("micro-module", row.id, state="in a section left out", action=action)
