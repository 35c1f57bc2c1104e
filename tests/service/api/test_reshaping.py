"""Merge, split, move and undo over HTTP: checked anew, approvals undone, audited, and brought back by undo."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api.test_conflicts import EIGHT, TWELVE, decide, drafted, quoted
from tests.service.web.test_conflicts import FILLED
from tests.support.versions import BADGE, GUIDE, changed, open_house
from tests.support.web import Answered, Web, approve

Json = dict[str, Any]


def rows(web: Web, document: str) -> list[Json]:
    """The micro-modules of a document in its order."""
    page = web.author.get(f"/v1/micro-modules?document={document}&limit=100").json()["items"]
    with web.services.database.reading(web.tenant) as work:
        version = work.drafts.current_version(document)  # type: ignore[arg-type]  # an id as it was answered
        order = [str(one.id) for one in work.micro_module_order.queue(version.id)]
    assert sorted(order) == sorted(one["id"] for one in page)
    return [web.author.get(f"/v1/micro-modules/{one}").json() for one in order]


def ask(web: Web, one: Json, verb: str, revision: int | None = None, **body: object) -> Answered:
    headers = {"If-Match": f'"{one["revision"] if revision is None else revision}"'}
    return web.author.post(f"/v1/micro-modules/{one['id']}/{verb}", json=body, headers=headers)


def done(answered: Answered) -> Json:
    assert answered.status_code == 200, answered.text
    body: Json = answered.json()
    return body


def alike(one: Json) -> Json:
    """All that an undo must bring back."""
    left_out = {"revision", "updated_at", "status", "edited_by"}
    return {name: value for name, value in one.items() if name not in left_out}


def actions(web: Web, micro_module_id: str) -> list[str]:
    page = web.administrator.get(f"/v1/audit-trail?object_id={micro_module_id}").json()["items"]
    return [entry["action"] for entry in page]


@pytest.fixture
def guide(web: Web) -> str:
    return open_house(web).document_id


def test_a_merge_takes_in_the_next_and_undo_brings_it_back(web: Web, guide: str) -> None:
    first, second, *others = rows(web, guide)
    for one in (first, second):
        assert approve(web.author, f"/v1/micro-modules/{one['id']}").status_code == 200
    approved, _, *_ = rows(web, guide)
    merged = done(ask(web, approved, "merge", next=second["id"]))
    assert (merged["status"], merged["edited_by"]) == ("draft", web.people.author)
    assert merged["reading_seconds"] > first["reading_seconds"]
    assert len(merged["items"]) == len(first["items"]) + len(second["items"])
    assert [one["id"] for one in rows(web, guide)] == [first["id"], *(one["id"] for one in others)]
    taken = web.author.get(f"/v1/micro-modules/{second['id']}").json()
    assert (taken["merged_into"], taken["status"]) == (first["id"], "rejected")
    for item in (*merged["items"], *merged["bank"]):
        assert web.author.get(f"/v1/items/{item['id']}").status_code == 200
    assert (actions(web, first["id"])[0], actions(web, second["id"])[0]) == ("merged", "merged")
    undone = done(ask(web, merged, "undo"))
    assert [alike(one) for one in rows(web, guide)] == [alike(one) for one in (first, second, *others)]
    assert undone["status"] == "draft"
    assert web.author.get(f"/v1/micro-modules/{second['id']}").json()["status"] == "draft", "its approval is undone"


def test_what_was_merged_is_changed_no_more(web: Web, guide: str) -> None:
    first, second, *_ = rows(web, guide)
    done(ask(web, first, "merge", next=second["id"]))
    path = f"/v1/micro-modules/{second['id']}"
    taken = web.author.get(path).json()
    tag = {"If-Match": f'"{taken["revision"]}"'}
    refused = [
        web.author.patch(path, json={"title": "Again"}, headers=tag),
        approve(web.author, path),
        web.author.post(f"{path}/regenerate"),
        web.author.post(f"{path}/undo", headers=tag),
        web.author.post(f"{path}/move", json={"direction": "up"}, headers=tag),
        web.author.post(f"{path}/split", json={"part": 1}, headers=tag),
    ]
    assert [answered.status_code for answered in refused if answered.status_code < 400] == []
    assert alike(web.author.get(path).json()) == alike(taken)


def test_a_split_makes_two_and_undo_makes_one(web: Web, guide: str) -> None:
    before = rows(web, guide)
    one = before[1]
    made = done(ask(web, one, "split", part=len(one["body"]) // 2))
    first, second = made["first"], made["second"]
    assert [row["id"] for row in rows(web, guide)] == [
        *(row["id"] for row in before[:2]),
        second["id"],
        *(row["id"] for row in before[2:]),
    ]
    assert (first["status"], second["status"], second["edited_by"]) == ("draft", "draft", web.people.author)
    assert first["body"] + second["body"] == one["body"]
    asked = [item["stem"] for half in (first, second) for place in ("items", "bank") for item in half[place]]
    assert sorted(asked) == sorted(item["stem"] for place in ("items", "bank") for item in one[place])
    text = GUIDE.read_text(encoding="utf-8")
    assert all(quote.split("\n")[0][:30] in text for quote in quoted(second, "body"))
    item = (*second["items"], *second["bank"])[0]
    assert web.author.get(f"/v1/items/{item['id']}").json()["micro_module_id"] == second["id"]
    assert (actions(web, one["id"])[0], actions(web, second["id"])) == ("split", ["split"])
    done(ask(web, first, "undo"))
    assert [alike(row) for row in rows(web, guide)] == [alike(row) for row in before]


def test_halves_can_be_approved_published_and_split_again(web: Web, guide: str) -> None:
    one = rows(web, guide)[1]
    made = done(ask(web, one, "split", part=len(one["body"]) // 2))
    again = done(ask(web, made["second"], "split", part=1))
    path = f"/v1/micro-modules/{again['first']['id']}"
    for answered in (approve(web.author, path), web.author.post(f"{path}/publish")):
        assert answered.status_code == 200, answered.text
    assert web.learner.get(f"/v1/catalogue/{again['first']['id']}").status_code == 200
    refused = ask(web, made["first"], "undo")
    assert refused.status_code == 409, "the second half was changed since"


def test_edits_and_reshaping_are_undone_in_their_order(web: Web, guide: str) -> None:
    first, second, *_ = rows(web, guide)
    path = f"/v1/micro-modules/{first['id']}"

    def edit(one: Json, title: str) -> Json:
        return done(web.author.patch(path, json={"title": title}, headers={"If-Match": f'"{one["revision"]}"'}))

    edited = edit(first, "One")
    merged = done(ask(web, edited, "merge", next=second["id"]))
    last = edit(merged, "Two")
    titles = []
    for _ in range(3):
        last = done(ask(web, last, "undo"))
        titles.append((last["title"], len(last["body"])))
    count = len(merged["body"])
    assert titles == [("One", count), ("One", len(first["body"])), (first["title"], len(first["body"]))]
    assert ask(web, last, "undo").status_code == 409


def test_moving_changes_the_order_alone(web: Web, guide: str) -> None:
    first, second, third, *others = rows(web, guide)
    path = f"/v1/micro-modules/{second['id']}"
    for answered in (approve(web.author, path), web.author.post(f"{path}/publish")):
        assert answered.status_code == 200, answered.text
    second = web.author.get(path).json()
    moved = done(ask(web, second, "move", direction="up"))
    assert (moved["status"], moved["revision"]) == ("published", second["revision"])
    order = [second["id"], first["id"], third["id"], *(one["id"] for one in others)]
    assert [one["id"] for one in rows(web, guide)] == order
    assert ask(web, moved, "move", direction="up").status_code == 422
    done(ask(web, moved, "move", direction="down"))
    assert [one["id"] for one in rows(web, guide)][:2] == [first["id"], second["id"]]
    assert actions(web, second["id"])[0] == "moved"


def test_only_what_was_read_is_reshaped_and_only_with_the_next(web: Web, guide: str) -> None:
    first, second, third, *_ = rows(web, guide)
    bodies: dict[str, Json] = {"merge": {"next": second["id"]}, "split": {"part": 1}, "move": {"direction": "down"}}
    for verb, body in bodies.items():
        assert ask(web, first, verb, revision=9, **body).status_code == 412, verb
        without = web.author.post(f"/v1/micro-modules/{first['id']}/{verb}", json=body)
        assert without.status_code == 428, verb
        learner = web.learner.post(f"/v1/micro-modules/{first['id']}/{verb}", json=body)
        assert learner.status_code == 403, verb
    assert ask(web, first, "merge", next=third["id"]).status_code == 422
    assert ask(web, first, "merge", next=first["id"]).status_code == 422
    assert ask(web, first, "split", part=0).status_code == 422
    assert ask(web, first, "split", part=1, offset=3).status_code == 422
    assert [one["id"] for one in rows(web, guide)][:2] == [first["id"], second["id"]]


def test_what_learners_see_is_not_taken_in(web: Web, guide: str) -> None:
    first, second, *_ = rows(web, guide)
    path = f"/v1/micro-modules/{second['id']}"
    for answered in (approve(web.author, path), web.author.post(f"{path}/publish")):
        assert answered.status_code == 200, answered.text
    assert ask(web, first, "merge", next=second["id"]).status_code == 409
    assert web.learner.get(f"/v1/catalogue/{second['id']}").status_code == 200


def test_regenerating_never_brings_the_engines_text_back(web: Web, guide: str) -> None:
    first, second, *_ = rows(web, guide)
    merged = done(ask(web, first, "merge", next=second["id"]))
    again = web.author.post(f"/v1/micro-modules/{first['id']}/regenerate").json()
    assert again["body"] == merged["body"]
    assert again["key_points"] == merged["key_points"]
    impact = web.author.get(f"/v1/documents/{guide}/impact").json()
    assert [one for one in impact["micro_modules"] if one.get("can_redraft")] == []


def test_a_new_version_touches_a_merged_one_and_brings_nothing_back(web: Web) -> None:
    house = open_house(web)
    first, second, *_ = rows(web, house.document_id)
    merged = done(ask(web, first, "merge", next=second["id"]))
    count = len(house.rows())
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    assert len(house.rows()) == count, "neither the one taken in nor its text comes as another one"
    after = web.author.get(f"/v1/micro-modules/{first['id']}").json()
    assert len(after["body"]) == len(merged["body"])


def test_what_conflicts_hold_back_is_taken_in_by_the_merged_one(web: Web) -> None:
    document = drafted(web, FILLED)
    first, second = rows(web, document)
    merged = done(ask(web, first, "merge", next=second["id"]))
    assert "conflict" in {finding["check"] for finding in merged["findings"]}
    (conflict,) = web.author.get(f"/v1/documents/{document}/conflicts").json()["items"]
    decide(web, conflict, "both_stand")
    whole = web.author.post(f"/v1/micro-modules/{first['id']}/regenerate").json()
    told = " ".join(part["text"] for part in whole["body"])
    assert TWELVE in told
    assert EIGHT in told
    assert "conflict" not in {finding["check"] for finding in whole["findings"]}


def test_another_tenants_micro_modules_are_not_there(web: Web, other_web: Web, guide: str) -> None:
    first, second, *_ = rows(web, guide)
    for verb, body in {"merge": {"next": second["id"]}, "split": {"part": 1}, "move": {"direction": "down"}}.items():
        assert ask(other_web, first, verb, **body).status_code == 404, verb


def test_what_was_merged_into_another_takes_in_no_third(web: Web, guide: str) -> None:
    first, second, third, *_ = rows(web, guide)
    done(ask(web, first, "merge", next=second["id"]))
    absorbed = web.author.get(f"/v1/micro-modules/{second['id']}").json()
    assert ask(web, absorbed, "merge", next=third["id"]).status_code == 409
    assert ask(web, second, "merge", next=third["id"]).status_code == 412


def test_what_is_set_free_stands_behind_the_one_that_held_it_wherever_that_was_moved(web: Web, guide: str) -> None:
    first, second, third, *_ = rows(web, guide)
    merged = done(ask(web, first, "merge", next=second["id"]))
    moved = done(ask(web, merged, "move", direction="down"))
    done(ask(web, moved, "undo"))
    assert [one["id"] for one in rows(web, guide)][:3] == [third["id"], first["id"], second["id"]]
