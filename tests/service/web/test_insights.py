"""Insights: figures of ten people and more as charts with a table behind each, and items to have a look at."""

from __future__ import annotations

import re
from datetime import timedelta

from service.db.learners import LearnerChange, LearnerId
from tests.service.db.test_figures import add_learner, answer, items_of, scores_of
from tests.support.browser import Browsers
from tests.support.community import ask, learner_client, reply
from tests.support.web import Web

FEW = "Fewer than 10 people so far"


def begin_all(web: Web, *, people: int, completed: int, cohort: str = "crew") -> None:
    """So many people began the first micro-module, and the first of them completed it."""
    (micro_module_id, _), *_ = items_of(web)
    with web.services.database.unit_of_work(web.tenant) as work:
        for number in range(people):
            state = work.knowledge.state(add_learner(work, f"{cohort}{number}", cohort), micro_module_id)
            state.engaged_at = work.now
            state.completed_at = work.now if number < completed else None


def test_of_few_people_nothing_is_told(browsers: Browsers, web: Web) -> None:
    assert browsers.author.get("/insights").text.count(FEW) == 4
    begin_all(web, people=9, completed=9)
    page = browsers.author.get("/insights").text
    assert page.count(FEW) == 4
    assert "100%" not in page


def test_completion_is_told_of_groups_of_ten(browsers: Browsers, web: Web) -> None:
    begin_all(web, people=12, completed=9)
    with web.services.database.unit_of_work(web.tenant) as work:
        for number in range(3):
            both = LearnerChange(cohorts=frozenset({"crew", "trainees"}))
            work.learners.change(work.learners.get(LearnerId(f"crew{number}")), both)
    page = browsers.author.get("/insights").text
    assert re.search(r'<th scope="row">Everybody</th><td>12</td><td>12</td><td>75%</td>', page)
    assert re.search(r'<th scope="row">crew</th><td>12</td><td>12</td><td>75%</td>', page)
    assert re.search(r'<th scope="row">trainees</th><td colspan="3" class="faint">too few people</td>', page)
    assert "1 group is not shown" in page
    assert '<rect class="part" width="75.0"' in page


def test_retention_is_a_curve_with_a_table_behind(browsers: Browsers, web: Web) -> None:
    first = items_of(web)[0]
    with web.services.database.unit_of_work(web.tenant) as work:
        for number in range(11):
            who = add_learner(work, f"p{number}")
            for days, score in ((30, 1.0), (29, 1.0), (24, float(number < 5)), (1, 0.0 if number else 1.0)):
                if days != 1 or number < 9:
                    answer(work, who, first, score, work.now - timedelta(days=days))
    page = browsers.author.get("/insights").text
    rows = re.findall(r'<tr><th scope="row">(\d+)</th><td>(\d+%)</td><td>(\d+)</td><td>(\d+)</td></tr>', page)
    assert rows == [("2", "100%", "11", "11"), ("7", "45%", "11", "11")], "of nine people, nothing"
    assert 'points="40.0,10.0 306.0,70.0 "' in page
    assert page.count("<svg") > 1
    assert re.search(r'<svg class="curve"[^>]* aria-labelledby="h-retention"', page)


def test_waits_are_told_once_ten_people_asked(browsers: Browsers, web: Web) -> None:
    helper = learner_client(web, "helper")
    for number in range(10):
        asker = learner_client(web, f"asker{number}")
        thread = ask(asker, title=f"Where is badge {number}?")
        if number < 4:
            asker.post(f"/v1/threads/{thread['id']}/posts/{reply(helper, thread)}/accept")
        if number == 8:
            assert browsers.author.get("/insights").text.count(FEW) == 4
    page = browsers.author.get("/insights").text
    assert "Of the 10 questions of the last 90 days" in page
    assert re.search(r'<th scope="row">within an hour</th><td>4</td><td>40%</td>', page)


def test_doubtful_items_lead_to_their_review_and_each_has_its_figures(browsers: Browsers, web: Web) -> None:
    what = items_of(web)[:4]
    scores = scores_of(web, what, people=40)
    (micro_module_id, reported), (_, sound) = what[2], what[1]
    web.learner.post(f"/v1/items/{reported}/reports", json={"reason": "unclear"})
    page = browsers.author.get("/insights").text
    doubtful = page[page.index("Have a look at these") : page.index("</ul>", page.index("Have a look at these"))]
    assert f'href="/author/review/{micro_module_id}#{reported}"' in doubtful
    assert "1 report" in doubtful
    assert f"#{sound}" not in doubtful
    rows = re.findall(r'#(itm_\w+)"[^>]*>[^<]*</a></td><td>40</td><td>(\d+)%</td><td>(-?[\d.]+)</td>', page)
    assert {item_id: int(share) for item_id, share, _ in rows} == {
        item_id: round(scores[:, place].mean() * 100) for place, (_, item_id) in enumerate(what)
    }
    assert all(float(discrimination) > 0.1 for _, _, discrimination in rows)


def test_it_is_for_authors_in_their_language_and_found_beside_their_pages(browsers: Browsers) -> None:
    assert browsers.learner.get("/insights").status_code == 403
    assert "Sign in" in browsers.stranger.get("/insights").text
    assert '<a href="/insights"' in browsers.author.get("/author").text
    moved = browsers.author.get("/author/insights")
    assert "<h1>Insights</h1>" in moved.text
    page = browsers.author.post("/language", language="it", back="/insights").text
    assert "<h1>Andamento</h1>" in page
