"""Topics of Discourse: posts of people as they stand, private things only where somebody said who may see them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.errors import InvalidContent
from service.interchange.discourse import missing_posts, read_discourse, read_listing
from service.interchange.forum import ForumExport
from service.interchange.learners_csv import email_digest
from tests.support.forums import CATEGORIES, Json, discourse_post, discourse_topic


def read(*topics: Json, visibility: dict[str, frozenset[str]] | None = None, **whole: Any) -> ForumExport:
    given = {"topics": list(topics), "categories": CATEGORIES, **whole}
    return read_discourse(
        json.dumps(given).encode(), visibility=visibility or {}, unknown_is_open=False, url="https://forum.example"
    )


def test_posts_come_in_order_with_what_was_shown() -> None:
    cooked = '<p>See <a href="https://x.example">the <b>list</b></a> &amp; ask.</p><ul><li>one</li><li>two</li></ul>'
    posts = [discourse_post(2, "b"), discourse_post(1, "a", cooked=cooked), discourse_post(3, "c", raw="as *typed*")]
    (thread,) = read(discourse_topic(posts)).threads
    assert [post.text for post in thread.posts] == ["See the list & ask.\none\ntwo", "b", "as *typed*"]
    assert (thread.external_id, thread.title, thread.url) == ("7", "The visitor log", "https://forum.example/t/7")


def test_edited_deleted_and_accepted_posts_are_told() -> None:
    posts = [
        discourse_post(1, "Who?", version=2, updated_at="2026-03-03T09:00:00.000Z"),
        discourse_post(2, "Me", user_deleted=True),
        discourse_post(3, "The host", updated_at="2026-03-03T09:00:00.000Z"),
        discourse_post(4, "spam", hidden=True),
    ]
    (thread,) = read(discourse_topic(posts, accepted_answer={"post_number": 3})).threads
    assert [post.edited_at is not None for post in thread.posts] == [True, False, False, False]
    assert [post.is_deleted for post in thread.posts] == [False, True, False, True]
    assert [post.is_accepted for post in thread.posts] == [False, False, True, False]
    assert read(discourse_topic(deleted_at="2026-03-03T09:00:00.000Z")).threads[0].is_deleted
    assert read(discourse_topic(visible=False)).threads[0].is_deleted


def test_notices_whispers_and_robots_are_left_out() -> None:
    posts = [
        discourse_post(1, "Who?"),
        discourse_post(2, "pinned", post_type=3),
        discourse_post(3, "psst", post_type=4),
        discourse_post(4, "closed", user_id=-1),
    ]
    export = read(discourse_topic(posts))
    assert [len(thread.posts) for thread in export.threads] == [1]
    assert export.left_out == {"notice": 3}


def test_private_things_stay_private() -> None:
    open_one, leads = discourse_topic(), discourse_topic(topic=8, category_id=4)
    message = discourse_topic(topic=9, archetype="private_message", category_id=None)
    unknown = discourse_topic(topic=10, category_id=99)
    export = read(open_one, leads, message, unknown)
    assert [thread.external_id for thread in export.threads] == ["7"]
    assert (export.closed, dict(export.left_out)) == (
        frozenset({"8", "9", "10"}),
        {"private_category": 2, "private_message": 1},
    )
    for name in ("Leads", "leads", "4"):
        allowed = read(leads, message, visibility={name: frozenset({"Leads"})})
        assert [thread.external_id for thread in allowed.threads] == ["8"]
        assert allowed.cohorts == {"4": {"Leads"}}


def test_without_categories_nothing_is_open_unless_somebody_says_so() -> None:
    given = json.dumps(discourse_topic()).encode()
    assert read_discourse(given, visibility={}, unknown_is_open=False).threads == ()
    assert len(read_discourse(given, visibility={}, unknown_is_open=True).threads) == 1


def test_a_topic_with_posts_missing_is_left_out() -> None:
    topic = discourse_topic()
    topic["post_stream"]["stream"].append(799)
    assert missing_posts(topic) == ["799"]
    assert read(topic).left_out == {"incomplete": 1}


def test_writers_are_known_by_what_the_administrators_list_tells() -> None:
    users = [
        {"id": 11, "email": "Ada@example.org", "single_sign_on_record": {"external_id": "emp-1"}},
        {"id": 12, "external_id": 4},
    ]
    (thread,) = read(discourse_topic(), users=users).threads
    ada, bo = (post.writer for post in thread.posts)
    assert (ada.user_id, ada.user_name, ada.external_id) == ("11", "ada", "emp-1")
    assert (ada.email_digest, ada.name) == (email_digest("ada@example.org"), "Ada")
    assert (bo.external_id, bo.email_digest) == ("4", None)


@pytest.mark.parametrize("given", [b"", b"[]", b"{}", b'{"topics": 1}', b'{"topics": [1, {}]}', b"[" * 100_000])
def test_what_holds_no_topic_is_refused(given: bytes) -> None:
    with pytest.raises(InvalidContent):
        read_discourse(given, visibility={}, unknown_is_open=True)


def test_an_unknown_category_is_refused() -> None:
    with pytest.raises(InvalidContent, match="laeds"):
        read(discourse_topic(), visibility={"laeds": frozenset({"Leads"})})


def test_odd_posts_hurt_nobody() -> None:
    posts = [
        discourse_post(1, "Who?"),
        {"id": 2},
        {"id": 3, "cooked": 1, "created_at": "soon"},
        {"id": 4, "cooked": "<p>"},
    ]
    (thread,) = read(discourse_topic(posts)).threads
    assert len(thread.posts) == 1


def test_a_listing_tells_whether_more_follows() -> None:
    page = {"topic_list": {"topics": [{"id": 1}, {"id": "x"}], "more_topics_url": "/latest?page=1"}}
    assert read_listing(json.dumps(page).encode()) == (["1"], True)
    assert read_listing(b'{"topic_list": {"topics": [], "more_topics_url": "/latest?page=1"}}') == ([], False)
    with pytest.raises(InvalidContent):
        read_listing(b"{}")


AMBIGUOUS = [
    {"id": 1, "name": "Sales", "slug": "sales", "read_restricted": False},
    {"id": 2, "name": "Legal", "slug": "legal", "read_restricted": False},
    {"id": 5, "name": "Internal", "slug": "internal", "read_restricted": True, "parent_category_id": 1},
    {"id": 6, "name": "Internal", "slug": "internal", "read_restricted": True, "parent_category_id": 2},
]


@pytest.mark.parametrize("name", ["5", "sales/internal", "Sales/Internal"])
def test_of_two_categories_of_a_name_each_has_a_name_of_its_own(name: str) -> None:
    topics = [discourse_topic(topic=topic, category_id=topic) for topic in (5, 6)]
    export = read(*topics, visibility={name: frozenset({"Sellers"})}, categories=AMBIGUOUS)
    assert [thread.external_id for thread in export.threads] == ["5"]
    assert export.cohorts == {"5": frozenset({"Sellers"})}


@pytest.mark.parametrize("name", ["internal", "Internal"])
def test_a_name_that_two_categories_have_opens_neither(name: str) -> None:
    with pytest.raises(InvalidContent, match="2 categories"):
        read(discourse_topic(category_id=5), visibility={name: frozenset({"Sellers"})}, categories=AMBIGUOUS)
