"""Archives of strangers: what is no plain archive is refused before, or while, it unpacks to too much."""

from __future__ import annotations

import io
import stat
import zipfile
from random import Random

import pytest

from service.errors import InvalidContent, TooLarge
from service.interchange import zip_reader
from service.interchange.zip_reader import open_zip
from tests.support.forums import zipped


def test_members_are_read_by_name() -> None:
    archive = open_zip(io.BytesIO(zipped({"a.json": b"[]", "b/c.json": b"{}"})))
    assert archive.names == frozenset({"a.json", "b/c.json"})
    assert archive.read("b/c.json") == b"{}"


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


def test_many_small_members_that_pack_too_well_are_a_bomb_before_any_is_unpacked() -> None:
    bomb = zipped({f"{number}.json": b" " * 900_000 for number in range(40)})
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge):
        open_zip(io.BytesIO(bomb))


def test_members_that_share_their_packed_bytes_are_a_bomb() -> None:
    """As in the overlapping archives of https://www.bamsoftware.com/hacks/zipbomb/: each ratio is bearable."""
    packed = io.BytesIO()
    content = Random(1).randbytes(8_000) * 96  # noqa: S311  packs to a hundredth, and no better
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.json", content)
        (kernel,) = archive.infolist()
        for number in range(1, 200):
            twin = zipfile.ZipInfo(f"{number}.json")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, name, getattr(kernel, name))
            archive.filelist.append(twin)
    with pytest.raises(TooLarge):
        open_zip(io.BytesIO(packed.getvalue()))


def as_zip64(monkeypatch: pytest.MonkeyPatch, *, told_bytes: int) -> bytes:
    """An archive of twenty members with the records of a large one, whose older record tells another length."""
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 5)
    packed = bytearray(zipped({f"{number}.json": b"[]" for number in range(20)}))
    assert b"PK\x06\x06" in packed
    end = packed.rindex(b"PK\x05\x06")
    packed[end + 12 : end + 16] = told_bytes.to_bytes(4, "little")
    return bytes(packed)


def test_a_list_of_members_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reader, "MAX_DIRECTORY_BYTES", 500)
    plain = zipped({f"{number}.json": b"[]" for number in range(20)})
    large = as_zip64(monkeypatch, told_bytes=10)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    for many in (plain, large):
        with pytest.raises(TooLarge, match="list of members"):
            open_zip(io.BytesIO(many))


def test_a_large_archive_s_own_record_says_how_long_its_list_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(open_zip(io.BytesIO(as_zip64(monkeypatch, told_bytes=0xFFFFFFFF))).names) == 20
