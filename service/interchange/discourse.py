"""Topics of a Discourse forum, as its JSON pages tell them (`/t/ID.json`), one by one or in one file.

https://docs.discourse.org
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml import html as lxml_html

from service.errors import InvalidContent
from service.interchange.forum import MAX_POSTS, ForumExport, ForumPost, ForumThread, Writer, bounded
from service.interchange.learners_csv import email_digest
from service.interchange.published import Json

_REGULAR_POSTS = (1, 2)  # 1 by a member, 2 by a moderator; 3 is a notice of the forum, 4 a whisper among its staff
_TEAM = frozenset({-1, -2})  # user ids of the forum's own robots


@dataclass(frozen=True, slots=True)
class Category:
    """`names`: its id, name and slug, and name and slug behind its parent's, as in `staff/rules`.

    `is_restricted`: not everybody may read it there.
    """

    id: str
    names: frozenset[str]
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class Forum:
    """What is known beside the topics. `url` is its address without a slash at the end; None: no links are made."""

    categories: Mapping[str, Category]
    writers: Mapping[str, Writer]
    url: str | None = None


def read_discourse(
    given: bytes, *, visibility: Mapping[str, frozenset[str]], unknown_is_open: bool, url: str | None = None
) -> ForumExport:
    """The topics of a file: one, a list, or `{"topics": […], "categories": […], "users": […]}`.

    `visibility` names the cohorts that may see a category, by one of its names, which no other category may have. A
    restricted category that it does not name is left out, and so is one that the file does not describe, unless
    `unknown_is_open`. Raises InvalidContent.
    """
    read = _json(given)
    whole = read if isinstance(read, dict) else {"topics": read}
    topics = whole.get("topics", [whole])
    forum = Forum(_categories(whole.get("categories")), _writers(whole.get("users")), url)
    if not isinstance(topics, list) or not any(isinstance(one, dict) and "post_stream" in one for one in topics):
        raise InvalidContent("file", "it holds no topic of Discourse: none has a post_stream")
    return as_export(topics, forum, visibility=visibility, unknown_is_open=unknown_is_open)


def as_export(
    topics: Sequence[object], forum: Forum, *, visibility: Mapping[str, frozenset[str]], unknown_is_open: bool
) -> ForumExport:
    """Those of the topics that may be shown, to whom they may be shown. Raises InvalidContent as `demand_known`."""
    demand_known(visibility, forum)
    left_out: Counter[str] = Counter()
    threads, cohorts = [], {}
    closed = set()
    for topic in (one for one in topics if isinstance(one, dict)):
        place = str(topic.get("category_id"))
        category = forum.categories.get(place)
        names = category.names if category else {place}
        allowed = [visibility[name] for name in names if name in visibility]
        is_open = unknown_is_open if category is None else not category.is_restricted
        if topic.get("archetype", "regular") != "regular" or not (allowed or is_open):
            left_out["private_message" if topic.get("archetype") == "private_message" else "private_category"] += 1
            closed.add(str(topic.get("id")))
            continue
        if allowed:
            cohorts[place] = frozenset[str]().union(*allowed)
        thread = _thread(topic, forum, left_out)
        threads += [thread] if thread is not None else []
    return ForumExport(tuple(threads), cohorts, closed=frozenset(closed), left_out=left_out)


def demand_known(visibility: Mapping[str, frozenset[str]], forum: Forum) -> None:
    """Raises InvalidContent for a name that no category has, and for one that several have."""
    if not forum.categories:
        return
    bearers = Counter(name for category in forum.categories.values() for name in category.names)
    for name in sorted(visibility):
        if not bearers[name]:
            raise InvalidContent("visibility", f"there is no category {name!r}")
        if bearers[name] > 1:
            raise InvalidContent(
                "visibility", f"{bearers[name]} categories are called {name!r}: give an id or parent/name"
            )


def read_categories(given: bytes) -> Mapping[str, Category]:
    """The categories of `/site.json`, by id. Raises InvalidContent."""
    read = _json(given)
    return _categories(read.get("categories") if isinstance(read, dict) else None)


def read_listing(given: bytes) -> tuple[Sequence[str], bool]:
    """The topics' ids of a page of `/latest.json`, and whether another page follows. Raises InvalidContent."""
    read = _json(given)
    listed = read.get("topic_list") if isinstance(read, dict) else None
    topics = listed.get("topics") if isinstance(listed, dict) else None
    if not isinstance(listed, dict) or not isinstance(topics, list):
        raise InvalidContent("url", "no list of topics came from there; is it a Discourse forum?")
    ids = [str(one["id"]) for one in topics if isinstance(one, dict) and isinstance(one.get("id"), int)]
    return ids, bool(listed.get("more_topics_url")) and bool(ids)


def read_topic(given: bytes) -> Json:
    """A topic, perhaps without its later posts. Raises InvalidContent."""
    read = _json(given)
    if not isinstance(read, dict) or not isinstance(read.get("post_stream"), dict):
        raise InvalidContent("url", "no topic came from there")
    return read


def read_posts(given: bytes) -> Sequence[Json]:
    """The posts of `/t/ID/posts.json`. Raises InvalidContent."""
    return list(_posts(read_topic(given)))


def with_posts(topic: Json, further: Sequence[Json]) -> Json:
    """The topic with posts that its page did not show."""
    stream = topic["post_stream"]
    return topic | {
        "post_stream": {**(stream if isinstance(stream, dict) else {}), "posts": [*_posts(topic), *further]}
    }


