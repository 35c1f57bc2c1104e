"""Review: what is shown beside what, and every decision as a form that works without a script."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from sqlalchemy import func, select

from service.db.responses import Response
from tests.service.web.test_document import clear_findings, fields_of, status_of
from tests.support.browser import Browsers
from tests.support.review import Drafted
from tests.support.web import Answered, Web


def path_of(drafted: Drafted) -> str:
    return f"/author/review/{drafted.micro_module_id}"


class _Form(HTMLParser):
    """The fields of the form with one action, as a browser would send them back."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.fields: dict[str, list[str]] = {}
        self._is_inside = False
        self._text_area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("action") == self.action
        if not self._is_inside:
            return
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._text_area = name
            self.fields.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
            self.fields.setdefault(name, []).append("")
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select][-1] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "form"
        self._text_area = "" if tag == "textarea" else self._text_area
        self._select = "" if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        if self._text_area:
            self.fields[self._text_area][-1] += data


def form_of(page: str, action: str) -> dict[str, list[str]]:
    parser = _Form(action)
    parser.feed(page)
    assert parser.fields, action
    return parser.fields


def item_ids(web: Web, drafted: Drafted) -> list[str]:
    content = web.author.get(f"/v1/micro-modules/{drafted.micro_module_id}").json()
    return [item["id"] for item in content["items"]]


def send(browsers: Browsers, page: str, action: str, **changed: object) -> Answered:
    return browsers.author.post(action, **{**form_of(page, action), **changed})


