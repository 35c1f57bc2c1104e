"""Documents: numbered versions, found again by their bytes, listed newest first."""

import pytest

from service.db.base import DocumentId
from service.db.unit_of_work import Database
from service.errors import NotFound
from tests.support.database import TENANT, People
from tests.support.rows import add_document, an_upload


def test_versions_of_a_document_are_numbered_and_listed_latest_first(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        first = add_document(work, people.author, "01" * 32)
        work.documents.add_version(first.document_id, an_upload("02" * 32), by=people.author)
    with database.reading(TENANT) as work:
        versions = work.documents.versions(first.document_id)
        latest = work.documents.latest_version(first.document_id)
        document = work.documents.get(first.document_id)
    assert [version.number for version in versions] == [2, 1]
    assert (latest.sha256, document.latest) == ("02" * 32, 2)


def test_the_same_bytes_are_found_as_the_version_that_holds_them(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        version = add_document(work, people.author)
    with database.reading(TENANT) as work:
        found = work.documents.find_by_digest(version.sha256)
        assert work.documents.find_by_digest("00" * 32) is None
    assert found is not None
    assert found.id == version.id


def test_pages_go_from_new_to_old_without_gap_or_repeat(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        added = [add_document(work, people.author, f"{number:064x}").document_id for number in range(5)]
    seen: list[DocumentId] = []
    with database.reading(TENANT) as work:
        while page := work.documents.page(after=seen[-1] if seen else None, limit=2):
            seen += [document.id for document in page]
    assert seen == list(reversed(added))


def test_a_document_that_is_not_there_is_named(database: Database, people: People) -> None:
    with database.reading(TENANT) as work, pytest.raises(NotFound, match="doc_nowhere"):
        work.documents.get(DocumentId("doc_nowhere"))
