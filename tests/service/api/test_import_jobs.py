"""Imports too large for a request: acknowledged when they are safe, done once, and nothing of their file left over."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.api import import_jobs
from service.db.base import TenantId
from service.db.imports import ImportKind, ImportRow
from service.jobs.importing import Importer
from service.jobs.schedule import sweep
from service.workflows.platform.do_import import ATTEMPTS
from service.workflows.platform.forget_import_file import forget_import_file
from service.workflows.platform.order_import import MAX_OPEN
from tests.service.api.test_thread_imports import threads
from tests.support.database import TENANT
from tests.support.forums import said, slack_export
from tests.support.web import Answered, Web

EXPORT = slack_export({"desk": [said(0, "Who keeps the log?", to=0), said(1, "The host.", user="U0BO", to=0)]})
QUESTIONS = b"Question;Answer\nWhat must a visitor wear?;a badge\n"


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "LARGE_BYTES", dict.fromkeys(ImportKind, 10))


def send(web: Web, file: bytes = EXPORT, *, status: int = 202, **params: Any) -> Any:
    answered: Answered = web.integrator.post(
        "/v1/imports/threads/slack", files={"file": ("x.zip", file)}, params=params
    )
    assert answered.status_code == status, answered.text
    return answered.json()


def shown(web: Web, ordered: Any) -> Any:
    return web.integrator.get(ordered["job"]["url"]).json()


def kept(web: Web) -> list[Path]:
    return [path for path in web.services.import_files.root.rglob("*") if path.is_file()]


def claim_and_die(web: Web, ordered: Any) -> ImportRow:
    """As a server that is killed in the middle, and whose lease has ended."""
    with web.services.database.unit_of_work(TENANT) as work:
        row = work.imports.claim(ordered["job"]["id"], lease=timedelta(seconds=-1))
    assert row is not None
    return row


def test_a_large_export_is_acknowledged_then_taken_in_and_its_file_goes(web: Web) -> None:
    ordered = send(web)
    waiting = shown(web, ordered)
    assert (waiting["state"], waiting["result"], threads(web)) == ("queued", None, {})
    assert len(kept(web)) == 1
    assert Importer(web.services).do_due() == 1
    done = shown(web, ordered)
    assert (done["state"], done["problem"]) == ("succeeded", None)
    assert done["result"] == {"dry_run": False, "counts": {"created": 1}, "left_out": {}, "refused": {}}
    assert set(threads(web)) == {"Who keeps the log?"}
    assert kept(web) == []
    assert Importer(web.services).do_due() == 0


def test_a_small_one_is_answered_at_once(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "LARGE_BYTES", dict.fromkeys(ImportKind, 100_000))
    assert send(web, status=200)["counts"] == {"created": 1}


def test_a_dry_run_is_answered_at_once_up_to_a_limit(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(web, status=200, dry_run=True)["counts"] == {"created": 1}
    monkeypatch.setattr(import_jobs, "DRY_RUN_BYTES", 20)
    assert send(web, status=413, dry_run=True)["limit"] == 20
    assert (kept(web), threads(web)) == ([], {})


def test_options_go_with_the_job(web: Web) -> None:
    file = slack_export({"desk": [said(0, "Who?", to=0), said(1, "Me", to=0)]}, private=["desk"])
    ordered = send(web, file, visibility="desk:Nights", until="2040-01-01T00:00:00+00:00", workspace="acme")
    Importer(web.services).do_due()
    assert shown(web, ordered)["result"]["counts"] == {"created": 1}
    (thread,) = threads(web).values()
    assert thread["url"].startswith("https://acme.slack.com/")


def test_the_same_while_it_waits_is_the_same_job(web: Web) -> None:
    first = send(web)
    assert send(web) == first
    assert send(web, workspace="acme") != first
    importer = Importer(web.services)
    assert importer.do_due() == 1
    assert len(kept(web)) == 1  # the other one reads the same bytes
    assert importer.do_due() == 1
    assert kept(web) == []
    assert send(web) != first


def test_questions_are_taken_in_by_a_job_as_well(web: Web) -> None:
    drafted = web.keep_draft()
    answered = web.author.post(
        "/v1/imports/items", files={"file": ("q.csv", QUESTIONS)}, params={"document": drafted.document_id}
    )
    assert answered.status_code == 202, answered.text
    url = answered.json()["job"]["url"]
    assert answered.headers["location"] == url
    Importer(web.services).do_due()
    done = web.author.get(url).json()
    assert (done["state"], [one["line"] for one in done["result"]["items"]]) == ("succeeded", [2])
    assert web.integrator.get(url.replace("/items/", "/threads/")).status_code == 404


def test_a_file_that_cannot_be_read_fails_its_job_alone(web: Web) -> None:
    broken, sound = send(web, b"no zip archive at all"), send(web)
    importer = Importer(web.services)
    assert importer.do_due() + importer.do_due() == 2
    failed = shown(web, broken)
    assert (failed["state"], failed["problem"]["reason"]) == ("failed", "InvalidContent")
    assert "no zip archive" in failed["problem"]["detail"]
    assert shown(web, sound)["state"] == "succeeded"
    assert kept(web) == []


def test_a_killed_server_s_import_is_done_by_the_next_and_a_late_one_writes_nothing(web: Web) -> None:
    ordered = send(web)
    late = claim_and_die(web, ordered)
    assert Importer(web.services).do_due() == 1
    with web.services.database.unit_of_work(TENANT) as work:
        assert work.imports.held(late.id, late.token) is None
    assert shown(web, ordered)["result"]["counts"] == {"created": 1}


def test_an_import_that_loses_each_of_its_workers_fails(web: Web) -> None:
    ordered = send(web)
    for _ in range(ATTEMPTS):
        claim_and_die(web, ordered)
    Importer(web.services).do_due()
    assert shown(web, ordered)["problem"]["reason"] == "worker_lost"
    assert (kept(web), threads(web)) == ([], {})


def test_nobody_else_does_what_is_being_done(web: Web) -> None:
    ordered = send(web)
    with web.services.database.unit_of_work(TENANT) as work:
        assert work.imports.claim(ordered["job"]["id"], lease=timedelta(minutes=1)) is not None
        assert work.imports.claim(ordered["job"]["id"], lease=timedelta(minutes=1)) is None
    assert Importer(web.services).do_due() == 0


def test_a_tenant_has_few_under_way(web: Web) -> None:
    for number in range(MAX_OPEN):
        send(web, workspace=f"acme-{number}")
    assert send(web, status=409, workspace="acme-last")["limit"] == MAX_OPEN


def test_who_ordered_it_and_left_takes_nothing_in(web: Web) -> None:
    ordered = send(web)
    with web.services.database.unit_of_work(TENANT) as work:
        work.principals.get(web.people.integrator).is_active = False
    Importer(web.services).do_due()
    with web.services.database.reading(TENANT) as work:
        assert work.imports.get(ordered["job"]["id"]).problem is not None


def test_another_tenant_s_import_does_not_exist(web: Web, other_web: Web) -> None:
    url = send(web)["job"]["url"]
    assert other_web.integrator.get(url).status_code == 404
    assert web.author.get(url).status_code == 403


def test_an_import_waits_for_the_one_ordered_before_it(web: Web) -> None:
    first = send(web)
    second = send(web, slack_export({"desk": [said(0, "Who keeps the key?", to=0)]}))
    with web.services.database.unit_of_work(TENANT) as work:
        assert work.imports.claim(first["job"]["id"], lease=timedelta(minutes=5)) is not None
    with web.services.database.unit_of_work(TENANT) as work:
        assert work.imports.claim(second["job"]["id"], lease=timedelta(minutes=5)) is None
        work.imports.end(work.imports.get(first["job"]["id"]), result={})
        assert work.imports.claim(second["job"]["id"], lease=timedelta(minutes=5)) is not None


def test_ordered_again_while_its_file_goes_it_is_done_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    send(web)
    again = []

    def ordered_meanwhile(tenant: TenantId, sha256: str, **rest: Any) -> bool:
        again.append(send(web))
        return forget_import_file(tenant, sha256, **rest)

    monkeypatch.setattr("service.workflows.platform.do_import.forget_import_file", ordered_meanwhile)
    importer = Importer(web.services)
    assert importer.do_due() == 1
    monkeypatch.undo()
    assert importer.do_due() == 1
    assert shown(web, again[0])["state"] == "succeeded"
    assert kept(web) == []


def test_the_file_of_an_import_that_was_killed_at_its_end_is_swept_away(web: Web) -> None:
    over, waiting = send(web), send(web, slack_export({"desk": [said(0, "Who keeps the key?", to=0)]}))
    with web.services.database.unit_of_work(TENANT) as work:
        work.imports.end(work.imports.get(over["job"]["id"]), result={})
    assert len(kept(web)) == 2
    sweep(web.services)
    assert len(kept(web)) == 1
    assert Importer(web.services).do_due() == 1
    assert shown(web, waiting)["state"] == "succeeded"


def test_what_a_killed_upload_left_of_an_import_is_swept_away(web: Web) -> None:
    left = web.services.import_files.root / TENANT / "incoming-1"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"private")
    os.utime(left, (0, 0))
    sweep(web.services)
    assert not left.exists()