def test_a_part_and_its_place_in_the_source_name_each_other(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    page = browsers.author.get(path_of(drafted)).text
    piece = re.search(r'<a class="mark" id="(s-\d+)" data-by="([^"]+)" href="#(\w+)">([^<]*)</a>', page)
    assert piece
    assert piece[3] == piece[2].split()[0]
    assert f'data-cite="{piece[3]}"' in page
    assert f'class="cite" href="#{piece[1]}"' in page


def test_the_pieces_of_a_block_are_its_whole_text(browsers: Browsers, web: Web) -> None:
    from tests.support.review import LINES

    drafted = web.keep_draft()
    page = browsers.author.get(path_of(drafted)).text
    blocks = re.findall(r'<div class="block [^>]*>(.*?)</div>', page, re.DOTALL)
    assert [unescape(re.sub("<[^>]+>", "", block)) for block in blocks] == list(LINES)


def test_findings_stand_before_the_text_blockers_first(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    page = browsers.author.get(path_of(drafted)).text
    assert page.index("The bank holds two items.") < page.index('id="text"')


def test_accepting_leads_to_the_next_that_waits_else_to_the_outline(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    page = browsers.author.get(path_of(drafted)).text
    after = send(browsers, page, f"{path_of(drafted)}/approve").text
    assert "Nothing is left to review here." in after
    assert status_of(web, drafted) == "approved"


def test_accepting_what_changed_since_it_was_shown_is_refused(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    clear_findings(web, drafted)
    page = browsers.author.get(path_of(drafted)).text
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    etag = web.author.get(path).headers["ETag"]
    assert web.author.patch(path, json={"title": "Guests"}, headers={"If-Match": etag}).status_code == 200
    assert send(browsers, page, f"{path_of(drafted)}/approve").status_code == 412
    assert status_of(web, drafted) == "draft"


def test_rejecting_needs_a_reason_which_the_page_then_shows(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    page = browsers.author.get(path_of(drafted)).text
    assert send(browsers, page, f"{path_of(drafted)}/reject", reason=" ").status_code == 422
    send(browsers, page, f"{path_of(drafted)}/reject", reason="Nobody visits us")
    assert status_of(web, drafted) == "rejected"
    assert "Nobody visits us" in browsers.author.get(path_of(drafted)).text


def test_a_verdict_is_taken_back(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    undo = f"{path_of(drafted)}/undo"
    for verdict in ("approve", "reject"):
        page = browsers.author.get(path_of(drafted)).text
        send(browsers, page, f"{path_of(drafted)}/{verdict}", reason="No")
        page = browsers.author.get(path_of(drafted)).text
        assert "Undone." in send(browsers, page, undo).text
        assert status_of(web, drafted) == "draft"
    refused = web.author.post(f"/v1/micro-modules/{drafted.micro_module_id}/publish")
    assert refused.status_code == 412, "an approval that was taken back publishes nothing"


def test_a_published_one_cannot_be_taken_back_only_withdrawn(browsers: Browsers, web: Web) -> None:
    drafted = web.publish()
    page = browsers.author.get(path_of(drafted)).text
    assert "/undo" not in page
    assert "/approve" not in page
    assert "Withdrawn" in send(browsers, page, f"{path_of(drafted)}/withdraw", reason="Old").text


def test_an_edit_keeps_what_it_does_not_touch_and_shows_what_it_changed(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    address = f"/v1/micro-modules/{drafted.micro_module_id}"
    before = web.author.get(address).json()
    page = browsers.author.get(f"{path_of(drafted)}?edit=text").text
    saved = send(browsers, page, f"{path_of(drafted)}/text", title="What a visitor must always wear")
    after = web.author.get(address).json()
    assert after["title"] == "What a visitor must always wear"
    for part in ("objective", "key_points", "body", "terms", "title_citations"):
        assert after[part] == before[part], part
    for item in (*before["items"], *after["items"]):
        del item["findings"]  # the checks looked again
    assert after["items"] == before["items"]
    assert "What a visitor must <ins>always </ins>wear" in saved.text
    assert "edited by author" in saved.text


def test_edits_are_undone_one_by_one(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    address = f"/v1/micro-modules/{drafted.micro_module_id}"
    digests = [web.author.get(address).json()["content_digest"]]
    for title in ("One", "Two"):
        page = browsers.author.get(f"{path_of(drafted)}?edit=text").text
        send(browsers, page, f"{path_of(drafted)}/text", title=title)
        digests.append(web.author.get(address).json()["content_digest"])
    for digest in reversed(digests[:-1]):
        page = browsers.author.get(path_of(drafted)).text
        send(browsers, page, f"{path_of(drafted)}/undo")
        assert web.author.get(address).json()["content_digest"] == digest
    assert "/undo" not in browsers.author.get(path_of(drafted)).text
    assert web.author.get(address).json()["edited_by"] is None


def test_two_reviewers_at_once_lose_nothing(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    page = browsers.author.get(f"{path_of(drafted)}?edit=text").text
    theirs = browsers.reviewer.get(f"{path_of(drafted)}?edit=text").text
    action = f"{path_of(drafted)}/text"
    browsers.reviewer.post(action, **{**form_of(theirs, action), "title": "Theirs",
                                      "form_token": browsers.reviewer.form_token})  # fmt: skip
    assert send(browsers, page, action, title="Mine").status_code == 412
    assert web.author.get(f"/v1/micro-modules/{drafted.micro_module_id}").json()["title"] == "Theirs"


def test_rows_are_moved_added_and_emptied(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    address = f"/v1/micro-modules/{drafted.micro_module_id}"
    action = f"{path_of(drafted)}/text"
    before = [part["text"] for part in web.author.get(address).json()["body"]]
    page = browsers.author.get(f"{path_of(drafted)}?edit=text").text
    page = send(browsers, page, action, down="part:0").text
    assert [part["text"] for part in web.author.get(address).json()["body"]] == [before[1], before[0], *before[2:]]
    form = form_of(page, action)
    points, spans = form["point"], form["point_spans"]
    added = "The host keeps the log."
    send(browsers, page, action, point=["", *points[1:-1], added], point_spans=[*spans[:-1], "51-94"])
    kept = web.author.get(address).json()["key_points"]
    assert [point["text"] for point in kept] == [*points[1:-1], added]
    assert kept[-1]["citations"][0]["block"] == "b3"


def test_every_type_of_item_is_edited_without_losing_a_part(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    address = f"/v1/micro-modules/{drafted.micro_module_id}"
    parts = ("type", "options", "accepted_answers", "pairs", "order", "bloom", "rationale", "citations")
    for item_id in item_ids(web, drafted):
        before = next(one for one in web.author.get(address).json()["items"] if one["id"] == item_id)
        page = browsers.author.get(f"{path_of(drafted)}?edit={item_id}").text
        send(browsers, page, f"{path_of(drafted)}/items/{item_id}", stem=f"Now: {before['stem']}")
        after = next(one for one in web.author.get(address).json()["items"] if one["id"] == item_id)
        assert after["stem"] == f"Now: {before['stem']}"
        assert {part: after[part] for part in parts} == {part: before[part] for part in parts}, before["type"]


def test_items_are_swapped_moved_put_away_and_taken_in(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    first, second, *_ = item_ids(web, drafted)
    browsers.author.get(path_of(drafted))
    quiz = f"{path_of(drafted)}/quiz"

    def move(**button: object) -> list[str]:
        revision = web.author.get(f"/v1/micro-modules/{drafted.micro_module_id}").json()["revision"]
        assert browsers.author.post(quiz, revision=revision, **button).status_code == 200
        return item_ids(web, drafted)

    assert move(down=first)[:2] == [second, first]
    assert move(up=second)[:2] == [second, first], "the first cannot go further up"
    assert first not in move(out=first)
    assert move(**{"in": first})[-1] == first
    page = browsers.author.get(path_of(drafted)).text
    swap = re.search(r"/author/review/items/(itm_\w+)/swap", page)
    assert swap
    assert "Another question from the bank." in browsers.author.post(swap[0]).text
    assert swap[1] not in item_ids(web, drafted)


def test_the_quiz_is_tried_as_a_learner_and_nothing_is_kept(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    page = browsers.author.get(f"{path_of(drafted)}/try").text
    assert "As written:" not in page, "no rationale before the answer"
    first = item_ids(web, drafted)[0]
    action = f"{path_of(drafted)}/try/{first}#{first}"
    form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form
    choices = re.findall(r'value="([0-9a-f]{22})"[^>]*>\s*<span[^>]*>([^<]+)<', form[0])
    options = {text: value for value, text in choices}
    assert "Right." in browsers.author.post(action.partition("#")[0], option=options["badge"]).text
    assert "Not right." in browsers.author.post(action.partition("#")[0], option=options["helmet"]).text
    with web.services.database.app.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Response)).scalar_one() == 0


@pytest.mark.parametrize("path", ["", "?edit=text", "/try"])
def test_micro_modules_of_another_company_do_not_exist(browsers: Browsers, other_web: Web, path: str) -> None:
    theirs = other_web.keep_draft("theirs")
    assert browsers.author.get(f"{path_of(theirs)}{path}").status_code == 404


def test_a_second_person_approves_where_the_company_says_so(browsers: Browsers, web: Web) -> None:
    web.administrator.patch("/v1/tenant", json={"approver_must_differ": True})
    drafted = web.keep_draft()
    page = browsers.author.get(path_of(drafted)).text
    refused = send(browsers, page, f"{path_of(drafted)}/approve")
    assert (refused.status_code, "Somebody else must approve" in refused.text) == (403, True)
    page = browsers.reviewer.get(path_of(drafted)).text
    fields = fields_of(page, f"{path_of(drafted)}/approve")
    assert "Nothing is left" in browsers.reviewer.post(f"{path_of(drafted)}/approve", **fields).text


def test_the_word_of_what_was_done_holds_the_way_to_undo_it(browsers: Browsers, web: Web) -> None:
    first = web.keep_draft()
    page = browsers.author.get(f"{path_of(first)}?done=approved&of={first.micro_module_id}").text
    notice = re.search(r'<div class="notice good".*?</div>', page, re.DOTALL)
    assert notice, "a paragraph would end where a form begins"
    assert f'action="{path_of(first)}/undo" data-key="u"' in notice[0]


def test_what_somebody_wrote_is_text_on_every_view_of_it(browsers: Browsers, web: Web) -> None:
    drafted = web.keep_draft()
    address, script = f"/v1/micro-modules/{drafted.micro_module_id}", "</textarea><script>alert(1)</script>"
    assert web.author.patch(address, json={"title": script}, headers={"If-Match": '"1"'}).status_code == 200
    for path in (path_of(drafted), f"{path_of(drafted)}?edit=text", f"/author/documents/{drafted.document_id}"):
        page = browsers.author.get(path).text
        assert "&lt;script&gt;alert(1)" in page, path
        assert "<script>alert" not in page, path
