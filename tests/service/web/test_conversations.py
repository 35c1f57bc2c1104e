"""Threads on pages: read, answered, solved, taken back; whoever should hear of it does."""

from __future__ import annotations

import re

from service.jobs.upkeep import Upkeep
from tests.service.web.test_today import press
from tests.support.browser import Browsers
from tests.support.community import ask, learner_client, reply
from tests.support.web import Web

OWN = {"title": "Who keeps the log?", "text": "And for how long?"}


def read(browsers: Browsers, thread_id: object, query: str = "") -> str:
    answered = browsers.learner.get(f"/threads/{thread_id}{query}")
    assert answered.status_code == 200
    return answered.text


def test_threads_are_listed_by_what_became_of_them(browsers: Browsers, web: Web) -> None:
    ada = learner_client(web, "ada")
    waiting = ask(ada, title="Still waiting?")
    solved = ask(ada, title="Long solved?")
    ada.post(f"/v1/threads/{solved['id']}/posts/{reply(web.author, solved)}/accept")
    page = browsers.learner.get("/threads").text
    assert all(f'href="/threads/{one["id"]}"' in page for one in (waiting, solved))
    open_ones, answered_ones = (browsers.learner.get(f"/threads?show={one}").text for one in ("open", "solved"))
    assert ("Still waiting?" in open_ones, "Long solved?" in open_ones) == (True, False)
    assert ("Still waiting?" in answered_ones, "Long solved?" in answered_ones) == (False, True)
    assert "There is nothing here yet." in browsers.learner.get("/threads?show=reflections").text


def test_a_thread_of_another_cohort_does_not_exist(browsers: Browsers, web: Web) -> None:
    hidden = ask(learner_client(web, "ada", cohorts=["night"]), visibility=["night"])
    assert browsers.learner.get(f"/threads/{hidden['id']}").status_code == 404
    assert browsers.learner.get(f"/threads/{hidden['id']}/related").status_code == 404


def test_an_answer_is_posted_once_and_its_asker_hears_of_it(browsers: Browsers, web: Web) -> None:
    ada = learner_client(web, "ada")
    thread = ask(ada)
    page, path = read(browsers, thread["id"]), f"/threads/{thread['id']}/posts"
    for _ in range(2):
        assert "whoever asked is told" in press(browsers.learner, page, path, text="The <b>host</b>.")
    page = read(browsers, thread["id"])
    assert page.count("The &lt;b&gt;host") + page.count("The host.") == 1
    told = ada.get("/v1/learners/ada/notifications").json()["items"]
    assert [one["kind"] for one in told] == ["answered"]


def test_the_asker_says_what_solved_it_and_nobody_else(browsers: Browsers, web: Web) -> None:
    own = ask(web.learner, **OWN)
    post = reply(learner_client(web, "ada", name="Ada"), own)
    page = read(browsers, own["id"])
    assert "Ada" in page
    solved = press(browsers.learner, page, f"/threads/{own['id']}/posts/{post}/accept")
    assert "Solved it" in solved
    assert "This solved it" not in solved
    others = ask(learner_client(web, "bob"))
    theirs = reply(web.author, others)
    assert "This solved it" not in read(browsers, others["id"])
    assert browsers.learner.post(f"/threads/{others['id']}/posts/{theirs}/accept").status_code == 403


def test_a_reaction_is_given_and_taken_back(browsers: Browsers, web: Web) -> None:
    thread = ask(learner_client(web, "ada"))
    post = str(thread["posts"][0]["id"])
    path = f"/threads/{thread['id']}/posts/{post}/react"
    given = press(browsers.learner, read(browsers, thread["id"]), path, kind="helpful")
    assert re.search(r'aria-pressed="true">Helpful 1<', given)
    again = press(browsers.learner, given, path, kind="helpful", is_taken_back="true")
    assert re.search(r'aria-pressed="false">Helpful<', again)


