"""What the files that leave hold, and what they never hold; somebody else's software reads them in tests/interop."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from authoring.types import AcceptedAnswer, ItemType
from service.errors import TooLarge
from service.interchange import scorm12
from service.interchange.exports import EXPORT_FORMATS
from service.interchange.published import Course, place_of
from tests.support.courses import a_course, awkward_course
from tests.support.review import a_document, a_micro_module, cite


def written(name: str, course: Course) -> bytes:
    return EXPORT_FORMATS[name].write(course)


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_the_same_versions_give_the_same_bytes(name: str) -> None:
    assert written(name, awkward_course()) == written(name, awkward_course())


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_another_version_gives_other_bytes(name: str) -> None:
    micro_module = a_micro_module(a_document())
    edited = replace(micro_module.items[0], stem="What does a visitor wear?")
    changed = a_course(replace(micro_module, items=(edited, *micro_module.items[1:])), number=2)
    assert written(name, changed) != written(name, a_course(micro_module))


def test_json_says_where_each_sentence_and_each_key_stands_and_who_approved_it() -> None:
    whole = json.loads(written("json", a_course()))
    part = whole["micro_modules"][0]
    assert whole["schema"] == "morsel.export/1"
    assert (part["version"], part["digest"], part["approved_by"]) == (1, f"{1:064x}", "prn_author")
    assert part["drafted_by"]["name"] == "extractive"
    text = a_document().text
    cited = [one for item in part["items"] for one in item["citations"]] + part["body"][0]["citations"]
    assert len(cited) > len(part["items"])
    assert all(text[one["span"][0] : one["span"][1]] == one["quote"] for one in cited)


def test_markdown_to_read_tells_no_key_and_no_rationale() -> None:
    micro_module = a_micro_module(a_document())
    typed = replace(micro_module.items[4], accepted_answers=(AcceptedAnswer("17", "days", 0.0),))
    items = tuple(replace(item, rationale=f"CANARY {item.rationale}") for item in (*micro_module.items[:4], typed))
    text = written("markdown", a_course(replace(micro_module, items=items))).decode()
    assert "## What a visitor must wear" in text
    assert "### 1. What must a visitor wear?" in text
    assert "CANARY" not in text
    assert "17" not in text
    assert "[x]" not in text


def test_markdown_shows_choices_in_the_order_that_learners_see() -> None:
    """The engine writes the key first."""
    micro_module = a_micro_module(a_document())
    orders = {
        tuple(line for line in written("markdown", course).decode().splitlines() if line in ("- badge", "- helmet"))
        for course in (
            replace(a_course(micro_module), parts=(replace(a_course(micro_module).parts[0], digest=f"{salt:064x}"),))
            for salt in range(8)
        )
    }
    assert len(orders) > 1


def test_gift_gives_a_wrong_choice_among_several_what_it_takes_away() -> None:
    text = written("gift", a_course()).decode()
    assert "~%50%badge" in text
    assert "~%-50%crown" in text


def test_gift_asks_for_a_number_within_its_tolerance() -> None:
    micro_module = a_micro_module(a_document())
    item = replace(micro_module.items[4], accepted_answers=(AcceptedAnswer("1,500", "days", 2.5),))
    assert "{#=1500:2.5####" in written("gift", a_course(replace(micro_module, items=(item,)))).decode()


def test_a_note_of_anki_keeps_its_identity_when_its_item_is_edited(tmp_path: Path) -> None:
    micro_module = a_micro_module(a_document())
    edited = replace(micro_module, items=(replace(micro_module.items[0], stem="Other words?"), *micro_module.items[1:]))
    notes = [notes_of(written("anki", a_course(one)), tmp_path) for one in (micro_module, edited)]
    assert [guid for guid, _ in notes[0]] == [guid for guid, _ in notes[1]]
    assert notes[0][0] != notes[1][0]
    assert notes[0][1:] == notes[1][1:]
    assert len({guid for guid, _ in notes[0]}) == len(micro_module.items)


def notes_of(package: bytes, folder: Path) -> list[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        path = folder / "collection.anki2"
        path.write_bytes(archive.read("collection.anki2"))
    connection = sqlite3.connect(path)
    try:
        return [(guid, fields) for guid, fields in connection.execute("SELECT guid, flds FROM notes ORDER BY id")]
    finally:
        connection.close()


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_file_that_a_scorm_manifest_names_is_there_and_no_other() -> None:
    packed = files_of(written("scorm12", a_course()))
    manifest = etree.fromstring(packed.pop("imsmanifest.xml"))
    assert sorted(manifest.xpath("//*[local-name()='file']/@href")) == sorted(packed)
    assert manifest.xpath("//*[local-name()='resource']/@href") == ["index.html"]
    assert manifest.xpath("//*[local-name()='masteryscore']/text()") == ["70"]


def test_text_cannot_leave_the_element_of_a_scorm_page_that_holds_it() -> None:
    micro_module = replace(a_micro_module(a_document()), title="</script><script>alert(1)</script><!--")
    page = files_of(written("scorm12", a_course(micro_module)))["index.html"].decode()
    assert page.count("<script") == 4
    assert "alert(1)<" not in page


def test_a_scorm_package_that_could_not_keep_its_progress_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorm12, "MAX_ITEMS", 8)
    with pytest.raises(TooLarge):
        written("scorm12", a_course())


def test_every_kind_of_item_is_in_the_sample_course() -> None:
    assert {item.type for _, item in a_course().items()} == set(ItemType)


def test_a_place_is_told_by_pages_or_by_time() -> None:
    citation = cite(a_document(), 2)
    assert place_of((replace(citation, page=4), replace(citation, page=3))) == "p. 3, 4"
    assert place_of((replace(citation, page=None, time_seconds=65.4),)) == "1:05"
    assert place_of((replace(citation, page=None),)) == ""
