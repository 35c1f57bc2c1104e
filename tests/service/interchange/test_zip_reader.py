"""Archives of strangers: what is no plain archive is refused before, or while, it unpacks to too much."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from service.errors import InvalidContent, TooLarge
from service.interchange import zip_reader
from service.interchange.zip_reader import open_zip
from tests.support.forums import zipped


def test_members_are_read_by_name() -> None:
    archive = open_zip(io.BytesIO(zipped({"a.json": b"[]", "b/c.json": b"{}"})))
    assert (archive.names, archive.read("b/c.json")) == (["a.json", "b/c.json"], b"{}")


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "C:/a", "a\\..\\b", ".."])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    with pytest.raises(InvalidContent, match="outside"):
        open_zip(io.BytesIO(zipped({"a.json": b"[]", name: b""})))


def test_a_member_that_packs_too_well_is_a_bomb() -> None:
    bomb = zipped({"a.json": b" " * 20_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge):
        open_zip(io.BytesIO(bomb))


def test_a_member_that_lies_about_its_size_is_stopped_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reader, "MAX_MEMBER_BYTES", 1000)
    content = zipped({"a.json": b"x" * 5000})
    lying = content.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    archive = open_zip(io.BytesIO(lying))
    with pytest.raises((TooLarge, InvalidContent)):
        archive.read("a.json")
    with pytest.raises(TooLarge):
        open_zip(io.BytesIO(content)).read("a.json")


def test_many_members_together_may_not_be_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reader, "MAX_BYTES", 1500)
    with pytest.raises(TooLarge):
        open_zip(io.BytesIO(zipped({"a": b"x" * 1000, "b": b"y" * 1000})))
    monkeypatch.setattr(zip_reader, "MAX_MEMBERS", 1)
    with pytest.raises(TooLarge):
        open_zip(io.BytesIO(zipped({"a": b"", "b": b""})))


def test_links_passwords_twins_and_damage_are_refused() -> None:
    link = zipfile.ZipInfo("a")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    plain = zipped({"a.json": b"[]"})
    locked = bytearray(plain)
    locked[plain.index(b"PK\x01\x02") + 8] |= 1
    twins = zipped({"a": b"1", "b": b"2"}).replace(b"b", b"a")
    for given in (packed.getvalue(), bytes(locked), twins, plain[:-10], b"PK", b""):
        with pytest.raises(InvalidContent):
            open_zip(io.BytesIO(given))


def test_a_damaged_member_is_refused_when_it_is_read() -> None:
    content = bytearray(zipped({"a.json": b"abcdefgh" * 100}))
    content[40] ^= 0xFF
    with pytest.raises(InvalidContent):
        open_zip(io.BytesIO(bytes(content))).read("a.json")
