"""Pictures over HTTP: what learners see now, for learners and authors, and nothing that is not published."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image

from tests.support.versions import BADGE, changed, open_house
from tests.support.web import Web, approve


def path_of(micro_module_id: str, name: str = "svg") -> str:
    return f"/v1/micro-modules/{micro_module_id}/infographic?format={name}"


def test_learners_and_authors_get_the_picture_in_both_forms(web: Web) -> None:
    published = web.publish().micro_module_id
    for client in (web.learner, web.author, web.reviewer, web.integrator):
        svg, png = client.get(path_of(published)), client.get(path_of(published, "png"))
        assert (svg.headers["content-type"], png.headers["content-type"]) == ("image/svg+xml", "image/png")
        assert etree.fromstring(svg.content).get("width") == "1080"
        assert Image.open(io.BytesIO(png.content)).width == 1080
        assert "script-src" not in svg.headers["content-security-policy"]
        assert svg.headers["content-security-policy"].startswith("default-src 'none'")
    assert web.administrator.get(path_of(published)).status_code == 403
    assert web.stranger.get(path_of(published)).status_code == 401


def test_it_shows_what_is_published_and_no_key(web: Web) -> None:
    drafted = web.publish()
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    read = web.author.get(path)
    assert (
        web.author.patch(path, json={"title": "Later"}, headers={"If-Match": read.headers["etag"]}).status_code == 200
    )
    picture = web.learner.get(path_of(drafted.micro_module_id)).text
    assert "What a visitor must wear" in picture
    assert "Later" not in picture
    asked = [item["stem"] for item in read.json()["items"] if item["stem"].endswith("?")]
    assert len(asked) > 3
    assert [stem for stem in asked if stem in picture] == []


def test_only_what_learners_may_read_has_a_picture(web: Web, other_web: Web) -> None:
    drafted, theirs = web.keep_draft(), other_web.publish().micro_module_id
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    for client in (web.learner, web.author):
        assert client.get(path_of(drafted.micro_module_id)).status_code == 404
        assert client.get(path_of(theirs)).status_code == 404
    approve(web.author, path)
    assert web.author.post(f"{path}/publish").status_code == 200
    assert web.learner.get(path_of(drafted.micro_module_id)).status_code == 200
    assert web.author.post(f"{path}/withdraw").status_code == 200
    assert web.learner.get(path_of(drafted.micro_module_id)).status_code == 404
    assert web.learner.get(path_of(drafted.micro_module_id, "pdf")).status_code == 422


@pytest.mark.parametrize("name", ["svg", "png"])
def test_what_one_has_is_not_sent_again_until_it_is_published_anew(web: Web, name: str) -> None:
    drafted = web.publish()
    path, picture = f"/v1/micro-modules/{drafted.micro_module_id}", path_of(drafted.micro_module_id, name)
    tag = web.learner.get(picture).headers["etag"]
    same = web.learner.get(picture, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    read = web.author.get(path)
    web.author.patch(path, json={"title": "A badge"}, headers={"If-Match": read.headers["etag"]})
    assert web.learner.get(picture, headers={"If-None-Match": tag}).status_code == 304
    approve(web.author, path)
    assert web.author.post(f"{path}/publish").status_code == 200
    assert web.learner.get(picture, headers={"If-None-Match": tag}).status_code == 200


def test_the_picture_says_when_the_document_says_it_otherwise(web: Web) -> None:
    house = open_house(web)
    house.publish_all()
    picture = path_of(house.teaching("within 30 minutes"))
    before = web.learner.get(picture)
    house.post_version(changed((BADGE, BADGE.replace("30", "10"))))
    after = web.learner.get(picture, headers={"If-None-Match": before.headers["etag"]})
    said = "The document says some of this otherwise now."
    assert (after.status_code, said in after.text, said in before.text) == (200, True, False)


def test_steps_are_those_that_the_document_numbers(web: Web) -> None:
    house = open_house(web)
    house.publish_all()
    pictures = [web.learner.get(path_of(row["id"])).text for row in house.rows().values()]
    assert [("Step by step" in one) for one in pictures] == [("Sign for your badge" in one) for one in pictures]
    assert sum("Step by step" in one for one in pictures) == 1, "bullets and questions are no steps"
