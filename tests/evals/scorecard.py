"""The table of figures: printed, and written to docs/scorecard.md with the same figures as JSON beside it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.evals.labels_table import Learned
from tests.evals.measure import Figure, Target
from tests.evals.measures import PatternRow
from tests.evals.readings_table import ReadingSummary, last_of_items, readings_rows, shipped_by_pattern
from tests.evals.segmentation import SegmentationRow

Last = dict[str, float | None]

INTRODUCTION = """# Scorecard

What the drafts of the extractive engine are worth: `make evals` writes this page. Every figure is computed from
`draft.json` and the source by `tests/evals/`, which shares no code with the product's own checks. G1, G2, G3 and K1
count shown and banked items, the others the shown ones. A figure with an empty denominator fails. "Trivial" is what
the obvious cheap method reaches. W1 is approximate; K1 sees equal, synonymous and elsewhere-stated distractors, not
those that are true in other words: the blind reading is there for them.
"""


READINGS = """## Blind reading

Shipped unedited by readers who see neither pattern nor verdict of the machine (Wilson, 95 %). A reading counts when at
least 9 of 10 planted bad items are refused and 8 of 10 good ones shipped. Each was of the drafts of its day; H1 above
is the latest that counts. Every verdict with its reason lies in `tests/evals/readings/`. An open recall prompt asks for
no answer that could be right or wrong and is not scored: it has a rate of its own. Counted among the items, as it was
until round 5, that round is 27 of 80, 34 %.
"""


LABELS = """## Labels and ranker

