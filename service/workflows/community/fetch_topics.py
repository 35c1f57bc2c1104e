"""Fetch topics of a Discourse forum and mirror them, as many as fit into one call; a cursor says where the next begins.

First what is here already is looked up there, so that edits and deletions follow, then what is new is listed, oldest
first. The cursor moves with each topic, and with each call by one at least: a topic that a whole call cannot fetch is
left out until the next walk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from service.db.unit_of_work import Database
from service.errors import InvalidContent
from service.interchange.discourse import (
    Forum,
    as_export,
    demand_known,
    missing_posts,
    read_categories,
    read_listing,
    read_posts,
    read_topic,
    with_posts,
)
from service.interchange.forum import MAX_POSTS
from service.interchange.published import Json
from service.outgoing import Answered, Outgoing, Problem
from service.workflows.community.import_threads import ForumImport, ThreadsImported, import_threads
from service.workflows.platform.authenticate import Caller

TOPICS_A_CALL = 60  # two pages of its list
BUDGET_SECONDS = 45.0  # a proxy waits for a minute
_KNOWN_AT_ONCE = 20
_POSTS_AT_ONCE = 50
_MAX_BYTES = 10_000_000  # of one page; a topic's page shows twenty posts
_MAX_TOPIC_BYTES = 20_000_000  # of all its pages
_MAX_CALL_BYTES = 100_000_000  # what is fetched is kept in memory until it is mirrored
_MAX_PAGES = 20_000  # of its list; a forum that shows more never ends
_TOO_MANY = 429
_GONE = frozenset({403, 404, 410})
_PAUSE_SECONDS = 10  # where a forum asks for patience without saying how much
_CURSOR = re.compile(r"(known):(\w{0,60})|(listed):(\d{1,6})(?::(\d{1,20}))?", re.ASCII)


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


class _Interrupted(Exception):
    """A page that does not come now: in `seconds` it may. `has_begun`: some of its topic came."""

    def __init__(self, seconds: int, *, has_begun: bool = False) -> None:
        self.seconds = seconds
        self.has_begun = has_begun


class _LeftOut(Exception):
    """A topic that is not taken, and why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


@dataclass(slots=True)
class _Reader:
    address: Address
    elsewhere: Elsewhere
    until: float
    read_bytes: int = 0

    @property
    def is_spent(self) -> bool:
        """Whether this call should ask for nothing more."""
        return self.elsewhere.clock() >= self.until or self.read_bytes > _MAX_CALL_BYTES

    def get(self, path: str) -> Answered:
        """Whatever is answered but a demand for patience. Raises _Interrupted when that lasts beyond this call."""
        key, user = self.address.api_key, self.address.api_user
        signed = {"api-key": key, "api-username": user or "system"} if key else {}
        headers = {"accept": "application/json", "user-agent": "Morsel", **signed}
        while True:
            answered = self.elsewhere.outgoing.send("GET", self.address.url + path, b"", headers, max_bytes=_MAX_BYTES)
            self.read_bytes += len(answered.body)
            if answered.status != _TOO_MANY:
                return answered
            seconds = max(1, answered.retry_after_seconds or _PAUSE_SECONDS)
            if self.elsewhere.clock() + seconds >= self.until:
                raise _Interrupted(seconds)
            self.elsewhere.pause(seconds)

    def page(self, path: str) -> bytes:
        """A page of the forum itself. Raises _Interrupted, InvalidContent."""
        answered = self.get(path)
        if not answered.is_success:
            raise InvalidContent("url", f"{path} answered {answered.status or answered.problem}; is it a forum?")
        return answered.body

    def topic(self, topic_id: str) -> Json | None:
        """The topic with all its posts; None: it is gone, or not for this key. Raises _Interrupted, _LeftOut."""
        before = self.read_bytes
        first = self._part(f"/t/{quote(topic_id, safe='')}.json", has_begun=False)
        if first is None:
            return None
        topic = read_topic(first)
        missing = missing_posts(topic)
        if len(missing) > MAX_POSTS:
            raise _LeftOut("too_long")
        further: list[Json] = []
        for start in range(0, len(missing), _POSTS_AT_ONCE):
            if self.elsewhere.clock() >= self.until:
                raise _Interrupted(1, has_begun=True)
            if self.read_bytes - before > _MAX_TOPIC_BYTES:
                raise _LeftOut("too_long")
            asked = "&".join(f"post_ids[]={quote(one, safe='')}" for one in missing[start : start + _POSTS_AT_ONCE])
            part = self._part(f"/t/{quote(topic_id, safe='')}/posts.json?{asked}", has_begun=True)
            further += [] if part is None else read_posts(part)
        return with_posts(topic, further)

    def _part(self, path: str, *, has_begun: bool) -> bytes | None:
        """A page of a topic; None: it is gone. What is broken now may be whole in a moment."""
        try:
            answered = self.get(path)
        except _Interrupted as wait:
            raise _Interrupted(wait.seconds, has_begun=has_begun) from None
        if answered.is_success:
            return answered.body
        if answered.problem is Problem.TOO_LARGE:
            raise _LeftOut("too_long")
        if answered.status not in _GONE:
            raise _Interrupted(_PAUSE_SECONDS, has_begun=True)
        return None


