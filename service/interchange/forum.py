"""What an export of any forum holds: threads with their posts, who wrote them, and how far the export sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

MAX_TEXT = 20_000  # characters of a post, as of those written here
MAX_POSTS = 1_000  # of a thread
_TITLE = 120  # characters; what a list shows in one or two lines


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote, as known there; None: not told. `external_id` is the id that single sign-on gave to the forum."""

    user_id: str | None = None
    user_name: str | None = None
    external_id: str | None = None
    email_digest: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ForumPost:
    """`edited_at` None: never edited."""

    external_id: str
    writer: Writer
    text: str
    created_at: datetime
    edited_at: datetime | None = None
    is_accepted: bool = False
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ForumThread:
    """`place` is the id of its channel or category. The first post opens it.

    `is_talk`: somebody asked or answered; else it is worth keeping only if it is here already. `url` None: not known.
    `begins` False: the export holds only what was said later, to be put behind what is here already.
    """

    external_id: str
    place: str
    title: str
    is_question: bool
    is_talk: bool
    posts: tuple[ForumPost, ...]
    url: str | None = None
    is_deleted: bool = False
    begins: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """The time that an export speaks of, both ends included: what it does not show of it is gone there."""

    first: datetime
    last: datetime

    def sees(self, moment: datetime) -> bool:
        """Whether something of that time would be in the export."""
        return self.first <= moment <= self.last


@dataclass(frozen=True, slots=True)
class ForumExport:
    """`cohorts` by place: who may see its threads; a place that is not in it is open to everybody.

    `window` None: what is not in the export is not known to be gone. `seen` are the places that the window holds for,
    `closed` the threads, or the places of threads, that are private and were not taken, `gone` the threads of which the
    forum says that they are not there. `left_out` counts what was not taken, by reason.
    """

    threads: tuple[ForumThread, ...]
    cohorts: Mapping[str, frozenset[str]]
    window: Window | None = None
    seen: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    left_out: Counter[str] = field(default_factory=Counter)

    def without(self, gone: Collection[str]) -> ForumExport:
        """The export with what else the forum says is not there."""
        return replace(self, gone=self.gone | frozenset(gone))

    def closes(self, external_id: str) -> bool:
        """Whether the thread is private there, and of nobody's cohort here."""
        return external_id in self.closed or external_id.rpartition("-")[0] in self.closed

    def misses(self, external_id: str, created_at: datetime) -> bool:
        """Whether a thread of that id and time is gone there: the export looks where it was, and does not show it."""
        if self.window is None or external_id.rpartition("-")[0] not in self.seen:
            return external_id in self.gone
        return self.window.sees(created_at)


def title_of(text: str) -> str:
    """The first line, cut between words where it is long."""
    first = " ".join(next((line for line in text.splitlines() if line.strip()), "").split())
    if len(first) <= _TITLE:
        return first
    return f"{first[:_TITLE].rsplit(' ', 1)[0]}…"


def bounded(text: str) -> str:
    """The text, cut where no post may be longer."""
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
