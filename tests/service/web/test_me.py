"""One's own page: goals, why something is recommended, being asked, the language, and all data to take or to erase."""

from __future__ import annotations

import json
import re

from tests.service.api.test_catalogue import quiz_of
from tests.service.api.test_evidence import answer_all
from tests.service.web.test_today import press
from tests.support.browser import PASSWORD, Browsers
from tests.support.web import Web


def learner_of(web: Web) -> dict[str, object]:
    found: dict[str, object] = web.integrator.get("/v1/learners/emp-1").json()
    return found


def test_goals_are_lines_and_a_goal_is_the_reason_at_once(browsers: Browsers, web: Web) -> None:
    web.publish()
    learner = browsers.learner
    page = learner.get("/me").text
    saved = press(learner, page, "/me/goals", goals="know what visitors wear\r\n\r\n  lift safely \r\nlift safely")
    assert learner_of(web)["goals"] == ["know what visitors wear", "lift safely"]
    assert ">know what visitors wear\nlift safely</textarea>" in saved
    assert "It leads to your goal “know what visitors wear”." in saved
    assert learner.post("/me/goals", goals="\n".join(str(one) for one in range(21))).status_code == 422
    assert learner.post("/me/goals", goals="x" * 301).status_code == 422


def test_what_is_not_for_one_is_recommended_no_more(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    page = browsers.learner.get("/me").text
    assert f'href="/learn/m/{drafted.micro_module_id}"' in page
    assert "A place to begin." in page
    dismissed = press(browsers.learner, page, "/me/dismiss")
    assert f'href="/learn/m/{drafted.micro_module_id}"' not in dismissed
    assert "Nothing is recommended at the moment." in dismissed


def test_being_asked_is_switched_off_and_on(browsers: Browsers, web: Web) -> None:
    learner = browsers.learner
    page = learner.get("/me").text
    assert re.search(r'name="is_available" value="true" checked', page)
    for said, expected in (({}, False), ({"is_available": "true"}, True)):
        learner.post("/me/helping", **said)
        assert web.learner.get("/v1/learners/emp-1/helping").json() == {"available": expected}
        assert ('value="true" checked> <span>Colleagues' in learner.get("/me").text) is expected


def test_a_language_is_that_of_pages_and_of_the_learner(browsers: Browsers, web: Web) -> None:
    page = browsers.learner.post("/me/language", locale="it").text
    assert '<html lang="it">' in page
    assert learner_of(web)["locale"] == "it"
    assert browsers.learner.post("/me/language", locale="xx").status_code == 422


def test_what_one_knows_is_told(browsers: Browsers, web: Web) -> None:
    assert "it fills by itself" in browsers.learner.get("/me").text
    micro_module_id, items = quiz_of(web)
    answer_all(web, micro_module_id, items)
    page = browsers.learner.get("/me").text
    assert re.search(rf'<td><a href="/learn/m/{micro_module_id}">What a visitor must wear</a></td><td><time', page)
    assert "100%" in page


def test_the_export_is_a_file_with_everything_and_what_it_is_kept_for(browsers: Browsers, web: Web) -> None:
    web.integrator.put("/v1/learners/emp-1", json={"name": "Zoë", "goals": ["lift"]})
    answered = browsers.learner.client.get("/me/export")
    assert re.fullmatch(r'attachment; filename="morsel-\d{4}-\d\d-\d\d\.json"', answered.headers["content-disposition"])
    exported = json.loads(answered.text)
    assert exported["learner"]["name"] == "Zoë"
    assert [row["text"] for row in exported["rows"]["learning_goals"]] == ["lift"]
    assert set(exported["rows"]) == set(exported["purposes"])
    assert "password_hash" not in answered.text


def test_erasing_needs_a_word_and_ends_everything(browsers: Browsers, web: Web) -> None:
    learner = browsers.learner
    page = learner.get("/me/erase").text
    assert "Nobody can undo it." in page
    assert "Erase everything" in press(learner, page, "/me/erase", sure=""), "not without being sure"
    assert learner_of(web)["active"] is True
    erased = press(learner, learner.get("/me/erase").text, "/me/erase", sure="yes")
    receipt = re.search(r"<code>(ers_\w+)</code>", erased)
    assert receipt
    assert "Sign out" not in erased
    told = web.integrator.get(f"/v1/erasures/{receipt[1]}").json()
    assert told["completed_at"] is not None
    assert web.integrator.get("/v1/learners/emp-1").status_code == 404
    assert "Sign in" in learner.get("/me").text
    assert learner.sign_in("learner", PASSWORD).status_code == 403


def test_an_author_has_no_such_page(browsers: Browsers) -> None:
    assert browsers.author.get("/me").status_code == 403
    assert browsers.author.get("/me/export").status_code == 403
