"""Say which sections of a document are taught and which are left out, and why."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.outline import SectionChoice, merge
from service.db.base import DocumentId
from service.db.micro_module_content import section_path_of
from service.db.micro_modules import MicroModuleRow
from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.workflows.authoring.follow_outline import follow_outline
from service.workflows.platform.authenticate import Caller


def change_outline(
    document_id: DocumentId, changes: Sequence[SectionChoice], *, expected: int, caller: Caller, database: Database
) -> int:
    """The outline's new revision; what stands in a section left out is rejected, taken in again a draft.

    What a reviewer rejected stays so. What is published stays so until it is withdrawn. Raises NotFound,
    VersionConflict, InvalidContent for a section that the draft does not have.
    """
    with database.unit_of_work(caller.tenant, label="outline") as work:
        version = work.drafts.current_version(document_id)
        draft = work.drafts.get(version.id)
        rows = work.micro_modules.of_version(version.id)
        _demand_known(changes, rows)
        before = SectionChoice.read_all(draft.outline)
        after = merge(before, changes)
        revision = work.drafts.revise_outline(version.id, SectionChoice.write_all(after), expected=expected)
        for row in rows:
            follow_outline(row, before, after, by=caller.principal, work=work)
        detail: dict[str, object] = {"revision": revision, "sections_count": len(changes)}
        work.audit.add("outlined", "document", document_id, by=caller.principal, detail=detail)
    return revision


def _demand_known(changes: Sequence[SectionChoice], rows: Sequence[MicroModuleRow]) -> None:
    paths = [section_path_of(row.content) for row in rows]
    for change in changes:
        if not any(path[: len(change.section_path)] == change.section_path for path in paths):
            raise InvalidContent("sections", "no micro-module of the draft stands in one of these sections")
