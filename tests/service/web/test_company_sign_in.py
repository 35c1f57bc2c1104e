"""Signing in through the company's own identity provider: what a token and a way back must be, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from joserfc import jwk
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from service.app import create_app
from service.db.engines import enter_tenant
from service.db.sign_in_providers import ATTEMPT_LASTS, SignInAttempt
from tests.support.browser import open_browser
from tests.support.company_door import (
    DOOR,
    HTML,
    OIDC,
    House,
    house,
    is_refused,
    provider,
    web_settings,
)
from tests.support.database import OTHER_TENANT, TENANT
from tests.support.identity_provider import CLIENT_ID, SECRET, IdentityProvider, callback_query
from tests.support.web import Web

__all__ = ["house", "provider", "web_settings"]


def test_a_person_comes_in_and_lands_where_they_wanted_to_go(house: House) -> None:
    browser = open_browser(house.web)
    answer = house.come(browser, "/learn?all=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/learn?all=1")
    assert "Ada Lind" in browser.get("/learn").text
    learner = house.web.integrator.get("/v1/learners/emp-7").json()
    assert (learner["name"], learner["active"]) == ("Ada Lind", True)


def test_who_comes_again_is_the_same_person(house: House) -> None:
    browsers = [open_browser(house.web), open_browser(house.web)]
    for browser in browsers:
        house.come(browser)
    assert house.who(browsers[0]) == house.who(browsers[1]) != ""


def test_the_secret_goes_as_the_provider_wants_it(house: House) -> None:
    house.provider.posts_secret = True
    assert house.come().status_code == 303


def test_the_secret_is_never_shown(house: House) -> None:
    shown = house.web.administrator.get(OIDC)
    assert shown.json()["has_client_secret"] is True
    assert SECRET not in shown.text
    kept = house.web.administrator.put(OIDC, json={"issuer": house.provider.url, "client_id": CLIENT_ID}).json()
    assert kept["has_client_secret"] is True
    elsewhere = {"issuer": "https://evil.example", "client_id": CLIENT_ID}
    assert house.web.administrator.put(OIDC, json=elsewhere).status_code == 422


LIES: dict[str, Callable[[IdentityProvider], None]] = {
    "another nonce": lambda one: one.twist.update(nonce="another"),
    "no nonce": lambda one: one.twist.update(nonce=None),
    "another audience": lambda one: one.twist.update(aud="another", azp=CLIENT_ID),
    "an audience beside, not said for whom": lambda one: one.twist.update(aud=[CLIENT_ID, "another"]),
    "for another party": lambda one: one.twist.update(azp="another"),
    "another issuer": lambda one: one.twist.update(iss="https://id.example"),
    "the issuer with a slash": lambda one: one.twist.update(iss=f"{one.url}/"),
    "expired": lambda one: one.twist.update(exp=int(time.time()) - 120),
    "never expires": lambda one: one.twist.update(exp=None),
    "issued tomorrow": lambda one: one.twist.update(iat=int(time.time()) + 86_400),
    "issued before it was asked for": lambda one: one.twist.update(iat=int(time.time()) - 3600),
    "no subject": lambda one: one.twist.update(sub=None),
    "the hash of another access token": lambda one: one.twist.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "not signed": lambda one: setattr(one, "algorithm", "none"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_exactly_as_it_must_be_signs_nobody_in(house: House, lie: str) -> None:
    LIES[lie](house.provider)
    assert is_refused(house.come())


def test_a_token_that_another_key_signed_signs_nobody_in(house: House) -> None:
    house.provider.shown_keys = [house.provider.key]
    house.provider.key = jwk.generate_key("RSA", 2048, {"kid": "first"})
    assert is_refused(house.come())


def test_a_shared_key_among_the_shown_ones_signs_nobody_in(house: House) -> None:
    shared = jwk.generate_key("oct", 256, {"kid": "shared"})
    house.provider.shown_keys = [house.provider.key, shared]
    house.provider.algorithm, house.provider.key = "HS256", shared
    assert is_refused(house.come())


def test_a_state_is_good_once(house: House) -> None:
    browser = open_browser(house.web)
    sent = browser.client.get(DOOR, headers=HTML, follow_redirects=False)
    kept = {"cookie": f"morsel_sign_in={browser.client.cookies['morsel_sign_in']}", **HTML}
    answers = []
    for _ in range(2):  # with a fresh code each time, from the browser that began it
        query = callback_query(house.provider.authorise(sent.headers["location"]))
        stranger = open_browser(house.web).client
        answers.append(stranger.get(f"{DOOR}/callback?{query}", headers=kept, follow_redirects=False))
    assert answers[0].status_code == 303
    assert is_refused(answers[1])


def test_a_code_is_good_once(house: House) -> None:
    used = open_browser(house.web)
    code = house.begin(used)
    house.finish(used, code)
    browser = open_browser(house.web)
    assert is_refused(house.finish(browser, house.begin(browser), code=code["code"]))


def test_a_code_of_somebody_else_s_sign_in_is_refused_by_its_challenge(house: House) -> None:
    victim, thief = open_browser(house.web), open_browser(house.web)
    stolen = house.begin(victim)
    assert is_refused(house.finish(thief, house.begin(thief), code=stolen["code"]))


def test_a_state_that_nobody_began_is_refused(house: House) -> None:
    browser = open_browser(house.web)
    assert is_refused(house.finish(browser, house.begin(browser), state="made up"))


def test_a_sign_in_that_another_browser_began_is_refused(house: House) -> None:
    """Else a link would sign a victim in as whoever made it."""
    thief, victim = open_browser(house.web), open_browser(house.web)
    brought = house.begin(thief)
    assert is_refused(house.finish(victim, brought))
    house.begin(victim)
    assert is_refused(house.finish(victim, house.begin(thief)))


def test_a_sign_in_that_was_begun_long_ago_is_refused(house: House) -> None:
    browser = open_browser(house.web)
    brought = house.begin(browser)
    with Session(house.web.services.database.app) as session:
        enter_tenant(session, TENANT)
        session.execute(update(SignInAttempt).values(began_at=datetime.now(UTC) - ATTEMPT_LASTS))
        session.commit()
    assert is_refused(house.finish(browser, brought))


def test_a_code_of_another_issuer_is_refused(house: House) -> None:
    for issuer in ("https://id.example", ""):
        browser = open_browser(house.web)
        assert is_refused(house.finish(browser, house.begin(browser), iss=issuer))


def test_who_was_denied_there_is_told_so(house: House) -> None:
    browser = open_browser(house.web)
    brought = house.begin(browser)
    answer = house.finish(browser, {"state": brought["state"], "error": "access_denied"})
    assert is_refused(answer)
    assert "was not completed" in answer.text


def test_what_began_at_one_company_does_not_end_at_another(house: House, other_web: Web) -> None:
    wanted = {"issuer": house.provider.url, "client_id": CLIENT_ID, "client_secret": SECRET, "makes_learners": True}
    other_web.administrator.put(OIDC, json=wanted)
    browser = open_browser(house.web)
    query = callback_query(house.begin(browser))
    answer = browser.client.get(f"/sign-in/oidc/{OTHER_TENANT}/callback?{query}", headers=HTML)
    assert is_refused(answer)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\tx"])
def test_coming_in_leads_to_no_other_site(house: House, elsewhere: str) -> None:
    assert house.come(path=elsewhere).headers["location"] == "/"


def test_a_sign_in_that_somebody_planted_is_worth_nothing_afterwards(house: House) -> None:
    browser = open_browser(house.web)
    house.come(browser)
    planted = browser.client.cookies["morsel"]
    house.provider.person = {"sub": "emp-8"}
    house.come(browser)
    assert browser.client.cookies["morsel"] != planted
    thief = TestClient(create_app(house.web.services), cookies={"morsel": planted})
    assert thief.get("/learn", follow_redirects=False).status_code == 303
