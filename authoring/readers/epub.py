"""Reads EPUB: the chapters of the spine in order, each as HTML."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from authoring.readers.characters import collapse
from authoring.readers.encoding import decode
from authoring.readers.html_walk import HtmlWalk
from authoring.readers.package import Package, open_package
from authoring.readers.reading import Reading, ReadLimits, Refused
from authoring.types import BlockRole, Reason

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.S | re.I)


def read_epub(content: bytes, limits: ReadLimits) -> Reading:
    """Blocks of a book, its navigation as boilerplate. Protected chapters are told as encrypted."""
    reading = Reading()
    package = open_package(content, limits, reading)
    walk = HtmlWalk(reading)
    for name, is_navigation in _chapters(package):
        if not package.has(name):
            reading.miss(Reason.MALFORMED, "a chapter is missing")
            continue
        source = _PROLOGUE.sub("", decode(package.content(name), reading))
        blocks = walk.blocks_of(source)
        for block in blocks:
            block.role = BlockRole.BOILERPLATE if is_navigation else block.role
        reading.blocks.extend(blocks)
        if sum(len(block.text) for block in reading.blocks[-5000:]) > limits.max_characters:
            break
    if package.has("META-INF/encryption.xml") and not reading.blocks:
        raise Refused(Reason.ENCRYPTED, "the book is protected")
    if walk.images:
        reading.miss(Reason.IMAGE, f"{walk.images} images")
    return reading


def _chapters(package: Package) -> list[tuple[str, bool]]:
    """Member names in reading order, with whether each is the table of contents."""
    container = package.xml("META-INF/container.xml")
    root_file = (
        next((n.get("full-path") for n in container.iter(f"{_CONTAINER}rootfile")), None)
        if container is not None
        else None
    )
    opf = package.xml(root_file) if root_file else None
    if opf is None:
        return [(n, False) for n in package.names() if n.lower().endswith((".xhtml", ".html", ".htm"))]
    title = next(opf.iter(f"{_DC}title"), None)
    package.reading.title = (collapse(title.text or "") or None) if title is not None else None
    folder = posixpath.dirname(root_file or "")
    items = {item.get("id"): item for item in opf.iter(f"{_OPF}item")}
    chapters = []
    for reference in opf.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None:
            name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
            chapters.append((name, "nav" in (item.get("properties") or "").split()))
    return chapters
