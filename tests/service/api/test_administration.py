"""Keys, principals, tenant settings and the audit trail are the administrator's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from service.db.api_keys import new_key
from service.db.base import Json, PrincipalId, content_digest
from service.security import SCOPES_BY_KIND
from tests.support.database import TENANT
from tests.support.web import Answered, Web


def with_key(web: Web, key: str) -> TestClient:
    return TestClient(web.stranger.app, headers={"Authorization": f"Bearer {key}"}, raise_server_exceptions=False)


def test_a_new_learner_gets_a_key_that_opens_the_catalogue_and_nothing_else(web: Web) -> None:
    made = web.administrator.post("/v1/principals", json={"kind": "learner", "name": "Ada", "learner_id": "emp-7"})
    assert made.status_code == 201
    key = web.administrator.post(f"/v1/principals/{made.json()['id']}/keys", json={}).json()
    assert key["scopes"] == sorted(SCOPES_BY_KIND["learner"])
    ada = with_key(web, key["key"])
    assert ada.get("/v1/catalogue").status_code == 200
    assert ada.get("/v1/documents").status_code == 403
    twin = web.administrator.post("/v1/principals", json={"kind": "learner", "name": "Eve", "learner_id": "emp-7"})
    assert (twin.status_code, twin.json()["type"]) == (409, "urn:morsel:problem:already-exists")


def test_a_revoked_key_opens_nothing(web: Web) -> None:
    key = web.administrator.post(f"/v1/principals/{web.people.author}/keys", json={}).json()
    client = with_key(web, key["key"])
    assert client.get("/v1/documents").status_code == 200
    assert web.administrator.delete(f"/v1/keys/{key['id']}").status_code == 204
    assert client.get("/v1/documents").status_code == 401
    assert web.administrator.delete("/v1/keys/key_0").status_code == 404


def test_an_expired_key_opens_nothing(web: Web) -> None:
    key = new_key(TENANT)
    with web.services.database.unit_of_work(TENANT) as work:
        work.api_keys.add(web.people.author, key, scopes=["documents:read"], expires_at=work.now - timedelta(seconds=1))
    assert with_key(web, key).get("/v1/documents").status_code == 401


def test_a_key_has_no_more_scopes_than_it_was_given(web: Web) -> None:
    path = f"/v1/principals/{web.people.integrator}/keys"
    key = web.administrator.post(path, json={"scopes": ["catalogue:read"], "expires_in_days": 30}).json()
    assert key["expires_at"] is not None
    client = with_key(web, key["key"])
    assert client.get("/v1/catalogue").status_code == 200
    assert client.get("/v1/documents").status_code == 403


def test_no_kind_gets_scopes_beyond_its_own(web: Web) -> None:
    path = f"/v1/principals/{web.people.learner}/keys"
    assert web.administrator.post(path, json={"scopes": ["documents:read"]}).status_code == 422
    assert web.administrator.post(path, json={"scopes": ["everything"]}).status_code == 422


def test_scopes_written_into_the_row_beyond_the_kind_count_for_nothing(web: Web) -> None:
    key = new_key(TENANT)
    with web.services.database.unit_of_work(TENANT) as work:
        work.api_keys.add(web.people.learner, key, scopes=["administration", "documents:read"])
    assert with_key(web, key).get("/v1/documents").status_code == 403
    assert with_key(web, key).get("/v1/principals").status_code == 403


def test_the_key_itself_is_kept_nowhere(web: Web) -> None:
    key = web.administrator.post(f"/v1/principals/{web.people.author}/keys", json={}).json()
    assert key["key"] not in web.administrator.get("/v1/audit-trail").text
    with web.services.database.reading(TENANT) as work:
        assert work.api_keys.find_by_digest(key["key"]) is None


@pytest.mark.parametrize("kind", ["author", "reviewer", "learner", "integrator"])
def test_only_administrators_administer(web: Web, kind: str) -> None:
    client: TestClient = getattr(web, kind)
    for method, path in (
        ("GET", "/v1/principals"),
        ("GET", "/v1/tenant"),
        ("GET", "/v1/audit-trail"),
        ("DELETE", "/v1/keys/key_0"),
    ):
        assert client.request(method, path).status_code == 403
    assert web.administrator.get("/v1/documents").status_code == 403


def test_a_learner_id_goes_with_learners_only(web: Web) -> None:
    for body in ({"kind": "learner", "name": "A"}, {"kind": "author", "name": "A", "learner_id": "emp-9"}):
        assert web.administrator.post("/v1/principals", json=body).status_code == 422


def test_the_audit_trail_comes_in_pages_newest_first(web: Web) -> None:
    for demanded in (True, False, True):
        web.administrator.patch("/v1/tenant", json={"approver_must_differ": demanded})
    first = web.administrator.get("/v1/audit-trail?limit=2").json()
    second = web.administrator.get("/v1/audit-trail", params={"limit": 2, "cursor": first["cursor"]}).json()
    changes = [entry["detail"]["approver_must_differ"] for entry in first["items"] + second["items"]]
    assert changes == [True, False, True]
    assert web.administrator.get("/v1/tenant").json()["approver_must_differ"] is True


def test_every_kind_of_principal_is_listed(web: Web) -> None:
    listed = web.administrator.get("/v1/principals").json()["items"]
    assert {one["kind"] for one in listed} == {"administrator", "author", "reviewer", "learner", "integrator"}


def test_keys_of_a_principal_that_is_gone_are_refused(web: Web) -> None:
    assert web.administrator.post("/v1/principals/prn_0/keys", json={}).status_code == 404
    with web.services.database.unit_of_work(TENANT) as work:
        work.principals.get(PrincipalId(web.people.author)).is_active = False
    assert web.author.get("/v1/documents").status_code == 401


def test_a_key_that_ends_at_once_is_refused(web: Web) -> None:
    made = web.administrator.post(f"/v1/principals/{web.people.author}/keys", json={"expires_in_days": 0})
    assert made.status_code == 422


def post(web: Web, path: str, body: Json, *, key: str) -> Answered:
    return web.administrator.post(path, json=body, headers={"Idempotency-Key": key})


def test_a_principal_that_is_sent_twice_under_one_key_is_made_once(web: Web) -> None:
    ada: Json = {"kind": "learner", "name": "Ada", "learner_id": "emp-7"}
    first = post(web, "/v1/principals", ada, key="k")
    assert first.status_code == 201
    assert post(web, "/v1/principals", ada, key="k").json() == first.json()
    other = post(web, "/v1/principals", ada | {"name": "Eve"}, key="k")
    assert (other.status_code, other.json()["type"]) == (422, "urn:morsel:problem:idempotency-conflict")
    assert len(web.administrator.get("/v1/principals").json()["items"]) == 6


def test_principals_sent_at_once_under_one_key_are_one(web: Web) -> None:
    ada: Json = {"kind": "author", "name": "Ada"}
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: post(web, "/v1/principals", ada, key="k").json()["id"], range(8)))
    assert len(set(made)) == 1
    assert len(web.administrator.get("/v1/principals").json()["items"]) == 6


def test_a_key_is_made_once_and_shown_once_however_often_it_is_asked_for(web: Web) -> None:
    path = f"/v1/principals/{web.people.author}/keys"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(web, path, {"expires_in_days": 1}, key="k"), range(8)))
    assert sorted(one.status_code for one in answers) == [201] + [409] * 7
    made = next(one.json() for one in answers if one.status_code == 201)
    again = post(web, path, {"expires_in_days": 1}, key="k").json()
    assert (again["type"], again["key_id"]) == ("urn:morsel:problem:key-shown-once", made["id"])
    assert post(web, path, {"expires_in_days": 2}, key="k").status_code == 422
    assert with_key(web, made["key"]).get("/v1/documents").status_code == 200
    trail = web.administrator.get("/v1/audit-trail", params={"object_id": web.people.author}).json()["items"]
    assert [entry["detail"]["key_id"] for entry in trail] == [made["id"]]


def test_what_is_kept_of_a_request_for_a_key_does_not_hold_the_key(web: Web) -> None:
    made = post(web, f"/v1/principals/{web.people.author}/keys", {}, key="k").json()
    sent: Json = {"call": "create_key", "principal_id": web.people.author, "scopes": None, "lifetime_seconds": None}
    digest = content_digest(sent)
    with web.services.database.reading(TENANT) as work:
        kept = work.idempotency.find_answer(web.people.administrator, "k", request_digest=digest)
    assert kept == {"key_id": made["id"]}


def test_one_key_for_two_calls_is_refused(web: Web) -> None:
    assert post(web, "/v1/principals", {"kind": "author", "name": "Ada"}, key="k").status_code == 201
    assert post(web, f"/v1/principals/{web.people.author}/keys", {}, key="k").status_code == 422
