"""Takes out of Markdown what only a site generator understands: imports, components, template tags, quizzes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from authoring.readers.characters import Run, collapse
from authoring.readers.reading import RawBlock, Reading, text_block
from authoring.types import BlockKind, BlockRole, Reason

QUIZ_TAG = "morsel-quiz"
HTML_TAGS = frozenset(
    [
        "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "body", "br",
        "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd",
        "del", "details", "dfn", "dialog", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure",
        "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html",
        "i", "iframe", "img", "input", "ins", "kbd", "label", "legend", "li", "link", "main", "map", "mark",
        "menu", "meta", "meter", "nav", "noscript", "object", "ol", "optgroup", "option", "output", "p", "picture",
        "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "script", "section", "select", "slot", "small",
        "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td",
        "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var",
        "video", "wbr", "applet", "base", "path", "circle", "rect", "g", "line", "polygon", "polyline",
    ]
)  # fmt: skip
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_IMPORT = re.compile(
    r"^(?:import\s+(?:[\w*{][^\n]*?\sfrom\s+)?[\"'][^\"'\n]+[\"'];?"
    r"|export\s+(?:const|default|function|let)\b[^\n]*)[ \t]*$",
    re.M,
)
_COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s[^<>{}]*(?:\{[^{}]*\}[^<>{}]*)*)?/?>")
_EXPRESSION = re.compile(r"^[ \t]*\{[^{}\n]*\}[ \t]*$|\{/\*.*?\*/\}", re.M | re.S)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{[^{}\n]*\}\}")
_QUIZ = re.compile(r"<(?:\w*Quiz\w*)\b[^<>]*?=\s*\{\s*\[", re.S)
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"
_FIELD = re.compile(
    rf"\b(question|text|answer|option|label|isCorrect|correct)\b[\"']?\s*:\s*({_STRING}|true|false)", re.S
)


@dataclass(slots=True)
class Quizzes:
    """The quizzes taken out, by the number of their mark."""

    found: list[list[RawBlock]] = field(default_factory=list)

    def mark(self, blocks: list[RawBlock]) -> str:
        """Keep `blocks`; the text that stands for them until `put_back`."""
        self.found.append(blocks)
        return f"{QUIZ_TAG}-{len(self.found) - 1}-here"

    def put_back(self, blocks: list[RawBlock]) -> list[RawBlock]:
        """`blocks` with each mark replaced by the blocks of its quiz."""
        if not self.found:
            return blocks
        whole: list[RawBlock] = []
        for block in blocks:
            mark = re.fullmatch(rf"{QUIZ_TAG}-(\d+)-here", block.text)
            whole.extend(self.found[int(mark[1])] if mark else [block])
        return whole


def take_out_mdx(source: str, reading: Reading, *, is_mdx: bool) -> tuple[str, Quizzes]:
    """`source` without MDX and template tags, lines kept in number; code fences stay as they are."""
    quizzes = Quizzes()
    is_mdx = is_mdx or any(match[0].startswith("import") for match in _IMPORT.finditer(source))
    parts: list[str] = []
    position = 0
    for fence in _FENCE.finditer(source):
        parts.append(_take_out(source[position : fence.start()], reading, quizzes, is_mdx=is_mdx))
        parts.append(fence[0])
        position = fence.end()
    parts.append(_take_out(source[position:], reading, quizzes, is_mdx=is_mdx))
    return "".join(parts), quizzes


def _take_out(text: str, reading: Reading, quizzes: Quizzes, *, is_mdx: bool) -> str:
    text = _take_out_quizzes(text, quizzes)
    patterns = [(_LIQUID, "template tag")]
    if is_mdx:
        patterns = [
            (_IMPORT, "import or export"),
            (_EXPRESSION, "expression"),
            (_COMPONENT, "component tag"),
            *patterns,
        ]
    for pattern, name in patterns:
        text, count = pattern.subn(lambda match: "\n" * match[0].count("\n"), text)
        if count:
            reading.warn(Reason.DROPPED_MARKUP, name)
    return text


def _take_out_quizzes(text: str, quizzes: Quizzes) -> str:
    parts: list[str] = []
    position = 0
    for opening in _QUIZ.finditer(text):
        if opening.start() < position:
            continue
        end = _component_end(text, opening.end())
        blocks = _quiz_blocks(text[opening.end() : end], len(quizzes.found))
        if end < 0 or not blocks:
            continue
        lines = "\n" * text[opening.start() : end].count("\n")
        parts.append(text[position : opening.start()] + "\n\n" + quizzes.mark(blocks) + "\n\n" + lines)
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _component_end(text: str, start: int) -> int:
    """Where the component ends whose list opened just before `start`; -1 where it never does."""
    depth = 2  # the brace and the bracket that the opening consumed
    for token in re.compile(rf"{_STRING}|[\[\]{{}}]", re.S).finditer(text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth == 0:
            closing = re.compile(r"[^<>]*?(?:/>|>\s*</\w+>)", re.S).match(text, token.end())
            return closing.end() if closing else token.end()
    return -1


def _quiz_blocks(source: str, quiz: int) -> list[RawBlock]:
    blocks: list[RawBlock] = []
    questions = 0
    number = 0
    for name, value in _FIELD.findall(source):
        if name == "question":
            questions, number = questions + 1, 0
            blocks.append(text_block(BlockKind.PARAGRAPH, [Run(_unquote(value))]))
        elif name in ("isCorrect", "correct"):
            if blocks and number:
                blocks[-1].marked_correct = value == "true"
        elif questions:
            number += 1
            option = RawBlock(BlockKind.LIST_ITEM, collapse(_unquote(value)), level=1)
            option.list_id, option.number, option.marked_correct = f"q{quiz}.{questions}", number, False
            blocks.append(option)
    for block in blocks:
        block.role = BlockRole.QUIZ
    return [block for block in blocks if block.text]


def _unquote(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": " ", "t": " "}.get(match[1], match[1]), value[1:-1])
