"""Search and ask on one page: passages with their source, suggestions, duplicates and helpers before it is posted."""

from __future__ import annotations

import re

import pytest

from service.jobs.upkeep import Upkeep
from tests.service.web.test_today import press
from tests.support.browser import Browsers
from tests.support.community import ask, learner_client, principal_of, reply
from tests.support.web import Web

LOG = {"title": "Visitor log", "text": "The visitor log: how many days must the host keep it?"}
WORDS = "how many days must the host keep the visitor log"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def solved(web: Web) -> str:
    """A question that Bob solved; the thread's id."""
    ada = learner_client(web, "ada")
    bob = learner_client(web, "bob", name="Bob")
    thread = ask(ada, **LOG)
    ada.post(f"/v1/threads/{thread['id']}/posts/{reply(bob, thread)}/accept")
    Upkeep(web.services).serve_all()
    return str(thread["id"])


def test_what_was_found_has_its_passage_its_source_and_a_way_to_the_very_place(
    browsers: Browsers, web: Web, solved: str
) -> None:
    drafted = web.publish()
    Upkeep(web.services).serve_all()
    page = browsers.learner.get(f"/ask?q={WORDS}").text
    assert re.search(rf'href="/threads/{solved}#pst_\w+"', page)
    way = re.search(rf'href="(/learn/m/{drafted.micro_module_id})#([pkt]\d+)"', page)
    assert way
    assert "The host keeps the visitor log for 30 days." in page
    assert re.search(r"Visitor rules.*?page 1", page, re.DOTALL)
    assert f'id="{way[2]}"' in browsers.learner.get(way[1]).text


def test_who_is_likely_to_know_is_named_with_the_reason(browsers: Browsers, solved: str) -> None:
    page = browsers.learner.get(f"/ask?q={WORDS}").text
    assert re.search(r"<strong>Bob</strong>.*?Solved a question like this one", page, re.DOTALL)
    assert solved in page
    italian = browsers.learner.post("/language", language="it", back="/ask")
    assert italian.status_code == 200
    assert "Ha risolto una domanda come questa" in browsers.learner.get(f"/ask?q={WORDS}").text


def test_what_nobody_answered_is_said_as_it_is_and_can_be_asked(browsers: Browsers, web: Web) -> None:
    web.publish()
    page = browsers.learner.get("/ask?q=quantum chromodynamics").text
    assert "Nothing answers it yet." in page
    assert 'value="quantum chromodynamics"' in page
    assert 'action="/ask/before"' in page
    assert 'action="/ask/before"' not in browsers.learner.get("/ask").text, "first one searches"


def test_a_thread_of_another_cohort_is_neither_found_nor_suggested(browsers: Browsers, web: Web) -> None:
    hidden = ask(learner_client(web, "ada", cohorts=["night"]), **LOG, visibility=["night"])
    Upkeep(web.services).serve_all()
    for path in (f"/ask?q={WORDS}", f"/ask/suggestions?q={WORDS}"):
        assert hidden["id"] not in browsers.learner.get(path).text


def test_suggestions_come_while_one_types(browsers: Browsers, solved: str) -> None:
    found = browsers.learner.get("/ask/suggestions?q=visitor log").text
    assert f'href="/threads/{solved}"' in found
    assert "<html" not in found
    assert solved not in browsers.learner.get("/ask/suggestions?q=vi").text, "two letters say nothing"


def test_duplicates_and_helpers_are_shown_before_a_question_is_posted(
    browsers: Browsers, web: Web, solved: str
) -> None:
    learner = browsers.learner
    page = learner.get(f"/ask?q={WORDS}").text
    looked = press(learner, page, "/ask/before", title=LOG["title"], text=LOG["text"])
    assert "Was it asked before?" in looked
    assert solved in looked
    assert "Bob" in looked
    assert web.learner.get("/v1/threads").json()["items"][0]["id"] == solved, "nothing is posted yet"
    posted = press(learner, looked, "/ask")
    assert "Your question is posted." in posted
    newest = web.learner.get("/v1/threads").json()["items"][0]
    assert (newest["title"], newest["kind"]) == (LOG["title"], "question")


def test_while_it_is_written_only_a_part_of_the_page_comes(browsers: Browsers, solved: str) -> None:
    learner = browsers.learner
    learner.get(f"/ask?q={WORDS}")
    data = {"form_token": learner.form_token, "title": LOG["title"], "text": LOG["text"]}
    part = learner.client.post("/ask/before", data=data, headers={"accept": "text/html", **HTMX}).text
    assert solved in part
    assert "<html" not in part
    empty = learner.client.post("/ask/before", data={**data, "title": "", "text": ""}, headers=HTMX)
    assert (empty.status_code, empty.text.strip()) == (200, "")


def test_a_question_is_posted_once_and_to_ones_own_cohort_only(browsers: Browsers, web: Web) -> None:
    web.integrator.put("/v1/learners/emp-1", json={"cohorts": ["night"]})
    learner = browsers.learner
    page = learner.get("/ask?q=gate").text
    assert '<option value="night">night</option>' in page
    looked = press(learner, page, "/ask/before", title="Which gate?", cohort="night")
    assert '<option value="night" selected>night</option>' in looked
    for _ in range(2):
        assert "seen by night" in press(learner, looked, "/ask", cohort="night")
    assert len(web.integrator.get("/v1/threads").json()["items"]) == 1
    refused = learner.post("/ask", title="Which gate?", text="", cohort="day", once="f" * 32)
    assert refused.status_code == 422


def test_who_does_not_want_to_be_asked_is_not_named(browsers: Browsers, web: Web, solved: str) -> None:
    with web.services.database.unit_of_work(web.tenant) as work:
        work.help_requests.choose(principal_of(web, "bob"), is_available=False)
    page = browsers.learner.get(f"/ask?q={WORDS}").text
    assert solved in page
    assert "Bob" not in page
