"""Signing in: who gets where, who does not, and what another site can do about it."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from service.app import PAGES, create_app
from service.web.routing import PageRoute
from service.workflows.platform.put_account import put_account
from tests.support.browser import PASSWORD, Browsers, open_browser
from tests.support.database import TENANT
from tests.support.web import Web


@pytest.mark.parametrize(
    ("kind", "home"),
    [("author", "/author"), ("reviewer", "/author"), ("administrator", "/people"), ("learner", "/learn")],
)
def test_each_role_lands_where_its_work_is(browsers: Browsers, kind: str, home: str) -> None:
    answer = getattr(browsers, kind).client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, home)


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(browsers: Browsers) -> None:
    wrong = browsers.stranger.sign_in("author", "not the password")
    unknown = browsers.stranger.sign_in("nobody", PASSWORD)
    pages = [re.sub(r'value="[^"]*"', "", answer.text) for answer in (wrong, unknown)]
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert pages[0] == pages[1]


def test_whoever_is_not_signed_in_is_brought_back_to_the_page_afterwards(browsers: Browsers) -> None:
    stranger = browsers.stranger
    answer = stranger.client.get("/people?done=saved", follow_redirects=False)
    assert answer.headers["location"] == "/?next=%2Fpeople%3Fdone%3Dsaved"
    stranger.get("/?next=%2Fpeople%3Fdone%3Dsaved")
    fields = {"name": f"administrator@{TENANT}", "password": PASSWORD, "next": "/people?done=saved"}
    page = stranger.post("/sign-in", **fields)
    assert "<h1>People</h1>" in page.text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/\tx"])
def test_signing_in_leads_to_no_other_site(browsers: Browsers, elsewhere: str) -> None:
    data = {"form_token": browsers.author.form_token, "language": "it", "back": elsewhere}
    answer = browsers.author.client.post("/language", data=data, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_a_role_sees_no_page_of_another(browsers: Browsers) -> None:
    refused = browsers.learner.get("/people")
    assert refused.status_code == 403
    assert "You may not do that" in refused.text


def test_signing_out_ends_the_sign_in_on_the_server(browsers: Browsers, web: Web) -> None:
    kept = dict(browsers.administrator.client.cookies)
    browsers.administrator.post("/sign-out")
    thief = TestClient(create_app(web.services), cookies=kept)
    assert thief.get("/people", follow_redirects=False).status_code == 303


def test_a_new_password_ends_every_sign_in(browsers: Browsers, web: Web) -> None:
    principal = web.people.administrator
    put_account(TENANT, principal, name="administrator", password="another one!", by=principal,
                database=web.services.database)  # fmt: skip
    assert browsers.administrator.client.get("/people", follow_redirects=False).status_code == 303
    assert "<h1>People</h1>" in browsers.stranger.sign_in("administrator", "another one!").text


def test_a_person_who_left_is_signed_out(browsers: Browsers, web: Web) -> None:
    with web.services.database.unit_of_work(TENANT) as work:
        work.principals.get(web.people.administrator).is_active = False
    assert browsers.administrator.client.get("/people", follow_redirects=False).status_code == 303
    assert browsers.stranger.sign_in("administrator").status_code == 403


def test_scripts_cannot_read_the_cookie_and_other_sites_cannot_send_it(browsers: Browsers) -> None:
    browsers.stranger.get("/")
    data = {"form_token": browsers.stranger.form_token, "name": f"author@{TENANT}", "password": PASSWORD}
    answer = browsers.stranger.client.post("/sign-in", data=data, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_only_a_digest_of_the_token_and_a_slow_hash_of_the_password_are_kept(browsers: Browsers, web: Web) -> None:
    token = browsers.author.client.cookies["morsel"]
    with web.services.database.reading(TENANT) as work:
        account = work.accounts.find_by_name("author")
        found = work.sign_ins.find(token)
    assert account is not None
    assert found is not None
    assert account.password_hash.startswith("$argon2id$")
    assert token not in (found.digest, found.id)


def _posting_pages() -> list[str]:
    routes = [route for page in PAGES for route in page.router.routes if isinstance(route, PageRoute)]
    return [route.path for route in routes if "POST" in (route.methods or ())]


def test_every_form_needs_the_token_that_its_page_carried(browsers: Browsers) -> None:
    paths = _posting_pages()
    assert len(paths) >= 4
    for path in paths:
        for data in ({}, {"form_token": "0" * 64}, {"form_token": browsers.learner.form_token}):
            assert browsers.author.client.post(path, data=data).status_code == 403, path


def test_a_form_of_another_site_is_refused_even_with_the_token(browsers: Browsers) -> None:
    data = {"form_token": browsers.author.form_token, "language": "it"}
    refused = browsers.author.client.post("/language", data=data, headers={"origin": "https://evil.example"})
    assert refused.status_code == 403


def test_guessing_is_slowed_down(web: Web, browsers: Browsers) -> None:
    browser = open_browser(web)
    statuses = [browser.sign_in("author", f"guess number {number}").status_code for number in range(12)]
    assert statuses == [403] * 10 + [429] * 2
    assert browser.sign_in("author").status_code == 429, "not even the right one, until the pause is over"
