"""Imports over HTTP: learners from a personnel system's file, a result a row, leavers and dry runs."""

from __future__ import annotations

import pytest

from service.db.base import Json
from tests.support.web import Answered, Web

STAFF = "Personnel no;First name;Surname;E-mail;Department;Status\n4711;Ada;Rossi;ada@example.org;Ward 3;active\n"


def send(web: Web, text: str | bytes, **params: object) -> Answered:
    body = text.encode() if isinstance(text, str) else text
    return web.integrator.post("/v1/imports/learners", files={"file": ("staff.csv", body)}, params=params)  # type: ignore[arg-type]  # the client turns each into text


def results(answered: Answered) -> list[tuple[int | None, str | None, str]]:
    assert answered.status_code == 200, answered.text
    return [(one["line"], one["learner_id"], one["result"]) for one in answered.json()["items"]]


def learner(web: Web, learner_id: str) -> Json:
    found: Json = web.integrator.get(f"/v1/learners/{learner_id}").json()
    return found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_taken_in_once_and_the_same_again_changes_nothing(web: Web, encoding: str) -> None:
    text = STAFF.replace("Rossi", "Niccolò").encode(encoding)
    assert results(send(web, text)) == [(2, "4711", "created")]
    assert (learner(web, "4711")["name"], learner(web, "4711")["cohorts"]) == ("Ada Niccolò", ["Ward 3"])
    assert results(send(web, text)) == [(2, "4711", "unchanged")]


def test_a_dry_run_foretells_what_the_run_does_and_writes_nothing(web: Web) -> None:
    text = STAFF + "4712;Bo;Berg;;;left\n4713;;;nobody;;active\nemp-1;;;;Ward 3;left\n"
    foretold = send(web, text, dry_run=True)
    assert web.integrator.get("/v1/learners/4711").status_code == 404
    assert web.learner.get("/v1/catalogue").status_code == 200
    done = send(web, text)
    assert results(foretold) == results(done)
    assert results(done) == [
        (2, "4711", "created"),
        (3, "4712", "created"),
        (4, "4713", "refused"),
        (5, "emp-1", "updated"),
    ]
    assert done.json()["counts"] == {"created": 2, "updated": 1, "refused": 1}
    assert web.learner.get("/v1/catalogue").status_code == 401
    assert learner(web, "4712")["active"] is False


def test_what_a_learner_cannot_have_is_refused_with_its_line(web: Web) -> None:
    answered = send(web, f"id,language\n1,{'x' * 40}\n2,it_IT\n{'y' * 201},it\n")
    assert results(answered) == [(2, "1", "refused"), (3, "2", "created"), (4, "y" * 201, "refused")]
    assert "locale" in answered.json()["items"][0]["detail"]


def test_a_column_of_another_name_can_be_named(web: Web) -> None:
    assert send(web, "Badge,Site\n1,Pisa\n").status_code == 422
    named = ["learner_id:Badge", "cohorts:Site"]
    assert results(send(web, "Badge,Site\n1,Pisa\n", mapping=named)) == [(2, "1", "created")]
    assert learner(web, "1")["cohorts"] == ["Pisa"]
    assert send(web, "Badge,Site\n1,Pisa\n", mapping="Badge").status_code == 422


def test_whoever_a_whole_list_no_longer_names_has_left(web: Web) -> None:
    send(web, "id\n1\n2\n3\n")
    whole: Json = {"absent": "deactivate"}
    for few in (
        send(web, "id\n1\n", **whole, max_leavers=2),
        send(web, "id\n1\n", **whole, max_leavers=2, dry_run=True),
    ):
        assert few.status_code == 422
        assert "3 learners" in few.text
    assert learner(web, "2")["active"] is True
    done = send(web, "id\n1\n", **whole, max_leavers=3)
    assert sorted(results(done), key=str) == sorted(
        [(2, "1", "unchanged"), (None, "2", "deactivated"), (None, "3", "deactivated"), (None, "emp-1", "deactivated")],
        key=str,
    )
    assert web.learner.get("/v1/catalogue").status_code == 401
    assert results(send(web, "id\n1\n2\n", **whole)) == [(2, "1", "unchanged"), (3, "2", "updated")]
    assert learner(web, "2")["active"] is True


def test_a_row_that_names_nobody_makes_no_whole_list(web: Web) -> None:
    send(web, "id,name\n1,Ada\n")
    assert send(web, "id,name\n,Ada\n", absent="deactivate").status_code == 422
    assert results(send(web, "id,name\n,Ada\n")) == [(2, None, "refused")]


def test_another_tenants_learners_are_neither_seen_nor_touched(web: Web, other_web: Web) -> None:
    send(other_web, STAFF)
    assert results(send(web, STAFF)) == [(2, "4711", "created")]
    send(web, "id\n1\n", absent="deactivate", max_leavers=10)
    assert learner(other_web, "4711")["active"] is True


def test_only_an_integrators_key_imports(web: Web) -> None:
    for client in (web.learner, web.author, web.administrator):
        assert client.post("/v1/imports/learners", files={"file": ("a.csv", b"id\n1\n")}).status_code == 403
    assert web.stranger.post("/v1/imports/learners", files={"file": ("a.csv", b"id\n1\n")}).status_code == 401


@pytest.mark.parametrize("text", [b"", b"name\nAda\n", b"\x00\x01", b'id\n"1\n'])
def test_what_is_no_such_file_is_refused(web: Web, text: bytes) -> None:
    answered = send(web, text)
    assert answered.status_code == 422
    assert answered.json()["type"].endswith("invalid")


def test_imports_are_in_the_audit_trail_without_what_they_hold(web: Web) -> None:
    send(web, STAFF)
    send(web, STAFF.replace("Ward 3", "Ward 4"))
    trail = web.administrator.get("/v1/audit-trail").json()["items"]
    told = [(one["action"], one["detail"]) for one in trail if one["kind"] == "learner"]
    assert told[:2] == [("changed", {"fields": ["cohorts"]}), ("created", {})]


def test_an_integrator_says_the_digest_of_an_address(web: Web) -> None:
    assert web.integrator.put("/v1/learners/5", json={"email_digest": "a" * 64}).status_code == 201
    assert web.integrator.put("/v1/learners/5", json={"email_digest": "ada@example.org"}).status_code == 422
