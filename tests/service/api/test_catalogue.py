"""What learners read, are asked and answer; the first grading stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from service.db.base import Json
from tests.support.review import WORN
from tests.support.web import Answered, Web, approve

RIGHT: dict[int, Json] = {
    3: {"text": "The visitor log"},
    4: {"text": "30 days"},
    7: {"text": "host"},
}
CHOSEN = {0: ["badge"], 1: ["True"], 2: ["badge", "helmet"]}


def quiz_of(web: Web) -> tuple[str, list[Json]]:
    micro_module_id = web.publish().micro_module_id
    items: list[Json] = web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"]
    return micro_module_id, items


def ids(item: Json, part: str) -> dict[str, str]:
    choices = item[part]
    assert isinstance(choices, list)
    return {choice["text"]: choice["id"] for choice in choices}


def right_answer(place: int, item: Json) -> Json:
    """The right answer to an item of the sample quiz, in the ids that the learner saw."""
    if place in CHOSEN:
        return {"option_ids": [ids(item, "options")[text] for text in CHOSEN[place]]}
    if place == 5:
        lefts, rights = ids(item, "lefts"), ids(item, "rights")
        return {"pairs": [{"left": lefts[who], "right": rights[thing]} for who, (_, thing) in WORN.items()]}
    if place == 6:
        steps = ids(item, "steps")
        return {"order": [steps[text] for text in ("sign the log", "collect a badge", "meet the host")]}
    return RIGHT[place]


def respond(client: TestClient, micro_module_id: str, body: Json, *, key: str | None = None) -> Json:
    headers = {} if key is None else {"Idempotency-Key": key}
    answered = client.post(f"/v1/catalogue/{micro_module_id}/responses", json=body, headers=headers)
    assert answered.status_code == 200, answered.text
    graded: Json = answered.json()
    return graded


def test_the_catalogue_holds_only_what_is_published(web: Web) -> None:
    web.keep_draft()
    assert web.learner.get("/v1/catalogue").json() == {"items": [], "cursor": None}
    published = web.publish("b")
    entries = web.learner.get("/v1/catalogue", params={"document": published.document_id}).json()["items"]
    assert [entry["micro_module_id"] for entry in entries] == [published.micro_module_id]
    assert web.learner.get("/v1/catalogue?document=doc_0").json()["items"] == []


def test_a_micro_module_is_read_with_its_sources_and_its_maker(web: Web) -> None:
    micro_module_id, _ = quiz_of(web)
    read = web.learner.get(f"/v1/catalogue/{micro_module_id}").json()
    assert read["objective"] == "State what a visitor must wear"
    assert read["body"][0]["citations"][0]["quote"] == "A visitor must wear a badge at all times."
    assert read["drafted_by"] == {"name": "extractive", "version": "1", "model": None, "prompts": {}}
    assert (read["language"], read["document_title"], read["item_count"]) == ("en", "Visitor rules", 9)


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5, 6, 7])
def test_the_right_answer_to_each_type_earns_all_and_shows_why(web: Web, place: int) -> None:
    micro_module_id, items = quiz_of(web)
    answer = right_answer(place, items[place])
    graded = respond(web.learner, micro_module_id, {"item_id": items[place]["id"], **answer})
    assert (graded["correct"], graded["score"]) == (True, 1.0)
    assert graded["rationale"]
    assert graded["citation"]["quote"]  # type: ignore[index]  # JSON
    assert datetime.fromisoformat(str(graded["next_review_at"])) > datetime.now(UTC) + timedelta(hours=23)


def test_a_wrong_choice_earns_nothing_and_shows_the_key(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    options = ids(items[0], "options")
    graded = respond(web.learner, micro_module_id, {"item_id": items[0]["id"], "option_ids": [options["vest"]]})
    assert (graded["correct"], graded["score"]) == (False, 0.0)
    revealed = graded["options"]
    assert isinstance(revealed, list)
    assert {option["id"]: option["correct"] for option in revealed}[options["badge"]] is True


def test_part_of_several_choices_earns_part(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    options = ids(items[2], "options")
    graded = respond(web.learner, micro_module_id, {"item_id": items[2]["id"], "option_ids": [options["badge"]]})
    assert (graded["correct"], graded["score"]) == (False, 0.5)


def test_open_recall_is_not_scored_and_shows_the_key_points(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    assert items[8]["is_self_marked"] is True
    body: Json = {"item_id": items[8]["id"], "text": "A badge, always.", "recall": "got_it"}
    graded = respond(web.learner, micro_module_id, body)
    assert (graded["correct"], graded["score"]) == (None, None)
    assert "A visitor must wear a badge at all times." in graded["key_points"]  # type: ignore[operator]  # JSON


def test_a_repeat_under_the_same_key_returns_the_first_grading(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    body: Json = {"item_id": items[4]["id"], "text": "30"}
    first = respond(web.learner, micro_module_id, body, key="r1")
    assert respond(web.learner, micro_module_id, body, key="r1") == first
    assert respond(web.learner, micro_module_id, body)["id"] != first["id"]
    other = web.learner.post(
        f"/v1/catalogue/{micro_module_id}/responses", json=body | {"text": "31"}, headers={"Idempotency-Key": "r1"}
    )
    assert (other.status_code, other.json()["type"]) == (422, "urn:morsel:problem:idempotency-conflict")


def test_the_first_grading_stands_after_the_micro_module_is_withdrawn(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    body: Json = {"item_id": items[4]["id"], "text": "30"}
    first = respond(web.learner, micro_module_id, body, key="r1")
    web.author.post(f"/v1/micro-modules/{micro_module_id}/withdraw")
    assert respond(web.learner, micro_module_id, body, key="r1") == first
    late = web.learner.post(f"/v1/catalogue/{micro_module_id}/responses", json=body)
    assert late.status_code == 404


def renew(web: Web, micro_module_id: str) -> None:
    """Publish the next version, with another title."""
    path = f"/v1/micro-modules/{micro_module_id}"
    read = web.author.get(path)
    change = {"title": f"{read.json()['title']} again"}
    assert web.author.patch(path, json=change, headers={"If-Match": read.headers["etag"]}).status_code == 200
    for done in (approve(web.author, path), web.author.post(f"{path}/publish")):
        assert done.status_code == 200


@pytest.mark.parametrize("place", [0, 5, 6])
def test_an_answer_to_a_withdrawn_version_finds_nothing_though_the_next_one_is_shown(web: Web, place: int) -> None:
    micro_module_id, items = quiz_of(web)
    web.author.post(f"/v1/micro-modules/{micro_module_id}/withdraw", json={"reason": "The key is wrong"})
    renew(web, micro_module_id)
    body: Json = {"item_id": items[place]["id"], **right_answer(place, items[place])}
    late = web.learner.post(f"/v1/catalogue/{micro_module_id}/responses", json=body)
    assert (late.status_code, late.json()["type"]) == (404, "urn:morsel:problem:not-found")
    assert "open it again" in late.json()["detail"]
    shown = web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"][place]
    anew: Json = {"item_id": shown["id"], **right_answer(place, shown)}
    assert respond(web.learner, micro_module_id, anew)["correct"] is True


def test_an_answer_to_the_version_before_the_one_before_finds_nothing(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    body: Json = {"item_id": items[0]["id"], **right_answer(0, items[0])}
    renew(web, micro_module_id)
    assert respond(web.learner, micro_module_id, body)["correct"] is True
    renew(web, micro_module_id)
    late = web.learner.post(f"/v1/catalogue/{micro_module_id}/responses", json=body)
    assert late.status_code == 404


def test_fifty_clicks_at_once_are_one_response(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    body: Json = {"item_id": items[4]["id"], "text": "30"}
    with ThreadPoolExecutor(16) as pool:
        graded = list(pool.map(lambda _: respond(web.learner, micro_module_id, body, key="click"), range(50)))
    assert len({str(one["id"]) for one in graded}) == 1
    with web.services.database.reading(web.tenant) as work:
        assert len(work.responses.of_principal(web.people.learner)) == 1


def test_an_answer_to_the_version_before_is_graded_by_it(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    renew(web, micro_module_id)
    renewed = web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"]
    assert ids(renewed[0], "options") != ids(items[0], "options")
    answer = right_answer(0, items[0])
    assert respond(web.learner, micro_module_id, {"item_id": items[0]["id"], **answer})["correct"] is True


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"option_ids": ["a"]},
        {"text": "badge"},
        {"order": ["x"]},
        {"option_ids": ["a"], "text": "badge"},
        {"option_ids": []},
        {"recall": "got_it"},
        {"text": "x" * 2001},
        {"option_ids": ["a"], "score": 1.0},
    ],
)
def test_an_answer_of_another_kind_is_refused(web: Web, body: Json) -> None:
    micro_module_id, items = quiz_of(web)
    refused = web.learner.post(f"/v1/catalogue/{micro_module_id}/responses", json={"item_id": items[0]["id"], **body})
    assert refused.status_code == 422
    assert refused.json()["type"] in ("urn:morsel:problem:answer-does-not-fit", "urn:morsel:problem:invalid")


def test_an_item_of_the_bank_is_neither_asked_nor_graded_nor_reported(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    bank = web.author.get(f"/v1/micro-modules/{micro_module_id}").json()["bank"][0]["id"]
    assert bank not in [item["id"] for item in items]
    path = f"/v1/catalogue/{micro_module_id}/responses"
    assert web.learner.post(path, json={"item_id": bank, "text": "x"}).status_code == 404
    assert web.learner.post(f"/v1/items/{bank}/reports", json={"reason": "unclear"}).status_code == 404


def test_a_report_reaches_the_author(web: Web) -> None:
    _, items = quiz_of(web)
    path = f"/v1/items/{items[0]['id']}"
    reported = web.learner.post(f"{path}/reports", json={"reason": "wrong_key", "text": "A vest, surely."})
    assert reported.status_code == 202
    reports = web.author.get(path).json()["reports"]
    assert [(one["reason"], one["text"]) for one in reports] == [("wrong_key", "A vest, surely.")]
    assert web.learner.post(f"{path}/reports", json={"reason": "bored"}).status_code == 422


def test_a_report_that_is_sent_twice_under_one_key_is_kept_once(web: Web) -> None:
    _, items = quiz_of(web)
    path = f"/v1/items/{items[0]['id']}"
    headers = {"Idempotency-Key": "k"}

    def report(reason: str = "unclear") -> Answered:
        return web.learner.post(f"{path}/reports", json={"reason": reason}, headers=headers)

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: report().json()["id"], range(8)))
    assert len(set(ids)) == 1
    assert [one["id"] for one in web.author.get(path).json()["reports"]] == ids[:1]
    assert report("outdated").status_code == 422


def test_no_learner_route_holds_a_key_before_the_answer(web: Web) -> None:
    micro_module_id, items = quiz_of(web)
    draft = web.author.get(f"/v1/micro-modules/{micro_module_id}").json()
    secrets = {item["id"]: secrets_of(item) for item in draft["items"]}
    pages = list(crawl(web, micro_module_id, [str(item["id"]) for item in items]))
    assert len(pages) > 5
    for path, text in pages:
        page = {} if text.startswith("<") else json.loads(text)
        assert not set(_names(page)) & _KEY_NAMES, path
        assert draft["content_digest"] not in text, path
        for rationale in (secret for one in secrets.values() for secret in one if secret.startswith("As written")):
            assert rationale not in text, path
        for shown in page.get("items", []):
            told = " ".join(_texts(shown))
            assert not [secret for secret in secrets.get(shown.get("id"), ()) if secret in told], path


_KEY_NAMES = {"correct", "rationale", "accepted_answers", "pairs", "order", "source", "pattern", "bank", "rank"}


def crawl(web: Web, micro_module_id: str, item_ids: list[str]) -> Iterator[tuple[str, str]]:
    """Every GET route of the description that a learner's key opens, with the ids filled in."""
    known = {"micro_module_id": [micro_module_id], "item_id": item_ids}
    for path, calls in web.learner.get("/openapi.json").json()["paths"].items():
        if "get" not in calls or path in ("/metrics", "/healthz", "/readyz"):
            continue
        name = path.partition("{")[2].partition("}")[0]
        asked = [one["name"] for one in calls["get"].get("parameters", []) if one["in"] == "query" and one["required"]]
        for filled in [path.replace(f"{{{name}}}", one) for one in known.get(name, ["x"])] if name else [path]:
            answered = web.learner.get(filled, params=dict.fromkeys(asked, "stop"))
            assert answered.status_code in (200, 403, 404), filled
            yield filled, answered.text


def _names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _names(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def _texts(value: object) -> Iterator[str]:
    """Every text but ids: they are random and hold a short key now and then."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([inner for name, inner in value.items() if name != "id"])
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def secrets_of(item: Json) -> set[str]:
    """Words that only who knows the key has: rationales and accepted answers."""
    options, accepted = item["options"], item["accepted_answers"]
    assert isinstance(options, list)
    assert isinstance(accepted, list)
    rationales = {str(item["rationale"]), *(str(option["rationale"]) for option in options)} - {""}
    return rationales | {str(answer["value"]) for answer in accepted}
