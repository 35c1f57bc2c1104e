"""A new version of a document over HTTP: what it changes is touched, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from authoring.impact import cited
from authoring.micro_module_json import micro_module_from_json
from service.db.base import MicroModuleId
from tests.support.community import learner_client
from tests.support.versions import BADGE, GUIDE, PROBATION, House, changed, open_house, work_off
from tests.support.web import Web, approve


@pytest.fixture
def house(web: Web) -> House:
    return open_house(web)


def quiz(web: Web, micro_module_id: str) -> list[str]:
    return [one["id"] for one in web.learner.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"]]


def test_what_a_new_version_does_not_change_stays_published_under_the_same_id(house: House) -> None:
    house.publish_all()
    before = house.rows()
    assert house.post_version(changed((BADGE, BADGE.replace("30", "10")))) == 2
    after = house.rows()
    assert after.keys() == before.keys()
    (touched,) = house.touched().values()
    for title, row in after.items():
        assert row["id"] == before[title]["id"]
        if row["id"] == touched["id"]:
            continue
        assert (row["status"], row["published_number"]) == ("published", 1)
        assert row["content_digest"] == before[title]["content_digest"]
    catalogue = house.web.learner.get("/v1/catalogue", params={"limit": "100"}).json()["items"]
    assert len(catalogue) == len(before)


def test_what_stands_is_cited_where_it_stands_now(house: House) -> None:
    house.publish_all()
    preface = "# Before anything else\n\nThis guide was read again by the night shift, who added this sentence.\n\n"
    house.post_version(preface + GUIDE.read_text(encoding="utf-8"))
    blocks = house.web.author.get(f"/v1/documents/{house.document_id}/draft").json()["blocks"]
    text = "\n".join(block["text"] for block in blocks)
    micro_module_id = MicroModuleId(house.teaching(BADGE))
    with house.web.services.database.reading(house.web.tenant) as work:
        shown = work.publications.content_now(work.publications.current(micro_module_id))
        contents = work.micro_modules.get(micro_module_id).content, shown
    for content in contents:
        citations = list(cited(micro_module_from_json(content)))
        assert citations
        assert all(text[slice(*one.span)] == one.quote for one in citations)


def test_a_changed_sentence_makes_its_micro_module_stale_and_says_what_it_is_now(house: House) -> None:
    house.publish_all()
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    impact = house.impact()
    assert (impact["version"], impact["before"], impact["counts"]["changed"]) == (2, 1, 1)
    (one,) = [one for one in impact["micro_modules"] if one["effect"] == "changed"]
    (sentence,) = one["sentences"]
    assert BADGE in sentence["was"]
    assert "within 10 minutes" in sentence["now"]
    assert (one["status"], one["is_shown"]) == ("stale", True)
    redraft = house.web.author.get(f"/v1/micro-modules/{one['id']}").json()
    assert any("within 10 minutes" in part["text"] for part in redraft["body"])


def test_learners_read_what_changed_and_are_not_asked_about_it(house: House) -> None:
    house.publish_all()
    micro_module_id = house.teaching(BADGE)
    asked = quiz(house.web, micro_module_id)
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    (touched,) = house.touched().values()
    resting = {item["id"] for item in touched["items"]}
    assert resting & set(asked)
    assert quiz(house.web, micro_module_id) == [one for one in asked if one not in resting]
    shown = house.web.learner.get(f"/v1/catalogue/{micro_module_id}").json()
    assert shown["outdated"]["document_version"] == 2
    assert "within 10 minutes" in shown["outdated"]["sentences"][0]["now"]
    assert shown["item_count"] == len(quiz(house.web, micro_module_id))
    late = house.web.learner.post(
        f"/v1/catalogue/{micro_module_id}/responses", json={"item_id": sorted(resting & set(asked))[0], "text": "30"}
    )
    assert late.status_code == 404


def test_publishing_the_redraft_tells_those_who_learned_it_and_asks_them_at_once(house: House) -> None:
    house.publish_all()
    ada, bob = learner_client(house.web, "ada"), learner_client(house.web, "bob")
    micro_module_id = house.teaching(BADGE)
    item = next(one for one in ada.get(f"/v1/catalogue/{micro_module_id}/quiz").json()["items"] if one["options"])
    given = {"item_id": item["id"], "option_ids": [item["options"][0]["id"]]}
    assert ada.post(f"/v1/catalogue/{micro_module_id}/responses", json=given).status_code == 200
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    assert house.impact()["review_cards"] == 1
    house.publish(micro_module_id)
    shown = ada.get(f"/v1/catalogue/{micro_module_id}").json()
    assert (shown["number"], shown["outdated"]) == (2, None)
    (told,) = ada.get("/v1/learners/ada/notifications").json()["items"]
    assert (told["kind"], told["micro_module_id"]) == ("changed", micro_module_id)
    assert bob.get("/v1/learners/bob/notifications").json()["items"] == []
    (review,) = ada.get("/v1/learners/ada/reviews").json()["items"]
    assert review["micro_module_id"] == micro_module_id
    assert datetime.fromisoformat(review["due_at"]) <= datetime.now(UTC)


def test_integrators_hear_of_what_became_stale_and_of_nothing_else(house: House) -> None:
    house.publish_all()
    since = house.web.integrator.get("/v1/changes").json()["next"]
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    events = house.web.integrator.get("/v1/changes", params={"since": since}).json()["items"]
    stale = [one for one in events if one["type"] == "micro_module.stale"]
    assert [one["data"]["micro_module_id"] for one in stale] == [house.teaching("within 10 minutes")]
    assert not any(one["type"] in ("micro_module.published", "micro_module.withdrawn") for one in events)


def test_what_a_person_edited_is_kept_and_says_what_is_missing(house: House) -> None:
    micro_module_id = house.teaching(BADGE)
    path = f"/v1/micro-modules/{micro_module_id}"
    etag = house.web.author.get(path).headers["ETag"]
    edit = house.web.author.patch(path, json={"title": "Badges, by us"}, headers={"If-Match": etag})
    assert edit.status_code == 200, edit.text
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    kept = house.web.author.get(path).json()
    assert kept["title"] == "Badges, by us"
    assert any(BADGE in part["text"] for part in kept["body"])
    assert "blocker" in {finding["severity"] for finding in kept["findings"]}
    assert approve(house.web.author, path).status_code == 409
    (one,) = house.touched().values()
    assert one["can_redraft"]
    redrafted = house.web.author.post(f"{path}/redraft")
    assert redrafted.status_code == 200, redrafted.text
    assert any("within 10 minutes" in part["text"] for part in redrafted.json()["body"])
    house.publish(micro_module_id)


def test_an_edit_that_the_new_version_does_not_touch_stays_approved(house: House) -> None:
    micro_module_id = house.teaching(PROBATION)
    path = f"/v1/micro-modules/{micro_module_id}"
    etag = house.web.author.get(path).headers["ETag"]
    house.web.author.patch(path, json={"title": "On your own, by us"}, headers={"If-Match": etag})
    assert approve(house.web.author, path).status_code == 200
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    kept = house.web.author.get(path).json()
    assert (kept["title"], kept["status"]) == ("On your own, by us", "approved")
    assert house.web.author.post(f"{path}/publish").status_code == 200


def test_what_comes_back_in_the_version_after_stands_again(house: House) -> None:
    house.publish_all()
    before = house.rows()
    micro_module_id = house.teaching(BADGE)
    asked = quiz(house.web, micro_module_id)
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    assert quiz(house.web, micro_module_id) != asked
    house.post_version(changed(("You do not work on the line.", "You do not work on the line at all.")))
    row = {one["id"]: one for one in house.rows().values()}[micro_module_id]
    first = house.teaching(PROBATION)
    assert {one["id"] for one in before.values()} == {one["id"] for one in house.rows().values()}
    assert house.web.author.get(f"/v1/micro-modules/{first}").json()["status"] == "published"
    shown = house.web.learner.get(f"/v1/catalogue/{micro_module_id}").json()
    assert all("within" not in one["was"] for one in (shown["outdated"] or {"sentences": []})["sentences"])
    assert row["published_number"] == 1


def test_a_section_that_went_is_gone_and_only_its_author_takes_it_away(house: House) -> None:
    house.publish_all()
    count = len(house.rows())
    text = GUIDE.read_text(encoding="utf-8")
    start = text.index("## Days 31 to 60")
    house.post_version(text[:start] + text[text.index("## Words you will hear") :])
    gone = [one for one in house.impact()["micro_modules"] if one["effect"] == "gone"]
    assert len(gone) == 1
    assert gone == house.impact()["micro_modules"][-1:]
    assert (gone[0]["status"], gone[0]["is_shown"]) == ("stale", True)
    assert quiz(house.web, gone[0]["id"]) == []
    withdrawn = house.web.author.post(f"/v1/micro-modules/{gone[0]['id']}/withdraw", json={})
    assert withdrawn.status_code == 200, withdrawn.text
    assert len(house.web.learner.get("/v1/catalogue", params={"limit": "100"}).json()["items"]) == count - 1


def test_what_is_gone_can_be_neither_approved_nor_published_again_and_comes_back_with_its_text(house: House) -> None:
    house.publish_all()
    text = GUIDE.read_text(encoding="utf-8")
    shorter = text[: text.index("## Days 31 to 60")] + text[text.index("## Words you will hear") :]
    house.post_version(shorter)
    (gone,) = [one for one in house.impact()["micro_modules"] if one["effect"] == "gone"]
    path = f"/v1/micro-modules/{gone['id']}"
    assert approve(house.web.author, path).status_code == 409
    house.post_version(text + "\nOne more line.\n")
    assert house.web.author.get(path).json()["status"] == "published"
    assert house.web.learner.get(f"/v1/catalogue/{gone['id']}").json()["outdated"] is None
    assert [one["effect"] for one in house.impact()["micro_modules"] if one["id"] == gone["id"]] != ["added"]


def test_what_was_being_edited_when_its_section_went_is_still_followed_as_long_as_learners_see_it(
    house: House,
) -> None:
    house.publish_all()
    micro_module_id = house.teaching(PROBATION)
    path = f"/v1/micro-modules/{micro_module_id}"
    headers = {"If-Match": house.web.author.get(path).headers["ETag"]}
    assert house.web.author.patch(path, json={"title": "By us"}, headers=headers).status_code == 200
    text = GUIDE.read_text(encoding="utf-8")
    shorter = text[: text.index("## Days 31 to 60")] + text[text.index("## Words you will hear") :]
    house.post_version(shorter)
    assert house.web.author.get(path).json()["status"] == "stale"
    house.post_version(shorter + "\nOne more line.\n")
    assert micro_module_id in {one["id"] for one in house.impact()["micro_modules"]}


def test_what_its_document_had_overtaken_grades_no_answer_once_it_is_replaced(house: House) -> None:
    house.publish_all()
    micro_module_id = house.teaching(BADGE)
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    house.publish(micro_module_id)
    with house.web.services.database.reading(house.web.tenant) as work:
        (answerable,) = work.publications.answerable(MicroModuleId(micro_module_id))
    assert answerable.number == 2


def test_an_export_holds_no_question_that_waits_for_its_author(house: House) -> None:
    house.publish_all()
    micro_module_id = house.teaching(BADGE)
    asked = quiz(house.web, micro_module_id)
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    exported = house.web.author.get("/v1/exports/json", params={"micro_module": micro_module_id}).text
    waiting = set(asked) - set(quiz(house.web, micro_module_id))
    assert waiting
    assert not any(item_id in exported for item_id in waiting)


def test_a_new_section_is_drafted_and_waits_for_review(house: House) -> None:
    house.publish_all()
    section = """
