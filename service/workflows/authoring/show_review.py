"""Everything a reviewer needs beside a micro-module: its document, the draft it came from, its neighbours, its life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.micro_module_json import document_from_json, micro_module_from_json
from authoring.types import Document, MicroModule
from service.db.approvals import Approval
from service.db.base import MicroModuleId, PrincipalId
from service.db.micro_module_order import Queued
from service.db.micro_modules import MicroModuleRow
from service.db.revisions import Revision
from service.db.unit_of_work import Database
from service.workflows.authoring.find_drafted import find_drafted
from service.workflows.authoring.find_following import Following, find_following
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class Review:
    """`drafted` is the micro-module as the engine wrote it; None: it came to be by a merge or a split.

    `revision` is what this version of the document did to it; None: it is the first that was drafted.
    `queue` holds all micro-modules of the document, this one too, in order, `following` the next that stands;
    `verdicts` latest first; `names` of everybody who is named. `can_undo`: an edit of it stands that can be undone.
    `open_conflicts`: how many of the document's nobody has decided.
    """

    row: MicroModuleRow
    micro_module: MicroModule
    drafted: MicroModule | None
    document: Document
    revision: Revision | None
    title: str
    queue: Sequence[Queued]
    following: Following | None
    verdicts: Sequence[Approval]
    names: dict[PrincipalId, str]
    can_undo: bool
    needs_second_person: bool
    open_conflicts: int


def show_review(micro_module_id: MicroModuleId, *, caller: Caller, database: Database) -> Review:
    """Of the micro-module, or of the one that took it in. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        row = work.micro_modules.get(micro_module_id)
        while row.merged_into is not None:
            row = work.micro_modules.get(row.merged_into)
        version = work.documents.version(row.document_version_id)
        draft = work.drafts.get(version.id).content
        drafted = find_drafted(draft, row.draft_id)
        queue = work.micro_module_order.queue(version.id)
        return Review(
            row=row,
            micro_module=micro_module_from_json(row.content),
            drafted=None if drafted is None else micro_module_from_json(drafted),
            document=document_from_json(draft),
            revision=work.revisions.find(version.id, row.id),
            title=version.title or work.drafts.find_title(version.id) or version.file_name,
            queue=queue,
            following=find_following(row.id, queue, work),
            verdicts=work.approvals.of(row.id),
            names={one.id: one.name for one in work.principals.all()},
            can_undo=work.earlier_contents.find_latest(row.id) is not None,
            needs_second_person=work.tenants.get().approver_must_differ,
            open_conflicts=work.conflicts.count_open(version.id),
        )
