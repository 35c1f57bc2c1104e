"""Reads a Markdown source into the few blocks that the sample documents are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.footnote import footnote_plugin

SOURCES = Path(__file__).resolve().parent.parent / "sources"
CAPTION = "Table: "


class Run(NamedTuple):
    """A stretch of text in one style; `footnote` is the note's text where the stretch is its mark."""

    text: str
    bold: bool = False
    footnote: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`number` is the section number, such as "3.2.1"."""

    level: int
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[Runs, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The first row names the columns; `caption` comes without its number."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Callout:
    kind: str
    title: str
    paragraphs: tuple[Runs, ...]


SourceBlock = Heading | Paragraph | BulletList | Table | Callout


def read_blocks(paths: Sequence[Path]) -> list[SourceBlock]:
    """The blocks of several Markdown files as one document, headings numbered through."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in paths)
    parser = MarkdownIt("commonmark").enable("table").use(admon_plugin).use(footnote_plugin)
    root = SyntaxTreeNode(parser.parse(text))
    notes = dict(_footnotes(root))
    counters = [0, 0, 0]
    caption = ""
    blocks: list[SourceBlock] = []
    for node in root.children:
        if node.type == "footnote_block":
            continue
        block = _block(node, notes, counters, caption)
        caption = ""
        if isinstance(block, Paragraph) and plain(block.runs).startswith(CAPTION):
            caption = plain(block.runs).removeprefix(CAPTION)
        else:
            blocks.append(block)
    return blocks


def plain(runs: Runs) -> str:
    """The text of runs without their styles and footnotes."""
    return "".join(run.text for run in runs)


def _block(node: SyntaxTreeNode, notes: dict[int, str], counters: list[int], caption: str) -> SourceBlock:
    if node.type == "heading":
        level = int(node.tag[1])
        return Heading(level, _next_number(counters, level), plain(_runs(node.children[0], notes)))
    if node.type in {"bullet_list", "ordered_list"}:
        items = tuple(_runs(item.children[0].children[0], notes) for item in node.children)
        return BulletList(items, ordered=node.type == "ordered_list")
    if node.type == "table":
        rows = (row for part in node.children for row in part.children)
        return Table(
            caption, tuple(tuple(plain(_runs(cell.children[0], notes)) for cell in row.children) for row in rows)
        )
    if node.type == "admonition":
        title, *paragraphs = (_runs(child.children[0], notes) for child in node.children)
        return Callout(str(node.meta["tag"]), plain(title), tuple(paragraphs))
    if node.type == "paragraph":
        return Paragraph(_runs(node.children[0], notes))
    raise ValueError(f"the sources use no {node.type}: take it out or teach the builders to set it")


def _next_number(counters: list[int], level: int) -> str:
    counters[level - 1] += 1
    counters[level:] = [0] * (len(counters) - level)
    return ".".join(str(counter) for counter in counters[:level])


def _runs(inline: SyntaxTreeNode, notes: dict[int, str]) -> Runs:
    return tuple(_each_run(inline, notes, bold=False))


def _each_run(node: SyntaxTreeNode, notes: dict[int, str], *, bold: bool) -> Iterator[Run]:
    for child in node.children:
        if child.type == "footnote_ref":
            yield Run("", footnote=notes[int(child.meta["id"])])
        elif child.type == "softbreak":
            yield Run(" ", bold)
        elif child.children:
            yield from _each_run(child, notes, bold=bold or child.type == "strong")
        else:
            yield Run(child.content, bold)


def _footnotes(root: SyntaxTreeNode) -> Iterator[tuple[int, str]]:
    for block in root.children:
        if block.type == "footnote_block":
            for note in block.children:
                text = plain(_runs(note.children[0].children[0], {}))
                yield int(note.meta["id"]), re.sub(r"\s+", " ", text).strip()
