"""Jobs with a language model: every call a row, waiting while it is away, approval before text, a budget that stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from authoring.outline_proposal import OutlineChange
from service.bootstrap import LanguageModels, open_drafting
from service.db.documents import Upload
from service.db.generations import CallState, GenerationRow
from service.db.jobs import Job, JobState, NewJob
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database
from service.errors import WrongState
from service.jobs.runner import Runner
from service.workflows.authoring.approve_outline import approve_outline
from service.workflows.platform.authenticate import Caller
from tests.authoring.generative.handbook import HANDBOOK, good
from tests.support.blobs import keep_bytes
from tests.support.database import TENANT, People, RecordingQueue
from tests.support.loopback import LoopbackServer, Request, Response, serving
from tests.support.scripted_models import ScriptedModel
from tests.support.shop import services_for

pytestmark = pytest.mark.language_model


@dataclass
class Office:
    """A tenant with the generative engine switched on, a server that plays its model, and one worker."""

    runner: Runner
    caller: Caller
    server: LoopbackServer
    model: ScriptedModel
    is_away: list[Response] = field(default_factory=list)

    def upload(self, text: str = HANDBOOK, **options: object) -> Job:
        content = text.encode()
        services = self.runner.services
        blob = keep_bytes(services.blobs, TENANT, [content])
        wishes = {"engine": "generative", **options}
        upload = Upload(blob.sha256, blob.size_bytes, "text/markdown", "visitors.md", options=wishes)
        with services.database.unit_of_work(TENANT) as work:
            document, version = work.documents.add(upload, by=self.caller.principal)
            return work.jobs.add(NewJob(document.id, version.id, blob.sha256))

    def work_off(self) -> None:
        while self.runner.run_one():
            pass

    def job(self, job: Job) -> Job:
        with self.runner.services.database.reading(TENANT) as work:
            return work.jobs.get(job.id)

    def draft(self, job: Job) -> dict[str, object]:
        with self.runner.services.database.reading(TENANT) as work:
            return work.drafts.get(job.document_version_id).content

    def calls(self) -> list[GenerationRow]:
        with self.runner.services.database.reading(TENANT) as work:
            return work.generations.all()

    def use_model(self, *, uses_model: bool = True, budget_micros: int | None = None) -> None:
        with self.runner.services.database.unit_of_work(TENANT) as work:
            work.tenants.use_model(uses_model=uses_model, budget_micros=budget_micros)


@pytest.fixture
def office(database: Database, queue: RecordingQueue, people: People, tmp_path: Path) -> Iterator[Office]:
    model = ScriptedModel(good)
    away: list[Response] = []

    def respond(request: Request) -> Response:
        return away[0] if away else model(request)

    with serving(respond) as server:
        settings = {
            "name": "openai:scripted",
            "base_url": f"{server.url}/v1",
            "attempts": 1,
            "wait_seconds": 0.001,
            "deadline_seconds": 20.0,
            "input_price": 2.0,
            "output_price": 10.0,
        }
        services = services_for(database, queue, tmp_path, model=settings)
        caller = Caller(TENANT, people.author, PrincipalKind.AUTHOR, None, frozenset(), "key")
        office = Office(Runner(services, open_drafting(services)), caller, server, model, away)
        office.use_model()
        yield office


def test_a_generative_draft_says_what_made_it_and_every_call_is_a_row(office: Office) -> None:
    job = office.upload()
    office.work_off()
    assert office.job(job).state is JobState.SUCCEEDED
    content = office.draft(job)
    engine, modules = content["engine"], content["micro_modules"]
    assert isinstance(engine, dict)
    assert isinstance(modules, list)
    assert (engine["name"], engine["model"]) == ("generative", "openai:scripted")
    assert [one["engine"] for one in modules] == ["generative"]
    calls = office.calls()
    assert Counter(call.prompt for call in calls) == {"outline": 1, "micro_module": 1, "items": 1}
    assert len(office.server.requests) == len(calls)
    assert all(call.state is CallState.SUCCEEDED and call.output for call in calls)
    assert all(call.cost_micros == 2 * 1000 + 10 * 200 for call in calls)
    assert {call.document_version_id for call in calls} == {job.document_version_id}


def test_the_same_text_is_not_paid_for_twice(office: Office) -> None:
    office.upload()
    office.work_off()
    asked = len(office.server.requests)
    again = office.upload(HANDBOOK + "\n")  # other bytes, the same sentences
    office.work_off()
    assert office.job(again).state is JobState.SUCCEEDED
    assert len(office.server.requests) == asked


def test_a_job_waits_while_the_model_is_away_and_loses_no_attempt(office: Office) -> None:
    office.is_away.append(Response(status=503, body=b"{}"))
    job = office.upload()
    for _ in range(8):  # four calls, more than a unit has attempts
        office.runner.run_one()
    waiting = office.job(job)
    assert waiting.state in {JobState.QUEUED, JobState.RUNNING}
    assert waiting.problem == {"reason": "model_unavailable", "detail": "HTTP 503"}
    office.is_away.clear()
    _forget_breaker(office)
    while not office.job(job).state.value.endswith("succeeded"):
        office.runner.run_one()
    assert office.job(job).problem is None
    assert {call.failure for call in office.calls() if call.state is CallState.FAILED} == {"HTTP 503"}


def _forget_breaker(office: Office) -> None:
    """A new process would begin with a closed breaker; waiting a minute here would not."""
    services = office.runner.services
    fresh = replace(services, models=LanguageModels(services.settings.model, services.database))
    office.runner.drafting = open_drafting(fresh)


def test_a_job_waits_when_the_model_is_switched_off_under_way(office: Office) -> None:
    office.use_model(uses_model=False)
    job = office.upload()
    for _ in range(8):
        office.runner.run_one()
    assert office.job(job).problem == {
        "reason": "model_unavailable",
        "detail": "no language model is switched on for this tenant",
    }
    assert office.server.requests == []


def test_a_spent_budget_ends_in_the_documents_own_words(office: Office) -> None:
    office.use_model(budget_micros=0)
    job = office.upload()
    office.work_off()
    assert office.job(job).state is JobState.SUCCEEDED
    assert office.server.requests == []
    assert "model_budget_spent" in str(office.draft(job)["micro_modules"])


def test_no_text_is_written_before_the_outline_is_approved(office: Office) -> None:
    job = office.upload(outline="approve")
    office.work_off()
    held = office.job(job)
    assert (held.state, held.stage) == (JobState.QUEUED, "propose")
    assert held.problem == {"reason": "outline_waits", "detail": ""}
    assert office.model.count("micro_module") == office.model.count("items") == 0
    with office.runner.services.database.reading(TENANT) as work:
        outline = work.outlines.get(job.document_version_id)
    assert outline.proposed["micro_modules"][0]["title"] == "Badges of visitors"  # type: ignore[index]  # JSON
    assert outline.estimate["calls"] == 2
    approve(office, job, OutlineChange("m1", title="Who wears a badge"))
    office.work_off()
    modules = office.draft(job)["micro_modules"]
    assert isinstance(modules, list)
    assert [one["title"] for one in modules] == ["Who wears a badge"]
    assert office.job(job).state is JobState.SUCCEEDED


def test_what_the_author_leaves_out_costs_nothing(office: Office) -> None:
    job = office.upload(outline="approve")
    office.work_off()
    approve(office, job, OutlineChange("m1", is_taught=False, reason="known already"))
    office.work_off()
    assert office.draft(job)["micro_modules"] == []
    assert office.model.count("micro_module") == 0


def test_an_outline_is_approved_once(office: Office) -> None:
    job = office.upload(outline="approve")
    office.work_off()
    approve(office, job)
    with pytest.raises(WrongState):
        approve(office, job)


def approve(office: Office, job: Job, *changes: OutlineChange) -> None:
    approve_outline(job.document_id, changes, caller=office.caller, database=office.runner.services.database)
