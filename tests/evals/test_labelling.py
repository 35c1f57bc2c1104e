"""Labels hold no word of a document, come by pattern, agree by kappa, and teach a ranker that is tried on the rest."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from authoring.extractive.ranker import Admission, Ranker
from tests.evals.labelling import (
    Drawn,
    answers_of,
    candidates_of,
    index_of,
    prune,
    read_answers,
    sample,
    take,
    write_sheet,
)
from tests.evals.labels_table import BASELINE, FLAWS, Label, kappa, labels, save_labels, second_labels
from tests.evals.ranker import as_json, forest, learn, predicted, threshold
from tests.support.documents import evidence_of, heading, paragraph

RULES = (
    heading("Gates"),
    paragraph("At level 1, the badge reader must be tested at least once per 30 days."),
    paragraph("At level 2, the badge reader must be tested at least once per 12 hours."),
)


def a_label(number: int, pattern: str = "P8", *, collection: str = "c1", verdict: str = "", **features: float) -> Label:
    return Label("d1", collection, f"i{number}", pattern, {BASELINE: 0.0, **features}, verdict)


def some_labels(count: int = 400) -> list[Label]:
    """Short stems ship; nothing else matters; the order by hand is noise."""
    rng = random.Random(5)  # noqa: S311
    found = []
    for number in range(count):
        words = rng.uniform(5, 35)
        ships = words + rng.gauss(0, 4) < 18
        features = {"stem_words": words, "rewrites": rng.uniform(0, 3), BASELINE: rng.uniform(0, 5)}
        pattern = rng.choice(["P8", "P10"])
        verdict = "ship" if ships else "reject"
        found.append(Label(f"d{number % 5}", f"c{number % 5}", f"i{number}", pattern, features, verdict))
    return found


def test_candidates_of_every_pattern_are_drawn_with_features_and_without_words() -> None:
    drawn = list(candidates_of(evidence_of(*RULES), "gates"))
    assert {one.label.pattern for one in drawn} >= {"P9"}
    for one in drawn:
        assert "badge reader" in one.text
        line = one.label.as_line()
        assert "badge" not in line
        assert "level" not in line.lower().replace("levels", "")
        assert Label.from_line(line).features["stem_words"] > 4
        assert json.loads(line)["verdict"] == ""


def test_a_sample_takes_as_many_of_each_pattern_as_there_are() -> None:
    drawn = [Drawn("", a_label(n, "P10")) for n in range(50)] + [Drawn("", a_label(n + 50, "P9")) for n in range(3)]
    chosen = sample(drawn, 10, random.Random(1))  # noqa: S311
    assert sum(one.label.pattern == "P9" for one in chosen) == 3
    assert len({one.label.item for one in chosen}) == 10


def a_sheet(folder: Path, answers: str) -> Path:
    sheet = folder / "sheet.txt"
    write_sheet([Drawn(f"Question {n}?", a_label(n)) for n in range(1, 4)], sheet)
    answers_of(sheet).write_text(answers, encoding="utf-8")
    return sheet


def test_a_sheet_shows_no_pattern_and_its_answers_become_labels(tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path, "1 ship\n2 reject two_keys, context\n3 mend wording\n")
    assert "P8" not in sheet.read_text(encoding="utf-8")
    assert "P8" in index_of(sheet).read_text(encoding="utf-8")
    found, faults = read_answers(sheet)
    assert faults == []
    assert [(one.item, one.verdict, one.flaws) for one in found] == [
        ("i1", "ship", ()),
        ("i2", "reject", ("two_keys", "context")),
        ("i3", "mend", ("wording",)),
    ]


@pytest.mark.parametrize("answers", ["1 ship\n2 ship\n", "1 ship\n2 fine\n3 ship\n", "1 ship\n2 mend odd\n3 ship\n"])
def test_missing_and_unknown_answers_are_named(tmp_path: Path, answers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.evals.labelling.save_labels", lambda name, found: tmp_path / name)
    found, faults = read_answers(a_sheet(tmp_path, answers))
    assert len(found) == 2
    assert len(faults) >= 1
    assert take(tmp_path / "sheet.txt", "x") == 1


def test_second_judgements_are_kept_apart(tmp_path: Path) -> None:
    first = [a_label(n, verdict="ship") for n in range(4)]
    save_labels("one", first, tmp_path)
    save_labels("one-again", [replace(label, verdict="mend") for label in first[:2]], tmp_path)
    assert {label.verdict for label in labels(tmp_path)} == {"ship"}
    assert len(second_labels(tmp_path)) == 2


def test_kappa_is_one_where_all_agree_and_nought_where_chance_would() -> None:
    verdicts = ["ship", "ship", "mend", "reject"]
    first = [a_label(n, verdict=verdict) for n, verdict in enumerate(verdicts)]
    assert kappa(first, first, two_classes=False) == (1.0, 4)
    turned = [
        replace(label, verdict=verdict) for label, verdict in zip(first, ["ship", "mend", "ship", "mend"], strict=True)
    ]
    assert kappa(first, turned, two_classes=True) == (0.0, 4)
    assert kappa(first, [], two_classes=True) == (None, 0)


@pytest.mark.parametrize(
    ("ships", "of", "stands"),
    [
        (18, 20, Admission.SHOWN),
        (9, 10, Admission.BANK),  # nine of ten: Wilson's lower bound is .596
        (10, 10, Admission.SHOWN),
        (9, 9, Admission.BANK),  # too few to tell
        (31, 40, Admission.SHOWN),
        (30, 40, Admission.BANK),
        (22, 40, Admission.BANK),
        (21, 40, Admission.OFF),
        (0, 39, Admission.BANK),  # too few to throw it away
    ],
)
def test_a_pattern_is_admitted_by_its_rate_and_lower_bound(ships: int, of: int, stands: Admission) -> None:
    judged = [(number < ships, 0.2) for number in range(of)]
    assert threshold(judged).standing(1.0) is stands
    assert threshold(judged).standing(0.2) is stands


def test_where_only_the_likely_ones_ship_only_they_are_shown() -> None:
    judged = [(True, 0.72)] * 15 + [(True, 0.4), (False, 0.4)] * 8 + [(False, 0.1)] * 15
    found = threshold(judged)
    assert (found.show_from, found.keep_from) == (0.45, 0.3)
    assert found.standing(0.9) is Admission.SHOWN
    assert found.standing(0.1) is Admission.OFF


def test_the_ranker_finds_what_matters_in_documents_it_never_saw() -> None:
    _, evaluation, rows = learn(some_labels())
    assert evaluation.auc > 0.9
    assert evaluation.top_fifth > 0.95
    assert 0.4 < evaluation.baseline_auc < 0.6
    assert evaluation.shown_ships > evaluation.ships > evaluation.dropped_ships
    assert {row.pattern for row in rows} == {"P8", "P10"}


def test_labels_that_mean_nothing_teach_nothing() -> None:
    rng = random.Random(6)  # noqa: S311
    noise = [replace(label, verdict=rng.choice(["ship", "reject"])) for label in some_labels()]
    _, evaluation, _ = learn(noise)
    assert 0.35 < evaluation.auc < 0.65


def test_the_engine_computes_what_was_learned() -> None:
    known = some_labels()
    ranker, evaluation, rows = learn(known)
    read = TypeAdapter(Ranker).validate_json(as_json(ranker, evaluation, rows))
    assert read.chance("P8", {"stem_words": 8, "rewrites": 1}) > 0.8
    assert read.chance("P8", {"stem_words": 30, "rewrites": 1}) < 0.2
    assert read.standing("P99", 0.9) is Admission.BANK
    # As the library itself predicts, of the same labels.
    everything = [replace(label, collection="all") for label in known]
    others = [replace(label, collection="other") for label in known]
    theirs = predicted([*everything, *others], forest)
    ours = [read.chance(label.pattern, label.features) for label in known]
    assert ours == pytest.approx(list(theirs[: len(known)]), abs=2e-3)


def test_every_flaw_stands_in_the_guideline() -> None:
    page = (Path(__file__).parents[2] / "docs" / "labelling.md").read_text(encoding="utf-8")
    assert all(f"| `{flaw}` |" in page for flaw in FLAWS)


def test_the_labels_kept_hold_digests_numbers_and_codes_alone() -> None:
    for label in (*labels(), *second_labels()):
        assert set(label.flaws) <= set(FLAWS)
        assert label.verdict in {"ship", "mend", "reject"}
        assert all(isinstance(value, int | float) for value in label.features.values())
        for digest in (label.document, label.item, label.collection):
            int(digest, 16)


def test_labels_of_words_no_longer_asked_are_taken_out_of_the_documents_read_alone(tmp_path: Path) -> None:
    elsewhere = replace(a_label(3), document="d2")
    save_labels("first", [a_label(1), a_label(2), a_label(4, "P10"), elsewhere], tmp_path)
    save_labels("first-again", [a_label(2)], tmp_path)
    assert prune([a_label(1)], frozenset({"P8"}), tmp_path) == 2
    assert [one.item for one in labels(tmp_path)] == ["i1", "i4", "i3"]
    assert second_labels(tmp_path) == []
