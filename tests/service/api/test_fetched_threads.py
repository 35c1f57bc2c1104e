"""Topics fetched from a Discourse forum: page by page, with patience, from public addresses alone."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from service.db.base import Json
from service.outgoing import Outgoing, Problem
from service.workflows.community import fetch_topics
from tests.service.api.test_thread_imports import texts, threads
from tests.support.forums import CATEGORIES, discourse_post, discourse_topic
from tests.support.loopback import LoopbackServer, Request, Response, json_response, serving
from tests.support.web import Answered, Web


@pytest.fixture
def web_settings() -> dict[str, Json]:
    """The forum of these tests is on loopback."""
    return {"outgoing": {"allow_private": True, "seconds": 5.0}}


@dataclass
class Forum:
    """A forum of some topics, two a page; `busy` answers before it serves. `broken` topics are not to be had.

    `allowance`: so many requests are served after `/site.json`, then it wants ten minutes of patience; None: any.
    """

    topics: dict[int, dict[str, Any]] = field(default_factory=dict)
    busy: list[Response] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    broken: dict[int, Response] = field(default_factory=dict)
    allowance: int | None = None

    def respond(self, request: Request) -> Response:
        if self.busy:
            return self.busy.pop(0)
        self.asked.append(request.path)
        latest = max(place for place, path in enumerate(self.asked) if path == "/site.json")
        if self.allowance is not None and len(self.asked) - latest - 1 > self.allowance:
            return Response(status=429, headers={"Retry-After": "600"})
        path, _, query = request.path.partition("?")
        if path == "/site.json":
            return json_response({"categories": CATEGORIES})
        return self._list(query) if path == "/latest.json" else self._topic(path, query)

    def _list(self, query: str) -> Response:
        assert query.startswith("order=created&ascending=true&page=")
        place = 2 * int(query.rpartition("=")[2])
        more = "/latest?page=n" if len(self.topics) > place + 2 else None
        page = [{"id": one} for one in sorted(self.topics)[place : place + 2]]
        return json_response({"topic_list": {"topics": page, "more_topics_url": more}})

    def _topic(self, path: str, query: str) -> Response:
        topic_id = int(path.split("/")[2].removesuffix(".json"))
        topic = self.topics.get(topic_id)
        if topic is None or topic_id in self.broken:
            return self.broken.get(topic_id, Response(status=404, body=b"{}"))
        if path.endswith("posts.json"):
            wanted = {int(one.removeprefix("post_ids[]=")) for one in query.split("&")}
            posts = [one for one in topic["post_stream"]["posts"] if one["id"] in wanted]
            return json_response({"id": topic["id"], "post_stream": {"posts": posts}})
        shown = topic["post_stream"]["posts"][:20]
        return json_response({**topic, "post_stream": {**topic["post_stream"], "posts": shown}})


LISTED = "/latest.json?order=created&ascending=true&page="


@pytest.fixture
def forum() -> Forum:
    return Forum({one: discourse_topic(topic=one, title=f"Topic {one}?") for one in (1, 2, 3, 4, 5)})


@pytest.fixture
def server(forum: Forum) -> Iterator[LoopbackServer]:
    with serving(forum.respond) as running:
        yield running


def fetch(web: Web, server: LoopbackServer, status: int = 200, **more: object) -> Any:
    body = {"url": server.url, **more}
    answered: Answered = web.integrator.post("/v1/imports/threads/discourse/fetch", json=body)
    assert answered.status_code == status, answered.text
    return answered.json()


def test_every_page_is_fetched_once_and_again_nothing_changes(web: Web, forum: Forum, server: LoopbackServer) -> None:
    first = fetch(web, server)
    assert (first["counts"], first["cursor"]) == ({"created": 5}, None)
    assert [path for path in forum.asked if "latest" in path] == [LISTED + str(page) for page in range(3)]
    assert fetch(web, server)["counts"] == {"unchanged": 5}
    assert threads(web)["Topic 1?"]["url"] == f"{server.url}/t/1"


def test_the_cursor_goes_on_where_the_call_ended(
    web: Web, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_topics, "TOPICS_A_CALL", 2)
    counts, cursor, calls = 0, None, 0
    while calls == 0 or cursor is not None:
        part = fetch(web, server, cursor=cursor)
        counts, cursor, calls = counts + part["counts"].get("created", 0), part["cursor"], calls + 1
    assert (counts, calls) == (5, 3)
    assert fetch(web, server, 422, cursor="elsewhere:1")["type"].endswith("invalid")


def test_edits_follow_and_what_is_gone_or_closed_is_deleted(web: Web, forum: Forum, server: LoopbackServer) -> None:
    fetch(web, server)
    forum.topics[1]["post_stream"]["posts"][1]["cooked"] = "<p>Not the host.</p>"
    del forum.topics[2]
    forum.topics[3]["category_id"] = 4
    assert fetch(web, server)["counts"] == {"updated": 1, "unchanged": 2, "deleted": 2}
    found = threads(web)
    assert set(found) == {"Topic 1?", "Topic 4?", "Topic 5?"}
    assert texts(found["Topic 1?"])[1] == "Not the host."


def test_a_mirror_for_a_cohort_is_deleted_when_it_is_gone(web: Web, forum: Forum, server: LoopbackServer) -> None:
    forum.topics = {8: discourse_topic(topic=8, category_id=4)}
    assert fetch(web, server)["counts"] == {}
    assert fetch(web, server, visibility={"leads": ["Leads"]})["counts"] == {"created": 1}
    forum.topics = {}
    assert fetch(web, server, visibility={"leads": ["Leads"]})["counts"] == {"deleted": 1}


def test_a_long_topic_comes_with_all_its_posts(web: Web, forum: Forum, server: LoopbackServer) -> None:
    posts = [discourse_post(number, f"Post {number}", topic=9) for number in range(1, 60)]
    forum.topics = {9: discourse_topic(posts, topic=9)}
    fetch(web, server)
    assert len(threads(web)["The visitor log"]["posts"]) == 59


def test_a_forum_that_asks_for_patience_is_waited_for(web: Web, forum: Forum, server: LoopbackServer) -> None:
    forum.busy = [Response(status=429, headers={"Retry-After": "1"})]
    began = time.monotonic()
    assert fetch(web, server)["counts"] == {"created": 5}
    assert time.monotonic() - began >= 1


def test_a_forum_that_asks_for_more_than_a_call_has_ends_it(web: Web, forum: Forum, server: LoopbackServer) -> None:
    forum.busy = [Response(status=429, headers={"Retry-After": "600"})]
    ended = fetch(web, server)
    assert (ended["counts"], ended["cursor"], ended["retry_after_seconds"]) == ({}, "known:", 600)
    assert fetch(web, server, cursor=ended["cursor"])["counts"] == {"created": 5}


def walk(web: Web, server: LoopbackServer) -> tuple[dict[str, int], dict[str, int], list[str | None]]:
    """What became of all, and was left out, until there is no cursor; and the cursors. Fails where that never ends."""
    counts: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    cursors: list[str | None] = [None]
    while len(cursors) < 40:
        part = fetch(web, server, cursor=cursors[-1])
        counts.update(part["counts"])
        left_out.update(part["left_out"])
        cursors.append(part["cursor"])
        if cursors[-1] is None:
            return counts, left_out, cursors[1:]
    pytest.fail(f"it never ends: {cursors[-3:]}")


@pytest.mark.parametrize("allowance", [2, 3])
def test_a_forum_that_never_serves_a_page_whole_is_walked_through_all_the_same(
    web: Web, forum: Forum, server: LoopbackServer, allowance: int
) -> None:
    fetch(web, server)
    for topic in forum.topics.values():
        topic["post_stream"]["posts"][1]["cooked"] = "<p>Not the host.</p>"
    forum.topics[6] = discourse_topic(topic=6, title="Topic 6?")
    forum.allowance, forum.asked = allowance, []
    counts, left_out, cursors = walk(web, server)
    assert (counts, left_out) == ({"updated": 5, "created": 1}, {})
    assert len(set(cursors)) == len(cursors)
    assert max(Counter(path for path in forum.asked if path.startswith("/t/")).values()) <= 2


def test_a_topic_that_a_whole_call_cannot_fetch_is_left_out_and_the_walk_goes_on(
    web: Web, forum: Forum, server: LoopbackServer
) -> None:
    posts = [discourse_post(number % 60, f"Post {number}", topic=0, id=number) for number in range(1, 400)]
    forum.topics[2] = discourse_topic(posts, topic=2)
    forum.allowance = 4
    counts, left_out, _ = walk(web, server)
    assert (counts, left_out) == ({"created": 4}, {"unreadable": 1})


@pytest.mark.parametrize(
    "response",
    [Response(status=500), Response(body=b"<html>"), Response(is_endless=True), Response(hangs_up=True)],
    ids=["fault", "page", "endless", "hung up"],
)
def test_a_topic_that_is_broken_there_costs_that_topic_alone(
    web: Web, forum: Forum, server: LoopbackServer, response: Response
) -> None:
    forum.broken = {2: response}
    counts, left_out, _ = walk(web, server)
    assert counts == {"created": 4}
    assert sum(left_out.values()) == 1


def test_a_fault_that_passes_costs_no_topic(web: Web, forum: Forum, server: LoopbackServer) -> None:
    forum.broken = {2: Response(status=502)}
    first = fetch(web, server)
    assert (first["counts"], first["left_out"], first["retry_after_seconds"]) == ({"created": 1}, {}, 10)
    forum.broken = {}
    assert fetch(web, server, cursor=first["cursor"])["counts"] == {"created": 4}


def test_a_topic_with_more_posts_than_a_thread_may_have_is_not_fetched(
    web: Web, forum: Forum, server: LoopbackServer
) -> None:
    forum.topics[2]["post_stream"]["stream"] = list(range(5000))
    assert fetch(web, server)["left_out"] == {"too_long": 1}
    assert [path for path in forum.asked if "posts.json" in path] == []


def test_a_list_that_never_ends_is_refused(
    web: Web, forum: Forum, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_topics, "_MAX_PAGES", 2)
    assert "does not end" in fetch(web, server, 422)["detail"]


def test_patience_may_be_asked_for_by_date(web: Web, forum: Forum, server: LoopbackServer) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    forum.busy = [Response(status=429, headers={"Retry-After": until})]
    assert 7000 < fetch(web, server)["retry_after_seconds"] <= 7200


def test_the_key_is_sent_and_kept_nowhere(web: Web, server: LoopbackServer) -> None:
    fetch(web, server, api_key="s3cret-key", api_username="bot")
    sent = server.requests[0].headers
    assert (sent["api-key"], sent["api-username"]) == ("s3cret-key", "bot")
    assert "s3cret-key" not in web.administrator.get("/v1/audit-trail?limit=100").text
    assert fetch(web, server, 422, api_key="a\r\nhost: x")["type"].endswith("invalid")


def test_addresses_are_checked_as_those_of_webhooks(web: Web, server: LoopbackServer) -> None:
    object.__setattr__(web.services, "outgoing", Outgoing())
    for url in (server.url, "https://127.0.0.1", "https://localhost", "https://10.0.0.1/forum", "file:///etc"):
        answered = web.integrator.post("/v1/imports/threads/discourse/fetch", json={"url": url})
        assert answered.status_code == 422, answered.text
    assert server.requests == []


@pytest.mark.parametrize(
    "response",
    [
        Response(status=500),
        Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        Response(status=404),
        Response(body=b"<html>"),
        Response(is_endless=True),
        Response(hangs_up=True),
    ],
)
def test_what_is_no_forum_is_refused(web: Web, response: Response) -> None:
    with serving(lambda _: response) as server:
        assert fetch(web, server, 422)["type"].endswith("invalid")


def test_an_answer_is_read_up_to_what_was_asked_for() -> None:
    with serving(lambda _: json_response({"a": 1}, headers={"retry-after": "7"})) as server:
        outgoing = Outgoing(allow_private=True, seconds=5.0)
        answered = outgoing.send("GET", server.url, b"", {}, max_bytes=100)
        assert (json.loads(answered.body), answered.retry_after_seconds) == ({"a": 1}, 7)
        assert outgoing.send("GET", server.url, b"", {}, max_bytes=3).problem is Problem.TOO_LARGE
        assert outgoing.send("GET", server.url, b"", {}).body == b""


def test_only_a_key_that_mirrors_fetches(web: Web) -> None:
    for client in (web.learner, web.author):
        answered = client.post("/v1/imports/threads/discourse/fetch", json={"url": "https://forum.example"})
        assert answered.status_code == 403