def test_ones_own_words_are_changed_and_taken_away(browsers: Browsers, web: Web) -> None:
    own = ask(web.learner, **OWN)
    post = reply(web.learner, own, "Found it: the host.")
    path = f"/threads/{own['id']}/posts/{post}"
    page = read(browsers, own["id"], f"?edit={post}")
    assert ">Found it: the host.</textarea>" in page
    assert "Found it: the guard." in press(browsers.learner, page, f"{path}/edit", text="Found it: the guard.")
    assert "This post was taken away." in press(browsers.learner, read(browsers, own["id"]), f"{path}/delete")
    page = read(browsers, own["id"], "?edit=title")
    assert "Who has the log?" in press(browsers.learner, page, f"/threads/{own['id']}/title", title="Who has the log?")
    press(browsers.learner, read(browsers, own["id"]), f"/threads/{own['id']}/delete")
    assert browsers.learner.get(f"/threads/{own['id']}").status_code == 404


def test_what_others_wrote_is_not_ones_own(browsers: Browsers, web: Web) -> None:
    thread = ask(learner_client(web, "ada"))
    post = str(thread["posts"][0]["id"])
    page = read(browsers, thread["id"], f"?edit={post}")
    assert "Save" not in page
    assert "Delete" not in page
    assert browsers.learner.post(f"/threads/{thread['id']}/posts/{post}/edit", text="x").status_code == 403


def test_a_mirrored_thread_is_answered_where_it_comes_from(browsers: Browsers, web: Web) -> None:
    post = {"external_id": "1", "name": "Zoe", "text": "Which gate?", "created_at": "2026-11-01T09:00:00Z"}
    mirrored = {"title": "Gates", "url": "https://forum.example/t/7", "posts": [post]}
    kept = web.integrator.put("/v1/threads/external/forum/7", json=mirrored).json()
    page = read(browsers, kept["id"])
    assert "This comes from forum; answer it there." in page
    assert "Zoe" in page
    assert "<textarea" not in page


def test_what_belongs_to_a_thread_comes_with_the_passages_that_say_so(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    thread = ask(web.learner, title="Visitor log", text="The visitor log: how many days must the host keep it?")
    Upkeep(web.services).serve_all()
    page = read(browsers, thread["id"], "/related")
    assert f'href="/learn/m/{drafted.micro_module_id}"' in page
    assert re.search(r"<blockquote>[^<]*visitor log", page)
    assert "<q>The visitor log: how many days" in page
    fragment = browsers.learner.get(f"/threads/{thread['id']}/related", **{"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "What a visitor must wear" in fragment


def test_notifications_lead_to_what_they_tell_of_and_are_read(browsers: Browsers, web: Web) -> None:
    own = ask(web.learner, **OWN)
    post = reply(learner_client(web, "ada"), own)
    assert "Somebody answered:" in browsers.learner.get("/learn").text
    page = browsers.learner.get("/notifications").text
    found = re.search(r'action="(/notifications/ntf_\w+/read)"', page)
    assert found
    assert f'value="/threads/{own["id"]}#{post}"' in page
    assert "The host does, for 30 days." in press(browsers.learner, page, found[1], to=f"/threads/{own['id']}#{post}")
    assert "Somebody answered:" not in browsers.learner.get("/learn").text
    assert ">new<" not in browsers.learner.get("/notifications").text
    strayed = browsers.learner.post(found[1], to="https://elsewhere.example/")
    assert "<h1>Notifications</h1>" in strayed.text, "never to another site"


def test_an_author_reads_and_solves_too(browsers: Browsers, web: Web) -> None:
    thread = ask(web.learner, **OWN)
    post = reply(learner_client(web, "ada"), thread)
    page = browsers.author.get(f"/threads/{thread['id']}").text
    assert "Solved it" in press(browsers.author, page, f"/threads/{thread['id']}/posts/{post}/accept")
