"""Tells what surrounds a document from what it teaches: contents, licences, change logs, credits, references."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from authoring.readers.reading import RawBlock
from authoring.types import BlockKind, BlockRole

_NUMBERING = re.compile(
    r"^(?:(?:appendix|annex|appendice|allegato|chapter|capitolo)\s+\w+|[A-Z]?[\d.]+)[\s.:–—-]+", re.I
)
_HEADINGS = frozenset(
    [
        "table of contents", "contents", "on this page", "license", "licence", "licensing", "copyright",
        "copyright notice", "copyright and license", "copyright and licence", "legal notice", "legal notices",
        "disclaimer", "changelog", "change log", "change history", "changes", "revision history",
        "version history", "document history", "document control", "release notes", "credits", "acknowledgments",
        "acknowledgements", "acknowledgment", "contributors", "major contributors",
        "other contributors and reviewers", "authors", "about the authors", "about the author",
        "about the standard", "project leads", "working group", "frontispiece", "references", "bibliography",
        "further reading", "additional reading", "recommended reading", "additional resources", "external resources",
        "additional links", "useful links", "see also", "index", "list of figures", "list of tables", "colophon",
        "imprint", "trademarks", "preface", "foreword", "image credits", "photo credits", "picture credits",
        "useful resources", "reading list", "suggested reading", "related reading", "prefazione", "vorwort", "préface",
        "other contributors", "reviewers", "indice", "indice generale", "sommario", "licenza",
        "note legali", "cronologia", "cronologia delle modifiche", "ringraziamenti", "crediti", "autori",
        "riferimenti", "bibliografia", "inhaltsverzeichnis", "inhalt", "lizenz", "impressum", "danksagung",
        "literaturverzeichnis", "table des matières", "licence d'utilisation", "remerciements", "bibliographie",
        "índice", "licencia", "agradecimientos", "bibliografía",
    ]
)  # fmt: skip
_NEEDS_PROOF = frozenset(
    ["sommario", "changes", "index", "authors", "reviewers", "contents", "inhalt", "disclaimer", "additional reading",
     "recommended reading", "useful resources", "reading list", "suggested reading", "related reading",
     "additional resources", "external resources", "additional links", "useful links"]
)  # fmt: skip
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d+|[ivxlc]+)$|\s…+\s*\d+$|_{4,}\s*\d+$")
_COPYRIGHT = re.compile(
    r"^(?:©|\(c\)\s|copyright\s+(?:©|\(c\)|\d{4})|all rights reserved|tutti i diritti riservati)", re.I
)
_REFERENCE = re.compile(r"[^\W\d_].*?(?:(\d{1,3})[-–])?(?<![\d.,:/])(\d{1,4})$", re.S)
_CONTROL = re.compile(  # of the document itself: when it was last looked at, and in which version
    r"^(?:(?:last (?:reviewed|updated|modified|tested|edited|changed)|document (?:id|number|owner|version)|"
    r"version|revision|effective date|review date|approved by|ultimo aggiornamento|versione)"
    r"\s*:\s*\S+(?:\s\S+){0,2}?\s*){1,4}$",
    re.IGNORECASE,
)
_MIN_ENTRIES = 6
_SLIDE_NUMBER = re.compile(r"^0\d{1,2}[.:]?\s+(?=\S)|^[1-9]\d{1,2}[.:]\s+(?=\S)")
_MIN_SLIDES = 6  # lines with numbers that grow, the first ones with a leading zero
_LONGEST_CAPTION = 18  # words
_FURTHER_WORDS = 3  # behind a heading that its caption repeats
_EDITION = re.compile(
    r"^(?:this|it|the text|the following) (?:is|was) (?:an?|the) (?:[\w-]+ ){0,3}"
    r"(?:version|edition|snapshot|transcript\w*|translation|copy|adaptation|extract|excerpt) of\b",
    re.IGNORECASE,
)
_SHORT_WORDS = 30  # of a copyright line; a longer paragraph that begins so says more than that


def mark_boilerplate(blocks: list[RawBlock]) -> None:
    """Set the role of boilerplate blocks; a section counts from its heading to the next of its level or above."""
    _mark_contents(blocks)
    _mark_captions(blocks)
    _mark_edition_notes(blocks)
    level: int | None = None
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            if level is not None and (block.level or 1) <= level:
                level = None
            if level is None and _is_boilerplate_heading(block, blocks[index + 1 : index + 6]):
                level = block.level or 1
        is_inside = level is not None and block.kind is not BlockKind.NOTE  # notes gather at the end, under any heading
        if block.role is BlockRole.BODY and (is_inside or _is_boilerplate_line(block)):
            block.role = BlockRole.BOILERPLATE


def _mark_contents(blocks: list[RawBlock]) -> None:
    """Runs of short lines that end in page numbers that grow: a table of contents without a heading or leaders."""
    for is_entry, group in groupby(blocks, key=lambda block: _page_reference(block) is not None):
        run = list(group)
        pages = [_page_reference(block) or (0, 0) for block in run]
        if not is_entry or len(run) < _MIN_ENTRIES or pages != sorted(pages):
            continue
        counts_up = all(b[1] - a[1] == 1 and a[0] == b[0] for a, b in pairwise(pages))  # Step 1, Step 2 …
        for block in run if not counts_up else ():
            block.role = BlockRole.BOILERPLATE


def _mark_captions(blocks: list[RawBlock]) -> None:
    """Lines that say what the heading before them says, and the numbered captions of the slides of a talk."""
    numbered = [block for block in blocks if _is_line(block) and _SLIDE_NUMBER.match(block.text)]
    is_talk = len(numbered) >= _MIN_SLIDES and numbered[0].text.startswith("0")
    for above, block in zip([None, *blocks], blocks, strict=False):
        if not _is_line(block):
            continue
        text = _SLIDE_NUMBER.sub("", block.text)
        is_first = above is not None and above.kind is BlockKind.HEADING
        repeats = is_first and above is not None and _repeats(_words(above.text), _words(text))
        if repeats or (is_talk and text != block.text):
            block.role = BlockRole.BOILERPLATE


def _is_line(block: RawBlock) -> bool:
    fits = block.kind in (BlockKind.PARAGRAPH, BlockKind.CAPTION) and len(block.text.split()) <= _LONGEST_CAPTION
    return fits and block.role is BlockRole.BODY


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _repeats(heading: list[str], line: list[str]) -> bool:
    return bool(heading) and line[: len(heading)] == heading and len(line) <= len(heading) + _FURTHER_WORDS


def _mark_edition_notes(blocks: list[RawBlock]) -> None:
    """Boxes above the first heading of the text proper that tell what this text is a version of."""
    for is_box, group in groupby(blocks, key=lambda block: (block.role is BlockRole.ADMONITION, block.label)):
        run = list(group)
        if is_box[0] and _EDITION.match(run[0].text):
            for block in run:
                block.role = BlockRole.BOILERPLATE


def _page_reference(block: RawBlock) -> tuple[int, int] | None:
    if block.kind in (BlockKind.TABLE, BlockKind.CODE) or block.role is not BlockRole.BODY:
        return None
    found = _REFERENCE.search(block.text) if len(block.text.split()) <= _SHORT_WORDS else None
    return (int(found[1] or 0), int(found[2])) if found else None


def _is_boilerplate_heading(heading: RawBlock, following: list[RawBlock]) -> bool:
    name = _NUMBERING.sub("", heading.text).strip(" :.").casefold()
    if name not in _HEADINGS:
        return False
    if name not in _NEEDS_PROOF:
        return True
    return all(_has_no_sentence(block.text) for block in following[:3] if block.kind is not BlockKind.HEADING)


def _is_boilerplate_line(block: RawBlock) -> bool:
    if block.kind in (BlockKind.TABLE, BlockKind.CODE):
        return False
    if _LEADER.search(block.text) or _CONTROL.match(block.text):
        return True
    return bool(_COPYRIGHT.match(block.text)) and len(block.text.split()) <= _SHORT_WORDS


def _has_no_sentence(text: str) -> bool:
    return not re.search(r"\w\.(?:\s|$)", text) or bool(_LEADER.search(text))
