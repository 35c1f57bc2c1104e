"""Decks as Anki's own library imports them: all new once, none the second time, edited notes updated."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.interchange import anki
from service.interchange.anki import as_anki
from service.interchange.published import Course
from tests.support.courses import PUBLISHED_AT, a_course, awkward_course
from tests.support.review import a_document, a_micro_module

pytestmark = pytest.mark.interop
# A process of its own: the library speaks to a back end that it loads into its process.
_IMPORT = """
import sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(sys.argv[1])
for path in sys.argv[2:]:
    options = ImportAnkiPackageOptions(merge_notetypes=True, update_notes=0, update_notetypes=0, with_scheduling=False)
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
    print(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))
print(collection.note_count(), collection.card_count())
print([name.name for name in collection.decks.all_names_and_ids()])
collection.close()
"""


def imported(folder: Path, *courses: Course) -> list[str]:
    """A line for each import (new, updated, known, conflicting), then notes and cards, then decks."""
    paths = []
    for number, course in enumerate(courses):
        path = folder / f"{number}.apkg"
        path.write_bytes(as_anki(course))
        paths.append(str(path))
    command = [sys.executable, "-W", "ignore", "-c", _IMPORT, str(folder / "collection.anki2"), *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_deck_is_new_once_and_known_from_then_on(tmp_path: Path) -> None:
    course = awkward_course()
    count = len(list(course.items()))
    assert imported(tmp_path, course, course)[:3] == [f"{count} 0 0 0", f"0 0 {count} 0", f"{count} {count}"]


def test_an_edited_item_is_updated_where_it_is(tmp_path: Path) -> None:
    micro_module = a_micro_module(a_document())
    edited = replace(micro_module, items=(replace(micro_module.items[0], stem="Other words?"), *micro_module.items[1:]))
    count = len(micro_module.items)
    later = a_course(edited, number=2, at=PUBLISHED_AT + timedelta(days=1))
    lines = imported(tmp_path, a_course(micro_module), later)
    new, updated, known, conflicting = (int(one) for one in lines[1].split())
    assert (new, conflicting) == (0, 0)
    assert updated >= 1
    assert updated + known == count
    assert lines[2] == f"{count} {count}"


def test_notes_that_lose_their_identity_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    micro_module = a_micro_module(a_document())
    edited = replace(micro_module.items[0], stem="Other words?")
    later = a_course(replace(micro_module, items=(edited, *micro_module.items[1:])), number=2)
    monkeypatch.setattr(anki, "_identity", lambda item: item.stem)
    lines = imported(tmp_path, a_course(micro_module), later)
    assert lines[1].split()[0] == "1"
