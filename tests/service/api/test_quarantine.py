"""Items that two people doubt are asked of nobody until an author has looked."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.support.community import learner_client
from tests.support.review import Drafted
from tests.support.web import Web, approve


def asked(client: TestClient, drafted: Drafted) -> list[str]:
    return [one["id"] for one in client.get(f"/v1/catalogue/{drafted.micro_module_id}/quiz").json()["items"]]


def report(client: TestClient, item_id: str) -> None:
    answered = client.post(f"/v1/items/{item_id}/reports", json={"reason": "wrong_key"})
    assert answered.status_code == 202, answered.text


def test_two_people_put_an_item_away_and_one_does_not_however_often(web: Web) -> None:
    published = web.publish()
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    item_id, *others = asked(ada, published)
    report(ada, item_id)
    report(ada, item_id)
    assert item_id in asked(ada, published)
    report(bob, item_id)
    assert asked(ada, published) == others
    assert web.author.get(f"/v1/items/{item_id}").json()["put_away"] == "reported"
    shown = ada.get(f"/v1/catalogue/{published.micro_module_id}").json()
    assert shown["item_count"] == len(others)
    late = ada.post(f"/v1/catalogue/{published.micro_module_id}/responses", json={"item_id": item_id, "text": "30"})
    assert late.status_code == 404


def test_a_reviewer_reports_what_is_wrong_as_learners_do(web: Web) -> None:
    published = web.publish()
    ada = learner_client(web, "ada")
    item_id = asked(ada, published)[0]
    report(web.reviewer, item_id)
    assert len(web.author.get(f"/v1/items/{item_id}").json()["reports"]) == 1
    report(ada, item_id)
    assert item_id not in asked(ada, published)
    refused = web.administrator.post(f"/v1/items/{item_id}/reports", json={"reason": "wrong_key"})
    assert refused.status_code == 403


def test_no_session_asks_what_is_put_away(web: Web) -> None:
    published = web.publish()
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    for item_id in asked(ada, published):
        report(ada, item_id)
        report(bob, item_id)
    session = ada.get("/v1/learners/ada/session").json()["items"]
    assert [one["kind"] for one in session if one["id"] == published.micro_module_id] in ([], ["micro_module"])
    assert asked(ada, published) == []


def test_an_author_lets_it_be_asked_again_and_it_takes_two_more_to_doubt_it(web: Web) -> None:
    published = web.publish()
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    item_id = asked(ada, published)[0]
    report(ada, item_id)
    report(bob, item_id)
    again = f"/v1/items/{item_id}/ask-again"
    assert ada.post(again).status_code == 403
    assert web.author.post(again).json()["put_away"] is None
    assert web.author.post(again).status_code == 409
    assert item_id in asked(ada, published)
    report(ada, item_id)
    assert item_id in asked(ada, published)
    report(bob, item_id)
    assert item_id not in asked(ada, published)


def test_what_is_published_anew_is_asked_whole(web: Web) -> None:
    published = web.publish()
    ada, bob = learner_client(web, "ada"), learner_client(web, "bob")
    before = asked(ada, published)
    report(ada, before[0])
    report(bob, before[0])
    path = f"/v1/micro-modules/{published.micro_module_id}"
    headers = {"If-Match": web.author.get(path).headers["ETag"]}
    assert web.author.patch(path, json={"title": "Guests"}, headers=headers).status_code == 200
    assert approve(web.author, path).status_code == 200
    assert web.author.post(f"{path}/publish").status_code == 200
    assert asked(ada, published) == before
