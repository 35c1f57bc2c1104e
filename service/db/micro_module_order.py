"""The order of a document's micro-modules: who stands where, exchanged or with room made for one more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from service.db.base import MicroModuleId, Repository, VersionId
from service.db.micro_modules import MicroModuleRow, Status


@dataclass(frozen=True, slots=True)
class Queued:
    """A micro-module's place in the review of its document."""

    id: MicroModuleId
    status: Status
    title: str


class MicroModuleOrder(Repository):
    """The order of one tenant's micro-modules; what was merged into another has no place in it."""

    def queue(self, document_version_id: VersionId) -> Sequence[Queued]:
        """The micro-modules of a document version in the draft's order, without their content."""
        statement = (
            select(MicroModuleRow.id, MicroModuleRow.status, MicroModuleRow.content["title"].as_string())
            .where(
                MicroModuleRow.tenant_id == self._tenant,
                MicroModuleRow.document_version_id == document_version_id,
                MicroModuleRow.merged_into.is_(None),
            )
            .order_by(MicroModuleRow.position, MicroModuleRow.id)
        )
        return [Queued(*row) for row in self._session.execute(statement)]

    def exchange_places(self, one: MicroModuleRow, other: MicroModuleRow) -> None:
        """Each stands where the other stood; neither content nor revision changes."""
        one.position, other.position = other.position, one.position
        self._session.flush()

    def make_room(self, behind: MicroModuleRow) -> None:
        """Let everything that stands behind a micro-module move on by one place."""
        statement = (
            update(MicroModuleRow)
            .where(
                MicroModuleRow.tenant_id == self._tenant,
                MicroModuleRow.document_version_id == behind.document_version_id,
                MicroModuleRow.position > behind.position,
            )
            .values(position=MicroModuleRow.position + 1)
            .execution_options(synchronize_session=False)
        )
        self._session.execute(statement)
