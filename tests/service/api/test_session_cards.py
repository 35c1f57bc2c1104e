"""Session cards for chats: a question that is answered where it is read, once, by whom it was shown to."""

from __future__ import annotations

import hmac
import json
import time
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest

from service.api.callbacks import CARDS_PER_MINUTE
from service.db.base import Json
from service.interchange.card_token import CardToken, write_token
from tests.support.loopback import Request, Response, serving
from tests.support.web import Answered, Web

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # as Slack shows one


@pytest.fixture
def web_settings() -> dict[str, Json]:
    return {"outgoing": {"allow_private": True}}


def card(web: Web, wanted: str) -> Any:
    answered = web.learner.get("/v1/learners/emp-1/session", params={"format": wanted})
    assert answered.status_code == 200, answered.text
    return answered.json()


def choices_of(shown: Any) -> dict[str, str]:
    """Ids by text."""
    asked = next(one for one in shown["body"] if one["type"] == "Input.ChoiceSet")
    return {one["title"]: one["value"] for one in asked["choices"]}


def token_of(shown: Any) -> str:
    return str(next(one["data"]["token"] for one in shown["actions"] if one["type"] == "Action.Submit"))


def submit(web: Web, token: str, answer: str) -> Answered:
    return web.stranger.post("/callbacks/cards", json={"token": token, "answer": answer})


def slack_post(web: Web, payload: object, *, secret: str = SECRET, at: int | None = None) -> Answered:
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int(time.time()) if at is None else at)
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={signature}",
    }
    return web.stranger.post(f"/callbacks/slack/{web.tenant}", content=body, headers=headers)


def clicked(message: Any, letter: str, response_url: str | None = None) -> Json:
    """As Slack says that the button was pressed with this option chosen."""
    asked = next(block for block in message["blocks"] if block["type"] == "input")
    option = next(one for one in asked["element"]["options"] if one["text"]["text"] == letter)
    button = next(block for block in message["blocks"] if block["type"] == "actions")["elements"][0]
    chosen = {"morsel_answer": {"morsel_answer": {"type": "radio_buttons", "selected_option": option}}}
    action = {"action_id": button["action_id"], "value": button["value"], "type": "button"}
    return {"type": "block_actions", "actions": [action], "state": {"values": chosen}, "response_url": response_url}


def test_an_adaptive_card_is_answered_without_a_key_and_graded(web: Web) -> None:
    web.publish()
    shown = card(web, "adaptive_card")
    graded = submit(web, token_of(shown), choices_of(shown)["badge"])
    assert graded.status_code == 200, graded.text
    assert graded.json()["score"] == 1.0
    assert graded.json()["card"]["body"][0]["text"] == "Right"
    assert web.learner.get("/v1/learners/emp-1/progress").json()["items"] != []


def test_a_card_shows_no_key(web: Web) -> None:
    published = web.publish()
    key = web.author.get(f"/v1/micro-modules/{published.micro_module_id}").json()["items"][0]
    for wanted in ("slack", "adaptive_card"):
        shown = json.dumps(card(web, wanted))
        assert "correct" not in shown
        assert key["rationale"] not in shown


def test_a_repeat_gives_the_first_grading_whatever_it_says(web: Web) -> None:
    web.publish()
    shown = card(web, "adaptive_card")
    choices = choices_of(shown)
    first = submit(web, token_of(shown), choices["helmet"]).json()
    assert first["score"] == 0.0
    assert submit(web, token_of(shown), choices["badge"]).json() == first
    assert submit(web, token_of(shown), choices["helmet"]).json() == first


def test_a_token_holds_for_its_item_its_learner_and_its_time(web: Web) -> None:
    web.publish()
    shown = card(web, "adaptive_card")
    token, answer = token_of(shown), choices_of(shown)["badge"]
    body, _, signature = token.partition(".")
    for forged in (f"{body[:-2]}AA.{signature}", f"{body}.{signature[::-1]}", "x", f"{body}."):
        refused = submit(web, forged, answer)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:morsel:problem:card-refused"), forged
    assert submit(web, token, answer).status_code == 200