Candidates that pass every filter, judged by `docs/labelling.md` and kept without words of the documents. Each share is
of documents left out: a collection is ordered by what the others taught. The last columns of the table above say what
ships of a pattern's labelled candidates, of those likely enough to be shown (from 75 %, Wilson's lower bound 60 %) and
to be kept in the bank (from 55 %), and so where the pattern stands; with fewer than 40 labels none is `off`.
`python -m tests.evals.ranker` learns anew.
"""


@dataclass(frozen=True)
class Scorecard:
    """Everything one run measured."""

    version: str
    figures: Sequence[Figure]
    by_document: dict[str, Sequence[Figure]]
    sizes: dict[str, str]
    patterns: Sequence[PatternRow]
    planted: dict[str, tuple[int, int]]
    segmentation: Sequence[SegmentationRow]
    readings: Sequence[ReadingSummary]
    learned: Learned
    agreement: Sequence[str]
    remarks: Sequence[str] = field(default_factory=tuple)


def empty(figures: Iterable[Figure]) -> list[str]:
    """Codes of the gated figures without anything to measure."""
    return [figure.code for figure in figures if figure.value is None and figure.target.gated]


def last_committed(root: Path) -> Last:
    """Figures of the scorecard in the last commit; nothing where there is none."""
    shown = subprocess.run(
        ["git", "show", "HEAD:docs/scorecard.json"], cwd=root, capture_output=True, text=True, check=False
    )
    if shown.returncode != 0:
        return {}
    return {code: figure["value"] for code, figure in json.loads(shown.stdout)["figures"].items()}


def as_markdown(card: Scorecard, last: Last) -> str:
    """The whole page."""
    parts = [INTRODUCTION, f"Measured at {card.version}.\n"]
    parts += [f"**{remark}**\n" for remark in card.remarks]
    parts += ["## Overall\n", *main_table(card.figures, last), "", "## By document\n", *document_table(card), ""]
    parts += ["## By item pattern\n", *pattern_table(card.patterns, last_of_items(card.readings), card.learned), ""]
    parts += [LABELS, *ranker_table(card.learned), "", *card.agreement, ""]
    parts += ["## Planted defects\n", *planted_table(card.planted), ""]
    parts += ["## Segmentation of plain sentences (printed, not gated)\n", *segmentation_table(card.segmentation), ""]
    parts += [READINGS, *readings_table(card.readings), ""]
    return "\n".join(parts)


def as_json(card: Scorecard) -> str:
    """The same figures for the comparison with the next run."""
    documents = {
        name: {figure.code: _rounded(figure.value) for figure in found} for name, found in card.by_document.items()
    }
    kept = {"version": card.version, "figures": _by_code(card.figures), "documents": documents}
    return json.dumps(kept, indent=1) + "\n"


def with_figures(kept: str, figures: Iterable[Figure]) -> str:
    """The same JSON with these figures among its own, in place of those of the same code."""
    card = json.loads(kept)
    card["figures"] |= _by_code(figures)
    return json.dumps(card, indent=1) + "\n"


def _by_code(figures: Iterable[Figure]) -> dict[str, dict[str, object]]:
    return {
        figure.code: {"value": _rounded(figure.value), "of": figure.of, "reached": figure.reached} for figure in figures
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def main_table(figures: Iterable[Figure], last: Last) -> list[str]:
    """The one table: this version, the last committed one, target, trivial baseline."""
    rows = [
        [
            figure.code,
            figure.what,
            shown(figure.value, figure),
            shown(last.get(figure.code), figure),
            target_text(figure),
            f"{shown(figure.baseline, figure)} ({figure.baseline_name})" if figure.baseline is not None else "",
            str(figure.of),
            ""
            if not figure.target.gated
            else "yes"
            if figure.reached
            else "EMPTY"
            if figure.value is None
            else "**no**",
        ]
        for figure in figures
    ]
    return table(["", "measure", "this", "last", "target", "trivial", "of", "reached"], rows)


def shown(value: float | None, figure: Figure) -> str:
    """A value as percent or plain number; a dash for none."""
    if value is None:
        return "–"
    return f"{100 * value:.1f} %" if figure.is_share else f"{value:.2f}"


def target_text(figure: Figure) -> str:
    """The target in words."""
    target: Target = figure.target
    if not target.gated:
        return "printed"
    low, high = shown(target.low, figure), shown(target.high, figure)
    if not figure.is_share:
        return f"≤ {high}" if target.low < 0 else f"≥ {low}"
    if target.high == 1.0:
        return f"≥ {low}" if target.low < 1.0 else "100 %"
    return f"≤ {high}" if target.low == 0.0 else f"{low} to {high}"


DOCUMENT_COLUMNS = ("G1", "G2", "G3", "K1", "L1", "D1", "S1", "W1", "C1a", "C1b", "C2a", "C2c", "M1", "M2", "Z1")


def document_table(card: Scorecard) -> list[str]:
    """One row a document."""
    rows = []
    for name, figures in card.by_document.items():
        found = {figure.code: figure for figure in figures}
        cells = [shown(found[code].value, found[code]) if code in found else "–" for code in DOCUMENT_COLUMNS]
        rows.append([name, card.sizes.get(name, ""), *(cell.replace(" %", "") for cell in cells)])
    return table(["document", "modules / items / bank, s", *DOCUMENT_COLUMNS], rows)


def pattern_table(patterns: Iterable[PatternRow], read: ReadingSummary | None, learned: Learned) -> list[str]:
    """One row a pattern; "shipped blind" is what the readers of `read` said, the columns after it what labels say."""
    shipped = shipped_by_pattern(read) if read else {}
    rows = [
        [
            row.pattern,
            str(row.shown),
            str(row.banked),
            _percent(row.good, row.shown),
            _percent(row.flawed, row.shown),
            row.top_fault,
            shipped.get(row.pattern, "–"),
            *_labelled(learned, row.pattern),
        ]
        for row in patterns
    ]
    head = ["pattern", "shown", "banked", "no fault at all", "with a flaw (L1)", "commonest fault", "shipped blind"]
    head += ["labels: ship", "may be shown", "may be kept", "stands"]
    return table(head, rows)


def _labelled(learned: Learned, pattern: str) -> list[str]:
    row = learned.by_pattern.get(pattern)
    if row is None:
        return ["–", "–", "–", "bank"]
    counts = (("ships", "labelled"), ("shown_ships", "shown"), ("kept_ships", "kept"))
    return [*(f"{row[part]} of {row[of]}" for part, of in counts), str(row["admission"])]


def ranker_table(learned: Learned) -> list[str]:
    """What the ranker reaches beside the order by hand, and all candidates."""
    found = learned.evaluation
    rows = [
        ["all candidates", "0.500", *[_share(found["ships"])] * 2, str(int(found["labels"]))],
        ["ordered by hand", f"{found['baseline_auc']:.3f}", _share(found["baseline_top_fifth"]),
         _share(found["baseline_best_ten"]), str(int(found["labels"]))],
        ["ordered by the ranker", f"{found['auc']:.3f}", _share(found["top_fifth"]), _share(found["best_ten"]),
         str(int(found["labels"]))],
        ["what it may show", "", _share(found["shown_ships"]), "", str(int(found["shown"]))],
        ["what it drops", "", _share(found["dropped_ships"]), "", str(int(found["dropped"]))],
    ]  # fmt: skip
    return table(["", "AUC", "ship (first fifth, or of these)", "ship (best ten of a collection)", "labels"], rows)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _percent(part: int, of: int) -> str:
    return f"{100 * part / of:.0f} %" if of else "–"


def planted_table(planted: dict[str, tuple[int, int]]) -> list[str]:
    """One row a kind of defect."""
    rows = [[kind.replace("_", " "), str(of), _percent(caught, of)] for kind, (caught, of) in sorted(planted.items())]
    return table(["defect", "planted", "caught"], rows)


def readings_table(readings: Sequence[ReadingSummary]) -> list[str]:
    """One row a reading."""
    rows = readings_rows(readings)
    head = [
        "reading",
        "items",
        "items ranked first in their micro-module",
        "recall prompts",
        "micro-modules",
        "planted",
    ]
    return table(head, rows) if rows else ["No reading yet: `python -m tests.evals.reading` makes a sheet."]


def segmentation_table(found: Iterable[SegmentationRow]) -> list[str]:
    """One row a data set and method; lower is better for Pk and WindowDiff."""
    rows = [
        [row.data, row.method, str(row.texts), f"{row.pk:.1f}", f"{row.window_diff:.1f}", f"{row.f1:.3f}"]
        for row in found
    ]
    return (
        table(["data", "method", "texts", "Pk", "WindowDiff", "F1 (±1)"], rows)
        if rows
        else ["Not measured in this run."]
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table with aligned columns, readable in a terminal too."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    return [text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]]