@dataclass(slots=True)
class _Walk:
    """`topics` and `gone` were fetched so far; `cursor` is where whoever stops now goes on; None: nothing is left."""

    cursor: str | None
    topics: list[Json] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    retry_after_seconds: int | None = None

    @property
    def steps(self) -> int:
        """How many topics were looked at."""
        return len(self.topics) + len(self.gone) + sum(self.left_out.values())


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Topics that are next, each with the cursor behind it; `then` is the cursor behind all."""

    topics: Sequence[tuple[str, str]]
    then: str | None


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
        demand_known(visibility, forum)
        while walk.cursor is not None and walk.steps < TOPICS_A_CALL and not (walk.steps and reader.is_spent):
            _follow(_stretch(walk.cursor, reader, how, caller, database), walk, reader)
    except _Interrupted as interrupted:
        walk.retry_after_seconds = interrupted.seconds
        if not walk.steps:
            return Fetched(ThreadsImported(), walk.cursor, interrupted.seconds)
    export = as_export(walk.topics, forum, visibility=visibility, unknown_is_open=False)
    whole = replace(export.without(walk.gone), left_out=export.left_out + walk.left_out)
    done = import_threads(whole, how=how, caller=caller, database=database)
    return Fetched(done, walk.cursor, walk.retry_after_seconds)


def _stretch(cursor: str, reader: _Reader, how: ForumImport, caller: Caller, database: Database) -> _Stretch:
    """Some of what is known, or a page of what is listed, behind the cursor. Raises InvalidContent, _Interrupted."""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidContent("cursor", "it is none of ours; begin again without one")
    if found[1]:
        with database.reading(caller.tenant) as work:
            here = [one for one in work.threads.mirrored(how.source) if one.deleted_at is None and one.id > found[2]]
        known = [(str(one.external_id), f"known:{one.id}") for one in here[:_KNOWN_AT_ONCE]]
        return _Stretch(known, known[-1][1] if known else "listed:0")
    page = int(found[4])
    if page >= _MAX_PAGES:
        raise InvalidContent("url", "its list of topics does not end")
    listed, has_more = read_listing(reader.page(f"/latest.json?order=created&ascending=true&page={page}"))
    with database.reading(caller.tenant) as work:
        here_already = {one.external_id for one in work.threads.mirrored(how.source, listed) if one.deleted_at is None}
    done = listed.index(found[5]) + 1 if found[5] in listed else 0
    fresh = [(one, f"listed:{page}:{one}") for one in listed[done:] if one not in here_already]
    return _Stretch(fresh, f"listed:{page + 1}" if has_more else None)


def _follow(stretch: _Stretch, walk: _Walk, reader: _Reader) -> None:
    for topic_id, behind in stretch.topics:
        if walk.steps >= TOPICS_A_CALL or (walk.steps and reader.is_spent):
            return
        try:
            _fetch(topic_id, walk, reader)
        except _Interrupted as interrupted:
            if interrupted.has_begun and not walk.steps:  # a whole call was not enough: the next shall not fail there
                walk.left_out["unreadable"] += 1
                walk.cursor = behind
            raise
        walk.cursor = behind
    walk.cursor = stretch.then


def _fetch(topic_id: str, walk: _Walk, reader: _Reader) -> None:
    try:
        topic = reader.topic(topic_id)
    except _LeftOut as left_out:
        walk.left_out[left_out.reason] += 1
    except InvalidContent:
        walk.left_out["unreadable"] += 1
    else:
        if topic is None:
            walk.gone.add(topic_id)
        else:
            walk.topics.append(topic)
