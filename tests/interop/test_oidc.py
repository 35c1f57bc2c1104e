"""Signing in through node-oidc-provider, a real identity provider: in Chromium, and with one lie at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from joserfc import jwk
from playwright.sync_api import Browser, expect

from tests.support.chromium import chromium
from tests.support.oidc_provider import CLIENT_ID, SECRET, OidcProvider, Twist, running_oidc_provider, walk
from tests.support.services import Product, product_environment

__all__ = ["chromium"]
pytestmark = [pytest.mark.interop, pytest.mark.timeout(300)]

DOOR = "/sign-in/oidc/acme"


@dataclass(frozen=True)
class House:
    """A running server whose people sign in at `provider`."""

    url: str
    provider: OidcProvider

    def begin(self, browser: httpx.Client, person: str) -> str:
        """The address that the provider sends the browser back to."""
        sent = browser.get(DOOR, params={"next": "/learn"})
        assert sent.status_code == 303, sent.text
        return walk(sent.headers["location"], self.url, person)

    def come(self, person: str) -> httpx.Response:
        with httpx.Client(base_url=self.url, headers={"accept": "text/html"}, timeout=30.0) as browser:
            return browser.get(self.begin(browser, person))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("oidc")
    settings = {"MORSEL_DATABASE__URL": f"sqlite:///{folder}/morsel.sqlite3", "MORSEL_OUTGOING__ALLOW_PRIVATE": "true"}
    product = Product(folder, product_environment(**settings))
    try:
        product.serve("--no-worker")
        key = {"Authorization": f"Bearer {product.take_in()['administrator']}"}
        with running_oidc_provider(f"{product.url}{DOOR}/callback") as provider:
            wanted = {
                "issuer": provider.issuer,
                "client_id": CLIENT_ID,
                "client_secret": SECRET,
                "role_claim": "groups",
                "roles": {"training": "author"},
                "makes_learners": True,
            }
            kept = httpx.put(f"{product.url}/v1/tenant/sign-in/oidc", json=wanted, headers=key)
            assert kept.status_code == 200, kept.text
            assert kept.json()["callback_url"] == f"{product.url}{DOOR}/callback"
            yield House(product.url, provider)
    finally:
        product.stop()


@pytest.fixture(autouse=True)
def _honest(house: House) -> None:
    house.provider.twist = house.provider.signs_with = None


def test_a_learner_signs_in_in_a_browser_and_out_again(house: House, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{house.url}/?company=acme&next=/learn")
    page.get_by_role("link", name="Sign in with your company account").click()
    page.locator("input[name=login]").fill("ada")
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{house.url}/learn")
    expect(page.locator("form.who")).to_contain_text("Name of ada")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in with your company account")).to_be_visible()
    context.close()


def test_a_role_that_only_its_userinfo_tells_counts(house: House) -> None:
    with httpx.Client(base_url=house.url, timeout=30.0) as browser:
        browser.get(house.begin(browser, "author-1"))
        assert browser.get("/author").status_code == 200
    with httpx.Client(base_url=house.url, timeout=30.0) as browser:
        browser.get(house.begin(browser, "somebody"))
        assert browser.get("/author").status_code == 403


LIES: dict[str, Twist] = {
    "nonce": lambda claims: {**claims, "nonce": "another"},
    "audience": lambda claims: {**claims, "aud": "another", "azp": CLIENT_ID},
    "party": lambda claims: {**claims, "aud": [CLIENT_ID, "another"], "azp": "another"},
    "issuer": lambda claims: {**claims, "iss": "https://id.example"},
    "expiry": lambda claims: {**claims, "exp": int(time.time()) - 3600},
    "time of issue": lambda claims: {**claims, "iat": int(time.time()) - 3600},
}


def test_what_is_signed_anew_without_a_lie_is_taken(house: House) -> None:
    """Else the lies below might be refused for the signing."""
    house.provider.twist = dict
    assert house.come("ada").headers["location"] == "/learn"


@pytest.mark.parametrize("lie", LIES)
def test_one_lie_in_what_it_signed_is_enough(house: House, lie: str) -> None:
    house.provider.twist = LIES[lie]
    assert house.come("ada").status_code == 403


def test_another_key_s_signature_is_refused(house: House) -> None:
    house.provider.signs_with = jwk.generate_key("RSA", 2048, {"kid": "first"})
    assert house.come("ada").status_code == 403


def test_neither_state_nor_code_is_good_twice(house: House) -> None:
    with httpx.Client(base_url=house.url, headers={"accept": "text/html"}, timeout=30.0) as browser:
        back = house.begin(browser, "ada")
        assert browser.get(back).status_code == 303
        assert browser.get(back).status_code == 403
        used = httpx.URL(back).params["code"]
        fresh = httpx.URL(house.begin(browser, "ada")).copy_set_param("code", used)
        asked = len(house.provider.asked)
        assert browser.get(fresh).status_code == 403
        assert "/token" in house.provider.asked[asked:]


def test_what_one_browser_began_no_other_ends(house: House) -> None:
    with httpx.Client(base_url=house.url, timeout=30.0) as thief, httpx.Client(base_url=house.url) as victim:
        assert victim.get(house.begin(thief, "thief")).status_code == 403
