"""Exports over HTTP: only what is published, only of one's own tenant, the same bytes for the same version."""

from __future__ import annotations

import json

import pytest

from service.api.exports import ExportName
from service.interchange.exports import EXPORT_FORMATS
from tests.support.web import Web, approve


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_a_published_micro_module_leaves_in_each_format(web: Web, name: str) -> None:
    drafted = web.publish()
    for asked in (f"micro_module={drafted.micro_module_id}", f"document={drafted.document_id}"):
        first, again = (web.integrator.get(f"/v1/exports/{name}?{asked}") for _ in range(2))
        assert first.status_code == 200, first.text
        assert first.content == again.content
        assert first.headers["content-type"] == EXPORT_FORMATS[name].media_type
        assert f".{EXPORT_FORMATS[name].suffix}" in first.headers["content-disposition"]
        tag = {"If-None-Match": first.headers["etag"]}
        assert web.integrator.get(f"/v1/exports/{name}?{asked}", headers=tag).status_code == 304


def test_what_is_not_published_or_not_any_more_does_not_leave(web: Web) -> None:
    drafted = web.keep_draft()
    asked = [f"micro_module={drafted.micro_module_id}", f"document={drafted.document_id}"]
    paths = [f"/v1/exports/{name}?{which}" for name in EXPORT_FORMATS for which in asked]
    assert {web.author.get(path).status_code for path in paths} == {404}
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    approve(web.author, path)
    assert {web.author.get(path).status_code for path in paths} == {404}
    assert web.author.post(f"{path}/publish").status_code == 200
    assert {web.author.get(path).status_code for path in paths} == {200}
    assert web.author.post(f"{path}/withdraw").status_code == 200
    assert {web.author.get(path).status_code for path in paths} == {404}


def test_an_edit_leaves_only_when_it_is_published(web: Web) -> None:
    drafted = web.publish()
    path = f"/v1/micro-modules/{drafted.micro_module_id}"
    exported = f"/v1/exports/json?micro_module={drafted.micro_module_id}"
    before = web.author.get(exported).content
    read = web.author.get(path)
    changed = web.author.patch(path, json={"title": "A badge"}, headers={"If-Match": read.headers["etag"]})
    assert changed.status_code == 200, changed.text
    assert web.author.get(exported).content == before
    approve(web.author, path)
    web.author.post(f"{path}/publish")
    part = json.loads(web.author.get(exported).content)["micro_modules"][0]
    assert (part["title"], part["version"]) == ("A badge", 2)


def test_another_tenants_publications_do_not_leave(web: Web, other_web: Web) -> None:
    theirs = other_web.publish()
    for asked in (f"micro_module={theirs.micro_module_id}", f"document={theirs.document_id}"):
        assert web.integrator.get(f"/v1/exports/json?{asked}").status_code == 404
        assert other_web.integrator.get(f"/v1/exports/json?{asked}").status_code == 200


def test_one_of_both_must_be_asked_for_in_a_format_that_is_known(web: Web) -> None:
    drafted = web.publish()
    both = f"micro_module={drafted.micro_module_id}&document={drafted.document_id}"
    assert web.author.get("/v1/exports/gift").status_code == 422
    assert web.author.get(f"/v1/exports/gift?{both}").status_code == 422
    assert web.author.get(f"/v1/exports/pdf?document={drafted.document_id}").status_code == 422


def test_every_format_can_be_asked_for() -> None:
    assert set(ExportName) == set(EXPORT_FORMATS)


def test_files_with_keys_are_not_for_learners_keys(web: Web) -> None:
    drafted = web.publish()
    for name in EXPORT_FORMATS:
        assert web.learner.get(f"/v1/exports/{name}?document={drafted.document_id}").status_code == 403
