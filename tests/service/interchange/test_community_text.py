"""What people write is kept as words: no rendering of it runs code, loads anything or hides anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.interchange.community_text import clean_text

CARELESS = MarkdownIt("commonmark", {"html": True})  # a client that lets raw HTML through
CARELESS.validateLink = lambda url: True  # type: ignore[method-assign]  # … and every target
HOSTILE = (
    *("<", ">", "/", "script", "img src=x onerror=alert(1)", "&lt;", "&#60;", "&amp;lt;", "](", "[a", "![", "\\"),
    *("javascript:", "java\u200bscript:", "&#106;avascript:", "data:text/html,x", "]:", " ", "\n", "a", ")", "\u202e"),
    *("<!--", "-->", "vbscript&colon;", "svg onload=1"),
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("The limit is < 5 km/h & x > 2.", "The limit is < 5 km/h & x > 2."),
        ("**Bold** and `code`\n\n- one\n- two", "**Bold** and `code`\n\n- one\n- two"),
        ("See [the page](https://example.org/a?b=1).", "See [the page](https://example.org/a?b=1)."),
        ("<https://example.org>", "https://example.org"),
        ("a<script>alert(1)</script>b", "aalert(1)b"),
        ("<img src=x onerror=alert(1)", "< img src=x onerror=alert(1)"),
        ("&lt;script&gt;x", "x"),
        ("![pixel](https://evil.example/p.png)", "[pixel](https://evil.example/p.png)"),
        ("[x](javascript:alert)", "[x](#)"),
        ("[x](JAVASCRIPT\\:alert)", "[x](#)"),
        ("[x]: data:text/html,hello", "[x]: #"),
        ("pass\u202eword\u200b", "password"),
        ("e\u0301", "é"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("\x07\x00", ""),
    ],
)
def test_words_stay_and_nothing_else_does(written: str, kept: str) -> None:
    assert clean_text(written) == kept


@given(st.lists(st.sampled_from(HOSTILE), max_size=14).map("".join))
def test_whatever_is_written_no_rendering_of_it_has_tags_images_or_code(written: str) -> None:
    shown = CARELESS.render(clean_text(written))
    own = re.compile(r"</?(?:p|em|strong|code|pre|ul|ol|li|br|h[1-6]|hr|blockquote)(?: /)?>|<ol start=\"\d+\">|</a>")
    for tag in re.findall(r"<[^>]*>", own.sub("", shown)):
        target = re.fullmatch(r'<a href="([^"]*)"(?: title="[^"]*")?>', tag)
        assert target is not None, (written, shown)
        assert not re.match(r"(?i)\s*(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", target[1]), (written, shown)


@given(st.text(max_size=60))
def test_what_was_cleaned_stays_as_it_is(written: str) -> None:
    once = clean_text(written)
    assert clean_text(once) == once
