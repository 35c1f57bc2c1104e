"""Zip archives of strangers, read without unpacking to disk: sizes counted as they come, names that stay inside."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from service.errors import InvalidContent, TooLarge

MAX_MEMBERS = 100_000
MAX_MEMBER_BYTES = 50_000_000
MAX_BYTES = 500_000_000
MAX_RATIO = 200  # of unpacked to packed bytes; JSON of chats packs to a tenth
_SMALL = 1_000_000  # a member this small may pack as well as it likes
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
_ESCAPES = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\\|\0")


@dataclass(slots=True)
class ZipReader:
    """The members by name; all that is read of them together stays under MAX_BYTES."""

    _archive: zipfile.ZipFile
    names: Sequence[str]
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
    """The archive. Raises InvalidContent for one that is damaged, encrypted or not plain; TooLarge for a zip bomb."""
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN:
        raise InvalidContent("file", "it is no zip archive, or a damaged one") from None
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise TooLarge("members", limit=MAX_MEMBERS)
    for member in members:
        _demand_plain(member)
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise TooLarge("unpacked bytes", limit=MAX_BYTES)
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise InvalidContent("file", "two members of the zip archive have the same name")
    return ZipReader(archive, names)


def _demand_plain(member: zipfile.ZipInfo) -> None:
    if _ESCAPES.search(member.filename):
        raise InvalidContent("file", "a member's name points outside the zip archive")
    if member.flag_bits & 1:
        raise InvalidContent("file", "members of the zip archive ask for a password")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InvalidContent("file", "a member of the zip archive is a link")
    if member.file_size > max(_SMALL, member.compress_size * MAX_RATIO):
        raise TooLarge("unpacked bytes a packed one", limit=MAX_RATIO)
