"""The page of contradictions: both statements in their places, decided there, and what was held back taken in."""

from __future__ import annotations

import re

from tests.service.api.test_conflicts import (
    EIGHT,
    OTHER_RULES,
    RULES,
    TWELVE,
    decide,
    drafted,
    micro_modules,
    quoted,
)
from tests.service.web.test_document import fields_of
from tests.support.browser import Browsers
from tests.support.web import Web, approve

FILLED = f"""# Access rules

{TWELVE}

The badge must be worn at all times in the hall. Visitors must not enter the vault without their host. The host must
keep the visitor log for at least 30 days. A lost badge must be reported to the front desk within 10 minutes. The front
desk must block a lost badge at once and must write the time of the report into the visitor log of the day. Guards must
walk through the hall every two hours between 20:00 and 06:00. The night guard must lock the vault at 20:00.

# Remote work

{EIGHT}

The laptop must be locked before its owner leaves the desk. Employees must not connect the laptop to a network that
anybody can join. A stolen laptop must be reported to the help desk within one hour. The help desk must erase a stolen
laptop within 15 minutes of the report. Paper with names of customers must not leave the office. Employees must return
the laptop within five days after their last day of work. The manager must sign the receipt for a returned laptop.
"""


def taught(web: Web, document: str) -> set[str]:
    """Which of the two statements something says or asks about."""
    quotes = [text for one in micro_modules(web, document) for text in quoted(one, "body", "items", "bank")]
    return {statement for statement in (TWELVE, EIGHT) if any(statement in text for text in quotes)}


def press(browsers: Browsers, document: str, decision: str, **fields: object) -> str:
    """The page after the first conflict is decided with its buttons."""
    base = f"/author/documents/{document}/conflicts"
    page = browsers.author.get(base).text
    found = re.search(rf'action="({base}/cfl_\w+)"', page)
    assert found
    return browsers.author.post(found[1], **fields_of(page, found[1]), decision=decision, **fields).text


def test_both_statements_stand_side_by_side_in_their_places(browsers: Browsers, web: Web) -> None:
    page = browsers.author.get(f"/author/documents/{drafted(web)}/conflicts").text
    assert f"<mark>{TWELVE}</mark> The badge must be worn" in page
    assert f"<mark>{EIGHT}</mark> The laptop must be locked" in page
    assert page.index("Access rules</p>") < page.index(TWELVE) < page.index("Remote work</p>") < page.index(EIGHT)
    assert "Held back for it" in page


def test_open_contradictions_are_counted_where_authors_work(browsers: Browsers, web: Web) -> None:
    document = drafted(web)
    review = f"/author/review/{micro_modules(web, document)[0]['id']}"
    places = (f"/author/documents/{document}", f"/author/documents/{document}/coverage", review)
    link = f'href="/author/documents/{document}/conflicts"'
    for path in places:
        page = browsers.author.get(path).text
        assert re.search(rf"{link}[^\n]*\b1\b", page), path
    press(browsers, document, "both_stand")
    for path in places:
        assert not re.search(rf"{link}[^\n]*\b1\b", browsers.author.get(path).text), path


def test_what_holds_is_taken_in_at_once_and_the_rest_stays_out(browsers: Browsers, web: Web) -> None:
    document = drafted(web)
    assert taught(web, document) == set()
    page = press(browsers, document, "first_holds", reason="The board.")
    assert "1 micro-module took in what was held back" in page
    assert taught(web, document) == {TWELVE}
    assert "the first holds" in page
    assert 'value="The board."' in page
    findings = [finding["check"] for one in micro_modules(web, document) for finding in one["findings"]]
    assert "conflict" not in findings, "nobody is told to decide what is decided"


def test_a_later_word_takes_in_the_other_too(browsers: Browsers, web: Web) -> None:
    document = drafted(web)
    press(browsers, document, "first_holds")
    press(browsers, document, "both_stand")
    assert taught(web, document) == {TWELVE, EIGHT}


def test_what_a_person_rejected_is_not_brought_back_by_a_decision(browsers: Browsers, web: Web) -> None:
    document = drafted(web)
    for one in micro_modules(web, document):
        body = {"reason": "Not for us.", "digest": one["content_digest"]}
        assert web.author.post(f"/v1/micro-modules/{one['id']}/reject", json=body).status_code == 200
    assert "Nothing that was held back" in press(browsers, document, "both_stand")
    assert {one["status"] for one in micro_modules(web, document)} == {"rejected"}


def test_an_approval_stands_where_a_decision_only_clears_a_finding(browsers: Browsers, web: Web) -> None:
    document = drafted(web, FILLED)
    (loser,) = [one for one in micro_modules(web, document) if "Remote work" in one["section_path"]]
    path = f"/v1/micro-modules/{loser['id']}"
    assert approve(web.author, path).status_code == 200
    press(browsers, document, "first_holds")
    after = web.author.get(path).json()
    assert (after["status"], after["content_digest"]) == ("approved", loser["content_digest"])
    assert [finding for finding in after["findings"] if finding["check"] == "conflict"] == []


def test_a_decision_made_since_the_page_was_opened_is_not_overwritten(browsers: Browsers, web: Web) -> None:
    document = drafted(web)
    base = f"/author/documents/{document}/conflicts"
    page = browsers.author.get(base).text
    (conflict,) = web.author.get(f"/v1{base.removeprefix('/author')}").json()["items"]
    decide(web, conflict, "second_holds")
    action = f"{base}/{conflict['id']}"
    refused = browsers.author.post(action, **fields_of(page, action), decision="first_holds")
    assert refused.status_code == 412
    assert "the second holds" in browsers.author.get(base).text


def test_a_published_statement_is_named_with_its_micro_module(browsers: Browsers, web: Web) -> None:
    for one in micro_modules(web, drafted(web, OTHER_RULES)):
        path = f"/v1/micro-modules/{one['id']}"
        assert approve(web.author, path).status_code == 200
        assert web.author.post(f"{path}/publish").status_code == 200
    page = browsers.author.get(f"/author/documents/{drafted(web, RULES.replace(EIGHT, ''))}/conflicts").text
    assert "in a published micro-module:" in page
    assert "<mark>Passwords must have at least 15 characters.</mark>" in page


def test_a_document_without_contradictions_says_so(browsers: Browsers, web: Web) -> None:
    page = browsers.author.get(f"/author/documents/{web.keep_draft().document_id}/conflicts").text
    assert "Nothing in this document contradicts itself" in page
    assert browsers.learner.get(f"/author/documents/{web.keep_draft('2').document_id}/conflicts").status_code == 403
