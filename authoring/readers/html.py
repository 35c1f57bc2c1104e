"""Reads HTML: a walk over the tree without recursion, blocks as the page shows them."""

from __future__ import annotations

import re
from html import unescape

from lxml import etree

from authoring.readers.characters import Run, collapse
from authoring.readers.encoding import decode
from authoring.readers.html_walk import HtmlWalk
from authoring.readers.reading import RawBlock, Reading, text_block
from authoring.types import BlockKind, Reason

_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]+encoding\s*=\s*[\"']([\w-]+)", re.I)
_SILENT = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)|<[^>]*>", re.I | re.S)


def read_html(content: bytes) -> Reading:
    """Blocks of an HTML page; navigation is boilerplate, scripts and hidden parts are left out and told."""
    reading = Reading()
    source = _decode(content, reading)
    walk = HtmlWalk(reading)
    reading.blocks = walk.blocks_of(source)
    reading.title = walk.title
    if not reading.blocks:
        reading.blocks = _flat_text(source, reading)
    return reading


def _decode(content: bytes, reading: Reading) -> str:
    declared = _XML_DECLARED.search(content[:200]) or _DECLARED.search(content[:2048])
    if declared and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common; the content decides
    return decode(content, reading)


def _flat_text(source: str, reading: Reading) -> list[RawBlock]:
    """All visible text without structure: for nesting so deep that the parser gives up."""
    lines = [collapse(line) for line in unescape(_SILENT.sub("\n", source)).split("\n")]
    blocks = [text_block(BlockKind.PARAGRAPH, [Run(line)]) for line in lines if line]
    if blocks:
        reading.warn(Reason.MALFORMED, "nested too deep for its structure to be read; text only")
    return blocks


def parse_html(source: str) -> etree._Element | None:
    """The tree of `source` with nothing fetched or resolved; None where the parser finds no element."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(source.encode("utf-8", errors="ignore"), parser)
    except etree.XMLSyntaxError:
        return None