def missing_posts(topic: Json) -> Sequence[str]:
    """The ids of posts that the topic has and its page did not show."""
    shown = {str(one.get("id")) for one in _posts(topic)}
    return [one for one in _stream(topic) if one not in shown]


def _thread(topic: Json, forum: Forum, left_out: Counter[str]) -> ForumThread | None:
    if missing_posts(topic):
        left_out["incomplete"] += 1
        return None
    is_gone = bool(topic.get("deleted_at")) or topic.get("visible") is False
    accepted = topic.get("accepted_answer")
    number = accepted.get("post_number") if isinstance(accepted, dict) else None
    posts = []
    for one in sorted(_posts(topic), key=lambda post: _number(post.get("post_number"))):
        if _number(one.get("post_type", 1)) not in _REGULAR_POSTS or _number(one.get("user_id", 0)) in _TEAM:
            left_out["notice"] += 1
            continue
        post = _post(one, forum, number)
        posts += [post] if post is not None else []
    if not posts or len(posts) > MAX_POSTS:
        left_out["too_long" if posts else "without_words"] += 1
        return None
    title, topic_id = str(topic.get("title") or "")[:200], str(topic.get("id"))
    is_question = "?" in title or "?" in posts[0].text or accepted is not None
    address = None if forum.url is None else f"{forum.url}/t/{topic_id}"
    place = str(topic.get("category_id"))
    return ForumThread(
        topic_id, place, title, is_question, is_talk=True, posts=tuple(posts), url=address, is_deleted=is_gone
    )


def _post(post: Json, forum: Forum, accepted: object) -> ForumPost | None:
    """None: nothing to read is in it, or nobody can tell when it was written."""
    is_deleted = bool(post.get("deleted_at") or post.get("user_deleted") or post.get("hidden"))
    text = "" if is_deleted else bounded(_text(post))
    created_at, updated_at = _time(post.get("created_at")), _time(post.get("updated_at"))
    if created_at is None or not (text or is_deleted):
        return None
    is_edited = _number(post.get("version", 1)) > 1 and updated_at is not None and updated_at > created_at
    return ForumPost(
        external_id=str(post.get("id")),
        writer=_writer(post, forum),
        text=text,
        created_at=created_at,
        edited_at=updated_at if is_edited else None,
        is_accepted=post.get("accepted_answer") is True
        or (accepted is not None and post.get("post_number") == accepted),
        is_deleted=is_deleted,
    )


def _text(post: Json) -> str:
    """What its author typed, where the page tells it; else what is shown, without markup."""
    raw, cooked = post.get("raw"), post.get("cooked")
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    if not isinstance(cooked, str) or not cooked.strip():
        return ""
    try:
        shown = lxml_html.fromstring(cooked)
    except (etree.ParserError, ValueError):
        return ""
    for end in shown.iter("p", "li", "br", "div", "blockquote", "h1", "h2", "h3", "pre"):
        end.tail = f"\n{end.tail or ''}"
    return re.sub(r"\n{3,}", "\n\n", html.unescape(shown.text_content())).strip()


def _writer(post: Json, forum: Forum) -> Writer:
    user_id, user_name = str(post.get("user_id")), str(post.get("username") or "") or None
    known = forum.writers.get(user_id, Writer())
    name = str(post.get("name") or user_name or "")[:200] or known.name
    return Writer(user_id, user_name, known.external_id, known.email_digest, name)


def _writers(users: object) -> Mapping[str, Writer]:
    """By id; as `/admin/users/list/active.json?show_emails=true` tells them."""
    found = {}
    for one in users if isinstance(users, list) else ():
        if isinstance(one, dict):
            email, signed = one.get("email"), one.get("single_sign_on_record")
            external = one.get("external_id") or (signed.get("external_id") if isinstance(signed, dict) else None)
            found[str(one.get("id"))] = Writer(
                external_id=None if external is None else str(external),
                email_digest=email_digest(email) if isinstance(email, str) and email else None,
                name=str(one.get("name") or one.get("username") or "")[:200] or None,
            )
    return found


def _categories(described: object) -> Mapping[str, Category]:
    told = [one for one in described if isinstance(one, dict)] if isinstance(described, list) else []
    own = {str(one.get("id")): {str(one[key]) for key in ("name", "slug") if one.get(key)} for one in told}
    found = {}
    for one in told:
        category_id, parent = str(one.get("id")), str(one.get("parent_category_id"))
        behind = {f"{above}/{name}" for above in own.get(parent, ()) for name in own[category_id]}
        names = frozenset({category_id} | own[category_id] | behind)
        found[category_id] = Category(category_id, names, one.get("read_restricted") is not False)
    return found


def _posts(topic: Json) -> Iterator[Json]:
    stream = topic.get("post_stream")
    posts = stream.get("posts") if isinstance(stream, dict) else None
    yield from (one for one in posts if isinstance(one, dict)) if isinstance(posts, list) else ()


def _stream(topic: Json) -> Sequence[str]:
    stream = topic.get("post_stream")
    ids = stream.get("stream") if isinstance(stream, dict) else None
    return [str(one) for one in ids] if isinstance(ids, list) else []


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _time(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _json(given: bytes) -> object:
    try:
        read: object = json.loads(given)
    except (ValueError, RecursionError):
        raise InvalidContent("file", "it is no JSON") from None
    return read
