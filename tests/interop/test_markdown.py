"""Markdown as markdown-it reads it (CommonMark with tables): the words of the source, and no markup but ours."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from authoring.types import BodyKind, BodyPart, Layout
from service.interchange import markdown
from service.interchange.published import Course
from service.interchange.reading_markdown import as_reading_markdown
from tests.support.courses import a_course, awkward_course
from tests.support.node import run_node
from tests.support.review import a_document, a_micro_module

pytestmark = pytest.mark.interop
_OURS = {"text", "strong_open", "strong_close", "em_open", "em_close", "softbreak", "text_special"}


def read(course: Course) -> list[dict[str, Any]]:
    done = run_node("read_markdown.cjs", as_reading_markdown(course))
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def words(text: str) -> str:
    """White space is one space, as in whatever shows Markdown."""
    return " ".join(text.split())


def assert_read_as_written(course: Course) -> None:
    pieces = read(course)
    headings = [
        words(one["text"]) for one in pieces if one["in"] == "heading_open" and one["tag"] in ("h1", "h2", "h3")
    ]
    micro_module = course.parts[0].micro_module
    stems = [f"{number}. {words(item.stem)}" for number, item in enumerate(micro_module.items, start=1)]
    assert headings[:2] == [words(course.document_title), words(micro_module.title)]
    assert [words(one.partition(" (")[0]) for one in headings[-len(stems) :]] == [
        words(one.partition(" (")[0]) for one in stems
    ]
    said = {words(one["text"]) for one in pieces}
    for item in micro_module.items:
        assert {words(option.text) for option in item.options} <= said
    assert [one for one in pieces if one["in"] in ("html_block", "fence")] == []
    kinds = {kind for one in pieces for kind in one["kinds"]}
    assert kinds <= _OURS, "markup that the document's text became"
    assert not {one["in"] for one in pieces} & {"ordered_list_open", "blockquote_open"}


def test_titles_stems_and_choices_are_those_of_the_source() -> None:
    assert_read_as_written(a_course())


def test_text_that_looks_like_markup_stays_text() -> None:
    assert_read_as_written(awkward_course())


def test_a_table_is_a_table_and_code_is_code() -> None:
    micro_module = a_micro_module(a_document())
    citations = micro_module.body[0].citations
    table = BodyPart("Badge | Colour\nVisitor | red *and* blue", BodyKind.PARAGRAPH, citations, Layout.TABLE)
    code = BodyPart("if a < b:\n    print('<b>')", BodyKind.PARAGRAPH, citations, Layout.CODE)
    pieces = read(a_course(replace(micro_module, body=(table, code))))
    cells = [(one["tag"], one["text"]) for one in pieces if one["in"] in ("th_open", "td_open")]
    assert cells == [("th", "Badge"), ("th", "Colour"), ("td", "Visitor"), ("td", "red *and* blue")]
    assert [one["text"] for one in pieces if one["in"] == "code_block"] == ["if a < b:\n    print('<b>')\n"]


LOOKS_LIKE_MARKUP = {
    "<>": "a <b>bold</b> badge",
    "*": "a *thin* badge",
    "_": "a _thin_ badge",
    "`": "a `code` badge",
    "[]": "a [link](https://x.example) badge",
    "#": "# a badge",
    "&": "a badge &amp; a helmet",
    ".": "1. a badge",
    "-": "- a badge",
}


@pytest.mark.parametrize("signs", LOOKS_LIKE_MARKUP)
def test_a_sign_that_is_not_escaped_is_caught(monkeypatch: pytest.MonkeyPatch, signs: str) -> None:
    micro_module = a_micro_module(a_document())
    option = replace(micro_module.items[0].options[0], text=LOOKS_LIKE_MARKUP[signs])
    item = replace(micro_module.items[0], options=(option, *micro_module.items[0].options[1:]))
    course = a_course(replace(micro_module, items=(item, *micro_module.items[1:])))
    assert_read_as_written(course)
    written = markdown.escape

    def forget(text: str) -> str:
        escaped = written(text)
        for sign in signs:
            escaped = escaped.replace(f"\\{sign}", sign)
        return escaped

    monkeypatch.setattr("service.interchange.reading_markdown.escape", forget)
    with pytest.raises(AssertionError):
        assert_read_as_written(course)


def test_a_line_break_in_a_title_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    course = a_course(replace(a_micro_module(a_document()), title="Badges\n\nand helmets"))
    assert_read_as_written(course)
    monkeypatch.setattr("service.interchange.reading_markdown.escape", lambda text: text)
    with pytest.raises(AssertionError):
        assert_read_as_written(course)
