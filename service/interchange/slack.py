"""A Slack workspace's export (zip): threads of people in its channels. Bots, direct messages and chatter stay behind.

The layout: `users.json`, `channels.json` (public), `groups.json` (private), a folder a channel, a file a day in it.
https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from service.errors import InvalidContent, TooLarge
from service.interchange.forum import MAX_POSTS, ForumExport, ForumPost, ForumThread, Window, Writer, bounded, title_of
from service.interchange.learners_csv import email_digest
from service.interchange.published import Json
from service.interchange.zip_reader import ZipReader, open_zip

MAX_THREADS = 20_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_TIME = re.compile(r"\d{1,12}\.\d{1,9}")
_ID = re.compile(r"[A-Z0-9]{2,30}")
_SAID = frozenset({"", "thread_broadcast", "me_message", "file_share"})  # kinds of message that people write
_READ = ("ts", "thread_ts", "subtype", "user", "bot_id", "text", "edited")  # the rest, blocks above all, is the most
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class _Channel:
    id: str
    name: str
    is_private: bool


def read_slack(
    file: BinaryIO,
    *,
    visibility: Mapping[str, frozenset[str]],
    period: tuple[datetime | None, datetime | None] = (None, None),
    only: Collection[str] = (),
    workspace: str | None = None,
) -> ForumExport:
    """What people asked and answered.

    `visibility` names the cohorts that may see a channel, by the channel's name; a private channel that it does not
    name is left out. `period` is the time that was asked for; None: from the first message, until the last. `only`
    these channels; empty: all. `workspace` (`acme` of acme.slack.com) is for links; None: none.

    Raises InvalidContent for what is no export and for a channel that is named and not there, TooLarge.
    """
    archive = open_zip(file)
    users = {str(one.get("id")): one for one in _list(archive, "users.json", demanded=True)}
    channels = [one for one in _channels(archive) if not only or one.name in only]
    named = Counter(one.name for one in channels)
    unknown = sorted({*visibility, *only} - set(named))
    if unknown:
        raise InvalidContent("file", f"it has no channel {unknown[0]!r}")
    if len(named) < len(channels):
        raise InvalidContent("file", f"two channels are called {named.most_common(1)[0][0]!r}")
    closed = frozenset(one.id for one in channels if one.is_private and one.name not in visibility)
    left_out = Counter({"private_channel": len(closed)} if closed else {})
    threads: list[ForumThread] = []
    times: list[datetime] = []
    seen = set()
    days_of: defaultdict[str, list[str]] = defaultdict(list)
    for name in archive.names:
        days_of[name.rpartition("/")[0]].append(name)
    for channel in channels:
        days = days_of[channel.name]
        if channel.id in closed or not days:
            continue
        seen.add(channel.id)
        messages = _messages(archive, days)
        times += [_time(one) for one in (min(messages, key=float), max(messages, key=float))] if messages else []
        threads += _threads(channel, messages, users, workspace, left_out)
        if len(threads) > MAX_THREADS:
            raise TooLarge("threads (take some channels at a time)", limit=MAX_THREADS)
    window = Window(period[0] or min(times), period[1] or max(times)) if times else None
    cohorts = {one.id: visibility[one.name] for one in channels if one.name in visibility}
    return ForumExport(tuple(threads), cohorts, window, frozenset(seen), closed, left_out=left_out)


def _channels(archive: ZipReader) -> Iterator[_Channel]:
    """Public ones and private ones; direct messages are in files that nobody opens."""
    for name, demanded in (("channels.json", True), ("groups.json", False)):
        for one in _list(archive, name, demanded=demanded):
            channel_id, called = str(one.get("id")), str(one.get("name"))
            if _ID.fullmatch(channel_id) and not one.get("is_im") and not one.get("is_mpim"):
                yield _Channel(channel_id, called, name == "groups.json" or one.get("is_private") is True)


def _list(archive: ZipReader, name: str, *, demanded: bool = False) -> list[Json]:
    if name not in archive.names:
        if demanded:
            raise InvalidContent("file", f"it is no export of Slack: {name} is missing")
        return []
    try:
        read = json.loads(archive.read(name))
    except (ValueError, RecursionError):
        raise InvalidContent("file", f"{name} is no JSON") from None
    return [one for one in read if isinstance(one, dict)] if isinstance(read, list) else []


def _messages(archive: ZipReader, days: Collection[str]) -> Mapping[str, Json]:
    """By their time stamp, which is their id, as they are at last: changed and taken back ones followed."""
    found: dict[str, Json] = {}
    taken_back = set()
    for day in sorted(days):
        if not _DAY.fullmatch(day.rpartition("/")[2]):
            continue
        for message in _list(archive, day):
            changed = message.get("message")
            if message.get("subtype") == "message_deleted":
                taken_back.add(str(message.get("deleted_ts")))
            elif message.get("subtype") == "message_changed" and isinstance(changed, dict):
                _keep(changed, found)
            else:
                _keep(message, found)
    for ts in taken_back & set(found):
        found[ts] = {**found[ts], "subtype": "tombstone"}
    return found


def _keep(message: Json, found: dict[str, Json]) -> None:
    if message.get("type") == "message" and _TIME.fullmatch(str(message.get("ts"))):
        found[str(message["ts"])] = {name: message[name] for name in _READ if name in message}


def _threads(
    channel: _Channel,
    messages: Mapping[str, Json],
    users: Mapping[str, Json],
    workspace: str | None,
    left_out: Counter[str],
) -> Iterator[ForumThread]:
    by_root: defaultdict[str, list[str]] = defaultdict(list)
    for ts in sorted(messages, key=float):
        by_root[str(messages[ts].get("thread_ts") or ts)].append(ts)
    for root, members in by_root.items():
        reason = _unwanted(messages[root], users) if root in messages else None
        if reason is not None or not _TIME.fullmatch(root):
            left_out[reason or "notice"] += 1
            continue
        posts = []
        for ts in members:
            unwanted = _unwanted(messages[ts], users)
            if unwanted is None:
                posts.append(_post(messages[ts], users))
            else:
                left_out[unwanted] += 1
        if len(posts) > MAX_POSTS:
            left_out["too_long"] += 1
            continue
        if posts:
            yield _thread(channel, root, tuple(posts), workspace)


def _thread(channel: _Channel, root: str, posts: tuple[ForumPost, ...], workspace: str | None) -> ForumThread:
    first = posts[0]
    is_question = "?" in first.text
    page = f"archives/{channel.id}/p{root.replace('.', '')}"
    return ForumThread(
        external_id=f"{channel.id}-{root}",
        place=channel.id,
        title=title_of(first.text) or "…",
        is_question=is_question,
        is_talk=is_question or len(posts) > 1,
        posts=posts,
        url=None if workspace is None else f"https://{workspace}.slack.com/{page}",
        is_deleted=first.is_deleted and first.external_id == root,
        begins=first.external_id == root,
    )


def _unwanted(message: Json, users: Mapping[str, Json]) -> str | None:
    """Why the message is left out; None: a person wrote it."""
    user = users.get(str(message.get("user")), {})
    kind = str(message.get("subtype") or "")
    if kind == "tombstone":
        return None
    if kind == "bot_message" or message.get("bot_id") or user.get("is_bot") or message.get("user") == "USLACKBOT":
        return "bot"
    if kind not in _SAID:
        return "notice"
    return None if _text(message, users) else "without_words"


def _post(message: Json, users: Mapping[str, Json]) -> ForumPost:
    edited = message.get("edited")
    edited_at = edited.get("ts") if isinstance(edited, dict) else None
    is_deleted = message.get("subtype") == "tombstone"
    return ForumPost(
        external_id=str(message["ts"]),
        writer=_writer(message, users),
        text="" if is_deleted else bounded(_text(message, users)),
        created_at=_time(str(message["ts"])),
        edited_at=_time(str(edited_at)) if _TIME.fullmatch(str(edited_at)) else None,
        is_deleted=is_deleted,
    )


def _writer(message: Json, users: Mapping[str, Json]) -> Writer:
    user_id = str(message.get("user") or "") or None
    user = users.get(user_id or "", {})
    profile = user.get("profile")
    said = profile if isinstance(profile, dict) else {}
    email = said.get("email")
    return Writer(
        user_id=user_id,
        user_name=str(user.get("name") or "") or None,
        email_digest=email_digest(email) if isinstance(email, str) and email else None,
        name=_name(user) or None,
    )


def _name(user: Json) -> str:
    profile = user.get("profile")
    said = profile if isinstance(profile, dict) else {}
    found = said.get("display_name") or said.get("real_name") or user.get("real_name") or user.get("name") or ""
    return str(found)[:200]


def _text(message: Json, users: Mapping[str, Json]) -> str:
    """As a reader saw it: people and channels by name, links as Markdown, no entities."""

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith("@"):
            return f"@{label or _name(users.get(target[1:], {})) or 'somebody'}"
        if target.startswith("#"):
            return f"#{label or 'channel'}"
        if target.startswith("!"):
            return label or f"@{target[1:].partition('^')[0]}"
        return f"[{label}]({target})" if label and label != target else target

    return html.unescape(_REFERENCE.sub(shown, str(message.get("text") or ""))).strip()


def _time(stamp: str) -> datetime:
    return datetime.fromtimestamp(float(stamp), UTC)
