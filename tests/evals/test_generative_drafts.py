"""The measure of generative drafts: a page goes through the command and every fault, and faults would be seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from authoring.draft_json import draft_as_json
from tests.authoring.generative.handbook import write_handbook
from tests.evals.__main__ import DATA
from tests.evals.generative import COMMAND, DYING, Prepared, main, measure, outcomes, prepare, table
from tests.support.embedders import HashedWordsEmbedder
from tests.support.faulty_models import CANARY, answer_faults, connection_faults

pytestmark = pytest.mark.language_model

SLOW = {"silent", "a byte a second"}  # tests/service/cli has them too


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(write_handbook(tmp_path_factory.mktemp("handbook")), HashedWordsEmbedder())


def test_every_model_and_fault_leaves_a_page_that_holds(prepared: Prepared, tmp_path: Path) -> None:
    names = {"good", "scribe", "mediocre", "hostile", "canary", *answer_faults(), *connection_faults()} - SLOW
    found = {one.model: one for one in outcomes(prepared, tmp_path, frozenset({COMMAND, *names}))}
    assert set(found) == {COMMAND, DYING, *names}
    assert {name: one.misses for name, one in found.items() if one.misses} == {}
    assert all(one.tallies[code].of > 0 for one in found.values() for code in ("G1", "G2", "G3"))
    assert (found["scribe"].written, found[DYING].written) == (1, 0)
    assert found["nobody there"].asked == 0
    assert [line.split()[0] for line in table({COMMAND: [found[COMMAND]]})] == ["model", "morsel"]


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda one: one["key_points"][0]["citations"][0].update(quote="Nobody said that."), "G1"),
        (lambda one: one["key_points"][0].update(text="A badge costs 17 euros."), "G2"),
        (lambda one: one.update(items=one["items"][:1]), "fewer items"),
        (lambda one: one.update(title=f"{CANARY} of visitors"), "got through"),
    ],
)
def test_what_is_wrong_is_seen(change, seen: str, prepared: Prepared) -> None:  # type: ignore[no-untyped-def]  # of JSON
    content = json.loads(json.dumps(draft_as_json(prepared.extractive)))
    change(content["micro_modules"][0])
    assert any(seen in miss for miss in measure("canary", content, prepared.extractive, asked=0).misses)


@pytest.mark.evals
@pytest.mark.timeout(0)
@pytest.mark.skipif(not (DATA / "documents").is_dir(), reason="ABSENT: ../shared/data/documents")
def test_every_document_holds_with_every_model_and_fault() -> None:
    assert main([]) == 0
