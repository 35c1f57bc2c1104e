"""Reminders over HTTP: off at first, chosen whole or in part, refused where they could not be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from service.db.base import Json
from tests.support.community import learner_client
from tests.support.mail import Post, post_office
from tests.support.reminders import ADDRESS, choose, reminding_settings
from tests.support.web import Web

PATH = "/v1/learners/emp-1/reminder"


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def web_settings(post: Post) -> dict[str, Json]:
    return {**reminding_settings(post), "outgoing": {"allow_private": False}}


def test_nothing_is_on_before_it_is_chosen(web: Web) -> None:
    nothing = dict.fromkeys(("hour", "time_zone", "channel", "address"))
    assert web.learner.get(PATH).json() == {"enabled": False, **nothing, "channels": ["email", "webhook"]}


def test_what_is_chosen_is_shown_and_switched_off_by_itself(web: Web) -> None:
    chosen = choose(web)
    assert web.learner.get(PATH).json() == chosen
    assert (chosen["enabled"], chosen["hour"], chosen["time_zone"], chosen["address"]) == (
        True,
        9,
        "Europe/Rome",
        ADDRESS,
    )
    off = web.learner.put(PATH, json={"enabled": False}).json()
    assert off == {**chosen, "enabled": False}
    assert web.learner.put(PATH, json={"enabled": True}).json() == chosen
    trail = web.administrator.get("/v1/audit-trail").json()["items"]
    assert [one["action"] for one in trail][:3] == ["chose_reminder"] * 3


@pytest.mark.parametrize(
    "fields",
    [
        {"hour": 6},
        {"hour": 21},
        {"hour": 9.5},
        {"time_zone": "Europe/Rom"},
        {"time_zone": ""},
        {"channel": "carrier_pigeon"},
        {"address": ""},
        {"address": "lea"},
        {"address": "lea@acme.example\r\nBcc: all@acme.example"},
        {"address": "Lea <lea@acme.example>"},
        {"address": f"{'l' * 65}@acme.example"},
        {"channel": "webhook", "address": "http://hooks.example/x"},
        {"channel": "webhook", "address": "https://127.0.0.1/x"},
        {"channel": "webhook", "address": "https://169.254.169.254/latest"},
        {"enabled": "yes"},
        {"weekends": True},
    ],
)
def test_what_could_not_be_kept_is_refused_and_changes_nothing(web: Web, fields: Json) -> None:
    chosen = choose(web)
    refused = web.learner.put(PATH, json={"enabled": True, **fields})
    assert refused.status_code == 422, refused.text
    assert web.learner.get(PATH).json() == chosen


def test_switching_on_needs_a_place_and_a_time_zone(web: Web) -> None:
    assert web.learner.put(PATH, json={"enabled": True}).status_code == 422
    assert web.learner.put(PATH, json={"enabled": True, "time_zone": "Europe/Rome"}).status_code == 422
    assert web.learner.put(PATH, json={"enabled": False}).status_code == 200


def test_an_address_that_the_company_knows_is_the_only_one_a_learner_can_give(web: Web) -> None:
    digest = hashlib.sha256(ADDRESS.encode()).hexdigest()
    web.integrator.put("/v1/learners/emp-1", json={"email_digest": digest})
    choose(web, address=ADDRESS.upper().replace("ACME.EXAMPLE", "acme.example"))
    elsewhere = {"enabled": True, "address": "somebody.else@acme.example"}
    assert web.learner.put(PATH, json=elsewhere).status_code == 422
    assert web.integrator.put(PATH, json=elsewhere).status_code == 200


def test_it_is_ones_own_and_the_integrators(web: Web, other_web: Web) -> None:
    choose(web)
    bob = learner_client(web, "bob")
    assert bob.get(PATH).status_code == 404
    assert bob.put(PATH, json={"enabled": False}).status_code == 404
    assert web.author.get(PATH).status_code == 403
    assert web.integrator.put(PATH, json={"enabled": False}).status_code == 200
    assert other_web.integrator.get(PATH).json()["address"] is None


class TestWithoutMail:
    """A server that no mail server takes e-mail from."""

    @pytest.fixture
    def web_settings(self) -> dict[str, Json]:
        return {"server": {"public_url": "https://morsel.acme.example"}}

    def test_e_mail_is_not_offered(self, web: Web) -> None:
        assert web.learner.get(PATH).json()["channels"] == ["webhook"]
        wish = {"enabled": True, "time_zone": "Europe/Rome", "channel": "email", "address": ADDRESS}
        assert web.learner.put(PATH, json=wish).status_code == 422


class TestWithoutAddress:
    """A server in production that does not know under which address people open it."""

    @pytest.fixture
    def web_settings(self) -> dict[str, Json]:
        return {}

    def test_nobody_is_reminded(self, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        from service.settings import Environment

        object.__setattr__(web.services.settings, "environment", Environment.PRODUCTION)
        assert web.learner.get(PATH).json()["channels"] == []
