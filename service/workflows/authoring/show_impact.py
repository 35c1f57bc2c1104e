"""What a version of a document touched: micro-modules, items, and the reviews that learners have ahead of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authoring.revising import Effect
from service.db.base import DocumentId, Json, MicroModuleId
from service.db.documents import DocumentVersion
from service.db.drafts import DraftRow
from service.db.micro_modules import MicroModuleRow, Status
from service.db.revisions import Revision
from service.db.unit_of_work import Database, UnitOfWork
from service.workflows.authoring.find_drafted import find_drafted
from service.workflows.platform.authenticate import Caller

_TOUCHING = frozenset({Effect.CHANGED, Effect.GONE})


@dataclass(frozen=True, slots=True)
class Impacted:
    """One micro-module: `touched` as in the revision; `review_cards` of learners rest on what changed.

    `is_shown`: learners see a version of it now. `can_redraft`: the new version's draft says it otherwise than it
    stands, and the author may take that in.
    """

    micro_module_id: MicroModuleId
    title: str
    status: Status
    effect: Effect
    touched: Json
    review_cards: int
    is_shown: bool
    can_redraft: bool


@dataclass(frozen=True, slots=True)
class ImpactView:
    """`version` is compared with `before`, the one that was drafted before it; None: there is none.

    `micro_modules` are in the order of the document, what is gone from it last.
    """

    document_id: DocumentId
    title: str
    version: int
    before: int | None
    micro_modules: Sequence[Impacted]

    @property
    def counts(self) -> Mapping[Effect, int]:
        """Micro-modules by what became of them."""
        return {effect: sum(one.effect is effect for one in self.micro_modules) for effect in Effect}

    @property
    def review_cards(self) -> int:
        """Reviews ahead that rest on what changed."""
        return sum(one.review_cards for one in self.micro_modules)


def show_impact(document_id: DocumentId, *, version: int | None, caller: Caller, database: Database) -> ImpactView:
    """`version` None: the latest that is drafted. Raises NotFound, also while the version is not drafted yet."""
    with database.reading(caller.tenant) as work:
        found = (
            work.drafts.current_version(document_id)
            if version is None
            else work.documents.numbered_version(document_id, version)
        )
        draft = work.drafts.get(found.id)
        return ImpactView(
            document_id=document_id,
            title=found.title or work.drafts.find_title(found.id) or found.file_name,
            version=found.number,
            before=_number_before(found, work),
            micro_modules=_impacted(work.revisions.of_version(found.id), draft, work),
        )


def _number_before(version: DocumentVersion, work: UnitOfWork) -> int | None:
    drafted = [one.number for one in work.documents.versions(version.document_id) if work.drafts.exists(one.id)]
    return max((number for number in drafted if number < version.number), default=None)


def _impacted(revisions: Sequence[Revision], draft: DraftRow, work: UnitOfWork) -> list[Impacted]:
    ids = [one.micro_module_id for one in revisions]
    cards = work.knowledge.count_reviews([one.micro_module_id for one in revisions if one.effect in _TOUCHING])
    shown = {entry.micro_module_id for entry in work.publications.shown(ids)}
    pairs = [(one, work.micro_modules.get(one.micro_module_id)) for one in revisions]
    return [
        Impacted(
            micro_module_id=row.id,
            title=str(row.content["title"]),
            status=row.status,
            effect=revision.effect,
            touched=revision.touched,
            review_cards=cards.get(row.id, 0),
            is_shown=row.id in shown,
            can_redraft=_can_redraft(revision, row, draft),
        )
        for revision, row in sorted(pairs, key=lambda pair: (pair[0].effect is Effect.GONE, pair[1].position))
    ]


def _can_redraft(revision: Revision, row: MicroModuleRow, draft: DraftRow) -> bool:
    if row.document_version_id != draft.document_version_id or find_drafted(draft.content, row.draft_id) is None:
        return False
    return revision.effect is Effect.EXTENDED or (revision.effect is Effect.CHANGED and row.edited_by is not None)
