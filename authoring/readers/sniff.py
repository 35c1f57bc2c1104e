"""What a file is, by its content; the extension only decides between kinds of text."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from authoring.readers.reading import Refused
from authoring.types import Reason


class Format(StrEnum):
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    EPUB = "application/epub+zip"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    VTT = "text/vtt"
    SRT = "application/x-subrip"
    TEXT = "text/plain"


_EXTENSIONS = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".pptx": Format.PPTX,
    ".pptm": Format.PPTX,
    ".epub": Format.EPUB,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".mdx": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".vtt": Format.VTT,
    ".srt": Format.SRT,
    ".txt": Format.TEXT,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: old Office, or an encrypted new one
_FOREIGN = {
    b"\x89PNG": "PNG image",
    b"\xff\xd8\xff": "JPEG image",
    b"GIF8": "GIF image",
    b"\x1f\x8b": "gzip archive",
    b"7z\xbc\xaf": "7z archive",
    b"Rar!": "RAR archive",
    b"\x7fELF": "program",
    b"MZ": "program",
    b"{\\rtf": "RTF document",
    b"OggS": "audio or video",
    b"ID3": "audio",
}
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_SRT_START = re.compile(rb"\s*\d+\s*\r?\n\s*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}\s*-->")
_TEXT_FORMATS = (Format.MARKDOWN, Format.HTML, Format.TEXT, Format.VTT, Format.SRT)


def sniff(content: bytes, file_name: str) -> Format:
    """The format of `content`; raises `Refused` where no reader fits."""
    head = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refused(Reason.EMPTY, "the file holds nothing")
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    if head.startswith(b"PK"):
        return _sniff_zip(content)
    if head.startswith(_OLE):
        raise _refused_compound(content)
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            raise Refused(Reason.UNSUPPORTED, name)
    return _sniff_text(head, content, file_name)


def differs_from_extension(found: Format, file_name: str) -> bool:
    """Whether the extension promises another format than the one found; plain text passes as any text."""
    promised = _EXTENSIONS.get(PurePath(file_name).suffix.lower())
    return promised is not None and promised is not found


def _sniff_zip(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            names = set(container.namelist())
            mimetype = container.read("mimetype")[:64] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(Reason.UNREADABLE, "the zip container is damaged or cut off") from error
    if mimetype.startswith(b"application/epub+zip") or "META-INF/container.xml" in names:
        return Format.EPUB
    for name in names:
        if name.startswith("word/"):
            return Format.DOCX
        if name.startswith("ppt/"):
            return Format.PPTX
    if any(name.startswith("xl/") for name in names):
        raise Refused(Reason.UNSUPPORTED, "spreadsheet")
    raise Refused(Reason.UNSUPPORTED, "zip archive")


def _refused_compound(content: bytes) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Refused(Reason.ENCRYPTED, "the Office file asks for a password")
    return Refused(Reason.UNSUPPORTED, "Office file of the format before 2007; save it as DOCX or PPTX")


def _sniff_text(head: bytes, content: bytes, file_name: str) -> Format:
    promised = _EXTENSIONS.get(PurePath(file_name).suffix.lower())
    if _looks_binary(head):
        if promised is Format.PDF:
            raise Refused(Reason.UNREADABLE, "no PDF header")
        raise Refused(Reason.UNSUPPORTED, "neither text nor a known format")
    if head.startswith(b"WEBVTT"):
        return Format.VTT
    if _SRT_START.match(head):
        return Format.SRT
    if _HTML_START.match(head):
        return Format.HTML
    if promised is Format.PDF or (promised in (Format.DOCX, Format.PPTX, Format.EPUB) and len(content) < 64):
        raise Refused(Reason.UNREADABLE, f"not a {PurePath(file_name).suffix.lstrip('.').upper()} inside")
    return promised if promised in _TEXT_FORMATS else Format.TEXT


def _looks_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return odd > max(8, len(head) // 10)
