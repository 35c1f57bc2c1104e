"""Measures of rankings on cases worked out by hand, the readers of the forums, the section's place on the page."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.evals.community.answerers import hits_after, open_forum, read_forum
from tests.evals.community.bm25 import Bm25
from tests.evals.community.ranks import average_precision, in_order, ndcg_at, paired_bootstrap, recall_at
from tests.evals.community.related_questions import precisions, read_questions
from tests.evals.measure import Figure, Target
from tests.evals.section import Method, Section, keep_figures, keep_sections, put_section
from tests.support.embedders import HashedWordsEmbedder

FORUM = """date_time;resolve;uid;title;text;author;type;tags
01/03/2013 10:00:00;false;1;Badge;Where is my badge?;ann;question;
01/03/2013 11:00:00;;1.1;;At the desk;bob;answer;
01/03/2013 12:00:00;solution;1.2;;At reception;cat;answer;
02/03/2013 10:00:00;true;2;Badge;Lost badge again;dan;question;
02/03/2013 11:00:00;solution;2.1;;Reception;cat;answer;
02/03/2013 11:30:00;solution;2.2;;I found it;dan;answer;
"""

QUESTION = """<?xml version="1.0"?>
<!DOCTYPE xml [
<!ELEMENT xml (OrgQuestion*)>
]>
<xml><OrgQuestion ORGQ_ID="Q1"><OrgQSubject>Bank & badge</OrgQSubject><OrgQBody>lost badge</OrgQBody>
<Thread><RelQuestion RELQ_RANKING_ORDER="{rank}" RELQ_RELEVANCE2ORGQ="{relevance}">
<RelQSubject>{subject}</RelQSubject><RelQBody>x</RelQBody></RelQuestion></Thread></OrgQuestion>{rest}</xml>
"""


def test_average_precision_is_the_mean_of_the_precisions_at_the_hits() -> None:
    assert average_precision([True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([False, False]) == 0.0


def test_recall_counts_no_more_than_can_be_shown() -> None:
    assert recall_at([True, False, True, False, False, True], 3, at=5) == pytest.approx(2 / 3)
    assert recall_at([True] * 5, 9, at=5) == 1.0


def test_ndcg_is_one_for_the_best_order_and_falls_with_the_place() -> None:
    assert ndcg_at([True, True, False], 2, at=10) == pytest.approx(1.0)
    assert ndcg_at([False, True], 1, at=10) == pytest.approx(0.6309, abs=1e-4)


def test_of_equal_scores_the_earlier_stands_first() -> None:
    assert in_order([0.1, 0.5, 0.5]) == [1, 2, 0]


def test_the_bootstrap_tells_a_real_difference_from_none() -> None:
    better = paired_bootstrap([0.8, 0.9, 0.7] * 20, [0.5, 0.6, 0.4] * 20)
    assert better.mean == pytest.approx(0.3)
    assert better.p == 0.0
    same = paired_bootstrap([1.0, 0.0] * 20, [0.0, 1.0] * 20)
    assert same.low < 0 < same.high
    assert same.p > 0.3


def test_bm25_prefers_the_rare_word() -> None:
    scores = Bm25(["the badge", "the log", "the log of the day"]).scores("the badge")
    assert in_order(scores)[0] == 0


def test_a_forum_is_read_in_order_of_time_without_answers_to_oneself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(FORUM.replace("\n", "\r\n"), encoding="utf-8")
    first, second = read_forum([tmp_path / "a.csv"])
    assert first.solvers == {"cat"}
    assert [answer.author for answer in second.answers] == ["cat"]
    assert second.at - first.at == timedelta(days=1)


def test_the_solver_is_looked_for_among_those_who_had_answered_before(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(FORUM, encoding="utf-8")
    hits = hits_after(open_forum(read_forum([tmp_path / "a.csv"]), HashedWordsEmbedder()), 0.5)
    assert hits["product"] == hits["anybody known"] == [1.0]
    nobody_yet = hits_after(open_forum(read_forum([tmp_path / "a.csv"]), HashedWordsEmbedder()), 0.0)
    assert nobody_yet["anybody known"] == [0.0, 1.0]


def test_threads_are_read_in_the_order_of_the_search_engine(tmp_path: Path) -> None:
    second = QUESTION.format(rank=4, relevance="Irrelevant", subject="car", rest="")
    second = second[second.index("<OrgQuestion") : second.index("</xml>")]
    text = QUESTION.format(rank=9, relevance="PerfectMatch", subject="my lost badge", rest=second)
    (tmp_path / "q.xml").write_text(text, encoding="utf-8")
    (question,) = read_questions(tmp_path / "q.xml")
    assert question.text == "Bank & badge. lost badge"
    assert question.relevant == (False, True)
    found = precisions([question], HashedWordsEmbedder())
    assert (found["search engine"], found["product"]) == ([0.5], [1.0])


def test_a_section_takes_the_place_of_its_last_version_and_leaves_the_others() -> None:
    figure = Figure("T1", "what", 0.5, 3, Target(low=0.4), 0.3, "nothing")
    section = Section("Community", "Intro.\n", [figure], [Method("d", "m", {"MAP": 50.0})])
    page = put_section("# Card\n\n## Other\n\nkept\n", section, {})
    assert page.count("## Community") == 1
    again = put_section(page + "\n## After\n\nkept too\n", section, {})
    assert again.count("## Community") == 1
    assert "## Other\n\nkept\n" in again
    assert again.endswith("## After\n\nkept too\n")
    assert "| 50.0" in again


def test_a_run_that_does_not_measure_a_section_keeps_it_and_its_figures() -> None:
    before = "# Card\n\n## Community\n\nold threads\n\n## Learning\n\nold learners\n"
    fresh = "# Card, new\n\n## Learning\n\nnew learners\n"
    kept = keep_sections(fresh, before, ("Community", "Learning"))
    assert kept == f"{fresh}\n## Community\n\nold threads\n"
    assert keep_sections(kept, before, ("Community", "Learning")) == kept
    old = {"figures": {"T1": {"value": 1}, "R1": {"value": 2}, "G9": {"value": 3}}}
    figures = keep_figures(json.dumps({"figures": {"R1": {"value": 4}}}), json.dumps(old), ("T", "R"))
    assert json.loads(figures)["figures"] == {"R1": {"value": 4}, "T1": {"value": 1}}
