"""Who comes in through the company's door, as whom, and what becomes of it while the provider is not as it should."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jwk

from service.db.learners import LearnerChange, LearnerId
from service.interchange.learners_csv import email_digest
from service.openid import FAILED_SECONDS, REFETCH_SECONDS, IdentityProviders
from service.outgoing import Outgoing
from tests.support.browser import Browsers, open_browser
from tests.support.company_door import (
    DOOR,
    HTML,
    OIDC,
    House,
    answer_with,
    house,
    is_refused,
    provider,
    web_settings,
)
from tests.support.database import TENANT
from tests.support.loopback import Response

__all__ = ["house", "provider", "web_settings"]


def test_a_new_key_is_looked_up_once_and_unknown_ones_wear_nobody_out(house: House) -> None:
    house.come()
    house.provider.rotate()
    house.seconds[0] += 1
    assert is_refused(house.come())  # looked up a moment ago
    house.seconds[0] += REFETCH_SECONDS + 1
    assert house.come().status_code == 303
    house.provider.shown_keys = [house.provider.key]
    house.provider.key = jwk.generate_key("RSA", 2048, {"kid": "unknown"})
    house.seconds[0] += REFETCH_SECONDS + 1
    for _ in range(3):
        house.seconds[0] += 1
        assert is_refused(house.come())
    assert house.provider.paths().count("/jwks") == 3


def test_who_is_not_known_is_refused_unless_people_may_become_learners(house: House) -> None:
    house.configure(makes_learners=False)
    answer = house.come()
    assert is_refused(answer)
    assert "not known here" in answer.text
    house.web.integrator.put("/v1/learners/emp-7", json={"name": "Ada"})
    assert house.come().status_code == 303


def keep_learner(house: House, learner_id: str, **said: object) -> None:
    with house.web.services.database.unit_of_work(TENANT) as work:
        work.learners.add(LearnerId(learner_id), LearnerChange(**said))  # type: ignore[arg-type]


def test_a_learner_is_known_by_a_verified_address(house: House) -> None:
    house.configure(learner_claim="email", learner_is="email", makes_learners=False)
    keep_learner(house, "hr-1", name="Ada", email_digest=email_digest("ada@acme.example"))
    house.provider.person = {"sub": "s1", "email": "Ada@acme.example"}
    assert is_refused(house.come())
    house.provider.person["email_verified"] = True
    browser = open_browser(house.web)
    assert house.come(browser).status_code == 303
    house.provider.person = {"sub": "s1", "email": "new@acme.example", "email_verified": True}
    renamed = open_browser(house.web)
    house.come(renamed)
    assert house.who(renamed) == house.who(browser)


def test_an_address_given_to_somebody_else_opens_nobody_s_place(house: House) -> None:
    house.configure(learner_claim="email", learner_is="email")
    house.provider.person = {"sub": "s1", "email": "ada@acme.example", "email_verified": True}
    assert house.come().status_code == 303
    house.provider.person["sub"] = "s2"
    assert is_refused(house.come())


@pytest.mark.parametrize("makes_learners", [True, False])
def test_a_subject_that_is_somebody_elses_id_by_chance_opens_nobodys_place(house: House, makes_learners: bool) -> None:
    house.configure(learner_claim="email", learner_is="email", makes_learners=makes_learners)
    keep_learner(house, "7", name="Ada", email_digest=email_digest("ada@acme.example"))
    house.provider.person = {"sub": "7", "email": "bob@acme.example", "email_verified": True}
    assert is_refused(house.come())


def test_a_role_that_is_lost_ends_though_the_person_is_refused_as_a_learner(house: House) -> None:
    house.configure(role_claim="groups", roles={"training": "author"}, makes_learners=False)
    house.provider.person["groups"] = ["training"]
    author = open_browser(house.web)
    assert house.come(author, "/author").status_code == 303
    assert author.get("/author").status_code == 200
    house.provider.person["groups"] = []
    assert is_refused(house.come())
    assert house.who(author) == ""


def test_an_address_that_two_learners_have_names_neither(house: House) -> None:
    house.configure(learner_claim="email", learner_is="email")
    for learner_id in ("hr-1", "hr-2"):
        keep_learner(house, learner_id, email_digest=email_digest("ada@acme.example"))
    house.provider.person = {"sub": "s1", "email": "ada@acme.example", "email_verified": True}
    assert is_refused(house.come())


def test_who_left_does_not_come_in(house: House) -> None:
    house.come()
    house.web.integrator.put("/v1/learners/emp-7", json={"active": False})
    assert is_refused(house.come())


def test_the_role_there_is_the_role_here_and_is_lost_with_it(house: House) -> None:
    house.configure(role_claim="groups", roles={"training": "author", "leads": "reviewer"})
    house.provider.person["groups"] = ["everybody", "training"]
    author = open_browser(house.web)
    assert house.come(author, "/author").status_code == 303
    assert author.get("/author").status_code == 200
    first = house.who(author)
    house.provider.person["groups"] = ["leads"]
    again = open_browser(house.web)
    house.come(again)
    assert house.who(again) == first
    house.provider.person["groups"] = []
    learner = open_browser(house.web)
    house.come(learner)
    assert house.who(learner) not in ("", first)
    assert house.who(author) == ""


def test_what_the_token_does_not_say_is_asked_for_besides(house: House) -> None:
    house.configure(role_claim="groups", roles={"training": "author"})
    house.provider.userinfo = {"sub": "another", "groups": "training"}
    house.web.services.providers.check(house.provider.url)
    assert is_refused(house.come())
    house.provider.userinfo["sub"] = "emp-7"
    browser = open_browser(house.web)
    house.come(browser)
    assert browser.get("/author").status_code == 200


def test_without_a_provider_nobody_comes_in_that_way_any_more(house: House, browsers: Browsers) -> None:
    browser, waiting = open_browser(house.web), open_browser(house.web)
    house.come(browser)
    brought = house.begin(waiting)
    assert house.web.administrator.delete(OIDC).status_code == 204
    assert house.who(browser) == ""
    assert is_refused(house.finish(waiting, brought))
    assert browser.client.get(DOOR, headers=HTML).status_code == 404
    assert browsers.author.get("/author").status_code == 200  # an account of ours
    assert house.web.administrator.get(OIDC).status_code == 404


DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("path", "response"),
    [
        (DISCOVERY, Response(status=500)),
        (DISCOVERY, Response(body=b"no JSON")),
        (DISCOVERY, Response(body=b"[]")),
        (DISCOVERY, Response(body=b"{", is_endless=True)),
        (DISCOVERY, Response(status=302, headers={"Location": "/elsewhere"})),
        (DISCOVERY, Response(body=b"{}", pause_seconds=9.0)),
        ("/jwks", Response(body=b'{"keys": []}')),
        ("/jwks", Response(body=b'{"keys": [{"kty": "RSA", "n": "!", "e": "!"}]}')),
        ("/token", Response(status=502, body=b"<html>")),
        ("/token", Response(is_endless=True)),
    ],
)
def test_a_provider_that_does_not_answer_as_it_should_is_a_page_that_says_so(
    house: House, path: str, response: Response
) -> None:
    answer_with(house, path, response)
    browser = open_browser(house.web)
    answer = browser.client.get(DOOR, headers=HTML, follow_redirects=False)
    if path != DISCOVERY:
        answer = house.finish(browser, house.provider.authorise(answer.headers["location"]))
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert house.who(browser) == ""


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://id.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"token_endpoint": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_tells_of_itself_what_cannot_be_is_not_used(house: House, told: dict[str, Any]) -> None:
    house.provider.metadata = told
    browser = open_browser(house.web)
    answer = browser.client.get(DOOR, headers=HTML, follow_redirects=False)
    if answer.status_code == 303:
        answer = house.finish(browser, house.provider.authorise(answer.headers["location"]))
    assert answer.status_code == 503


def test_a_provider_that_failed_is_left_alone_for_a_moment(house: House) -> None:
    answer_with(house, DISCOVERY, Response(status=500))
    for _ in range(3):
        assert open_browser(house.web).client.get(DOOR, headers=HTML).status_code == 503
    assert len(house.provider.paths()) == 1
    assert "500" in house.web.administrator.post(f"{OIDC}/check").json()["problem"]
    answer_with(house, "nothing", Response())
    house.seconds[0] += FAILED_SECONDS + 1
    assert house.come().status_code == 303
    assert house.web.administrator.post(f"{OIDC}/check").json() == {"problem": None}


def test_addresses_that_are_not_public_are_refused(house: House) -> None:
    strict = IdentityProviders(Outgoing())
    house.web.services.__dict__["providers"] = strict
    answer = house.web.administrator.put(OIDC, json={"issuer": "https://10.0.0.1", "client_id": "morsel"})
    assert answer.status_code == 422
    assert open_browser(house.web).client.get(DOOR, headers=HTML).status_code == 503
    assert house.provider.paths() == []


def test_only_an_administrator_says_who_signs_in(house: House) -> None:
    for client in (house.web.author, house.web.integrator, house.web.learner):
        assert client.get(OIDC).status_code == 403
        assert client.put(OIDC, json={"issuer": "https://id.example", "client_id": "x"}).status_code == 403
        assert client.delete(OIDC).status_code == 403


def test_the_sign_in_page_shows_the_company_s_door(house: House) -> None:
    browser = open_browser(house.web)
    assert "Sign in with your company account" not in browser.get("/").text
    assert f'href="{DOOR}?next=%2Flearn"' in browser.get(f"/?company={TENANT}&next=/learn").text
    nobody = browser.get("/?company=nobody")
    assert "No company of that name" in nobody.text
    house.come(browser)
    browser.get("/learn")
    browser.post("/sign-out")
    shown = browser.get("/", **{"accept-language": "it"}).text
    assert DOOR in shown
    assert "Accedi con l'account aziendale" in shown
