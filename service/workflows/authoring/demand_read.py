"""A decision holds for the content that its maker read, and for no other."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.micro_modules import MicroModuleRow
from service.errors import ContentChanged, VersionConflict


@dataclass(frozen=True, slots=True)
class Precondition:
    """What was read: the content's `digest`, the `revision` (ETag), or both; None: not named, never both of them."""

    digest: str | None = None
    revision: int | None = None

    def __post_init__(self) -> None:
        if self.digest is None and self.revision is None:
            message = "a precondition names a digest or a revision"
            raise ValueError(message)


def demand_read(row: MicroModuleRow, read: Precondition) -> None:
    """Raises VersionConflict or ContentChanged when the micro-module is not the one that was read."""
    if read.revision is not None and row.revision != read.revision:
        raise VersionConflict("micro-module", row.id, expected=read.revision)
    if read.digest is not None and row.content_digest != read.digest:
        raise ContentChanged("micro-module", row.id)
