"""Drafts to read: document text stays text, whatever it looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.types import BodyKind, BodyPart, Draft, Layout
from service.interchange.reading_copy import as_html, as_markdown
from tests.support.review import a_document, a_draft


@pytest.fixture
def draft() -> Draft:
    return a_draft(a_document())


def with_body(draft: Draft, *parts: BodyPart) -> Draft:
    return replace(draft, micro_modules=(replace(draft.micro_modules[0], body=parts),))


def test_titles_items_and_keys_stand_in_the_markdown(draft: Draft) -> None:
    text = as_markdown(draft)
    assert f"## {draft.micro_modules[0].title}" in text
    assert all(item.stem.split()[0] in text for item in draft.micro_modules[0].items)
    assert "- [x]" in text


def test_markup_in_a_document_stays_text(draft: Draft) -> None:
    hostile = BodyPart("<script>alert(1)</script> <img src=x onerror=alert(1)>", BodyKind.PARAGRAPH, ())
    page = as_html(with_body(draft, hostile))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_table_is_set_as_a_table(draft: Draft) -> None:
    table = BodyPart("Level | Hours\nHigh | 4", BodyKind.PARAGRAPH, (), Layout.TABLE)
    page = as_html(with_body(draft, table))
    assert "<th>Level</th>" in page
    assert "<td>4</td>" in page
