"""Fetch topics of a Discourse forum and mirror them, as many as fit into one call; a cursor says where the next begins.

First what is here already is looked up there, so that edits and deletions follow, then what is new is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.interchange.discourse import (
    Forum,
    as_export,
    missing_posts,
    read_categories,
    read_listing,
    read_posts,
    read_topic,
    with_posts,
)
from service.interchange.published import Json
from service.outgoing import Answered, Outgoing
from service.workflows.community.import_threads import ForumImport, ThreadsImported, import_threads
from service.workflows.platform.authenticate import Caller

TOPICS_A_CALL = 60  # two pages of its list
BUDGET_SECONDS = 45.0  # a proxy waits for a minute
_KNOWN_AT_ONCE = 20
_POSTS_AT_ONCE = 50
_MAX_BYTES = 10_000_000  # of one page; a topic's page shows twenty posts
_TOO_MANY = 429
_GONE = frozenset({403, 404, 410})
_PAUSE_SECONDS = 10  # where a forum asks for patience without saying how much


@dataclass(frozen=True, slots=True)
class Address:
    """A forum; without a key what everybody may read there."""

    url: str
    api_key: str | None = None
    api_user: str | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How to ask, and how time passes meanwhile: the clock's seconds, and a pause of some."""

    outgoing: Outgoing
    clock: Callable[[], float]
    pause: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """`cursor` None: all was looked at. `retry_after_seconds` None: go on at once."""

    done: ThreadsImported
    cursor: str | None
    retry_after_seconds: int | None


class _AskedToWait(Exception):
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


@dataclass(slots=True)
class _Reader:
    address: Address
    elsewhere: Elsewhere
    until: float

    def get(self, path: str) -> Answered:
        """A page. Raises _AskedToWait, InvalidContent for what is neither a page nor gone."""
        key, user = self.address.api_key, self.address.api_user
        signed = {"api-key": key, "api-username": user or "system"} if key else {}
        headers = {"accept": "application/json", "user-agent": "Morsel", **signed}
        while True:
            answered = self.elsewhere.outgoing.send("GET", self.address.url + path, b"", headers, max_bytes=_MAX_BYTES)
            if answered.status != _TOO_MANY:
                break
            seconds = max(1, answered.retry_after_seconds or _PAUSE_SECONDS)
            if self.elsewhere.clock() + seconds >= self.until:
                raise _AskedToWait(seconds)
            self.elsewhere.pause(seconds)
        if not (answered.is_success or answered.status in _GONE):
            raise InvalidContent("url", f"{path} answered {answered.status or answered.problem}")
        return answered

    def page(self, path: str) -> bytes:
        """A page that must be there."""
        answered = self.get(path)
        if not answered.is_success:
            raise InvalidContent("url", f"{path} answered {answered.status}; is it a Discourse forum?")
        return answered.body

    def topic(self, topic_id: str) -> Json | None:
        """The topic with all its posts; None: it is gone, or this key may not read it."""
        answered = self.get(f"/t/{quote(topic_id, safe='')}.json")
        if not answered.is_success:
            return None
        topic = read_topic(answered.body)
        missing = missing_posts(topic)
        further: list[Json] = []
        for start in range(0, len(missing), _POSTS_AT_ONCE):
            asked = "&".join(f"post_ids[]={quote(one, safe='')}" for one in missing[start : start + _POSTS_AT_ONCE])
            further += read_posts(self.page(f"/t/{quote(topic_id, safe='')}/posts.json?{asked}"))
        return with_posts(topic, further)


@dataclass(slots=True)
class _Walk:
    """`topics` and `gone` were fetched so far; `cursor` is where whoever stops now goes on; None: nothing is left."""

    cursor: str | None
    topics: list[Json] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    retry_after_seconds: int | None = None


def fetch_topics(
    address: Address,
    *,
    cursor: str | None,
    visibility: Mapping[str, frozenset[str]],
    how: ForumImport,
    caller: Caller,
    database: Database,
    elsewhere: Elsewhere,
) -> Fetched:
    """What became of the topics of one call. A forum that asks for patience is given it, or the call ends early.

    Raises InvalidContent for an address that may not be asked, or where no forum answers.
    """
    refusal = elsewhere.outgoing.refusal(f"{address.url}/site.json")
    if refusal is not None:
        raise InvalidContent("url", refusal)
    walk = _Walk(cursor or "known:")
    reader = _Reader(address, elsewhere, elsewhere.clock() + BUDGET_SECONDS)
    try:
        forum = Forum(read_categories(reader.page("/site.json")), {}, address.url)
        while walk.cursor is not None and len(walk.topics) + len(walk.gone) < TOPICS_A_CALL:
            _go_on(walk, reader, how, caller, database)
            if elsewhere.clock() >= reader.until:
                break
    except _AskedToWait as asked:
        walk.retry_after_seconds = asked.seconds
        if not walk.topics and not walk.gone:
            return Fetched(ThreadsImported(), walk.cursor, asked.seconds)
    export = as_export(walk.topics, forum, visibility=visibility, unknown_is_open=False)
    done = import_threads(export.without(walk.gone), how=how, caller=caller, database=database)
    return Fetched(done, walk.cursor, walk.retry_after_seconds)


def _go_on(walk: _Walk, reader: _Reader, how: ForumImport, caller: Caller, database: Database) -> None:
    """One page of what is known or listed; the cursor moves when all of it was fetched."""
    phase, _, place = (walk.cursor or "").partition(":")
    if phase == "known":
        with database.reading(caller.tenant) as work:
            here = [one for one in work.threads.mirrored(how.source) if one.deleted_at is None and one.id > place]
            ids, last = [str(one.external_id) for one in here[:_KNOWN_AT_ONCE]], here[:_KNOWN_AT_ONCE][-1:]
            further = f"known:{last[0].id}" if last else "listed:0"
    elif phase == "listed" and place.isdecimal():
        listed, has_more = read_listing(reader.page(f"/latest.json?page={int(place)}"))
        with database.reading(caller.tenant) as work:
            known = {one.external_id for one in work.threads.mirrored(how.source, listed) if one.deleted_at is None}
        ids, further = [one for one in listed if one not in known], f"listed:{int(place) + 1}" if has_more else ""
    else:
        raise InvalidContent("cursor", "it is none of ours; begin again without one")
    _fetch(ids, walk, reader)
    walk.cursor = further or None


def _fetch(ids: Sequence[str], walk: _Walk, reader: _Reader) -> None:
    for topic_id in ids:
        topic = reader.topic(topic_id)
        if topic is None:
            walk.gone.add(topic_id)
        else:
            walk.topics.append(topic)
