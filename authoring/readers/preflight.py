"""What the author is told of a reading: notices kept short, and why nothing could be read at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from authoring.readers.reading import Refused
from authoring.types import Notice, Reason, Where

_MAX_NOTICES = 20  # of one reason, each with its place; what comes after them is counted


def nothing_read(unread: Iterable[Notice]) -> Refused:
    """Why a file that could be opened gave no text: the first reason that explains it, else that it is empty."""
    unread = tuple(unread)
    for notice in unread:
        if notice.reason is not Reason.IMAGE:
            return Refused(notice.reason, notice.detail)
    return Refused(Reason.EMPTY, "only images, no text" if unread else "no text")


def shorten(notices: Sequence[Notice]) -> list[Notice]:
    """`notices` with no more than a score for each reason, the rest summed up in one for the whole document."""
    counts: Counter[Reason] = Counter(notice.reason for notice in notices)
    kept: Counter[Reason] = Counter()
    short: list[Notice] = []
    for notice in notices:
        kept[notice.reason] += 1
        if kept[notice.reason] <= _MAX_NOTICES:
            short.append(notice)
    over = [(reason, count - _MAX_NOTICES) for reason, count in counts.items() if count > _MAX_NOTICES]
    return [*short, *(Notice(Where(), reason, f"{count} more of these") for reason, count in over)]
