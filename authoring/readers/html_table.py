"""Tables in HTML: cells by row with spans filled in, header rows, and layout tables told from real ones."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from authoring.readers.characters import collapse

_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"})
_SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
_MAX_SPAN = 100  # a colspan beyond this is an attack on memory, not a table


def is_layout_table(table: etree._Element) -> bool:
    """Whether the table only places things on the page: one column of text, headings or tables inside, or one row."""
    if table.get("role") in ("presentation", "none"):
        return True
    if any(table.iterdescendants("table", "h1", "h2", "h3", "h4", "h5", "h6")):
        return True
    rows, _ = table_rows(table)
    used = {column for row in rows for column, cell in enumerate(row) if cell}
    filled = [row for row in rows if any(row)]
    return len(used) <= 1 or len(filled) <= 1


def table_rows(table: etree._Element) -> tuple[list[list[str]], int]:
    """Cell texts by row, a cell over several rows repeated in each, and the number of header rows on top."""
    rows: list[list[str]] = []
    headers: list[bool] = []
    hanging: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, text
    for row in _own_rows(table):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        rows.append(_fill(cells, hanging))
        headers.append(bool(cells) and _is_header(row, cells))
    count = next((index for index, header in enumerate(headers) if not header), len(headers))
    return rows, count


def cell_text(cell: etree._Element) -> str:
    """The cell's words in order; list items that end in no punctuation are set off by a semicolon."""
    parts: list[str] = []
    _gather(cell, parts)
    lines = [line for line in (collapse(line) for line in "".join(parts).split("\n")) if line]
    return " ".join(_with_stop(line, last=index == len(lines) - 1) for index, line in enumerate(lines))


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _fill(cells: list[etree._Element], hanging: dict[int, tuple[int, str]]) -> list[str]:
    row: list[str] = []
    for cell in cells:
        _hang(row, hanging)
        text = cell_text(cell)
        width = _span(cell, "colspan")
        height = _span(cell, "rowspan")
        for offset in range(width):
            shown = text if offset == 0 else ""
            if height > 1:
                hanging[len(row)] = (height - 1, shown)
            row.append(shown)
    _hang(row, hanging)
    return row


def _hang(row: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(row) in hanging:
        left, text = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = (left - 1, text)
        row.append(text)


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), _MAX_SPAN) if value.isdigit() else 1


def _is_header(row: etree._Element, cells: list[etree._Element]) -> bool:
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    if all(cell.tag == "th" for cell in cells):
        return len(cells) > 1
    return len(cells) > 1 and all(_is_bold(cell) for cell in cells)


def _is_bold(cell: etree._Element) -> bool:
    text = cell_text(cell)
    bold = " ".join(cell_text(part) for part in cell.iterdescendants("b", "strong"))
    return bool(text) and collapse(bold) == text


def _gather(element: etree._Element, parts: list[str]) -> None:
    """Text of the element and its descendants, without recursion; a new line where a block begins or ends."""
    stack: list[tuple[etree._Element, bool]] = [(element, True)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            if node.tag in _BLOCKS:
                parts.append("\n")
            if node is not element:
                parts.append(node.tail or "")
            continue
        stack.append((node, False))
        if isinstance(node.tag, str) and node.tag not in _SILENT and not is_hidden_style(node.get("style") or ""):
            opening = " " if node.tag == "br" else "\n" if node.tag in _BLOCKS else ""
            parts.append(opening + (node.text or ""))
            stack.extend((child, True) for child in reversed(node))


def is_hidden_style(style: str) -> bool:
    """Whether an inline style or rule keeps text out of sight."""
    squeezed = style.lower().replace(" ", "").replace("!important", "")
    if not squeezed:
        return False
    declared = dict(part.split(":", 1) for part in squeezed.split(";") if ":" in part)
    return (
        declared.get("display") == "none"
        or declared.get("visibility") in ("hidden", "collapse")
        or declared.get("opacity") in ("0", "0.0", "0%")
        or declared.get("font-size", "") in ("0", "0px", "0pt", "0em", "1px", "1pt", "2px")
        or declared.get("text-indent", "").startswith("-999")
        or declared.get("left", "").startswith("-999")
        or (declared.get("color") in _WHITE and "background" not in squeezed)
    )


_WHITE = frozenset({"#fff", "#ffffff", "white", "rgb(255,255,255)", "transparent"})


def _with_stop(line: str, *, last: bool) -> str:
    return line if last or line[-1] in ".:;,!?…" else line + ";"
