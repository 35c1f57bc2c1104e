"""Blind readings kept under tests/evals/readings: their rates with Wilson intervals, and the table of verdicts."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "readings"
VERDICTS = ("ship", "mend", "reject")


@dataclass(frozen=True)
class Verdict:
    """What a reader said of one item or micro-module; never words of the document. `planted` is "good", "bad" or ""."""

    digest: str
    kind: str
    document: str
    pattern: str
    rank: int
    verdict: str
    reason: str
    planted: str = ""


@dataclass(frozen=True)
class ReadingSummary:
    """One reading: its name and verdicts in the order of the sheet."""

    name: str
    verdicts: tuple[Verdict, ...]

    def own(self, kind: str) -> list[Verdict]:
        """Verdicts on the product's work; planted entries never enter the rate."""
        return [verdict for verdict in self.verdicts if verdict.kind == kind and not verdict.planted]

    def planted(self, quality: str) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.planted == quality]

    @property
    def counts(self) -> bool:
        """Whether the reader told good from bad: 9 of 10 planted bad ones refused, 8 of 10 good ones shipped."""
        bad, good = self.planted("bad"), self.planted("good")
        refused = sum(verdict.verdict != "ship" for verdict in bad)
        shipped = sum(verdict.verdict == "ship" for verdict in good)
        return bool(bad and good) and refused >= 0.9 * len(bad) and shipped >= 0.8 * len(good)


def reading_summaries(folder: Path = FOLDER) -> list[ReadingSummary]:
    """The readings kept, by name."""
    return [
        ReadingSummary(path.stem, tuple(Verdict(**row) for row in json.loads(path.read_text(encoding="utf-8"))))
        for path in sorted(folder.glob("*.json"))
    ]


def save_reading(name: str, verdicts: Iterable[Verdict], folder: Path = FOLDER) -> Path:
    """Keep a reading; gives its file."""
    path = folder / f"{name}.json"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [asdict(verdict) for verdict in verdicts]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def wilson(successes: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share, 95 % for the default `z`; (0, 1) for no cases."""
    if of == 0:
        return 0.0, 1.0
    share = successes / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def rate_line(what: str, verdicts: Sequence[Verdict]) -> str:
    """Ship rate with its interval in words."""
    shipped = sum(verdict.verdict == "ship" for verdict in verdicts)
    low, high = wilson(shipped, len(verdicts))
    share = f"{100 * shipped / len(verdicts):.0f} %" if verdicts else "–"
    interval = f"Wilson 95 %: {100 * low:.0f}-{100 * high:.0f} %"
    return f"- {what}: {shipped} of {len(verdicts)} shipped unedited, {share} ({interval})"


def reading_lines(readings: Sequence[ReadingSummary]) -> list[str]:
    """Rates, then the table of verdicts, for every reading."""
    lines: list[str] = []
    for reading in readings:
        lines += [f"### {reading.name}\n"]
        lines += [rate_line("items (H1)", reading.own("item")), rate_line("micro-modules", reading.own("micro_module"))]
        lines.append(
            rate_line("items ranked first in their micro-module", [v for v in reading.own("item") if v.rank == 1])
        )
        lines += [_planted_line(reading), "", *_pattern_lines(reading), "", *_verdict_table(reading), ""]
    return lines or ["No reading yet: `python -m tests.evals.reading` makes a sheet."]


def _planted_line(reading: ReadingSummary) -> str:
    bad, good = reading.planted("bad"), reading.planted("good")
    if not bad and not good:
        return "- nothing was planted: the reading tells, but does not count"
    refused = sum(verdict.verdict != "ship" for verdict in bad)
    shipped = sum(verdict.verdict == "ship" for verdict in good)
    counts = "counts" if reading.counts else "does not count"
    return (
        f"- planted: {refused} of {len(bad)} bad refused, {shipped} of {len(good)} good shipped; the reading {counts}"
    )


def _pattern_lines(reading: ReadingSummary) -> list[str]:
    of = Counter(verdict.pattern for verdict in reading.own("item"))
    shipped = Counter(verdict.pattern for verdict in reading.own("item") if verdict.verdict == "ship")
    return [f"- {pattern}: {shipped[pattern]} of {count}" for pattern, count in sorted(of.items())]


def _verdict_table(reading: ReadingSummary) -> list[str]:
    own = [verdict for verdict in reading.verdicts if not verdict.planted]
    rows = [
        f"| {v.digest} | {v.kind.replace('_', '-')} | {v.pattern} | {v.verdict} | {v.reason.replace('|', '/')} |"
        for v in own
    ]
    return ["| digest | kind | pattern | verdict | reason |", "|---|---|---|---|---|", *rows]
