"""Today's deck: dealt once, done card by card, left and taken up again; the last card is people."""

from __future__ import annotations

import re

from service.jobs.upkeep import Upkeep
from tests.service.api.test_catalogue import quiz_of
from tests.service.api.test_evidence import answer_all
from tests.service.api.test_sessions import web_clock_forward
from tests.service.web.test_learn import choice
from tests.service.web.test_review import form_of
from tests.support.browser import Browser, Browsers
from tests.support.community import ask, learner_client
from tests.support.web import Web


def first_card(learner: Browser) -> tuple[str, str]:
    """The page of the first card that is left, and its path."""
    page = learner.get("/learn/today").text
    found = re.search(r'"/learn/today/(imp_\w+)[/"]', page) or re.search(r"after=(imp_\w+)", page)
    assert found, page
    return page, f"/learn/today/{found[1]}"


def press(learner: Browser, page: str, path: str, **fields: object) -> str:
    """What the form of the page leads to."""
    return learner.post(path, **{**form_of(page, path), **fields}).text


def test_nothing_published_is_said_as_it_is(browsers: Browsers) -> None:
    page = browsers.learner.get("/learn").text
    assert "Nothing is published yet" in page
    assert "Start" not in page
    assert "Nothing is waiting for you" in browsers.learner.get("/learn/today").text


