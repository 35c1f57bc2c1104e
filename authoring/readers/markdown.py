"""Reads Markdown and MDX: rendered to HTML and walked, so that raw HTML and Markdown mean what a reader sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from authoring.readers.characters import collapse
from authoring.readers.encoding import decode
from authoring.readers.html_walk import HtmlWalk
from authoring.readers.mdx import HTML_TAGS, QUIZ_TAG, take_out_mdx
from authoring.readers.reading import Reading, ReadLimits
from authoring.types import Reason

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_ATTRIBUTES = re.compile(r"""\s*\{:?\s*(?:[#.][\w:.-]+|[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'}]+))(?:\s+[^{}]*)?\}""")
_ATTRIBUTE_LINE = re.compile(r"^\s*\{:[^{}]*\}\s*$", re.M)
_TAG_NAME = re.compile(r"</?\s*([A-Za-z][\w.-]*)")
_ADMONITION = re.compile(r"^\s*(\w[\w-]*)\s*(?:\[(.*?)\]|\"(.*)\"|(.*?))\s*(?:\{.*\})?\s*$")
_ALERT = re.compile(r"^\[!(\w+)\]\s*")
_MAX_QUOTES = 12  # levels; the parser drops what is nested beyond its own limit
_MAX_NESTING = 40  # more costs time in proportion: each bracket is tried at every depth
_RUN_IN_LABEL = re.compile(r"(?<=\n\n)([ \t]{0,3}(?:\*\*[^*\n]{1,60}\*\*|__[^_\n]{1,60}__):?[ \t]*\n)(?=[^\W\d_])")
_BRACKETS = re.compile(r"\[{20,}")  # no text; a parser is meant to choke on them
_TOO_DEEP = re.compile(rf"^[ \t]*(?:>[ \t]?){{{_MAX_QUOTES},}}", re.M)


def read_markdown(content: bytes, limits: ReadLimits, *, file_name: str = "") -> Reading:
    """Blocks of a Markdown document; front matter gives the title, MDX is dropped and told."""
    reading = Reading()
    source = re.sub(r"\r\n?", "\n", decode(content, reading)).lstrip("\ufeff").replace("\x00", "")
    source = _take_out_front_matter(source, reading)
    if len(source) > limits.max_characters:
        reading.miss(Reason.TOO_LARGE, f"text beyond {limits.max_characters} characters")
        source = source[: limits.max_characters]
    source, quizzes = take_out_mdx(source, reading, is_mdx=file_name.lower().endswith(".mdx"))
    source = _ATTRIBUTE_LINE.sub("", source)
    source = _RUN_IN_LABEL.sub(r"\1\n", source)  # a label on a line of its own is no beginning of the sentence below
    source, deep = _TOO_DEEP.subn("> " * _MAX_QUOTES, source)
    source, brackets = _BRACKETS.subn("[", source)
    if brackets:
        reading.warn(Reason.MALFORMED, "brackets nested beyond sense")
    if deep:
        reading.warn(Reason.MALFORMED, f"quotations nested deeper than {_MAX_QUOTES} levels, read as that deep")
    walk = HtmlWalk(reading)
    reading.blocks = quizzes.put_back(walk.blocks_of(_markdown().render(source)))
    if walk.images:
        reading.miss(Reason.IMAGE, f"{walk.images} images")
    return reading


def _take_out_front_matter(source: str, reading: Reading) -> str:
    found = _FRONT_MATTER.match(source)
    if not found:
        return source
    try:
        values = yaml.safe_load(found[1]) if "&" not in found[1] else None  # no anchors: they can grow without bound
    except yaml.YAMLError:
        values = None
        reading.warn(Reason.MALFORMED, "front matter", line=1)
    if isinstance(values, dict) and isinstance(values.get("title"), str):
        reading.title = collapse(values["title"]) or None
    return "\n" * found[0].count("\n") + source[found.end() :]


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING}, renderer_cls=_Renderer).enable(
        ["table", "strikethrough"]
    )
    parser.use(admon_plugin).use(deflist_plugin).use(footnote_plugin)
    parser.use(container_plugin, name="admonition", validate=_is_container)
    for name in _OWN_RULES:  # the plugins put their own rules in the renderer's place
        parser.add_render_rule(name, getattr(_Renderer, name))
    # links are text here; refusing one would print its source
    parser.validateLink = _allow_link  # type: ignore[method-assign]  # markdown-it's way to set it
    return parser


def _allow_link(url: str) -> bool:  # noqa: ARG001  markdown-it's signature
    return True


def _is_container(parameters: str, markup: str) -> bool:  # noqa: ARG001  the plugin's signature
    return bool(re.match(r"\s*\w", parameters))


_OWN_RULES = (
    "admonition_open",
    "admonition_title_open",
    "admonition_title_close",
    "container_admonition_open",
    "container_admonition_close",
)


class _Renderer(RendererHTML):
    """HTML for the walk: admonitions as data, attribute braces gone, words in angle brackets kept.

    Every rule has markdown-it's signature, whether it needs all of it or not.
    """

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return escape(_ATTRIBUTES.sub("", tokens[idx].content), quote=False)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return _known_html(tokens[idx].content)

    def html_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return _known_html(tokens[idx].content)

    def blockquote_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        first = next((token for token in tokens[idx : idx + 3] if token.type == "inline"), None)
        alert = _ALERT.match(first.content) if first else None
        if first is None or alert is None or not first.children:
            return "<blockquote>"
        first.children[0].content = _ALERT.sub("", first.children[0].content)
        return f'<blockquote data-admonition="{escape(alert[1].lower())}">'

    def admonition_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        title = tokens[idx + 1 : idx + 3]
        has_title = len(title) == 2 and title[0].type == "admonition_title_open"
        kind = str(tokens[idx].meta.get("tag", "note"))
        label = title[1].content if has_title and title[1].content.lower() != kind else kind
        return f'<div data-admonition="{escape(label)}">'

    def admonition_title_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        tokens[idx + 1].children = []
        return "<div>"

    def admonition_title_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return "</div>"

    def container_admonition_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        found = _ADMONITION.match(tokens[idx].info)
        label = next((part for part in (found[2], found[3], found[4], found[1]) if part), "note") if found else "note"
        return f'<div data-admonition="{escape(label.strip())}">'

    def container_admonition_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return "</div>"


def _known_html(source: str) -> str:
    """`source` with tags that HTML does not know shown as the words they are: `<your name>`."""

    def keep(match: re.Match[str]) -> str:
        known = match[1].lower() in HTML_TAGS or match[1] == QUIZ_TAG
        return match[0] if known else "&lt;" + match[0][1:]

    return _TAG_NAME.sub(keep, source)
