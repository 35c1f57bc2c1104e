"""What two people do at the same moment: never lost, never twice, never unapproved content before learners."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from authoring.editing import MicroModuleEdit
from authoring.items.learner_view import Given
from service.db.base import ItemId
from service.db.micro_modules import MicroModuleRow
from service.db.principals import PrincipalKind
from service.errors import CallerError
from service.security import SCOPES_BY_KIND
from service.workflows.authoring.approve_micro_module import approve_micro_module
from service.workflows.authoring.demand_read import Precondition
from service.workflows.authoring.edit_micro_module import edit_micro_module
from service.workflows.authoring.publish_micro_module import publish_micro_module
from service.workflows.authoring.show_micro_module import show_micro_module
from service.workflows.learning.grade_response import Submission, grade_response
from service.workflows.learning.show_quiz import show_quiz
from service.workflows.platform.authenticate import Caller
from tests.support.web import Web

Act = Callable[[], MicroModuleRow]


def caller_of(web: Web) -> Caller:
    kind = PrincipalKind.AUTHOR
    return Caller(web.tenant, web.people.author, kind, None, SCOPES_BY_KIND[kind.value], "key_0")


def attempt(act: Act) -> str:
    try:
        return act().status.value
    except CallerError as refusal:
        return type(refusal).__name__


def all_at_once(acts: list[Act]) -> list[str]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


def test_many_publish_at_once_and_one_version_is_frozen(web: Web) -> None:
    caller, database = caller_of(web), web.services.database
    micro_module = web.keep_draft().micro_module_id
    approve_micro_module(micro_module, read=Precondition(revision=1), caller=caller, database=database)

    def publish() -> MicroModuleRow:
        return publish_micro_module(micro_module, read=None, caller=caller, database=database)

    assert all_at_once([publish] * 8) == ["published"] * 8
    with database.reading(web.tenant) as work:
        assert work.publications.current(micro_module).number == 1
        assert [entry.action for entry in work.audit.of(micro_module)] == ["approved", "published"]


def test_many_approve_at_once_and_one_approval_is_recorded(web: Web) -> None:
    caller, database = caller_of(web), web.services.database
    micro_module = web.keep_draft().micro_module_id
    read = Precondition(show_micro_module(micro_module, caller=caller, database=database).content_digest)

    def approve() -> MicroModuleRow:
        return approve_micro_module(micro_module, read=read, caller=caller, database=database)

    assert all_at_once([approve] * 8) == ["approved"] * 8
    with database.reading(web.tenant) as work:
        assert len(work.approvals.of(micro_module)) == 1


def test_of_many_edits_of_one_revision_one_wins(web: Web) -> None:
    caller, database = caller_of(web), web.services.database
    micro_module = web.keep_draft().micro_module_id

    def edit(title: str) -> Act:
        changes = MicroModuleEdit(title=title)
        return lambda: edit_micro_module(micro_module, changes, expected=1, caller=caller, database=database)

    outcomes = all_at_once([edit(f"Title {n}") for n in range(6)])
    assert sorted(outcomes) == ["VersionConflict"] * 5 + ["draft"]
    assert show_micro_module(micro_module, caller=caller, database=database).revision == 2


def test_publishing_against_an_edit_never_shows_what_was_not_approved(web: Web) -> None:
    caller, database = caller_of(web), web.services.database
    micro_module = web.keep_draft().micro_module_id
    for title in ("A badge", "The badge", "Wear a badge", "A visitor", "The visitor"):
        read = Precondition(show_micro_module(micro_module, caller=caller, database=database).content_digest)
        row = approve_micro_module(micro_module, read=read, caller=caller, database=database)
        changes = MicroModuleEdit(title=title)
        acts: list[Act] = [
            lambda: publish_micro_module(micro_module, read=None, caller=caller, database=database),
            lambda row=row, changes=changes: edit_micro_module(  # type: ignore[misc]  # bound to this turn
                micro_module, changes, expected=row.revision, caller=caller, database=database
            ),
        ]
        assert set(all_at_once(acts)) <= {"published", "draft", "NotApproved", "VersionConflict"}
        with database.reading(web.tenant) as work:
            approved = {approval.content_digest for approval in work.approvals.of(micro_module)}
            shown = list(work.publications.catalogue(after=None, limit=10))
            for entry in shown:
                assert work.publications.get(entry.micro_module_id, entry.number).content_digest in approved
        row = show_micro_module(micro_module, caller=caller, database=database)
        if row.status.value == "published":
            edit_micro_module(micro_module, changes, expected=row.revision, caller=caller, database=database)


def test_a_response_sent_many_times_at_once_is_graded_once(web: Web) -> None:
    micro_module = web.publish().micro_module_id
    caller = replace(caller_of(web), principal=web.people.learner)
    item = show_quiz(micro_module, caller=caller, database=web.services.database).items[4]
    submission = Submission(micro_module, ItemId(item.id), Given(text="30"))
    senders = 8
    for turn in range(6):
        together = Barrier(senders)

        def send(key: str, together: Barrier = together) -> str:
            together.wait()
            graded = grade_response(submission, idempotency_key=key, caller=caller, database=web.services.database)
            return graded.response.id

        with ThreadPoolExecutor(senders) as pool:
            assert len(set(pool.map(send, [f"key {turn}"] * senders))) == 1


def test_a_caller_without_the_tenant_finds_nothing(web: Web, other_web: Web) -> None:
    micro_module = web.keep_draft().micro_module_id
    stranger = replace(caller_of(web), tenant=other_web.tenant)

    def approve() -> MicroModuleRow:
        read = Precondition(revision=1)
        return approve_micro_module(micro_module, read=read, caller=stranger, database=web.services.database)

    assert attempt(approve) == "NotFound"
