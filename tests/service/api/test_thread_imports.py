"""Threads from Slack and Discourse over HTTP: twice is once, edits and deletions follow, private stays private."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from service.interchange.learners_csv import email_digest
from tests.support.community import learner_client
from tests.support.forums import CATEGORIES, Json, discourse_post, discourse_topic, said, slack_export, stamp, zipped
from tests.support.web import Answered, Web

DESK = (
    said(0, "Who keeps the visitor log?"),
    said(1, "The host does.", user="U0BO", to=0),
    said(2, "Door opened", user="U0BOT"),
    said(3, "Where do badges go?"),
    said(4, "Lunch is here."),
)


def slack(web: Web, *messages: Json, status: int = 200, **params: Any) -> Any:
    return send(web, "slack", slack_export({"desk": messages}), status, **params)


def discourse(web: Web, *topics: Json, status: int = 200, **params: Any) -> Any:
    given = json.dumps({"topics": topics, "categories": CATEGORIES}).encode()
    return send(web, "discourse", given, status, **params)


def send(web: Web, kind: str, file: bytes, status: int = 200, **params: Any) -> Any:
    path = f"/v1/imports/threads/{kind}"
    answered: Answered = web.integrator.post(path, files={"file": ("export", file)}, params=params)
    assert answered.status_code == status, answered.text
    return answered.json()


def threads(web: Web) -> dict[str, Json]:
    """Every thread by its title."""
    listed = web.integrator.get("/v1/threads?limit=100").json()["items"]
    return {one["title"]: web.integrator.get(f"/v1/threads/{one['id']}").json() for one in listed}


def texts(thread: Json) -> list[str | None]:
    return [post["text"] for post in thread["posts"]]


def seen_by(web: Web, learner_id: str, cohorts: Sequence[str]) -> set[str]:
    client = learner_client(web, learner_id, cohorts=cohorts)
    return {one["title"] for one in client.get("/v1/threads").json()["items"]}


def test_an_export_is_taken_over_once_and_the_same_again_changes_nothing(web: Web) -> None:
    first = slack(web, *DESK)
    assert first["counts"] == {"created": 2}
    assert first["left_out"] == {"bot": 1, "not_answered": 1}
    before = threads(web)
    assert texts(before["Who keeps the visitor log?"]) == ["Who keeps the visitor log?", "The host does."]
    assert slack(web, *DESK)["counts"] == {"unchanged": 2}
    assert threads(web) == before


def test_a_dry_run_foretells_and_writes_nothing(web: Web) -> None:
    foretold = slack(web, *DESK, dry_run=True)
    assert threads(web) == {}
    assert foretold == {**slack(web, *DESK), "dry_run": True}


def test_edits_new_replies_and_deletions_follow(web: Web) -> None:
    slack(web, *DESK)
    asked, answered, *rest = DESK
    edited = {**answered, "text": "The reception does.", "edited": {"user": "U0BO", "ts": stamp(9)}}
    later = said(6, "Thank you", to=0)
    assert slack(web, asked, edited, *rest, later)["counts"] == {"updated": 1, "unchanged": 1}
    log = threads(web)["Who keeps the visitor log?"]
    assert texts(log) == ["Who keeps the visitor log?", "The reception does.", "Thank you"]
    assert slack(web, asked, *rest, later)["counts"] == {"updated": 1, "unchanged": 1}
    assert texts(threads(web)["Who keeps the visitor log?"]) == ["Who keeps the visitor log?", None, "Thank you"]


def test_what_was_edited_before_it_came_is_here_as_such_and_a_repeat_changes_nothing(web: Web) -> None:
    asked, answered, *rest = DESK
    edited = {**answered, "edited": {"user": "U0BO", "ts": stamp(9)}}
    slack(web, asked, edited, *rest)
    before = threads(web)
    assert [post["edited_at"] is not None for post in before["Who keeps the visitor log?"]["posts"]] == [False, True]
    assert slack(web, asked, edited, *rest)["counts"] == {"unchanged": 2}
    assert threads(web) == before


def test_a_thread_that_is_gone_there_is_gone_here(web: Web) -> None:
    slack(web, *DESK)
    *kept, badges, lunch = DESK
    assert slack(web, *kept, lunch)["counts"] == {"unchanged": 1, "deleted": 1}
    assert set(threads(web)) == {"Who keeps the visitor log?"}
    assert slack(web, *kept, lunch)["counts"] == {"unchanged": 1}
    assert slack(web, *kept, {**badges, "subtype": "tombstone"}, lunch)["counts"] == {"unchanged": 2}
    assert slack(web, *DESK)["counts"] == {"unchanged": 1, "updated": 1}
    assert len(threads(web)) == 2


def test_an_export_of_another_time_deletes_nothing_and_adds_what_was_said_later(web: Web) -> None:
    slack(web, *DESK)
    later = slack(web, said(60, "And for 30 days.", user="U0BO", to=0), said(61, "Is it so?", to=30))
    assert later["counts"] == {"updated": 1}
    assert later["left_out"] == {"without_beginning": 1}
    expected = ["Who keeps the visitor log?", "The host does.", "And for 30 days."]
    assert texts(threads(web)["Who keeps the visitor log?"]) == expected
    assert slack(web, *DESK)["counts"] == {"unchanged": 2}
    assert texts(threads(web)["Who keeps the visitor log?"]) == expected


def test_the_end_of_the_period_tells_that_the_latest_is_gone(web: Web) -> None:
    slack(web, *DESK)
    assert slack(web, *DESK[:2])["counts"] == {"unchanged": 1}
    assert slack(web, *DESK[:2], until="2026-03-02T10:00:00Z")["counts"] == {"unchanged": 1, "deleted": 1}
    assert set(threads(web)) == {"Who keeps the visitor log?"}


def test_private_channels_stay_out_or_with_their_cohort(web: Web) -> None:
    export = slack_export({"desk": [said(0, "Who?")], "leads": [said(1, "Who is promoted?")]}, private=["leads"])
    out = send(web, "slack", export)
    assert (out["counts"], out["left_out"]) == ({"created": 1}, {"private_channel": 1})
    assert seen_by(web, "ada", ["Leads"]) == {"Who?"}
    assert send(web, "slack", export, visibility="leads:Leads")["counts"] == {"created": 1, "unchanged": 1}
    assert seen_by(web, "ada", ["Leads"]) == {"Who?", "Who is promoted?"}
    assert seen_by(web, "bo", []) == {"Who?"}
    assert send(web, "slack", export)["counts"] == {"unchanged": 1, "deleted": 1}
    assert seen_by(web, "ada", ["Leads"]) == {"Who?"}


def test_a_channel_that_has_become_private_is_hidden(web: Web) -> None:
    slack(web, *DESK)
    now_private = slack_export({"desk": DESK}, private=["desk"])
    assert send(web, "slack", now_private)["counts"] == {"deleted": 2}
    assert threads(web) == {}


def test_what_a_learner_said_does_not_come_back_once_it_was_erased(web: Web) -> None:
    web.integrator.put("/v1/learners/emp-7", json={"name": "Ada R", "email_digest": email_digest("ada@example.org")})
    slack(web, *DESK)
    assert web.integrator.delete("/v1/learners/emp-7").status_code == 202
    erased = threads(web)
    assert "…" in erased
    slack(web, *DESK)
    assert threads(web) == erased


def test_people_are_known_by_digest_or_by_an_id_that_both_sides_use(web: Web) -> None:
    slack(web, *DESK)
    assert threads(web)["Who keeps the visitor log?"]["posts"][0]["author"] == {
        "learner_id": None,
        "name": "Ada",
        "kind": None,
    }
    web.integrator.put("/v1/learners/emp-7", json={"name": "Ada R", "email_digest": email_digest("ada@example.org")})
    web.integrator.put("/v1/learners/bo", json={"name": "Bo B"})
    assert slack(web, *DESK)["counts"] == {"updated": 2}
    assert slack(web, *DESK, learner_ids="user_name")["counts"] == {"updated": 1, "unchanged": 1}
    authors = [post["author"]["learner_id"] for post in threads(web)["Who keeps the visitor log?"]["posts"]]
    assert authors == ["emp-7", "bo"]
    assert slack(web, *DESK)["counts"] == {"unchanged": 2}


def test_an_address_of_two_learners_names_neither(web: Web) -> None:
    for learner_id in ("emp-7", "emp-8"):
        web.integrator.put(f"/v1/learners/{learner_id}", json={"email_digest": email_digest("ada@example.org")})
    slack(web, *DESK)
    assert threads(web)["Where do badges go?"]["posts"][0]["author"]["learner_id"] is None


def test_topics_are_taken_over_once_and_follow_edits_acceptance_and_deletion(web: Web) -> None:
    assert discourse(web, discourse_topic(), discourse_topic(topic=8, title="Badges"))["counts"] == {"created": 2}
    assert discourse(web, discourse_topic(), discourse_topic(topic=8, title="Badges"))["counts"] == {"unchanged": 2}
    posts = [discourse_post(1, "Who keeps it?", version=2, updated_at="2026-03-03T09:00:00Z"), discourse_post(2, "Us")]
    changed = discourse_topic(posts, accepted_answer={"post_number": 2})
    assert discourse(web, changed)["counts"] == {"updated": 1}
    log = threads(web)["The visitor log"]
    assert (texts(log), log["solved"], log["source"]) == (["Who keeps it?", "Us"], True, "discourse")
    gone = discourse_topic(topic=8, title="Badges", deleted_at="2026-03-03T09:00:00Z")
    assert discourse(web, changed, gone)["counts"] == {"unchanged": 1, "deleted": 1}
    assert set(threads(web)) == {"The visitor log"}


def test_restricted_categories_stay_out_or_with_their_cohort(web: Web) -> None:
    leads = discourse_topic(category_id=4)
    assert discourse(web, leads)["left_out"] == {"private_category": 1}
    assert discourse(web, leads, visibility="Leads:Team leads")["counts"] == {"created": 1}
    assert (seen_by(web, "ada", ["Team leads"]), seen_by(web, "bo", [])) == ({"The visitor log"}, set())
    discourse(web, discourse_topic(topic=8, title="Badges"))
    moved = discourse_topic(topic=8, title="Badges", category_id=4)
    assert discourse(web, moved)["counts"] == {"deleted": 1}
    assert set(threads(web)) == {"The visitor log"}


def test_topics_of_two_forums_are_two(web: Web) -> None:
    discourse(web, discourse_topic())
    assert discourse(web, discourse_topic(), source="old-forum")["counts"] == {"created": 1}


def test_another_tenants_threads_are_neither_seen_nor_touched(web: Web, other_web: Web) -> None:
    slack(other_web, *DESK)
    assert slack(web, *DESK[:2])["counts"] == {"created": 1}
    send(web, "slack", slack_export({"desk": DESK}, private=["desk"]))
    assert len(threads(other_web)) == 2
    assert threads(web) == {}


def test_only_a_key_that_mirrors_imports(web: Web) -> None:
    for kind in ("slack", "discourse"):
        for client in (web.learner, web.author, web.administrator):
            answered = client.post(f"/v1/imports/threads/{kind}", files={"file": ("x", b"")})
            assert answered.status_code == 403


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (b"no zip", 422),
        (zipped({"../users.json": b"[]", "channels.json": b"[]"}), 422),
        (zipped({"users.json": b" " * 30_000_000, "channels.json": b"[]"}), 413),
        (zipped({"users.json": b"[]"}), 422),
    ],
)
def test_tricks_and_bombs_are_refused(web: Web, file: bytes, status: int) -> None:
    assert send(web, "slack", file, status)["status"] == status
    assert send(web, "discourse", b"{", 422)["status"] == 422


def test_markup_and_code_of_others_do_not_come_along(web: Web) -> None:
    slack(web, said(0, "Who? &lt;script&gt;alert(1)&lt;/script&gt; <javascript:alert(1)|here>"))
    (thread,) = threads(web).values()
    assert "script" not in str(texts(thread)[0])
