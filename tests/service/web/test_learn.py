"""Learning on pages: read, answer one question at a time, see why, say what is wrong."""

from __future__ import annotations

import re

from service.api.items import ReportReason
from service.web.learn import REPORT_REASONS
from tests.service.api.test_conflicts import drafted as drafted_rules
from tests.service.api.test_conflicts import micro_modules
from tests.service.web.test_review import form_of
from tests.support.browser import Browsers
from tests.support.review import Drafted
from tests.support.web import Answered, Web, approve


def quiz_of(drafted: Drafted, number: int) -> str:
    return f"/learn/m/{drafted.micro_module_id}/quiz/{number}"


def send(browsers: Browsers, path: str, page: str | None = None, **fields: object) -> Answered:
    page = page or browsers.learner.get(path).text
    return browsers.learner.post(path, **{**form_of(page, path), **fields})


def choice(page: str, text: str) -> str:
    found = re.search(rf'value="([0-9a-f]{{22}})"[^>]*>(?:\s*<span[^>]*>)?{re.escape(text)}<', page)
    assert found, text
    return found[1]


def test_the_reasons_are_the_apis() -> None:
    assert list(REPORT_REASONS) == [reason.value for reason in ReportReason]


def test_what_is_published_is_read_without_any_key(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    assert f'href="/learn/m/{drafted.micro_module_id}"' in browsers.learner.get("/learn/all").text
    read = browsers.learner.get(f"/learn/m/{drafted.micro_module_id}").text
    assert "State what a visitor must wear" in read
    question = browsers.learner.get(quiz_of(drafted, 1)).text
    assert "As written:" not in read + question
    assert "✓" not in read + question


STEPS = """# Lost badges

1. Report the lost badge to the gate within 30 minutes, because somebody else may use it.
2. Collect a day badge from the guard at the gate and sign the visitor log for it.
3. Hand the day badge back before you leave the site at the end of your shift.

Bring these things:

- A photo of the front of your badge, if you have one, so that the guard can find it.
"""


def test_steps_keep_their_numbers_and_other_lists_their_bullets(browsers: Browsers, web: Web) -> None:
    (draft,) = micro_modules(web, drafted_rules(web, STEPS))
    path = f"/v1/micro-modules/{draft['id']}"
    for answered in (approve(web.author, path), web.author.post(f"{path}/publish")):
        assert answered.status_code == 200, answered.text
    for browser, page in (
        (browsers.learner, f"/learn/m/{draft['id']}"),
        (browsers.author, f"/author/review/{draft['id']}"),
    ):
        shown = browser.get(page).text
        body = shown[shown.index('id="p1"') :]
        assert re.findall(r'class="number">(\d)\.</span>\s*<span>(\w+)', body) == [
            ("1", "Report"),
            ("2", "Collect"),
            ("3", "Hand"),
        ]
        assert re.search(r'class="part[^"]* list_item"[^>]*>\s*<span>A photo', body)


def test_what_is_not_published_does_not_exist_for_a_learner(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    for path in (f"/learn/m/{drafted.micro_module_id}", quiz_of(drafted, 1)):
        assert browsers.learner.get(path).status_code == 404


def test_an_answer_is_told_right_or_not_with_the_reason_and_the_place(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    path = quiz_of(drafted, 1)
    page = browsers.learner.get(path).text
    right = send(browsers, path, page, option=choice(page, "badge")).text
    assert "Right." in right
    assert "As written: A visitor must wear a badge at all times." in right
    assert "page 1" in right
    assert "You will be asked again:" in right
    wrong = send(browsers, path, option=choice(page, "helmet")).text
    assert "Not right." in wrong
    assert re.search(r"helmet\s*<strong[^>]*>your answer<", wrong)


def test_the_same_form_sent_twice_is_one_answer(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    path = quiz_of(drafted, 1)
    page = browsers.learner.get(path).text
    for _ in range(2):
        assert "Right." in send(browsers, path, page, option=choice(page, "badge")).text
    refused = send(browsers, path, page, option=choice(page, "vest"))
    assert refused.status_code == 422, "another answer under the same form is refused"


def test_every_type_of_question_can_be_answered(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    answers: dict[int, dict[str, object]] = {4: {"text": "visitor log"}, 5: {"text": "30"}, 8: {"text": "the host"}}
    for number in range(1, 10):
        path = quiz_of(drafted, number)
        page = browsers.learner.get(path).text
        fields: dict[str, object] = dict(answers.get(number, {"text": "a badge"} if number == 9 else {}))
        if number in (1, 2, 3):
            wanted = {1: ["badge"], 2: ["True"], 3: ["badge", "helmet"]}[number]
            fields["option"] = [choice(page, text) for text in wanted]
        if number == 6:
            worn = {"visitor": "badge", "contractor": "helmet", "courier": "vest", "employee": "lanyard"}
            for who, thing in worn.items():
                left = re.search(rf'for="itm_\w+-([0-9a-f]{{22}})"[^>]*>{who}<', page)
                assert left
                fields[f"pair-{left[1]}"] = choice(page, thing)
        if number == 7:
            for place, step in enumerate(("sign the log", "collect a badge", "meet the host"), start=1):
                found = re.search(rf'for="itm_\w+-([0-9a-f]{{22}})"[^>]*>{step}<', page)
                assert found
                fields[f"step-{found[1]}"] = str(place)
        answered = browsers.learner.post(path, **{**form_of(page, path), **fields}).text
        assert ("Compare with the answer:" if number == 9 else "Right.") in answered, number
    assert "You answered every question" in browsers.learner.get(quiz_of(drafted, 10)).text
    assert browsers.learner.get(quiz_of(drafted, 0)).status_code == 404


def test_each_answer_leads_to_a_passage_of_its_own(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    for number, text, passage in ((4, "visitor log", "p7"), (5, "30", "p2")):
        answered = send(browsers, quiz_of(drafted, number), text=text).text
        assert f'href="/learn/m/{drafted.micro_module_id}#{passage}"' in answered


def test_an_open_recall_is_marked_by_whoever_wrote_it(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    path = quiz_of(drafted, 9)
    compared = send(browsers, path, text="a badge").text
    assert "Well" in compared
    marked = browsers.learner.post(path, **form_of(compared, path), recall="got_it").text
    assert "You will be asked again:" in marked


def test_two_steps_in_one_place_are_refused(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    path = quiz_of(drafted, 7)
    page = browsers.learner.get(path).text
    steps = dict.fromkeys(re.findall(r'name="(step-[0-9a-f]{22})"', page), "1")
    assert send(browsers, path, page, **steps).status_code == 422


def test_a_report_reaches_the_author(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    path = quiz_of(drafted, 1)
    page = browsers.learner.get(path).text
    fields = {**form_of(page, f"{path}/report"), "reason": "unclear", "text": "Which badge?"}
    assert "the authors will look at it" in browsers.learner.post(f"{path}/report", **fields).text
    item = web.author.get(f"/v1/micro-modules/{drafted.micro_module_id}").json()["items"][0]["id"]
    reports = web.author.get(f"/v1/items/{item}").json()["reports"]
    assert [(one["reason"], one["text"]) for one in reports] == [("unclear", "Which badge?")]


def test_an_author_is_no_learner(browsers: Browsers) -> None:
    assert browsers.author.get("/learn").status_code == 403
