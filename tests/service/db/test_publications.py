"""Approval, publication, responses: what is frozen stays, what is withdrawn is gone, what is graded is graded once."""

from __future__ import annotations

import pytest

from service.db.approvals import Verdict
from service.db.base import ItemId
from service.db.micro_module_content import items_of
from service.db.micro_modules import MicroModuleRow, Status
from service.db.responses import Graded
from service.db.unit_of_work import Database, UnitOfWork
from service.errors import AlreadyExists, IdempotencyConflict, NotFound
from tests.support.database import TENANT, People
from tests.support.rows import add_micro_module


def publish(work: UnitOfWork, row: MicroModuleRow, people: People) -> int:
    approval = work.approvals.add(row, Verdict.APPROVED, by=people.reviewer)
    publication = work.publications.freeze(row, approval_id=approval.id, language="en", by=people.reviewer)
    return publication.number


def graded(row: MicroModuleRow, score: float = 1.0) -> Graded:
    item_id = ItemId(str(items_of(row.content, "items")[0]["id"]))
    return Graded(row.id, 1, item_id, given={"option_ids": ["a"]}, score=score, grading={"correct": True})


def test_an_approval_holds_for_exactly_its_content(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        work.approvals.add(row, Verdict.APPROVED, by=people.reviewer)
        assert work.approvals.find_approval(row.id, row.content_digest) is not None
        assert work.approvals.find_approval(row.id, "another digest") is None


def test_a_later_rejection_ends_an_approval(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        work.approvals.add(row, Verdict.APPROVED, by=people.reviewer)
        work.approvals.add(row, Verdict.REJECTED, by=people.reviewer)
        assert work.approvals.find_approval(row.id, row.content_digest) is None
        assert len(work.approvals.of(row.id)) == 2


def test_each_publication_gets_the_next_number_and_earlier_ones_stay(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        first = publish(work, row, people)
    with database.unit_of_work(TENANT) as work:
        edited = work.micro_modules.edit(
            row.id, row.content | {"title": "Second"}, expected=1, status=Status.DRAFT, by=people.author
        )
        second = publish(work, edited, people)
    with database.reading(TENANT) as work:
        assert (first, second) == (1, 2)
        assert work.publications.get(row.id, 1).content["title"] == "Title of m1"
        assert work.publications.current(row.id).content["title"] == "Second"
        assert [entry.number for entry in work.publications.catalogue(after=None, limit=10)] == [2]


def test_what_is_withdrawn_leaves_the_catalogue_and_stays_frozen(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        publish(work, row, people)
    with database.unit_of_work(TENANT) as work:
        work.publications.withdraw(row.id)
    with database.reading(TENANT) as work:
        assert work.publications.catalogue(after=None, limit=10) == []
        assert work.publications.get(row.id, 1).number == 1
        with pytest.raises(NotFound):
            work.publications.current(row.id)
    with pytest.raises(NotFound), database.unit_of_work(TENANT) as work:
        work.publications.withdraw(row.id)


def test_a_response_under_one_key_is_kept_once(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        work.responses.add(graded(row), by=people.learner, idempotency_key="k")
    with pytest.raises(AlreadyExists) as refused, database.unit_of_work(TENANT) as work:
        work.responses.add(graded(row, 0.0), by=people.learner, idempotency_key="k")
    with database.reading(TENANT) as work:
        kept = work.responses.find(by=people.learner, idempotency_key="k")
    assert refused.value.kind == "responses"
    assert kept is not None
    assert kept.score == 1.0


def test_responses_without_a_key_are_all_kept(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        for _ in range(2):
            work.responses.add(graded(row), by=people.learner)
    with database.reading(TENANT) as work:
        assert len(work.responses.of_principal(people.learner)) == 2


def test_reports_about_an_item_are_listed(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        row = add_micro_module(work, people.author)
        item_id = graded(row).item_id
        work.responses.report(item_id, reason="wrong_key", text=None, by=people.learner)
    with database.reading(TENANT) as work:
        assert [report.reason for report in work.responses.reports_of(item_id)] == ["wrong_key"]


def test_the_same_request_finds_its_answer_and_another_is_refused(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        assert work.idempotency.find_answer(people.author, "k", request_digest="d") is None
        work.idempotency.add(people.author, "k", request_digest="d", answer={"id": "doc_1"})
    with database.reading(TENANT) as work:
        assert work.idempotency.find_answer(people.author, "k", request_digest="d") == {"id": "doc_1"}
        with pytest.raises(IdempotencyConflict):
            work.idempotency.find_answer(people.author, "k", request_digest="other")


def test_the_audit_trail_says_who_did_what(database: Database, people: People) -> None:
    with database.unit_of_work(TENANT) as work:
        work.audit.add("approved", "micro_module", "mm_1", by=people.reviewer, detail={"digest": "d"})
        work.audit.add("published", "micro_module", "mm_1", by=people.author)
    with database.reading(TENANT) as work:
        trail = work.audit.of("mm_1")
        newest = work.audit.page(after=None, limit=1)
    assert [(entry.action, entry.principal_id) for entry in trail] == [
        ("approved", people.reviewer),
        ("published", people.author),
    ]
    assert newest[0].action == "published"
