"""The reading sheet hides what the machine thinks, and its tally keeps verdicts without words of a document."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evals.draft_file import Item, draft_file
from tests.evals.good_items import faults_of
from tests.evals.planted_items import planted_items
from tests.evals.reading import (
    draw,
    index_of,
    item_entry,
    planted_entries,
    read_verdicts,
    spoiled,
    write_sheet,
)
from tests.evals.readings_table import (
    ReadingSummary,
    Verdict,
    blind_figures,
    reading_lines,
    reading_summaries,
    readings_rows,
    save_reading,
    wilson,
)
from tests.evals.sample_draft import sample_draft
from tests.evals.source import Source

DRAFTS = {"workshop.md": draft_file(sample_draft())}


def filled(sheet: Path, verdict: str, reason: str = "reads well") -> None:
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(re.sub(r"VERDICT:\nREASON:", f"VERDICT: {verdict}\nREASON: {reason}", text), encoding="utf-8")


def written_sheet(folder: Path) -> Path:
    sheet = folder / "sheet.txt"
    rng = random.Random(3)  # noqa: S311
    entries = draw(DRAFTS, micro_modules=1, items=4, rng=rng) + spoiled(DRAFTS, 2, rng)
    write_sheet(entries, sheet)
    return sheet


def test_the_sheet_shows_key_rationale_and_source_but_no_verdict_of_the_machine(tmp_path: Path) -> None:
    text = written_sheet(tmp_path).read_text(encoding="utf-8")
    assert "<- KEY" in text
    assert "Rationale:" in text
    assert "Source: “" in text
    assert "MICRO-MODULE" in text
    assert not re.search(r"\bP\d+\b|difficulty|rank|planted|bad", text)


def test_the_same_seed_draws_the_same_sheet(tmp_path: Path) -> None:
    first = draw(DRAFTS, micro_modules=1, items=3, rng=random.Random(5))  # noqa: S311
    again = draw(DRAFTS, micro_modules=1, items=3, rng=random.Random(5))  # noqa: S311
    assert first == again


def test_a_filled_sheet_gives_a_verdict_an_entry(tmp_path: Path) -> None:
    sheet = written_sheet(tmp_path)
    filled(sheet, "ship")
    verdicts, missing = read_verdicts(sheet)
    assert missing == []
    assert len(verdicts) == 7
    assert {verdict.verdict for verdict in verdicts} == {"ship"}
    assert sum(verdict.planted == "bad" for verdict in verdicts) == 2


def test_an_entry_without_a_verdict_is_reported(tmp_path: Path) -> None:
    sheet = written_sheet(tmp_path)
    verdicts, missing = read_verdicts(sheet)
    assert verdicts == []
    assert len(missing) == 7


def test_neither_index_nor_kept_reading_holds_words_of_the_document(tmp_path: Path) -> None:
    sheet = written_sheet(tmp_path)
    filled(sheet, "mend", "too easy")
    kept = save_reading("try", read_verdicts(sheet)[0], tmp_path / "readings").read_text(encoding="utf-8")
    for text in (kept, index_of(sheet).read_text(encoding="utf-8")):
        assert "spill" not in text
        assert "glove" not in text


def verdict(kind: str = "item", said: str = "ship", planted: str = "") -> Verdict:
    return Verdict("d", kind, "doc", "P8", 1, said, "why", planted)


def test_planted_entries_never_enter_the_rate_and_decide_whether_it_counts() -> None:
    own = [verdict()] * 3 + [verdict(said="mend")]
    bad, good = [verdict(said="reject", planted="bad")] * 9, [verdict(planted="good")] * 8
    sharp = ReadingSummary(
        "a", (*own, *bad, verdict(planted="bad"), *good, *[verdict(said="mend", planted="good")] * 2)
    )
    assert len(sharp.own("item")) == 4
    assert sharp.counts
    dull = ReadingSummary("b", (*own, *[verdict(planted="bad")] * 2, *bad[:8], *good))
    assert not dull.counts
    assert not ReadingSummary("c", tuple(own)).counts
    assert "items: 3 of 4, 75 % (30-95 %)" in reading_lines(sharp)


def test_the_figure_is_of_the_latest_reading_of_items_that_counts() -> None:
    planted = [verdict(said="reject", planted="bad"), verdict(planted="good")]
    first = ReadingSummary("1", (verdict(), verdict(said="mend"), *planted))
    without_planted = ReadingSummary("2", (verdict(),))
    of_micro_modules = ReadingSummary("3", (verdict("micro_module"), *planted))
    figure, _ = blind_figures([first, without_planted, of_micro_modules])
    assert (figure.value, figure.of, figure.reached) == (0.5, 2, False)
    assert blind_figures([without_planted, of_micro_modules])[0].value is None


def test_recall_prompts_have_a_rate_of_their_own() -> None:
    planted = [verdict(said="reject", planted="bad"), verdict(planted="good")]
    prompts = [replace(verdict(said="mend"), pattern="P26"), replace(verdict(), pattern="P26")]
    reading = ReadingSummary("1", (verdict(), *prompts, *planted))
    items, recall = blind_figures([reading])
    assert (items.value, items.of) == (1.0, 1)
    assert (recall.value, recall.of, recall.reached) == (0.5, 2, True)
    assert "recall prompts: 1 of 2, 50 % (9-91 %)" in reading_lines(reading)


def test_a_row_a_reading_says_nothing_of_what_was_not_read() -> None:
    (row,) = readings_rows([ReadingSummary("1", (verdict("micro_module", "reject"),))])
    assert row == ["1", "–", "–", "–", "0 of 1, 0 % (0-79 %)", "none: does not count"]


def test_hand_made_items_are_mixed_in_with_their_quality() -> None:
    item = sample_draft()["micro_modules"][0]["items"][0]
    (entry,) = planted_entries([{"quality": "good", "item": item}])
    assert entry.planted == "good"
    assert entry.text == item_entry(next(DRAFTS["workshop.md"].items())[1], "x").text


def test_wilson_gives_the_published_interval() -> None:
    # Newcombe 1998, table I: 81 of 263
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_kept_readings_are_read_back(tmp_path: Path) -> None:
    save_reading("one", [verdict()], tmp_path)
    assert reading_summaries(tmp_path) == [ReadingSummary("one", (verdict(),))]
    assert json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))[0]["verdict"] == "ship"


def test_of_the_ready_made_items_the_measures_pass_the_good_and_refuse_the_bad() -> None:
    draft = DRAFTS["workshop.md"]
    source = Source(draft)
    judged = {
        planted["item"]["id"]: any(faults_of(source, draft.micro_modules[0], Item.model_validate(planted["item"])))
        for planted in planted_items()
    }
    assert [name for name, refused in judged.items() if refused and name.startswith("good")] == []
    assert (
        sum(refused for name, refused in judged.items() if name.startswith("bad")) >= 9
    )  # colour of a pad: for readers
