"""Exports of forums elsewhere, as their own software writes them, with valid defaults."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
FIRST = 1_772_442_000  # 2026-03-02 09:00 UTC

ADA: Json = {
    "id": "U0ADA",
    "name": "ada",
    "profile": {"real_name": "Ada Rossi", "display_name": "Ada", "email": "Ada@Example.org"},
}
BO: Json = {"id": "U0BO", "name": "bo", "profile": {"real_name": "Bo Berg", "display_name": ""}}
BOT: Json = {"id": "U0BOT", "name": "alerts", "is_bot": True, "profile": {"real_name": "Alerts"}}


def said(minute: int, text: str, *, user: str = "U0ADA", to: int | None = None, **more: Any) -> Json:
    """A message of Slack; `to` is the minute of the thread's first message."""
    thread = {} if to is None else {"thread_ts": stamp(to)}
    return {"type": "message", "user": user, "text": text, "ts": stamp(minute), **thread, **more}


def stamp(minute: int) -> str:
    return f"{FIRST + 60 * minute}.000100"


def slack_files(
    channels: Mapping[str, Sequence[Json]], *, private: Sequence[str] = (), users: Sequence[Json] = (ADA, BO, BOT)
) -> dict[str, bytes]:
    """The files of an export: a channel's id is C and its name."""
    listed = [{"id": f"C{name.upper()}", "name": name} for name in channels]
    files: dict[str, Any] = {
        "users.json": list(users),
        "channels.json": [one for one in listed if one["name"] not in private],
        "groups.json": [one for one in listed if one["name"] in private],
        "dms.json": [{"id": "D0", "members": ["U0ADA", "U0BO"]}],
    }
    for name, messages in channels.items():
        for message in messages:
            day = datetime.fromtimestamp(float(message["ts"]), UTC).date().isoformat()
            files.setdefault(f"{name}/{day}.json", []).append(message)
    return {name: json.dumps(content).encode() for name, content in files.items()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def slack_export(channels: Mapping[str, Sequence[Json]], **more: Any) -> bytes:
    """The zip; `more` as of slack_files."""
    return zipped(slack_files(channels, **more))


def discourse_post(number: int, text: str, *, topic: int = 7, user: str = "ada", **more: Any) -> Json:
    """A post as a topic's page shows it."""
    at = f"2026-03-02T09:{number:02d}:00.000Z"
    return {
        "id": topic * 100 + number,
        "post_number": number,
        "username": user,
        "user_id": {"ada": 11, "bo": 12}.get(user, 13),
        "name": user.title(),
        "cooked": f"<p>{text}</p>",
        "post_type": 1,
        "version": 1,
        "created_at": at,
        "updated_at": at,
        **more,
    }


def discourse_topic(posts: Sequence[Json] | None = None, *, topic: int = 7, **more: Any) -> Json:
    """A topic as `/t/ID.json` gives it."""
    shown = (
        list(posts)
        if posts is not None
        else [
            discourse_post(1, "Who keeps the visitor log?", topic=topic),
            discourse_post(2, "The host does.", topic=topic, user="bo"),
        ]
    )
    return {
        "id": topic,
        "title": "The visitor log",
        "category_id": 3,
        "archetype": "regular",
        "visible": True,
        "post_stream": {"posts": shown, "stream": [one["id"] for one in shown]},
        **more,
    }


CATEGORIES: list[Json] = [
    {"id": 3, "name": "Front desk", "slug": "front-desk", "read_restricted": False},
    {"id": 4, "name": "Leads", "slug": "leads", "read_restricted": True},
]
