"""Questions from elsewhere over HTTP: into the bank, cited or blocked, and reviewed like any other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.review import Drafted
from tests.support.web import Answered, Web, approve

GIFT = """::helmets::What must a contractor wear on the site?{=a helmet ~a vest ~a tie}

::gloves::What must a porter wear?{=gloves ~a tie}

Broken
"""
CSV = "question,answer,option a,option b\nWhat must a courier wear today?,a vest,a vest,a tie\n"


def send(web: Web, text: str, status: int = 200, *, by: Any = None, **params: Any) -> Any:
    client = by or web.author
    answered: Answered = client.post(
        "/v1/imports/items", files={"file": ("quiz", text.encode())}, params={"format": "gift", **params}
    )
    assert answered.status_code == status, answered.text
    return answered.json()


def shown(web: Web, drafted: Drafted) -> Any:
    return web.author.get(f"/v1/micro-modules/{drafted.micro_module_id}").json()


def test_questions_go_into_the_bank_cited_or_blocked(web: Web) -> None:
    drafted = web.keep_draft()
    before = shown(web, drafted)
    done = send(web, GIFT, micro_module=drafted.micro_module_id)
    assert done["counts"] == {"created": 2, "refused": 1}
    helmet, gloves, broken = done["items"]
    assert (helmet["line"], gloves["line"], broken["line"]) == (1, 3, 5)
    assert [one for one in helmet["findings"] if one["severity"] == "blocker"] == []
    assert any("cited" in one["message"] and one["severity"] == "blocker" for one in gloves["findings"])
    after = shown(web, drafted)
    assert [one["id"] for one in after["items"]] == [one["id"] for one in before["items"]]
    kept = {one["id"]: one for one in after["bank"]}
    assert kept[helmet["item_id"]]["origin"] == "source"
    assert kept[helmet["item_id"]]["citations"][0]["quote"] == "A contractor must wear a helmet."
    assert web.author.get(f"/v1/items/{helmet['item_id']}").json()["in_quiz"] is False


def test_nothing_ungrounded_is_ever_shown(web: Web) -> None:
    drafted = web.keep_draft()
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    helmet, gloves, _ = send(web, GIFT, micro_module=drafted.micro_module_id)["items"]
    for item, status in ((gloves, 409), (helmet, 200)):
        quiz = [*[one["id"] for one in shown(web, drafted)["items"]][:2], item["item_id"]]
        tag = web.author.get(path).headers["etag"]
        assert web.author.patch(path, json={"quiz": quiz}, headers={"If-Match": tag}).status_code == 200
        assert approve(web.author, path).status_code == status
    assert web.author.post(f"{path}/publish").status_code == 200
    asked = web.learner.get(f"/v1/catalogue/{drafted.micro_module_id}/quiz").text
    assert "contractor wear on the site" in asked
    assert "porter" not in asked


def test_what_is_published_stays_until_somebody_approves_anew(web: Web) -> None:
    drafted = web.publish()
    quiz = web.learner.get(f"/v1/catalogue/{drafted.micro_module_id}/quiz").json()
    send(web, GIFT, document=drafted.document_id)
    assert shown(web, drafted)["status"] == "draft"
    assert web.learner.get(f"/v1/catalogue/{drafted.micro_module_id}/quiz").json() == quiz


def test_the_same_file_again_adds_nothing(web: Web) -> None:
    drafted = web.keep_draft()
    first = send(web, GIFT, document=drafted.document_id)
    again = send(web, GIFT, document=drafted.document_id)
    assert again["counts"] == {"unchanged": 2, "refused": 1}
    assert [one["item_id"] for one in again["items"]] == [one["item_id"] for one in first["items"]]
    assert len(shown(web, drafted)["bank"]) == 4


def test_a_dry_run_foretells_and_writes_nothing(web: Web) -> None:
    drafted = web.keep_draft()
    before = shown(web, drafted)
    foretold = send(web, CSV, format="csv", micro_module=drafted.micro_module_id, dry_run=True)
    assert (foretold["counts"], foretold["items"][0]["item_id"]) == ({"created": 1}, None)
    assert shown(web, drafted) == before
    done = send(web, CSV, format="csv", micro_module=drafted.micro_module_id)
    assert done["counts"] == foretold["counts"]
    assert len(done["items"][0]["findings"]) == len(foretold["items"][0]["findings"])


def test_a_table_is_taken_with_columns_of_other_names(web: Web) -> None:
    drafted = web.keep_draft()
    named = ["stem:Q", "answer:Right", "options:Wrong"]
    text = "Q;Right;Wrong\nWhat must a courier wear today?;a vest;a tie|a hat\n"
    done = send(web, text, format="csv", mapping=named, document=drafted.document_id)
    assert done["counts"] == {"created": 1}
    assert done["items"][0]["micro_module_id"] == drafted.micro_module_id
    send(web, text, 422, format="csv", document=drafted.document_id)


def test_what_no_micro_module_is_about_is_refused_by_a_document_and_blocked_where_it_was_sent(web: Web) -> None:
    drafted = web.keep_draft()
    zebra = "How striped are zebras?{=very ~little}"
    (refused,) = send(web, zebra, document=drafted.document_id)["items"]
    assert (refused["result"], refused["item_id"]) == ("refused", None)
    (taken,) = send(web, zebra, micro_module=drafted.micro_module_id)["items"]
    assert taken["result"] == "created"
    assert "blocker" in {one["severity"] for one in taken["findings"]}


def test_an_import_is_in_the_audit_trail(web: Web) -> None:
    drafted = web.keep_draft()
    send(web, GIFT, micro_module=drafted.micro_module_id, by=web.integrator)
    trail = web.administrator.get("/v1/audit-trail", params={"object_id": drafted.micro_module_id}).json()["items"]
    assert (trail[0]["action"], trail[0]["principal_id"]) == ("imported", web.people.integrator)


def test_another_tenants_ids_answer_as_absent(web: Web, other_web: Web) -> None:
    theirs = other_web.keep_draft()
    for params in ({"micro_module": theirs.micro_module_id}, {"document": theirs.document_id}, {"document": "doc_0"}):
        assert send(web, GIFT, 404, **params)["type"].endswith("not-found")
    assert len(shown(other_web, theirs)["bank"]) == 2


def test_only_whoever_writes_micro_modules_imports_questions(web: Web) -> None:
    drafted = web.keep_draft()
    for client in (web.learner, web.administrator):
        send(web, GIFT, 403, by=client, micro_module=drafted.micro_module_id)


@pytest.mark.parametrize("params", [{}, {"micro_module": "mm_0", "document": "doc_0"}])
def test_one_destination_is_named(web: Web, params: dict[str, str]) -> None:
    send(web, GIFT, 422, **params)
