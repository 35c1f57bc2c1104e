"""The pipeline: stages as pure functions, units that can be kept, one result for one document."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from authoring.draft_json import draft_as_json
from authoring.errors import UnreadableDocument
from authoring.pipeline import STAGES, WHOLE, StageName, Workplace, draft, draft_document, load_checked, run_unit, units
from authoring.types import Draft
from tests.support.embedders import HashedWordsEmbedder

HANDBOOK = """# Visitors

Every visitor must wear a badge. The host must keep the visitor log for 30 days. A visitor must not enter the server
room without an escort, because the room holds customer data. Ask the front desk for a badge at least one day ahead.

## Leaving the building

1. Return the badge to the front desk.
2. Sign the visitor log.
3. Leave by the main door.
"""


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    path = tmp_path / "visitors.md"
    path.write_text(HANDBOOK, encoding="utf-8")
    return path


def without_timings(drafted: Draft) -> Draft:
    return dataclasses.replace(drafted, timings_seconds={})


def run_stages(workplace: Workplace, kept: dict[tuple[StageName, str], bytes]) -> list[tuple[StageName, str]]:
    """Run what is not kept yet; the units that ran."""
    ran = []
    for stage in STAGES:
        for unit in units(stage, lambda name, unit: kept[name, unit]):
            if (stage.name, unit) not in kept:
                kept[stage.name, unit] = run_unit(stage.name, unit, lambda name, unit: kept[name, unit], workplace)
                ran.append((stage.name, unit))
    return ran


def test_a_draft_teaches_what_the_document_says(handbook: Path) -> None:
    drafted = draft(handbook, embedder=HashedWordsEmbedder())
    taught = " ".join(part.text for one in drafted.micro_modules for part in one.body)
    assert "The host must keep the visitor log for 30 days." in taught
    assert drafted.coverage.obligations_not_taught == ()


def test_every_citation_quotes_the_document(handbook: Path) -> None:
    drafted = draft(handbook, embedder=HashedWordsEmbedder())
    text = drafted.document.text
    cited = [
        citation
        for one in drafted.micro_modules
        for citations in (
            *(part.citations for part in one.body),
            *(point.citations for point in one.key_points),
            *(item.citations for item in one.items),
        )
        for citation in citations
    ]
    assert cited
    assert all(text[citation.span.start : citation.span.end] == citation.quote for citation in cited)


def test_units_run_one_by_one_give_the_same_draft(handbook: Path) -> None:
    embedder = HashedWordsEmbedder()
    kept: dict[tuple[StageName, str], bytes] = {}
    run_stages(Workplace(handbook, handbook.name, embedder), kept)
    assert load_checked(kept[StageName.CHECK, WHOLE]).draft == without_timings(draft(handbook, embedder=embedder))


def test_kept_outputs_are_not_computed_again(handbook: Path) -> None:
    workplace = Workplace(handbook, handbook.name, HashedWordsEmbedder())
    kept: dict[tuple[StageName, str], bytes] = {}
    run_stages(workplace, kept)
    del kept[StageName.CHECK, WHOLE]
    handbook.unlink()  # nothing that is kept needs the file again
    assert run_stages(workplace, kept) == [(StageName.CHECK, WHOLE)]


def test_progress_is_told_for_every_stage(handbook: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    draft(handbook, embedder=HashedWordsEmbedder(), progress=lambda *news: heard.append((news[0].value, *news[1:])))
    assert [name for name, done, total in heard if done == total] == [stage.name.value for stage in STAGES]


def test_blocks_that_are_read_already_can_be_drafted(handbook: Path) -> None:
    embedder = HashedWordsEmbedder()
    read_already = draft(handbook, embedder=embedder)
    again = draft_document(read_already.document, embedder=embedder)
    assert without_timings(again) == without_timings(read_already)


def test_a_draft_as_json_is_plain_and_complete(handbook: Path) -> None:
    drafted = draft(handbook, embedder=HashedWordsEmbedder())
    content = json.loads(json.dumps(draft_as_json(drafted)))
    assert content["schema"] == "morsel.draft/1"
    assert "\n".join(block["text"] for block in content["blocks"]) == drafted.document.text
    assert [one["title"] for one in content["micro_modules"]] == [one.title for one in drafted.micro_modules]


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.md"
    path.write_text("", encoding="utf-8")
    with pytest.raises(UnreadableDocument) as refusal:
        draft(path, embedder=HashedWordsEmbedder())
    assert refusal.value.reason.value == "empty"
