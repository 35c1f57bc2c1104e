"""Review: merge, split and move as forms that work without a script, with undo beside what was done."""

from __future__ import annotations

import re

import pytest

from tests.service.web.test_document import fields_of
from tests.support.browser import Browsers
from tests.support.versions import House, open_house
from tests.support.web import Web, approve


@pytest.fixture
def paths(web: Web) -> list[str]:
    """The review pages of a drafted document, in order."""
    return pages_of(web, open_house(web))


def pages_of(web: Web, house: House) -> list[str]:
    with web.services.database.reading(web.tenant) as work:
        version = work.drafts.current_version(house.document_id)  # type: ignore[arg-type]  # an id as it was answered
        return [f"/author/review/{one.id}" for one in work.micro_module_order.queue(version.id)]


def neighbours(page: str) -> list[str]:
    """Where previous and next lead."""
    return re.findall(r'rel="(?:prev|next)" href="([^"]+)"', page)


def press(browsers: Browsers, path: str, verb: str, **chosen: object) -> str:
    page = browsers.author.get(path).text
    return browsers.author.post(f"{path}/{verb}", **{**fields_of(page, f"{path}/{verb}"), **chosen}).text


def test_the_next_is_merged_by_a_button_and_set_free_by_undo(browsers: Browsers, paths: list[str]) -> None:
    first, second, third, *_ = paths
    page = press(browsers, first, "merge")
    assert "Merged. The checks looked again." in page
    assert neighbours(page) == [third]
    assert f'action="{first}/merge"' in browsers.author.get(second).text, "its address leads to what took it in"
    page = press(browsers, first, "undo")
    assert neighbours(page) == [second]


def test_it_is_split_at_the_chosen_sentence(browsers: Browsers, paths: list[str]) -> None:
    page = browsers.author.get(paths[0]).text
    offered = re.findall(r'<option value="(\d+-\d+)">([^<]+)', page[page.index('name="at"') :])
    at, sentence = next(one for one in offered[len(offered) // 2 :] if " | " not in one[1])
    page = press(browsers, paths[0], "split", at=at)
    assert "Split: the rest stands in the next one." in page
    second = neighbours(page)[0]
    assert second not in paths
    body = browsers.author.get(second).text
    assert sentence.rstrip("…")[:40] in body[body.index('id="p1"') :]
    assert neighbours(press(browsers, paths[0], "undo")) == [paths[1]]


def test_it_is_moved_and_moved_back(browsers: Browsers, paths: list[str]) -> None:
    page = press(browsers, paths[0], "move", direction="down")
    assert "Moved down." in page
    assert neighbours(page) == [paths[1], paths[2]]
    assert 'name="direction" value="up"' in page[page.index("Moved down.") :][:800]
    page = press(browsers, paths[0], "move", direction="up")
    assert neighbours(page) == [paths[1]]


def test_the_last_has_nothing_to_merge_with_and_stays_at_its_end(browsers: Browsers, paths: list[str]) -> None:
    page = browsers.author.get(paths[-1]).text
    assert f'action="{paths[-1]}/merge"' not in page
    assert 'value="down">Move down' not in page
    assert 'value="up">Move up' in page


def test_what_learners_still_see_is_offered_to_no_merge_though_a_draft_of_it_waits(
    browsers: Browsers, web: Web, paths: list[str]
) -> None:
    api = f"/v1/micro-modules/{paths[1].rpartition('/')[2]}"
    for answered in (approve(web.author, api), web.author.post(f"{api}/publish")):
        assert answered.status_code == 200, answered.text
    tag = web.author.get(api).headers["etag"]
    assert web.author.patch(api, json={"title": "Ours"}, headers={"If-Match": tag}).json()["status"] == "draft"
    page = browsers.author.get(paths[0]).text
    assert f'action="{paths[0]}/merge"' not in page
    fields: dict[str, object] = {**fields_of(page, f"{paths[0]}/split"), "following": paths[1].rpartition("/")[2]}
    assert browsers.author.post(f"{paths[0]}/merge", **fields).status_code == 409


@pytest.mark.parametrize("verb", ["merge", "split", "move"])
def test_what_somebody_changed_since_is_not_reshaped(browsers: Browsers, web: Web, paths: list[str], verb: str) -> None:
    path = paths[0]
    page = browsers.author.get(path).text
    api = f"/v1/micro-modules/{path.rpartition('/')[2]}"
    tag = web.reviewer.get(api).headers["etag"]
    assert web.reviewer.patch(api, json={"title": "Ours"}, headers={"If-Match": tag}).status_code == 200
    fields = {"at": "1-0", "direction": "down"} | fields_of(page, f"{path}/{verb}")
    assert browsers.author.post(f"{path}/{verb}", **fields).status_code == 412
    assert neighbours(browsers.author.get(path).text) == [paths[1]]


def test_learners_reshape_nothing(browsers: Browsers, paths: list[str]) -> None:
    browsers.learner.get("/learn")
    fields: dict[str, object] = {"revision": "1", "at": "1-0", "direction": "down", "following": paths[1]}
    assert {
        browsers.learner.post(f"{paths[0]}/{verb}", **fields).status_code for verb in ("merge", "split", "move")
    } == {403}
