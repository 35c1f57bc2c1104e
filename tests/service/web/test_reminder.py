"""The link of a reminder: one question without signing in, answered once, and nothing else; and one's own choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from service.db.base import ItemId, Json
from service.db.quarantine import QuarantineReason
from tests.service.api.test_sessions import web_clock_forward
from tests.service.web.test_learn import choice
from tests.service.web.test_review import form_of
from tests.support.browser import Browser, Browsers, open_browser
from tests.support.database import TENANT
from tests.support.mail import Post, post_office
from tests.support.reminders import ADDRESS, choose, links_of, make_due, remind, reminding_settings
from tests.support.web import Answered, Web

POLICY_OF_LINKS = ("no-store", "no-referrer")


@pytest.fixture(scope="module")
def office() -> Iterator[Post]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def post(office: Post) -> Post:
    office.taken.clear()
    return office


@pytest.fixture
def web_settings(post: Post) -> dict[str, Json]:
    return reminding_settings(post)


@pytest.fixture
def links(web: Web, post: Post) -> tuple[str, str]:
    """To the question, and to hear no more, as they stood in an e-mail."""
    make_due(web)
    choose(web)
    remind(web)
    return links_of(post.taken[0].get_content())


def answer(somebody: Browser, link: str, word: str = "badge", **fields: object) -> Answered:
    """What the page of the link leads to once it is answered."""
    page = somebody.get(link).text
    return somebody.post(link, **{**form_of(page, link), "option": choice(page, word), **fields})


def responses(web: Web) -> int:
    with web.services.database.reading(TENANT) as work:
        return len(work.responses.of_principal(web.people.learner))


def test_the_link_opens_todays_first_review_and_its_answer_is_graded_and_kept(
    browsers: Browsers, web: Web, links: tuple[str, str]
) -> None:
    before = responses(web)
    page = browsers.stranger.get(links[0]).text
    assert "What must a visitor wear" in page
    assert "Sign out" not in page
    answered = answer(browsers.stranger, links[0])
    assert answered.status_code == 200
    assert "Right." in answered.text
    assert "You will be asked again:" in answered.text
    assert responses(web) == before + 1
    assert "Done for now" in browsers.learner.get("/learn").text, "its card of today is done"


def test_a_second_use_says_so_and_offers_to_sign_in(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    answer(browsers.stranger, links[0])
    before = responses(web)
    for somebody in (browsers.stranger, open_browser(web), browsers.learner):
        again = somebody.get(links[0])
        assert again.status_code == 410
        assert "This link was used" in again.text
        assert re.search(r'<a class="button main" href="/learn">Sign in</a>', again.text)
        assert "<blockquote" not in again.text
    late = browsers.stranger.post(links[0], once="0" * 32, option="a")
    assert late.status_code == 410
    assert responses(web) == before


def test_looking_spends_nothing_and_always_shows_the_same(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    stems = {re.search(r'<h2 id="stem-(\w+)"', open_browser(web).get(links[0]).text)[1] for _ in range(3)}  # type: ignore[index]  # it is there
    assert len(stems) == 1
    assert "Right." in answer(browsers.stranger, links[0]).text


def test_a_form_that_is_sent_twice_is_one_answer(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    page = browsers.stranger.get(links[0]).text
    form = {**form_of(page, links[0]), "option": choice(page, "badge")}
    before = responses(web)
    first, second = (browsers.stranger.post(links[0], **form) for _ in range(2))
    assert "Right." in first.text
    assert "Right." in second.text
    assert browsers.stranger.post(links[0], **{**form, "option": choice(page, "vest")}).status_code == 410
    assert browsers.stranger.post(links[0], **{**form, "once": "1" * 32}).status_code == 410, "the same from elsewhere"
    assert responses(web) == before + 1


def test_an_answer_that_is_none_spends_nothing(browsers: Browsers, links: tuple[str, str]) -> None:
    page = browsers.stranger.get(links[0]).text
    assert browsers.stranger.post(links[0], **form_of(page, links[0])).status_code == 422
    assert "Right." in answer(browsers.stranger, links[0]).text


def test_the_link_opens_nothing_else(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    token = links[0].removeprefix("/r/")
    stranger = browsers.stranger
    page = stranger.get(links[0])
    leads_to = set(re.findall(r'(?:href|action)="(/(?!static/)[^"]*)"', page.text))
    assert leads_to == {links[0], "/", "/language", "/learn"}
    for path in ("/learn", "/learn/today", "/learn/all", "/me", "/me/export", "/threads", "/ask", "/notifications"):
        assert "Sign in" in stranger.get(path).text, path
        with_cookie = stranger.client.get(path, headers={"accept": "text/html", "cookie": f"morsel={token}"})
        assert "<h1>Sign in</h1>" in with_cookie.text, path
    for path in ("/v1/learners/emp-1", "/v1/learners/emp-1/session", "/v1/catalogue", "/v1/threads"):
        assert stranger.client.get(path, headers={"authorization": f"Bearer {token}"}).status_code == 401, path
    assert stranger.post("/me/reminder", hour="9", channel="email").url.path == "/"  # type: ignore[attr-defined]  # the client's answer has it
    assert stranger.client.post(f"{links[0]}/stop").text.count("This link leads nowhere") == 2
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == POLICY_OF_LINKS  # type: ignore[attr-defined]  # as above


def test_a_link_of_nobodys_leads_nowhere(browsers: Browsers, links: tuple[str, str]) -> None:
    other = links[0][:-1] + ("0" if links[0][-1] != "0" else "1")
    for path in (other, "/r/acme", "/r/nobody." + "0" * 64, "/r/x", links[1].removesuffix("/stop")):
        answered = browsers.stranger.get(path)
        assert answered.status_code == 404, path
        assert "This link leads nowhere" in answered.text


def test_it_is_over_after_a_day(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    with web.services.database.unit_of_work(TENANT) as work:
        row = work.reminders.find(links[0].removeprefix("/r/"))
        assert row is not None
        row.taken_at = work.now - timedelta(hours=23, minutes=59)
    assert browsers.stranger.get(links[0]).status_code == 200
    with web.services.database.unit_of_work(TENANT) as work:
        work.reminders.get(row.id).taken_at = work.now - timedelta(hours=24)
    over = browsers.stranger.get(links[0])
    assert (over.status_code, "This link is over" in over.text) == (410, True)
    assert browsers.stranger.post(links[0], once="0" * 32).status_code == 410


def test_of_who_left_the_link_leads_nowhere(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    web.integrator.put("/v1/learners/emp-1", json={"active": False})
    assert browsers.stranger.get(links[0]).status_code == 404
    assert browsers.stranger.post(links[0], once="0" * 32).status_code == 404


def test_what_was_answered_elsewhere_waits_no_more(browsers: Browsers, links: tuple[str, str]) -> None:
    learner = browsers.learner
    browsers.stranger.get(links[0])
    page = learner.get("/learn/today").text
    path = re.search(r'action="(/learn/today/imp_\w+)"', page)
    assert path
    learner.post(path[1], **{**form_of(page, path[1]), "option": choice(page, "badge")})
    done = browsers.stranger.get(links[0])
    assert "Nothing is waiting here any more" in done.text
    assert browsers.stranger.post(links[0], once="0" * 32).text.count("Nothing is waiting here any more") == 2


def test_words_of_ones_own_are_compared_and_then_marked_by_oneself(browsers: Browsers, web: Web, post: Post) -> None:
    micro_module_id = make_due(web)
    with web.services.database.unit_of_work(TENANT) as work:
        *others, _ = work.knowledge.state(web.people.learner, micro_module_id).asked
        work.quarantine.put([ItemId(one) for one in others], of=micro_module_id, reason=QuarantineReason.REPORTED)
    choose(web)
    remind(web)
    link, _ = links_of(post.taken[0].get_content())
    page = browsers.stranger.get(link).text
    compared = browsers.stranger.post(link, **{**form_of(page, link), "text": "A badge."}).text
    assert "Compare with the answer:" in compared
    assert "You wrote:" in compared
    marked = browsers.stranger.post(link, once=form_of(compared, link)["once"], recall="got_it").text
    assert "You will be asked again:" in marked
    assert browsers.stranger.get(link).status_code == 410


def test_one_click_of_a_mail_program_ends_reminders(web: Web, links: tuple[str, str]) -> None:
    """RFC 8058: a POST without a page before it, without cookies, with a body of its own."""
    stopped = open_browser(web).client.post(links[1], data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    assert web.learner.get("/v1/learners/emp-1/reminder").json()["enabled"] is False


def test_the_link_in_the_text_asks_before_it_ends(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    page = browsers.stranger.get(links[1]).text
    assert web.learner.get("/v1/learners/emp-1/reminder").json()["enabled"] is True
    assert f'action="{links[1]}"' in page
    for _ in range(2):
        assert "You are not reminded any more" in browsers.stranger.post(links[1]).text
    assert web.learner.get("/v1/learners/emp-1/reminder").json()["enabled"] is False
    assert browsers.stranger.client.post("/r/acme." + "0" * 64 + "/stop").status_code == 404


def test_the_own_page_keeps_what_is_chosen(browsers: Browsers, web: Web) -> None:
    learner = browsers.learner
    page = learner.get("/me").text
    assert '<option value="9" selected>09:00</option>' in page
    assert '<option value="Europe/Rome" >Rome</option>' in page
    fields = {"is_on": "true", "hour": "17", "time_zone": "Asia/Tokyo", "channel": "email", "address": f" {ADDRESS} "}
    saved = learner.post("/me/reminder", **fields).text
    assert "Saved." in saved
    for kept in ("17", "Asia/Tokyo"):
        assert f'value="{kept}" selected' in saved
    assert f'value="{ADDRESS}"' in saved
    assert 'name="is_on" value="true" checked' in saved
    shown = web.learner.get("/v1/learners/emp-1/reminder").json()
    assert (shown["hour"], shown["address"]) == (17, ADDRESS)
    assert learner.post("/me/reminder", **{**fields, "time_zone": ""}).status_code == 422


def test_a_reminder_of_yesterday_is_as_good_as_its_day(browsers: Browsers, web: Web, links: tuple[str, str]) -> None:
    """The cards of a day are dealt anew after twelve hours; the link still opens its own."""
    page = browsers.stranger.get(links[0]).text
    web_clock_forward(web, days=0)
    with web.services.database.unit_of_work(TENANT) as work:
        row = work.reminders.find(links[0].removeprefix("/r/"))
        assert row is not None
        assert row.impression_id is not None
        work.impressions.get(row.impression_id, of=web.people.learner).shown_at = work.now - timedelta(hours=20)
    assert browsers.stranger.get(links[0]).text.count("<h2 id") == page.count("<h2 id") == 1
    assert "Right." in answer(browsers.stranger, links[0]).text
