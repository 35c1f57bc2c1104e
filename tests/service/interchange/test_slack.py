"""A Slack export: what people said, as they last said it; nothing of bots, and nothing private unasked."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from service.errors import InvalidContent
from service.interchange.forum import ForumExport, ForumThread
from service.interchange.learners_csv import email_digest
from service.interchange.slack import read_slack
from service.interchange.zip_reader import ZipReader
from tests.support.forums import FIRST, Json, said, slack_export, slack_files, stamp, zipped


def read(*messages: Json, **more: Any) -> ForumExport:
    return read_slack(io.BytesIO(slack_export({"desk": messages})), visibility={}, **more)


def texts(thread: ForumThread) -> list[str]:
    return [post.text for post in thread.posts]


def test_replies_stand_in_their_thread_in_order() -> None:
    export = read(
        said(3, "For 30 days.", user="U0BO", to=0),
        said(0, "Who keeps the log?", to=0),
        said(1, "The host.", user="U0BO", to=0),
        said(2, "Lunch is here."),
    )
    talk, chatter = sorted(export.threads, key=lambda thread: len(thread.posts), reverse=True)
    assert texts(talk) == ["Who keeps the log?", "The host.", "For 30 days."]
    assert (talk.external_id, talk.title) == (f"CDESK-{stamp(0)}", "Who keeps the log?")
    assert (talk.is_question, talk.is_talk, chatter.is_question, chatter.is_talk) == (True, True, False, False)
    assert talk.posts[0].created_at == datetime.fromtimestamp(FIRST + 0.0001, UTC)


def test_an_edited_message_is_as_it_was_last_said() -> None:
    export = read(
        said(0, "Who has the log?", edited={"user": "U0ADA", "ts": stamp(5)}),
        said(1, "Me", to=0),
        {"type": "message", "subtype": "message_changed", "ts": stamp(6), "message": said(1, "The host.", to=0)},
    )
    (thread,) = export.threads
    assert texts(thread) == ["Who has the log?", "The host."]
    assert thread.posts[0].edited_at == datetime.fromtimestamp(FIRST + 300.0001, UTC)


def test_deleted_messages_are_told_as_such() -> None:
    export = read(
        said(0, "Who keeps the log?"),
        said(1, "Me", to=0),
        said(2, "This message was deleted.", to=0, subtype="tombstone"),
        {"type": "message", "subtype": "message_deleted", "ts": stamp(6), "deleted_ts": stamp(1)},
        said(3, "Take this back?"),
        {"type": "message", "subtype": "message_deleted", "ts": stamp(7), "deleted_ts": stamp(3)},
    )
    thread, taken_back = export.threads
    assert [(post.text, post.is_deleted) for post in thread.posts] == [
        ("Who keeps the log?", False),
        ("", True),
        ("", True),
    ]
    assert (thread.is_deleted, taken_back.is_deleted) == (False, True)


def test_bots_and_notices_are_left_out_and_counted() -> None:
    export = read(
        said(0, "Who keeps the log?"),
        said(1, "I am a bot", to=0, user="U0BOT"),
        said(2, "So am I", to=0, bot_id="B1"),
        said(3, "And I?", subtype="bot_message"),
        said(4, "Is a human here?", to=3),
        said(5, "<@U0BO> has joined", subtype="channel_join"),
        said(6, "", user="U0BO"),
    )
    assert [texts(thread) for thread in export.threads] == [["Who keeps the log?"]]
    assert export.left_out == {"bot": 3, "notice": 1, "without_words": 1}


def test_private_channels_stay_private_and_direct_messages_are_never_opened() -> None:
    channels = {"desk": [said(0, "Who?")], "board": [said(1, "Who is fired?")]}
    files = slack_files(channels, private=["board"]) | {"D0/2026-03-02.json": b"not even JSON"}
    export = read_slack(io.BytesIO(zipped(files)), visibility={})
    assert [thread.place for thread in export.threads] == ["CDESK"]
    assert (export.closed, dict(export.left_out)) == (frozenset({"CBOARD"}), {"private_channel": 1})
    allowed = read_slack(io.BytesIO(zipped(files)), visibility={"board": frozenset({"Board"})})
    assert [thread.place for thread in allowed.threads] == ["CDESK", "CBOARD"]
    assert allowed.cohorts == {"CBOARD": {"Board"}}


def test_a_channel_that_the_list_of_public_ones_calls_private_is_private() -> None:
    files = slack_files({"desk": [said(0, "Who?")]})
    files["channels.json"] = b'[{"id": "CDESK", "name": "desk", "is_private": true}]'
    assert read_slack(io.BytesIO(zipped(files)), visibility={}).threads == ()


def test_text_reads_as_it_was_shown() -> None:
    text = "<@U0BO> see <https://a.example/x|the list> in <#C1|desk>, <https://b.example>, <!here> &amp; a &lt;b&gt;"
    (thread,) = read(said(0, text)).threads
    assert texts(thread) == ["@Bo Berg see [the list](https://a.example/x) in #desk, https://b.example, @here & a <b>"]


def test_writers_are_known_by_digest_never_by_address() -> None:
    (thread,) = read(said(0, "Who?"), said(1, "I", user="U0BO", to=0)).threads
    ada, bo = (post.writer for post in thread.posts)
    assert (ada.user_id, ada.user_name, ada.name) == ("U0ADA", "ada", "Ada")
    assert ada.email_digest == email_digest("ada@example.org")
    assert (bo.email_digest, bo.name) == (None, "Bo Berg")
    assert "xample" not in repr(thread.posts[0].writer)


def test_the_export_speaks_of_its_own_time() -> None:
    export = read(said(1, "Who?"), said(9, "Bye", user="U0BOT"))
    assert export.window is not None
    assert [export.window.sees(datetime.fromtimestamp(FIRST + 60 * minute, UTC)) for minute in (0, 5, 10)] == [
        False,
        True,
        False,
    ]
    until = datetime.fromtimestamp(FIRST + 60 * 20, UTC)
    export = read(said(1, "Who?"), period=(None, until))
    assert export.misses("CDESK-1", until)
    assert not export.misses("COTHER-1", until)


def test_links_need_the_name_of_the_workspace() -> None:
    assert read(said(0, "Who?")).threads[0].url is None
    linked = read(said(0, "Who?"), workspace="acme").threads[0].url
    assert linked == f"https://acme.slack.com/archives/CDESK/p{stamp(0).replace('.', '')}"


@pytest.mark.parametrize(
    "files",
    [
        {"channels.json": b"[]"},
        {"users.json": b"[]"},
        {"users.json": b"[]", "channels.json": b"{"},
        {"users.json": b"[" * 100_000, "channels.json": b"[]"},
    ],
)
def test_what_is_no_export_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(InvalidContent):
        read_slack(io.BytesIO(zipped(files)), visibility={})


def test_odd_members_hurt_nobody() -> None:
    files = slack_files({"desk": [said(0, "Who?")]})
    files["desk/2026-03-03.json"] = b'[1, {"type": "message"}, {"type": "message", "ts": "nan"}, {"ts": {}}]'
    files["desk/canvas.json"] = b"no JSON"
    assert len(read_slack(io.BytesIO(zipped(files)), visibility={}).threads) == 1


def test_a_channel_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidContent, match="dsek"):
        read(said(0, "Who?"), only=["dsek"])


def test_each_day_of_each_channel_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    read_member = ZipReader.read

    def read_and_note(self: ZipReader, name: str) -> bytes:
        opened.append(name)
        return read_member(self, name)

    monkeypatch.setattr(ZipReader, "read", read_and_note)
    file = slack_export({name: [said(0, "Who?", to=0), said(1, "Me", to=0)] for name in ("desk", "shop", "yard")})
    assert len(read_slack(io.BytesIO(file), visibility={}).threads) == 3
    assert len(opened) == len(set(opened)) == 3 + len({"users.json", "channels.json"}) + ("groups.json" in opened)


def test_two_channels_of_a_name_are_refused() -> None:
    files = slack_files({"desk": [said(0, "Who?")]})
    twins = json.dumps([{"id": "CDESK", "name": "desk"}, {"id": "CTWIN", "name": "desk"}]).encode()
    with pytest.raises(InvalidContent, match="two channels"):
        read_slack(io.BytesIO(zipped({**files, "channels.json": twins})), visibility={})
