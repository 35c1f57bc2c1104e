"""The walk over an HTML tree that gathers runs of text into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from authoring.readers.characters import Run, collapse
from authoring.readers.html_table import is_hidden_style, is_layout_table, table_rows
from authoring.readers.reading import RawBlock, Reading, code_block, table_block, text_block
from authoring.types import BlockKind, BlockRole, Reason

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main",
        "nav", "ol", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
        "ul", "blockquote",
    ]
) | frozenset(_HEADINGS)  # fmt: skip
_SILENT = frozenset(
    [
        "script", "style", "template", "noscript", "svg", "math", "head", "select", "option", "button", "textarea",
        "datalist", "canvas", "audio", "video", "map",
    ]
)  # fmt: skip
_ACTIVE = frozenset(["script", "iframe", "object", "embed", "applet", "form"])
_BOLD = frozenset({"b", "strong", "mark"})
_NAVIGATION_TAGS = frozenset({"nav", "footer"})
_NAVIGATION_NAMES = frozenset(
    [
        "toc", "navbar", "nav", "navigation", "breadcrumb", "breadcrumbs", "sidebar", "menu", "cookie", "cookies",
        "footer", "site-footer", "navbox", "catlinks", "mw-jump-link", "mw-editsection", "printfooter",
        "vector-menu", "mw-navigation",
    ]
)  # fmt: skip
_HIDING_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CONDITIONAL = re.compile(r"@[\w-]+[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")  # media queries: print, narrow screens
_CHECKBOX = re.compile(r"\[([ xX])\]\s+")


@dataclass(slots=True)
class _List:
    id: str
    ordered: bool
    number: int


@dataclass(slots=True)
class _Frame:
    """What the elements around the current text make of it."""

    role: BlockRole = BlockRole.BODY
    label: str | None = None
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    fresh_item: bool = False  # inside a list item whose own first text has not come yet
    note: bool = False


@dataclass(slots=True)
class HtmlWalk:
    """Turns HTML into blocks, telling `reading` what stays out; one for a document, so that list ids are its own."""

    reading: Reading
    page: int | None = None
    title: str | None = None
    blocks: list[RawBlock] = field(default_factory=list)
    images: int = 0
    _runs: list[Run] = field(default_factory=list)
    _bold: int = 0
    _frames: list[_Frame] = field(default_factory=lambda: [_Frame()])
    _lists: list[_List] = field(default_factory=list)
    _list_count: int = 0
    _closed: dict[int, _List] = field(
        default_factory=dict
    )  # the last ordered list at each depth since the last heading
    _hidden_names: frozenset[str] = frozenset()
    _term: list[Run] = field(default_factory=list)
    _checked: bool | None = None

    def blocks_of(self, source: str) -> list[RawBlock]:
        """The blocks of one piece of HTML, in order."""
        from authoring.readers.html import parse_html

        self.blocks = []
        root = parse_html(source)
        if root is None:
            return []
        self._hidden_names = frozenset(_hiding_names(root))
        self.title = _title(root) or self.title
        if next(root.iter("script"), None) is not None:
            self.reading.warn(Reason.ACTIVE_CONTENT, "<script> left out")
        self._walk(root)
        self._flush()
        return self.blocks

    def _walk(self, root: etree._Element) -> None:
        self._open(root)
        stack = [(root, iter(root))]
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._close(node)
                if stack:
                    self._text(node.tail)
            elif self._enters(child):
                self._open(child)
                stack.append((child, iter(child)))
            else:
                self._text(child.tail)

    def _enters(self, node: etree._Element) -> bool:
        """Whether to walk into the node; if not, what it holds has been dealt with or told here."""
        if not isinstance(node.tag, str):
            self._look_at_comment(node)
            return False
        self._look_for_active_content(node)
        if node.tag in _SILENT:
            return False
        if self._is_hidden(node):
            if collapse(" ".join(str(part) for part in node.itertext())):
                self.reading.warn(Reason.HIDDEN_TEXT, f"<{node.tag}> out of sight")
            return False
        if _is_reference_mark(node):
            return False
        return not self._takes_whole(node)

    def _takes_whole(self, node: etree._Element) -> bool:
        if node.tag == "pre":
            self._flush()
            self._add(code_block("".join(str(part) for part in node.itertext()), page=self.page))
            return True
        if node.tag == "table" and not is_layout_table(node):
            self._flush()
            self._add_caption(node)
            rows, header_rows = table_rows(node)
            self._add(table_block(rows, header_rows=header_rows, page=self.page))
            return True
        if node.tag == "img":
            self.images += 1
            if re.match(r"\s*(https?:)?//", node.get("src") or ""):
                self.reading.warn(Reason.EXTERNAL_REFERENCE, "remote image, not fetched")
            return True
        return False

    def _open(self, node: etree._Element) -> None:
        tag = str(node.tag)
        if tag == "br":
            self._break()
        elif tag == "input" and (node.get("type") or "").lower() == "checkbox":
            self._checked = node.get("checked") is not None
        if tag in _BOLD:
            self._bold += 1
        if tag in _BLOCKS:
            self._flush()
            self._frames.append(self._frame_for(node, tag))
            self._open_list(node, tag)
        if tag == "sup" and self._runs and self._runs[-1].text[-1:].isdigit():
            self._text("^")
        self._text(node.text)

    def _close(self, node: etree._Element) -> None:
        tag = str(node.tag)
        if tag in _BOLD:
            self._bold -= 1
        if tag in _BLOCKS:
            if tag == "dt":
                self._term, self._runs = self._runs, []
            self._flush()
            if len(self._frames) > 1:
                self._frames.pop()
            if tag in ("ol", "ul") and self._lists:
                closed = self._lists.pop()
                if closed.ordered:
                    self._closed[len(self._lists)] = closed
            if tag == "li" and self._lists:
                self._lists[-1].number += 1

    def _frame_for(self, node: etree._Element, tag: str) -> _Frame:
        outer = self._frames[-1]
        role, label = self._role_for(node, tag, outer)
        frame = _Frame(role, label, note=outer.note or "footnotes" in (node.get("class") or "").split())
        if tag in _HEADINGS:
            frame.kind, frame.level = BlockKind.HEADING, _HEADINGS[tag]
        elif tag in ("figcaption", "caption"):
            frame.kind = BlockKind.CAPTION
        elif (tag in ("li", "dd") and not frame.note) or (tag in ("p", "div", "section") and outer.fresh_item):
            frame.fresh_item = True
        return frame

    def _role_for(self, node: etree._Element, tag: str, outer: _Frame) -> tuple[BlockRole, str | None]:
        names = set((node.get("class") or "").lower().split()) | {(node.get("id") or "").lower()}
        if tag in _NAVIGATION_TAGS or node.get("role") == "navigation" or names & _NAVIGATION_NAMES:
            return BlockRole.BOILERPLATE, None
        if "data-admonition" in node.attrib:
            return BlockRole.ADMONITION, collapse(node.get("data-admonition") or "") or None
        if tag == "blockquote" and outer.role is BlockRole.BODY:
            return BlockRole.QUOTE, None
        return outer.role, outer.label

    def _open_list(self, node: etree._Element, tag: str) -> None:
        if tag in _HEADINGS:
            self._closed.clear()
        earlier = self._closed.get(len(self._lists)) if tag == "ol" else None
        if earlier is not None and node.get("start") == f"{earlier.number}":
            self._lists.append(earlier)  # numbered on after paragraphs between its items
            return
        if tag in ("ol", "ul", "dl"):
            self._list_count += 1
        if tag in ("ol", "ul"):
            self._lists.append(_List(f"l{self._list_count}", tag == "ol", 1))

    def _break(self) -> None:
        """A line break is a space; two in a row end a paragraph."""
        if self._runs and self._runs[-1].text == "\n":
            self._flush()
        else:
            self._runs.append(Run("\n"))

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not text.strip() and self._runs and self._runs[-1].text == "\n":
            return
        self._runs.append(Run(text, self._bold > 0))

    def _flush(self) -> None:
        runs, self._runs = self._runs, []
        frame = self._frames[-1]
        block = text_block(frame.kind, runs, level=frame.level, page=self.page)
        if not block.text:
            return
        if self._term:
            block = text_block(frame.kind, [*_bold(self._term), Run(": "), *runs], page=self.page)
            self._term = []
        if frame.note:
            block.kind = BlockKind.NOTE
        elif frame.fresh_item and block.kind is BlockKind.PARAGRAPH:
            self._make_item(block)
        self._add(block)

    def _make_item(self, block: RawBlock) -> None:
        for frame in reversed(self._frames):
            if not frame.fresh_item:
                break
            frame.fresh_item = False
        block.kind = BlockKind.LIST_ITEM
        here = self._lists[-1] if self._lists else _List(f"l{self._list_count}", False, 1)
        block.list_id, block.ordered, block.number = here.id, here.ordered, here.number
        block.level = max(1, len(self._lists))
        self._mark_checkbox(block)

    def _mark_checkbox(self, block: RawBlock) -> None:
        if self._checked is not None:
            block.marked_correct, self._checked = self._checked, None
            return
        box = _CHECKBOX.match(block.text)
        if box:
            block.marked_correct = box[1] != " "
            block.text, block.emphasis = block.text[box.end() :], ()

    def _add(self, block: RawBlock) -> None:
        if not block.text:
            return
        frame = self._frames[-1]
        block.role, block.label = frame.role, frame.label
        self.blocks.append(block)

    def _add_caption(self, table: etree._Element) -> None:
        for caption in table.iterchildren("caption"):
            text = " ".join(str(part) for part in caption.itertext())
            self._add(text_block(BlockKind.CAPTION, [Run(text)], page=self.page))

    def _is_hidden(self, node: etree._Element) -> bool:
        if node.get("hidden") is not None or is_hidden_style(node.get("style") or ""):
            return True
        names = {f".{name}" for name in (node.get("class") or "").split()} | {f"#{node.get('id')}"}
        return bool(names & self._hidden_names)

    def _look_at_comment(self, node: etree._Element) -> None:
        # a few words at least: tool marks such as "toc" or "prettier-ignore" are no text that anybody hides
        if isinstance(node, etree._Comment) and len((node.text or "").split()) >= 4:
            self.reading.warn(Reason.HIDDEN_TEXT, "comment")

    def _look_for_active_content(self, node: etree._Element) -> None:
        if node.tag in _ACTIVE and node.tag != "form":
            self.reading.warn(Reason.ACTIVE_CONTENT, f"<{node.tag}> left out")
        for name, value in node.attrib.items():
            if str(name).startswith(("on", "hx-", "data-hx-")):
                self.reading.warn(Reason.ACTIVE_CONTENT, "script or request attribute left out")
            elif name in ("href", "src", "action") and re.match(r"\s*(javascript|vbscript|data):", str(value), re.I):
                self.reading.warn(Reason.ACTIVE_CONTENT, "script link left out")


def _bold(runs: list[Run]) -> Iterator[Run]:
    text = collapse("".join(run.text for run in runs)).rstrip(":")
    return iter([Run(text, True)])


def _is_reference_mark(node: etree._Element) -> bool:
    names = set((node.get("class") or "").split())
    if node.tag == "sup":
        return bool(names & {"footnote-ref", "reference"})
    return bool(names & {"footnote-backref", "headerlink", "mw-editsection", "anchor-link"})


def _title(root: etree._Element) -> str | None:
    for title in root.iter("title"):
        return collapse("".join(str(part) for part in title.itertext())) or None
    return None


def _hiding_names(root: etree._Element) -> Iterator[str]:
    """Classes and ids that a style sheet in the page keeps out of sight."""
    for style in root.iter("style"):
        for selectors, rule in _HIDING_RULE.findall(_CONDITIONAL.sub("", style.text or "")):
            if is_hidden_style(rule):
                yield from (name.strip() for name in selectors.split(",") if re.fullmatch(r"\s*[.#][\w-]+\s*", name))