def test_a_micro_module_is_read_then_asked_and_then_people_follow(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    learner = browsers.learner
    today = learner.get("/learn").text
    assert "2 cards" in today
    assert "A place to begin." in today
    page, path = first_card(learner)
    assert "2 cards left" in page
    assert "What a visitor must wear" in page
    asked = press(learner, page, f"{path}/read")
    assert "Question 1 of 9" in asked
    assert f"?card={path.rpartition('/')[2]}" in asked
    end = learner.get(f"/learn/m/{drafted.micro_module_id}/quiz/10?card={path.rpartition('/')[2]}").text
    assert f'href="/learn/today?after={path.rpartition("/")[2]}"' in end
    assert "What colleagues make of it" in learner.get("/learn/today").text
    assert "Done for now" in learner.get("/learn").text


def test_reasons_are_in_the_language_of_the_page(browsers: Browsers, web: Web) -> None:
    web.publish()
    browsers.learner.get("/learn")
    page = browsers.learner.post("/language", language="it", back="/learn").text
    assert "Un punto da cui cominciare." in page
    assert "A place to begin." not in page


def test_what_was_dealt_lies_there_until_it_is_done(browsers: Browsers, web: Web) -> None:
    web.publish()
    web.publish("second")
    learner = browsers.learner
    learner.get("/learn")
    page, path = first_card(learner)
    assert first_card(learner)[1] == path, "looking deals no new cards"
    later = re.search(r"/learn/today\?after=imp_\w+", page)
    assert later
    assert learner.get(later[0]).text != page, "what is left for later does not stand in the way"
    press(learner, page, f"{path}/read")
    assert first_card(learner)[1] != path
    assert "Go on where you left" in learner.get("/learn").text


def test_what_is_not_for_one_comes_back_no_more(browsers: Browsers, web: Web) -> None:
    web.publish()
    learner = browsers.learner
    learner.get("/learn")
    page, path = first_card(learner)
    press(learner, page, f"{path}/mark", action="dismissed")
    assert "Done for now" in learner.get("/learn").text
    again = press(learner, learner.get("/learn").text, "/learn/today")
    assert "There is nothing more that fits three minutes." in again
    assert "Three more minutes" not in again


def test_what_must_be_done_cannot_be_declined(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    enrolled = {"learner": "emp-1", "micro_modules": [drafted.micro_module_id], "mandatory": True}
    assert web.integrator.put("/v1/enrolments/must", json=enrolled).status_code in (200, 201)
    browsers.learner.get("/learn")
    page, path = first_card(browsers.learner)
    assert "You have been asked to complete this" in page
    assert "Not for me" not in page
    assert browsers.learner.post(f"{path}/mark", action="dismissed").status_code == 409


def test_a_review_teaches_and_points_to_the_very_passage(browsers: Browsers, web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    answer_all(web, micro_module_id, items)
    web_clock_forward(web, days=4)
    learner = browsers.learner
    assert "Time to repeat it" in learner.get("/learn").text
    page, path = first_card(learner)
    answered = press(learner, page, path, option=choice(page, "helmet"))
    assert "Not right." in answered
    assert "As written: A visitor must wear a badge at all times." in answered
    passage = re.search(rf'href="(/learn/m/{micro_module_id})#(p\d+)"', answered)
    assert passage
    read = learner.get(passage[1]).text
    assert re.search(rf'id="{passage[2]}"[^>]*>\s*<span>A visitor must wear a badge at all times\.', read)
    assert "Next card" in answered
    assert "Done for now" in learner.get("/learn").text


def test_an_answer_is_still_there_after_looking_elsewhere(browsers: Browsers, web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    answer_all(web, micro_module_id, items)
    web_clock_forward(web, days=4)
    learner = browsers.learner
    learner.get("/learn")
    page, path = first_card(learner)
    answer = learner.post(path, **{**form_of(page, path), "option": choice(page, "helmet")})
    address = str(answer.url)  # type: ignore[attr-defined]  # the client's answer has it
    assert "Not right." in learner.get(address[address.index("/learn") :]).text
    strange = learner.get(f"{path}?answer={'0' * 32}")
    assert strange.status_code == 404


def test_a_reported_question_is_left_alone_today(browsers: Browsers, web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    answer_all(web, micro_module_id, items)
    web_clock_forward(web, days=4)
    browsers.learner.get("/learn")
    page, path = first_card(browsers.learner)
    press(browsers.learner, page, f"{path}/report", reason="outdated", text="It was a vest.")
    reports = web.author.get(f"/v1/items/{items[0]['id']}").json()["reports"]
    assert [(one["reason"], one["text"]) for one in reports] == [("outdated", "It was a vest.")]
    assert "Done for now" in browsers.learner.get("/learn").text


def test_a_colleagues_question_is_answered_on_its_card_and_counts_as_helping(browsers: Browsers, web: Web) -> None:
    ada = learner_client(web, "ada")
    web.publish()
    question = ask(ada)
    Upkeep(web.services).serve_all()
    learner = browsers.learner
    learner.get("/learn")
    page, path = first_card(learner)
    if "Who holds the visitor log?" not in page:
        press(learner, page, f"{path}/read")
        page, path = first_card(learner)
    assert "You could help" in page
    press(learner, page, f"{path}/reply", text="The host does.")
    posts = ada.get(f"/v1/threads/{question['id']}").json()["posts"]
    assert [post["text"] for post in posts][1:] == ["The host does."]
    assert "You learned or helped on 1 day" in learner.get("/learn").text


def test_no_habit_is_no_reproach(browsers: Browsers, web: Web) -> None:
    web.publish()
    assert "You learned" not in browsers.learner.get("/learn").text


def deal_people(browsers: Browsers, web: Web) -> str:
    """The last card, behind a micro-module that was read."""
    browsers.learner.get("/learn")
    page, path = first_card(browsers.learner)
    press(browsers.learner, page, f"{path}/read")
    return browsers.learner.get("/learn/today/people").text


def test_the_last_card_shows_two_different_reflections_and_takes_ones_own(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    ada = learner_client(web, "ada", name="Ada")
    about = {"kind": "reflection", "title": "Badges", "micro_module_id": drafted.micro_module_id}
    for text in (
        "A visitor must wear a badge at all times, I shall say so at the gate.",
        "A visitor must wear a badge at all times, I shall say so at the door.",
        "The host keeps the visitor log: I shall look where ours is.",
    ):
        ask(ada, **about, text=text)
    Upkeep(web.services).serve_all()
    page = deal_people(browsers, web)
    quoted = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page)
    assert len(quoted) == 2
    assert any("log" in text for text in quoted), "the second one says something else"
    assert "Ada" in page
    assert ("at the gate" in page) + ("at the door" in page) == 1, "the third stands nowhere else on the card"
    path = "/learn/today/people/reflect"
    thanked = press(browsers.learner, page, path, text="I shall wear mine.")
    assert "Thank you" in thanked
    found = web.author.get("/v1/threads", params={"kind": "reflection"}).json()["items"][0]
    assert (found["title"], found["micro_module_id"]) == ("What a visitor must wear", drafted.micro_module_id)
    assert "I shall wear mine." not in browsers.learner.get("/learn/today/people").text, "it is for others"


def test_ones_own_reflection_is_not_shown_to_oneself(browsers: Browsers, web: Web) -> None:
    web.publish()
    page = deal_people(browsers, web)
    press(browsers.learner, page, "/learn/today/people/reflect", text="I shall wear mine.")
    assert "Nobody has written any yet." in browsers.learner.get("/learn/today/people").text


def test_a_poll_is_voted_in_once_and_shows_what_others_chose(browsers: Browsers, web: Web) -> None:
    web.publish()
    page = deal_people(browsers, web)
    assert "Vote" not in page
    poll = web.author.post("/v1/polls", json={"question": "Which gate?", "options": ["North", "South"]}).json()
    page = browsers.learner.get("/learn/today/people").text
    assert "Which gate?" in page
    voted = press(browsers.learner, page, "/learn/today/people/vote", choice="1")
    assert re.search(r"South\s*<strong[^>]*>your choice<", voted)
    assert "100%" in voted
    assert web.author.get(f"/v1/polls/{poll['id']}").json()["counts"] == [0, 1]
    assert "Which gate?" not in browsers.learner.get("/learn/today/people").text


def test_a_dealt_poll_is_a_card(browsers: Browsers, web: Web) -> None:
    web.author.post("/v1/polls", json={"question": "Which gate?", "options": ["North", "South"]})
    browsers.learner.get("/learn")
    page, path = first_card(browsers.learner)
    assert "Which gate?" in page
    assert re.search(r"North\s*<strong[^>]*>your choice<", press(browsers.learner, page, f"{path}/vote", choice="0"))
    assert "Done for now" in browsers.learner.get("/learn").text


def test_what_was_withdrawn_meanwhile_is_no_card_any_more(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    browsers.learner.get("/learn")
    path = first_card(browsers.learner)[1]
    assert web.author.post(f"/v1/micro-modules/{drafted.micro_module_id}/withdraw").status_code == 200
    assert "What a visitor must wear" not in browsers.learner.get(path).text
    assert browsers.learner.post(f"{path}/read").status_code == 404


def test_somebody_elses_card_is_none(browsers: Browsers, web: Web) -> None:
    web.publish()
    browsers.learner.get("/learn")
    assert browsers.learner.post("/learn/today/imp_other/read").status_code == 404
    assert browsers.author.get("/learn/today").status_code == 403