def test_a_token_ends(web: Web) -> None:
    published = web.publish()
    card(web, "adaptive_card")
    with web.services.database.reading(web.tenant) as work:
        secret, now = work.tenants.get().card_secret, work.now
    assert secret is not None
    token = CardToken(web.tenant, "emp-1", published.micro_module_id, "i", "imp", now, "n", True)
    late = submit(web, write_token(token, secret=secret), "x")
    assert late.status_code == 403
    assert "it has ended" in late.json()["detail"]


def test_a_learner_who_has_left_answers_no_card(web: Web) -> None:
    web.publish()
    shown = card(web, "adaptive_card")
    web.integrator.put("/v1/learners/emp-1", json={"active": False})
    assert submit(web, token_of(shown), choices_of(shown)["badge"]).status_code == 403


def test_another_tenants_secret_signs_nothing_here(web: Web, other_web: Web) -> None:
    web.publish()
    other_web.publish()
    shown = card(web, "adaptive_card")
    card(other_web, "adaptive_card")
    with other_web.services.database.reading(other_web.tenant) as work:
        secret = work.tenants.get().card_secret
    assert secret is not None
    with web.services.database.reading(web.tenant) as work:
        now = work.now
    ours = CardToken(
        web.tenant,
        "emp-1",
        "m",
        "i",
        "imp",
        now + timedelta(days=1),
        "n",
        True,
    )
    assert submit(web, write_token(ours, secret=secret), choices_of(shown)["badge"]).status_code == 403


def test_slack_posts_an_answer_and_the_message_is_replaced(web: Web) -> None:
    web.publish()
    web.administrator.patch("/v1/tenant", json={"slack_signing_secret": SECRET})
    message = card(web, "slack")
    with serving(lambda _: Response()) as slack:
        answered = slack_post(web, clicked(message, "A", f"{slack.url}/actions/T1/2/x"))
        assert (answered.status_code, answered.text) == (200, "")
        sent: Request = slack.requests[0]
    assert sent.body["replace_original"] is True
    assert sent.body["text"] in {"Right", "Not right"}


def test_what_slack_did_not_sign_is_refused(web: Web) -> None:
    web.publish()
    message = card(web, "slack")
    assert slack_post(web, clicked(message, "A")).status_code == 403, "no Slack app is trusted yet"
    changed = web.administrator.patch("/v1/tenant", json={"slack_signing_secret": SECRET})
    assert changed.json()["trusts_slack"] is True
    assert SECRET not in changed.text
    assert slack_post(web, clicked(message, "A"), secret=SECRET[::-1]).status_code == 403
    assert slack_post(web, clicked(message, "A"), at=int(time.time()) - 301).status_code == 403
    assert slack_post(web, "no object").status_code == 400
    assert slack_post(web, clicked(message, "A")).status_code == 200


def test_an_empty_session_is_a_card_that_says_so(web: Web) -> None:
    web.integrator.put("/v1/learners/emp-1", json={"locale": "it"})
    assert card(web, "slack")["text"].startswith("Non c'è nulla")
    assert card(web, "adaptive_card")["actions"] == []


def test_what_somebody_made_up_takes_nothing_of_the_learner_s(web: Web) -> None:
    web.publish()
    shown = card(web, "adaptive_card")
    token, answer = token_of(shown), choices_of(shown)["badge"]
    forged = f"{token.partition('.')[0]}.made-up"
    for _ in range(CARDS_PER_MINUTE + 1):
        assert submit(web, forged, answer).status_code == 403
    assert submit(web, token, answer).status_code == 200


def test_answers_to_cards_are_counted_by_learner_and_beside_those_of_keys(web: Web) -> None:
    web.publish()
    shown = card(web, "adaptive_card")
    token, answer = token_of(shown), choices_of(shown)["badge"]
    answered = [submit(web, token, answer).status_code for _ in range(CARDS_PER_MINUTE + 5)]
    assert answered[0] == 200
    assert answered[-1] == 429
    assert web.learner.get("/v1/learners/emp-1/session").status_code == 200
