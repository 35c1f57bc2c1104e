"""Tell everybody who reported an item what its author made of that."""

from __future__ import annotations

from collections.abc import Collection

from service.db.base import ItemId, MicroModuleId
from service.db.notifications import NotificationKind
from service.db.unit_of_work import UnitOfWork


def decide_reports(
    item_ids: Collection[ItemId], *, of: MicroModuleId | None, is_upheld: bool, work: UnitOfWork
) -> None:
    """The reports that waited, of items that were changed or withdrawn where `is_upheld`, else stand as they are.

    `of` is where it can be read; None: nowhere any more.
    """
    kind = NotificationKind.REPORT_UPHELD if is_upheld else NotificationKind.REPORT_STANDS
    latest = {report.principal_id: report.id for report in work.responses.decide(item_ids)}
    for principal_id, report_id in latest.items():
        work.notifications.tell(principal_id, kind, report_id, micro_module_id=of)
