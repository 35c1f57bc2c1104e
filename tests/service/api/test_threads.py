"""Threads over HTTP: asking, answering, accepting, reacting, mirroring, and who sees what."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.community import ask, learner_client, reply
from tests.support.web import Web

AT = "2026-03-02T09:00:00Z"


@pytest.fixture
def ada(web: Web) -> TestClient:
    return learner_client(web, "ada", cohorts=["night", "hub"])


@pytest.fixture
def bob(web: Web) -> TestClient:
    return learner_client(web, "bob", cohorts=["day"])


def texts(thread: dict[str, Any]) -> list[str | None]:
    return [post["text"] for post in thread["posts"]]


def titles(client: TestClient, **params: str) -> list[str]:
    return [thread["title"] for thread in client.get("/v1/threads", params=params).json()["items"]]


def test_a_question_is_answered_and_the_asker_accepts(web: Web, ada: TestClient, bob: TestClient) -> None:
    thread = ask(ada)
    post_id = reply(bob, thread)
    solved = ada.post(f"/v1/threads/{thread['id']}/posts/{post_id}/accept")
    assert solved.status_code == 200
    shown = web.learner.get(f"/v1/threads/{thread['id']}").json()
    assert shown == solved.json()
    assert shown["solved"] is True
    assert [(post["author"]["learner_id"], post["accepted"]) for post in shown["posts"]] == [
        ("ada", False),
        ("bob", True),
    ]


def test_a_question_sent_twice_under_a_key_is_asked_once(ada: TestClient) -> None:
    sent = {"title": "Badges", "text": "Where are they?"}
    first, second = (ada.post("/v1/threads", json=sent, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json() == second.json()
    assert titles(ada) == ["Badges"]
    other = ada.post("/v1/threads", json={**sent, "text": "Else"}, headers={"Idempotency-Key": "k"})
    assert other.status_code == 422


def test_fifty_answers_at_once_are_fifty_in_one_order(web: Web, ada: TestClient) -> None:
    thread = ask(ada)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: reply(ada, thread, f"answer {number}"), range(50)))
    shown = ada.get(f"/v1/threads/{thread['id']}").json()
    assert sorted(map(str, texts(shown)[1:])) == sorted(f"answer {number}" for number in range(50))


def test_only_the_asker_or_an_author_says_what_solved_it(web: Web, ada: TestClient, bob: TestClient) -> None:
    thread = ask(ada)
    path = f"/v1/threads/{thread['id']}/posts/{reply(bob, thread)}/accept"
    assert bob.post(path).status_code == 403
    assert web.author.post(path).status_code == 200
    opening = thread["posts"][0]["id"]
    assert ada.post(f"/v1/threads/{thread['id']}/posts/{opening}/accept").status_code == 422


def test_a_discussion_is_not_solved(ada: TestClient, bob: TestClient) -> None:
    thread = ask(ada, kind="discussion")
    assert ada.post(f"/v1/threads/{thread['id']}/posts/{reply(bob, thread)}/accept").status_code == 409


def test_an_answer_that_is_taken_away_leaves_its_place_and_opens_the_question(ada: TestClient, bob: TestClient) -> None:
    thread = ask(ada)
    post_id = reply(bob, thread, "nonsense")
    ada.post(f"/v1/threads/{thread['id']}/posts/{post_id}/accept")
    assert bob.delete(f"/v1/threads/{thread['id']}/posts/{post_id}").status_code == 204
    shown = ada.get(f"/v1/threads/{thread['id']}").json()
    assert (texts(shown)[-1], shown["solved"]) == (None, False)
    assert bob.delete(f"/v1/threads/{thread['id']}/posts/{post_id}").status_code == 404


def test_nobody_changes_what_somebody_else_wrote(web: Web, ada: TestClient, bob: TestClient) -> None:
    thread = ask(ada)
    opening = f"/v1/threads/{thread['id']}/posts/{thread['posts'][0]['id']}"
    for client in (bob, web.author):
        assert client.patch(f"/v1/threads/{thread['id']}", json={"title": "x"}).status_code == 403
        assert client.delete(f"/v1/threads/{thread['id']}").status_code == 403
        assert client.patch(opening, json={"text": "x"}).status_code == 403
        assert client.delete(opening).status_code == 403
    assert ada.patch(opening, json={"text": "Better said."}).json()["posts"][0]["text"] == "Better said."
    assert ada.delete(opening).status_code == 409
    assert web.integrator.delete(f"/v1/threads/{thread['id']}").status_code == 204


def test_a_thread_that_is_taken_away_is_gone_with_its_words(web: Web, ada: TestClient, bob: TestClient) -> None:
    thread = ask(ada, title="canary title", text="canary text")
    reply(bob, thread, "canary answer")
    assert ada.delete(f"/v1/threads/{thread['id']}").status_code == 204
    assert ada.get(f"/v1/threads/{thread['id']}").status_code == 404
    assert titles(ada) == []
    with web.services.database.reading(web.tenant) as work:
        assert {post.text for post in work.posts.of([thread["id"]])[thread["id"]]} == {""}


def test_a_thread_for_cohorts_is_seen_by_these_and_the_integrator_only(
    web: Web, ada: TestClient, bob: TestClient
) -> None:
    thread = ask(ada, visibility=["night"])
    path = f"/v1/threads/{thread['id']}"
    assert thread["visibility"] == ["night"]
    for client, status in ((ada, 200), (web.integrator, 200), (bob, 404), (web.learner, 404), (web.author, 404)):
        assert client.get(path).status_code == status
        assert titles(client) == ([thread["title"]] if status == 200 else [])
        assert (client.post(f"{path}/posts", json={"text": "Hello"}).status_code == 201) == (status == 200)
    web.integrator.put("/v1/learners/ada", json={"cohorts": []})
    assert ada.get(path).status_code == 404


def test_nobody_speaks_to_cohorts_of_others(web: Web, bob: TestClient) -> None:
    for client in (bob, web.author):
        sent = {"title": "x", "text": "y", "visibility": ["night"]}
        assert client.post("/v1/threads", json=sent).status_code == 422
    thread = ask(bob)
    assert bob.patch(f"/v1/threads/{thread['id']}", json={"visibility": ["night"]}).status_code == 422
    assert bob.patch(f"/v1/threads/{thread['id']}", json={"visibility": ["day"]}).json()["visibility"] == ["day"]
    assert bob.patch(f"/v1/threads/{thread['id']}", json={"title": "z"}).json()["visibility"] == ["day"]


def test_an_integrator_writes_in_a_learners_name_and_a_learner_in_no_other(
    web: Web, ada: TestClient, bob: TestClient
) -> None:
    thread = ask(web.integrator, author="ada")
    assert thread["posts"][0]["author"]["learner_id"] == "ada"
    answered = web.integrator.post(f"/v1/threads/{thread['id']}/posts", json={"text": "So.", "author": "bob"})
    assert answered.json()["posts"][1]["author"]["name"] == "bob"
    assert bob.post(f"/v1/threads/{thread['id']}/posts", json={"text": "x", "author": "ada"}).status_code == 422
    web.integrator.put("/v1/learners/bob", json={"active": False})
    sent = {"text": "x", "author": "bob"}
    assert web.integrator.post(f"/v1/threads/{thread['id']}/posts", json=sent).status_code == 422
    left = web.integrator.get(f"/v1/threads/{thread['id']}").json()["posts"][1]["author"]
    assert (left["learner_id"], left["name"]) == ("bob", None)


def test_reactions_count_once_a_reader_and_can_be_taken_back(web: Web, ada: TestClient, bob: TestClient) -> None:
    thread = ask(ada)
    path = f"/v1/threads/{thread['id']}/posts/{reply(bob, thread)}/reactions"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ada.post(path, json={"kind": "helpful"}), range(8)))
    shown = web.learner.post(path, json={"kind": "helpful"}).json()
    assert shown["posts"][1]["reactions"] == {"helpful": 2}
    assert bob.post(path, json={"kind": "helpful"}).status_code == 422
    assert ada.delete(f"{path}/helpful").status_code == 204
    assert ada.get(f"/v1/threads/{thread['id']}").json()["posts"][1]["reactions"] == {"helpful": 1}


def test_a_reflection_stands_on_a_published_micro_module(web: Web, ada: TestClient) -> None:
    published = web.publish().micro_module_id
    reflected = ask(ada, kind="reflection", micro_module_id=published)
    assert titles(ada, micro_module=published) == [reflected["title"]]
    assert titles(ada, micro_module="mm_0") == []
    for wrong in ({"kind": "reflection"}, {"kind": "reflection", "micro_module_id": "mm_0"}):
        assert ada.post("/v1/threads", json={"title": "x", "text": "y", **wrong}).status_code == 422


def test_threads_can_be_listed_by_what_they_wait_for(ada: TestClient, bob: TestClient) -> None:
    solved, _, _ = ask(ada, title="solved"), ask(ada, title="open"), ask(ada, title="talk", kind="discussion")
    ada.post(f"/v1/threads/{solved['id']}/posts/{reply(bob, solved)}/accept")
    assert titles(ada, state="open") == ["open"]
    assert titles(ada, state="other") == ["talk", "solved"]
    assert titles(ada, kind="discussion") == ["talk"]
    first = ada.get("/v1/threads", params={"limit": "2"}).json()
    assert len(first["items"]) == 2
    assert titles(ada, limit="2", cursor=first["cursor"]) == ["solved"]


@pytest.mark.parametrize("wrong", [{"title": "<b></b>"}, {"text": "\u200b"}, {"text": "x" * 20_001}, {"title": ""}])
def test_what_leaves_nothing_to_read_or_too_much_is_refused(ada: TestClient, wrong: dict[str, str]) -> None:
    assert ada.post("/v1/threads", json={"title": "x", "text": "y", **wrong}).status_code == 422


def test_what_people_write_is_kept_without_code(ada: TestClient) -> None:
    thread = ask(ada, title="Hi <script>x</script>", text="See ![x](https://evil.example/x.png) and <b>this</b>")
    assert thread["title"] == "Hi x"
    assert texts(thread) == ["See [x](https://evil.example/x.png) and this"]


def a_mirror(posts: Sequence[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    default = [
        {"external_id": "p1", "learner_id": "ada", "text": "Where is the log?", "created_at": AT},
        {"external_id": "p2", "name": "Zoe", "text": "At the desk.", "created_at": AT, "accepted": True},
    ]
    return {
        "title": "The log",
        "url": "https://forum.example/t/1",
        "posts": default if posts is None else posts,
        **fields,
    }


def mirror(web: Web, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answered = web.integrator.put("/v1/threads/external/forum/42", json=body)
    assert answered.status_code == status, answered.text
    thread: dict[str, Any] = web.integrator.get(f"/v1/threads/{answered.json()['id']}").json()
    return thread


def test_a_mirrored_thread_is_taken_over_once(web: Web, ada: TestClient) -> None:
    first = mirror(web, a_mirror(), status=201)
    assert mirror(web, a_mirror()) == first
    assert (first["solved"], first["source"], first["created_at"]) == (True, "forum", AT)
    authors = [(post["author"]["learner_id"], post["author"]["name"]) for post in first["posts"]]
    assert authors == [("ada", "ada"), (None, "Zoe")]
    assert titles(ada) == ["The log"]


def test_a_mirror_follows_edits_deletions_and_visibility(web: Web, ada: TestClient) -> None:
    thread = mirror(web, a_mirror(), status=201)
    edited, other = a_mirror()["posts"]
    edited = {**edited, "text": "Where is the visitor log?", "edited_at": "2026-03-03T09:00:00Z"}
    changed = mirror(web, a_mirror([edited, {**other, "deleted": True}], title="The visitor log"))
    assert (changed["id"], changed["title"], changed["solved"]) == (thread["id"], "The visitor log", False)
    assert texts(changed) == ["Where is the visitor log?", None]
    assert mirror(web, a_mirror([edited]))["posts"][1]["text"] is None
    mirror(web, a_mirror(visibility=["day"]))
    assert titles(ada) == []


def test_a_mirrored_thread_that_is_gone_there_is_gone_here_until_it_comes_back(web: Web, ada: TestClient) -> None:
    thread = mirror(web, a_mirror(), status=201)
    gone = web.integrator.put("/v1/threads/external/forum/42", json=a_mirror(deleted=True))
    assert gone.json() == {"id": thread["id"], "deleted": True}
    assert titles(web.integrator) == []
    with web.services.database.reading(web.tenant) as work:
        assert {post.text for post in work.posts.of([thread["id"]])[thread["id"]]} == {""}
    assert mirror(web, a_mirror()) == thread


def test_a_mirrored_thread_is_answered_where_it_comes_from(web: Web, ada: TestClient) -> None:
    thread = mirror(web, a_mirror(), status=201)
    assert ada.post(f"/v1/threads/{thread['id']}/posts", json={"text": "x"}).status_code == 409
    assert ada.delete(f"/v1/threads/{thread['id']}").status_code == 409
    answer = thread["posts"][1]["id"]
    assert ada.post(f"/v1/threads/{thread['id']}/posts/{answer}/reactions", json={"kind": "thanks"}).status_code == 200


def test_only_an_integrator_mirrors_and_times_have_zones(web: Web, ada: TestClient) -> None:
    for client in (ada, web.author):
        assert client.put("/v1/threads/external/forum/42", json=a_mirror()).status_code == 403
    naive = [{**a_mirror()["posts"][0], "created_at": "2026-03-02T09:00:00"}]
    twice = [a_mirror()["posts"][0]] * 2
    for posts in (naive, twice, []):
        assert web.integrator.put("/v1/threads/external/forum/42", json=a_mirror(posts)).status_code == 422


def test_many_mirrors_of_one_thread_at_once_are_one(web: Web) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: web.integrator.put("/v1/threads/external/forum/42", json=a_mirror()), range(8)))
    assert {answered.status_code for answered in done} <= {200, 201}
    assert len({answered.json()["id"] for answered in done}) == 1
    assert len(mirror(web, a_mirror())["posts"]) == 2
