"""Opens zip packages (DOCX, PPTX, EPUB) without trust: sizes checked, names confined, XML that resolves nothing."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from authoring.readers.reading import Reading, ReadLimits, Refused
from authoring.types import Reason

RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAX_MEMBERS = 20_000
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.S)
_OWN_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?[\w.-]+\s+[\"']")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


@dataclass(slots=True)
class Package:
    """The members of a zip container, read one at a time and only where asked for."""

    container: zipfile.ZipFile
    limits: ReadLimits
    reading: Reading
    _names: dict[str, str] = field(default_factory=dict)  # lower-case name -> name

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def names(self) -> list[str]:
        """Member names in the order of the container."""
        return list(self._names.values())

    def content(self, name: str) -> bytes:
        """The bytes of a member. Raises `Refused` where they are too many, `KeyError` where there is no such member."""
        with self.container.open(self._names[name.lower()]) as member:
            content = member.read(self.limits.max_member_bytes + 1)
        if len(content) > self.limits.max_member_bytes:
            raise Refused(Reason.TOO_LARGE, f"{name} unpacks to more than {self.limits.max_member_bytes} bytes")
        return content

    def xml(self, name: str) -> etree._Element | None:
        """The tree of a member; None where it is missing or broken beyond use, which is told."""
        if not self.has(name):
            return None
        try:
            return parse_xml(self.content(name), self.reading, name)
        except _BROKEN:
            self.reading.warn(Reason.MALFORMED, f"{name} is damaged")
            return None

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id -> (kind, member name) of a part; targets outside the package are told and left out."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relationship in root if root is not None else ():
            kind = (relationship.get("Type") or "").rsplit("/", 1)[-1]
            target = relationship.get("Target") or ""
            if relationship.get("TargetMode") == "External":
                if kind != "hyperlink":
                    self.reading.warn(Reason.EXTERNAL_REFERENCE, f"{kind}, not fetched")
                continue
            found[relationship.get("Id") or ""] = (kind, _inside(folder, target))
        return found


def open_package(content: bytes, limits: ReadLimits, reading: Reading) -> Package:
    """The package in `content`; raises `Refused` for what is damaged, encrypted or unpacks to too much."""
    try:
        container = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise Refused(Reason.UNREADABLE, "the zip container is damaged or cut off") from error
    members = container.infolist()
    if len(members) > _MAX_MEMBERS:
        raise Refused(Reason.TOO_LARGE, f"more than {_MAX_MEMBERS} members")
    if sum(member.file_size for member in members) > limits.max_unpacked_bytes:
        raise Refused(Reason.TOO_LARGE, f"unpacks to more than {limits.max_unpacked_bytes} bytes")
    if any(member.flag_bits & 1 for member in members):
        raise Refused(Reason.ENCRYPTED, "members of the zip container ask for a password")
    if any(_escapes(member.filename) for member in members):
        raise Refused(Reason.UNREADABLE, "a member's name points outside the container")
    package = Package(container, limits, reading)
    package._names.update((member.filename.lower(), member.filename) for member in members)
    if any(name.endswith("vbaproject.bin") for name in package._names):
        reading.warn(Reason.ACTIVE_CONTENT, "macros left out")
    return package


def parse_xml(content: bytes, reading: Reading, name: str) -> etree._Element | None:
    """The tree of `content`; broken XML is read as far as it goes and told.

    Office files never declare a document type: one that defines its own entities is refused, one that refers to
    outside entities is read without them.
    """
    found = _DOCTYPE.search(content)
    if found and _OWN_ENTITY.search(found[0]):
        raise Refused(Reason.UNREADABLE, f"{name} declares entities of its own")
    if found:
        reading.warn(Reason.EXTERNAL_REFERENCE, f"{name} declares a document type, not resolved")
        content = content[: found.start()] + content[found.end() :]
        content = re.sub(rb"&(?!(?:amp|lt|gt|quot|apos|#\w+);)[\w.-]+;", b"", content)
    try:
        return etree.fromstring(content, _parser(recover=False))
    except etree.XMLSyntaxError:
        reading.warn(Reason.MALFORMED, f"{name} is broken XML; read as far as possible")
    try:
        return etree.fromstring(content, _parser(recover=True))
    except etree.XMLSyntaxError:
        return None


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
        recover=recover,
    )  # fmt: skip


def _inside(folder: str, target: str) -> str:
    target = unquote(target.split("#", 1)[0])
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]
