"""Threads of other platforms: messages as Slack's own types describe them, a forum page by page; twice is once."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.interchange import slack
from tests.service.api.test_fetched_threads import Forum, fetch
from tests.service.api.test_thread_imports import send, texts, threads
from tests.support.forums import discourse_topic, said, slack_export, stamp
from tests.support.loopback import LoopbackServer, Response, serving
from tests.support.node import PACKAGES, package_file, run_tool
from tests.support.web import Web

pytestmark = pytest.mark.interop

Json = dict[str, Any]  # messages are JSON all through
ASKED = said(0, "Who keeps the visitor log?", reply_count=2)
EDITED = said(1, "The reception does.", user="U0BO", to=0, edited={"user": "U0BO", "ts": stamp(9)})
TAKEN_BACK = said(2, "No, nobody.", to=0)
DOOR = {"type": "message", "subtype": "bot_message", "bot_id": "B0DOOR", "text": "Opened", "ts": stamp(3)}
JOINED = {**said(4, "<@U0BO> has joined", user="U0BO"), "subtype": "channel_join", "team": "T0", "inviter": "U0ADA"}
PLACE = {"channel": "C1", "channel_type": "channel", "event_ts": stamp(5)}  # an export tells it by its folders
GONE = {
    "type": "message",
    "subtype": "message_deleted",
    "hidden": True,
    "ts": stamp(5),
    "deleted_ts": TAKEN_BACK["ts"],
    "previous_message": {**TAKEN_BACK, **PLACE},
}
DESK = [ASKED, EDITED, TAKEN_BACK, DOOR, JOINED, GONE]
_PROGRAM = """
import type { MessageEvent } from "@slack/types";
type Place = "channel" | "channel_type" | "event_ts";
type Exported<M> = M extends { subtype: undefined } ? Omit<M, Place | "subtype"> : Omit<M, Place>;
export const messages: Exported<MessageEvent>[] = %s;
"""


def compiled(messages: list[Json], folder: Path) -> tuple[int, str]:
    """Whether Slack's own types take the messages."""
    written = json.dumps(messages).replace('"previous_message": {', '"previous_message": {"subtype": undefined, ')
    (folder / "node_modules").symlink_to(PACKAGES)
    (folder / "messages.ts").write_text(_PROGRAM % written, encoding="utf-8")
    words = ("--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "messages.ts")
    done = run_tool(folder, "node", str(package_file("typescript/bin/tsc")), *words)
    return done.returncode, done.stdout


def test_the_messages_that_we_read_are_such_as_slack_writes(tmp_path: Path) -> None:
    typed = [{name: value for name, value in one.items() if name != "reply_count"} for one in DESK]
    assert compiled(typed, tmp_path) == (0, "")


@pytest.mark.parametrize("spoil", [{"threadTs": stamp(0)}, {"edited": stamp(9)}, {"ts": 1}])
def test_a_message_that_slack_does_not_write_is_caught(tmp_path: Path, spoil: Json) -> None:
    assert compiled([{**EDITED, **spoil}], tmp_path)[0] != 0


def take_in_twice(web: Web) -> None:
    """Fails unless what people said to all is here once, as it stands at last, and nothing else."""
    export = slack_export({"desk": DESK, "leads": [said(1, "Who is promoted?")]}, private=["leads"])
    first = send(web, "slack", export)
    assert first["counts"] == {"created": 1}
    assert first["left_out"] == {"private_channel": 1, "bot": 1, "notice": 1}
    here = threads(web)
    assert set(here) == {"Who keeps the visitor log?"}
    assert texts(here["Who keeps the visitor log?"]) == ["Who keeps the visitor log?", "The reception does.", None]
    again = send(web, "slack", export)
    assert again == {**first, "counts": {"unchanged": 1}}
    assert threads(web) == here


def test_an_export_of_slack_is_here_once(web: Web) -> None:
    take_in_twice(web)


def test_a_thread_that_loses_its_identity_is_caught(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    number, made = itertools.count(), slack._thread
    monkeypatch.setattr(slack, "_thread", lambda *given: replace(made(*given), external_id=f"C1-{next(number)}"))
    with pytest.raises(AssertionError):
        take_in_twice(web)


def test_a_private_channel_that_is_opened_is_caught(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = slack._channels
    monkeypatch.setattr(slack, "_channels", lambda archive: [replace(one, is_private=False) for one in listed(archive)])
    with pytest.raises(AssertionError):
        take_in_twice(web)


def test_a_deletion_that_is_not_followed_is_caught(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = slack._list

    def without_deletions(*given: Any, **more: Any) -> list[Json]:
        return [one for one in listed(*given, **more) if one.get("subtype") != "message_deleted"]

    monkeypatch.setattr(slack, "_list", without_deletions)
    with pytest.raises(AssertionError):
        take_in_twice(web)


def test_a_bot_that_is_taken_for_a_person_is_caught(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "_unwanted", lambda _message, _users: None)
    with pytest.raises(AssertionError):
        take_in_twice(web)


@pytest.fixture
def forum() -> Forum:
    return Forum({one: discourse_topic(topic=one, title=f"Topic {one}?") for one in range(1, 6)})


@pytest.fixture
def server(forum: Forum) -> Iterator[LoopbackServer]:
    with serving(forum.respond) as running:
        yield running


def test_a_forum_is_fetched_page_by_page_and_waited_for(web: Web, forum: Forum, server: LoopbackServer) -> None:
    forum.busy = [Response(status=429, headers={"Retry-After": "1"})]
    assert fetch(web, server)["counts"] == {"created": 5}
    assert len([path for path in forum.asked if path.startswith("/latest.json")]) == 3
    here = threads(web)
    assert fetch(web, server)["counts"] == {"unchanged": 5}
    assert threads(web) == here
