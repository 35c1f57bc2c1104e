"""F18: a document whose reader crashes: three attempts at most, a reason, and the queue goes on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import pytest

from authoring.errors import UnreadableDocument
from authoring.pipeline import Load, StageName, Workplace
from authoring.readers.reading import ReadLimits, Refused
from authoring.readers.sandbox import read_in_sandbox
from service.bootstrap import open_drafting
from service.db.jobs import JobState
from service.db.unit_of_work import Database
from service.jobs.runner import Runner
from tests.support.database import People, RecordingQueue
from tests.support.pipeline import LinePipeline, a_document_of
from tests.support.shop import Shop, services_for

DEADLY = "deadly.txt"
CRASH = "import signal; signal.raise_signal(signal.SIGSEGV)"
SWELL = (
    "import json, sys; from authoring.readers.reading import ReadLimits; "
    "from authoring.readers.confinement import confine; confine(ReadLimits(**json.loads(sys.argv[1]))); "
    "swollen = bytearray(600_000_000)"
)


@dataclass
class CrashingPipeline(LinePipeline):
    """Reads the deadly document in a real process that runs `program`, up to `crashes` times."""

    program: str = CRASH
    crashes: int = 100

    def run_unit(self, stage: StageName, unit: str, load: Load, workplace: Workplace) -> bytes:
        if stage is StageName.READ and workplace.file_name == DEADLY and self.crashes > 0:
            self.crashes -= 1
            self.runs.append((DEADLY, unit))
            _read(workplace, self.program)
        return super().run_unit(stage, unit, load, workplace)


def _read(workplace: Workplace, program: str) -> None:
    limits = ReadLimits(memory_bytes=400 * 2**20)
    try:
        read_in_sandbox(workplace.path, file_name=DEADLY, limits=limits, program=("-c", program))
    except Refused as refused:
        raise UnreadableDocument(DEADLY, reason=refused.reason, detail=refused.detail) from refused


@pytest.fixture
def shop(database: Database, queue: RecordingQueue, people: People, tmp_path: Path) -> Shop:
    return Shop(services_for(database, queue, tmp_path, jobs={"retry_seconds": 0}), people.author)


def crashing(shop: Shop, pipeline: CrashingPipeline) -> Shop:
    """The shop with a runner over this pipeline."""
    runner = Runner(shop.services, open_drafting(shop.services, pipeline.pipeline()))
    return dataclasses.replace(shop, _runner=runner)


@pytest.mark.parametrize("program", [CRASH, SWELL])
def test_a_document_that_kills_its_reader_fails_after_three_attempts_and_others_go_on(shop: Shop, program: str) -> None:
    pipeline = CrashingPipeline(program=program)
    deadly = crashing(shop, pipeline)
    job = deadly.upload(a_document_of(1), file_name=DEADLY)
    other = deadly.upload(a_document_of(2))
    deadly.work_off()
    failed = deadly.job(job.id)
    assert (failed.state, (failed.problem or {})["reason"]) == (JobState.FAILED, "reader_crashed")
    assert pipeline.runs.count((DEADLY, "document")) == 3
    assert deadly.job(other.id).state is JobState.SUCCEEDED


def test_a_reader_that_was_killed_once_by_its_machine_costs_the_document_nothing(shop: Shop) -> None:
    lucky = crashing(shop, CrashingPipeline(crashes=1))
    job = lucky.upload(a_document_of(1), file_name=DEADLY)
    lucky.work_off()
    assert lucky.job(job.id).state is JobState.SUCCEEDED
