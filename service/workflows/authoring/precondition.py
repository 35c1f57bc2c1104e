"""What a caller read before a decision: the decision holds for that content and for no other."""

from __future__ import annotations

from dataclasses import dataclass

from service.db.micro_modules import MicroModuleRow
from service.errors import ContentChanged, VersionConflict


@dataclass(frozen=True, slots=True)
class Precondition:
    """The content's `digest`, the `revision` (ETag), or both; None: not named, but never both of them."""

    digest: str | None = None
    revision: int | None = None

    def __post_init__(self) -> None:
        if self.digest is None and self.revision is None:
            message = "a precondition names a digest or a revision"
            raise ValueError(message)

    def demand(self, row: MicroModuleRow) -> None:
        """Raises VersionConflict or ContentChanged when the micro-module is not the one that was read."""
        if self.revision is not None and row.revision != self.revision:
            raise VersionConflict("micro-module", row.id, expected=self.revision)
        if self.digest is not None and row.content_digest != self.digest:
            raise ContentChanged("micro-module", row.id)
