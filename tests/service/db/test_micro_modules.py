"""Micro-modules: ids of their own, one digest for all of the content, changes only from the revision that was read."""

from __future__ import annotations

import pytest

from service.db.base import ItemId, Json, MicroModuleId
from service.db.micro_module_content import items_of, new_micro_module, taught_digest
from service.db.micro_modules import Status
from service.db.unit_of_work import Database
from service.errors import AlreadyExists, NotFound, VersionConflict
from tests.support.database import TENANT, People
from tests.support.rows import a_micro_module, add_document, add_micro_module, an_item


def test_items_get_ids_of_the_database_and_lead_back_to_their_micro_module(database: Database, people: People) -> None:
    content = a_micro_module(items=(an_item("i1"),), bank=(an_item("i2"),))
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author, content)
    ids = [str(item["id"]) for place in ("items", "bank") for item in items_of(row.content, place)]
    with database.reading(TENANT) as work:
        homes = [work.micro_modules.of_item(ItemId(item_id)).id for item_id in ids]
    assert all(item_id.startswith("itm_") for item_id in ids)
    assert homes == [row.id, row.id]
    assert row.content["id"] == row.id


def test_the_digest_covers_the_content_whatever_the_order_of_its_keys(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
    with database.reading(TENANT) as work:
        kept = work.micro_modules.get(row.id)
    assert kept.content_digest == taught_digest(dict(reversed(kept.content.items())))
    assert kept.content_digest != taught_digest(kept.content | {"title": "Another"})


def test_the_digest_binds_words_keys_and_quotes_and_not_where_they_stand() -> None:
    def says(quote: str, page: int, *, correct: bool = True) -> Json:
        citation = {"block": f"b{page}", "span": [page, page + 3], "page": page, "quote": quote}
        item = {"stem": "What?", "options": [{"text": "x", "correct": correct, "source": {"block": f"b{page}"}}]}
        return {"body": [{"text": "said", "citations": [citation]}], "blocks": [f"b{page}"], "items": [item]}

    assert taught_digest(says("yes", 1)) == taught_digest(says("yes", 2))
    assert taught_digest(says("yes", 1)) != taught_digest(says("no", 1))
    assert taught_digest(says("yes", 1)) != taught_digest(says("yes", 1, correct=False))


def test_the_order_of_keys_is_kept(database: Database, people: People) -> None:
    content: Json = {"title": "T", "id": "m1", "zeta": 1, "alpha": 2, "reading_seconds": 60}
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author, content)
    with database.reading(TENANT) as work:
        kept = list(work.micro_modules.get(row.id).content)
    assert kept[:5] == ["title", "id", "zeta", "alpha", "reading_seconds"]


def test_a_draft_is_turned_into_micro_modules_once(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
    again = new_micro_module("m1", 1, a_micro_module())
    with pytest.raises(AlreadyExists), database.unit_of_work(TENANT) as work:
        work.micro_modules.add_all([again], document_id=row.document_id, document_version_id=row.document_version_id)


def test_an_edit_changes_content_digest_revision_and_editor(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        before = row.content_digest
    with database.unit_of_work(TENANT) as work:
        edited = work.micro_modules.edit(
            row.id, row.content | {"title": "Better"}, expected=1, status=Status.DRAFT, by=people.reviewer
        )
    assert (edited.revision, edited.edited_by, edited.content["title"]) == (2, people.reviewer, "Better")
    assert edited.content_digest != before


def test_an_edit_from_an_old_revision_is_refused(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
    with database.unit_of_work(TENANT) as work:
        work.micro_modules.change_status(row.id, Status.APPROVED, expected=1)
    with pytest.raises(VersionConflict), database.unit_of_work(TENANT) as work:
        work.micro_modules.edit(row.id, row.content, expected=1, status=Status.DRAFT, by=people.author)


def test_a_change_of_what_is_not_there_says_so(database: Database, people: People) -> None:
    nowhere = MicroModuleId("mm_nowhere")
    with pytest.raises(NotFound), database.unit_of_work(TENANT) as work:
        work.micro_modules.change_status(nowhere, Status.APPROVED, expected=1)


def test_an_item_written_in_an_edit_is_registered(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
    content = row.content | {"items": [*items_of(row.content, "items"), an_item("itm_new")]}
    with database.unit_of_work(TENANT) as work:
        work.micro_modules.edit(row.id, content, expected=1, status=Status.DRAFT, by=people.author)
    with database.reading(TENANT) as work:
        assert work.micro_modules.of_item(ItemId("itm_new")).id == row.id


def test_lists_can_be_narrowed_by_status_and_paged(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        version = add_document(work, people.author)
        rows = work.micro_modules.add_all(
            [new_micro_module(f"m{number}", number, a_micro_module(f"m{number}")) for number in (1, 2, 3)],
            document_id=version.document_id,
            document_version_id=version.id,
        )
    with database.unit_of_work(TENANT) as work:
        work.micro_modules.change_status(rows[1].id, Status.APPROVED, expected=1)
    with database.reading(TENANT) as work:
        drafts = work.micro_modules.page(status=Status.DRAFT, after=None, limit=10)
        after_first = work.micro_modules.page(after=rows[0].id, limit=1)
    assert [row.draft_id for row in drafts] == ["m1", "m3"]
    assert [row.draft_id for row in after_first] == ["m2"]