## The night shift

The night shift begins at 22:00 and ends at 06:00. Whoever works at night must have a medical check every two years.
The shift lead must keep a list of everybody who is in the hall, and must count everybody when the alarm rings.
Nobody may work alone in the cold store at night. The kitchen is open from midnight until two o'clock. If you feel
unwell, tell the shift lead at once; the first-aid room is beside gate 4. Taxis home are paid for after 01:00.
"""
    house.post_version(GUIDE.read_text(encoding="utf-8") + section)
    added = [one for one in house.impact()["micro_modules"] if one["effect"] == "added"]
    assert [one["status"] for one in added] == ["draft"]
    rows = house.rows().values()
    assert {row["status"] for row in rows if row["id"] != added[0]["id"]} == {"published"}


def test_a_section_left_out_stays_left_out(house: House) -> None:
    outline = house.web.author.get(f"/v1/documents/{house.document_id}/coverage")
    path = next(iter(house.rows().values()))["section_path"][:1]
    change = {"sections": [{"section_path": path, "taught": False, "reason": "known"}]}
    headers = {"If-Match": outline.headers["ETag"]}
    assert (
        house.web.author.patch(f"/v1/documents/{house.document_id}/outline", json=change, headers=headers).status_code
        == 200
    )
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    sections = house.web.author.get(f"/v1/documents/{house.document_id}/coverage").json()["sections"]
    assert [(one["section_path"], one["taught"]) for one in sections] == [(path, False)]
    assert {one["status"] for one in house.rows().values()} == {"rejected"}


def test_versions_drafted_in_another_order_leave_the_latest_in_place(house: House) -> None:
    house.publish_all()
    for text in (changed((BADGE, BADGE.replace("30", "20"))), changed((BADGE, BADGE.replace("30", "10")))):
        file = {"file": ("onboarding-guide.md", text.encode(), "text/markdown")}
        assert house.web.author.post(f"/v1/documents/{house.document_id}/versions", files=file).status_code == 202
    work_off(house.web)
    assert house.teaching("within 10 minutes")
    with pytest.raises(LookupError):
        house.teaching("within 20 minutes")


def test_there_is_no_impact_before_a_draft_nor_for_anybody_else(house: House) -> None:
    path = f"/v1/documents/{house.document_id}/impact"
    assert house.web.author.get(path).json()["micro_modules"] == []
    assert house.web.author.get(path, params={"version": "2"}).status_code == 404
    assert house.web.stranger.get(path).status_code in (401, 404)
    assert house.web.learner.get(path).status_code == 403
    unknown = MicroModuleId("mm_unknown")
    assert house.web.author.post(f"/v1/micro-modules/{unknown}/redraft").status_code == 404
