"""Zip archives of strangers, read without unpacking to disk: sizes counted as they come, names that stay inside."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

from service.errors import InvalidContent, TooLarge

MAX_MEMBERS = 100_000
MAX_DIRECTORY_BYTES = 20_000_000  # the list of the members, which is read whole: a hundred thousand of long names
MAX_MEMBER_BYTES = 50_000_000
MAX_BYTES = 500_000_000
MAX_RATIO = 200  # of unpacked to packed bytes; JSON of chats packs to a tenth
_SMALL = 1_000_000  # a member this small may pack as well as it likes
_MANY_SMALL = 20_000_000  # and so may all of them together
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
_END, _LOCATOR, _END_64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"  # records at an archive's end
_END_BYTES, _LOCATOR_BYTES, _END_64_BYTES, _COMMENT_BYTES = 22, 20, 56, 65_535
_ESCAPES = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\\|\0")


@dataclass(slots=True)
class ZipReader:
    """`names` are the members; all that is read of them together stays under MAX_BYTES."""

    _archive: zipfile.ZipFile
    names: frozenset[str]
    _left: int = field(default=MAX_BYTES, init=False)

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises InvalidContent for a damaged one, TooLarge."""
        limit = min(MAX_MEMBER_BYTES, self._left)
        try:
            with self._archive.open(name) as member:
                content = member.read(limit + 1)
        except _BROKEN:
            raise InvalidContent("file", "a member of the zip archive is damaged") from None
        if len(content) > limit:
            raise TooLarge("unpacked bytes", limit=limit)
        self._left -= len(content)
        return content


def open_zip(file: BinaryIO) -> ZipReader:
    """The archive. Raises InvalidContent for one that is damaged, encrypted or not plain; TooLarge for a zip bomb.

    Nothing is unpacked before all members are seen to be plain and, together too, of a bearable size.
    """
    if _directory_bytes(file) > MAX_DIRECTORY_BYTES:
        raise TooLarge("bytes in its list of members", limit=MAX_DIRECTORY_BYTES)
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        raise InvalidContent("file", "it is no zip archive, or a damaged one") from None
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise TooLarge("members", limit=MAX_MEMBERS)
    for member in members:
        _demand_plain(member)
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if unpacked > MAX_BYTES:
        raise TooLarge("unpacked bytes", limit=MAX_BYTES)
    if unpacked > max(_MANY_SMALL, min(packed, _size(file)) * MAX_RATIO):
        raise TooLarge("unpacked bytes a packed one", limit=MAX_RATIO)
    names = frozenset(member.filename for member in members)
    if len(names) < len(members):
        raise InvalidContent("file", "two members of the zip archive have the same name")
    return ZipReader(archive, names)


def _directory_bytes(file: BinaryIO) -> int:
    """How long the list of members says it is, where `zipfile` looks; 0: there is none, or none where it looks."""
    tail_at = max(0, _size(file) - _END_BYTES - _COMMENT_BYTES - _LOCATOR_BYTES - _END_64_BYTES)
    file.seek(tail_at)
    tail = file.read()
    at = len(tail) - _END_BYTES
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        return 0
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    before = at - _LOCATOR_BYTES - _END_64_BYTES
    if before >= 0 and tail[at - _LOCATOR_BYTES :].startswith(_LOCATOR) and tail[before:].startswith(_END_64):
        size = max(size if size < 0xFFFFFFFF else 0, int.from_bytes(tail[before + 40 : before + 48], "little"))
    return size


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _demand_plain(member: zipfile.ZipInfo) -> None:
    if _ESCAPES.search(member.filename):
        raise InvalidContent("file", "a member's name points outside the zip archive")
    if member.flag_bits & 1:
        raise InvalidContent("file", "members of the zip archive ask for a password")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InvalidContent("file", "a member of the zip archive is a link")
    if member.file_size > max(_SMALL, member.compress_size * MAX_RATIO):
        raise TooLarge("unpacked bytes a packed one", limit=MAX_RATIO)
