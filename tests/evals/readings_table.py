"""Blind readings kept under tests/evals/readings: their rates with Wilson intervals, and the table of verdicts."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.evals.measure import Figure, Target

FOLDER = Path(__file__).parent / "readings"
VERDICTS = ("ship", "mend", "reject")
RECALL = "P26"  # a prompt to write down what is remembered: no question with a key, so it has a rate of its own


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
        """Verdicts on the product's work, of items those that ask; planted entries never enter the rate."""
        return [one for one in self.verdicts if one.kind == kind and not one.planted and one.pattern != RECALL]

    @property
    def recall_prompts(self) -> list[Verdict]:
        """Verdicts on the open recall prompts."""
        return [one for one in self.verdicts if one.pattern == RECALL and not one.planted]

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


def rate(verdicts: Sequence[Verdict]) -> str:
    """Ship rate with its interval in words; a dash for no verdicts."""
    if not verdicts:
        return "–"
    shipped = sum(verdict.verdict == "ship" for verdict in verdicts)
    low, high = (round(100 * bound) for bound in wilson(shipped, len(verdicts)))
    return f"{shipped} of {len(verdicts)}, {100 * shipped / len(verdicts):.0f} % ({low}-{high} %)"


def last_of_items(readings: Sequence[ReadingSummary]) -> ReadingSummary | None:
    """The latest reading of items that counts."""
    counting = [reading for reading in readings if reading.counts and reading.own("item")]
    return counting[-1] if counting else None


def blind_figures(readings: Sequence[ReadingSummary]) -> list[Figure]:
    """H1: of the latest reading that counts, the items which its readers would ship unedited; recall prompts apart."""
    last = last_of_items(readings)
    asked, prompts = (last.own("item"), last.recall_prompts) if last else ([], [])
    return [
        Figure("H1", "items that blind readers ship unedited", _share(asked), len(asked), Target(low=0.70)),
        Figure("H1 recall", "the same of open recall prompts", _share(prompts), len(prompts), Target(gated=False)),
    ]


def _share(verdicts: Sequence[Verdict]) -> float | None:
    return sum(verdict.verdict == "ship" for verdict in verdicts) / len(verdicts) if verdicts else None


def readings_rows(readings: Sequence[ReadingSummary]) -> list[list[str]]:
    """A row a reading: name, items, those ranked first, recall prompts, micro-modules, how planted ones fared."""
    return [
        [
            reading.name,
            rate(reading.own("item")),
            rate([verdict for verdict in reading.own("item") if verdict.rank == 1]),
            rate(reading.recall_prompts),
            rate(reading.own("micro_module")),
            planted_text(reading),
        ]
        for reading in readings
    ]


def shipped_by_pattern(reading: ReadingSummary) -> dict[str, str]:
    """Of each pattern drawn: "4 of 6"."""
    own = [*reading.own("item"), *reading.recall_prompts]
    of = Counter(verdict.pattern for verdict in own)
    shipped = Counter(verdict.pattern for verdict in own if verdict.verdict == "ship")
    return {pattern: f"{shipped[pattern]} of {count}" for pattern, count in of.items()}


def reading_lines(reading: ReadingSummary) -> list[str]:
    """One reading for whoever made it: its rates, then every verdict on the product's work with its reason."""
    lines = [f"items: {rate(reading.own('item'))}", f"recall prompts: {rate(reading.recall_prompts)}"]
    lines.append(f"micro-modules: {rate(reading.own('micro_module'))}")
    lines.append(f"planted: {planted_text(reading)}")
    lines += [f"{pattern}: {shipped}" for pattern, shipped in sorted(shipped_by_pattern(reading).items())]
    own = [verdict for verdict in reading.verdicts if not verdict.planted]
    return lines + [f"{v.digest} {v.kind} {v.pattern} {v.verdict}: {v.reason}" for v in own]


def planted_text(reading: ReadingSummary) -> str:
    """How the planted items fared, and whether the reading counts for it."""
    bad, good = reading.planted("bad"), reading.planted("good")
    if not bad and not good:
        return "none: does not count"
    refused = sum(verdict.verdict != "ship" for verdict in bad)
    shipped = sum(verdict.verdict == "ship" for verdict in good)
    counts = "counts" if reading.counts else "does not count"
    return f"{refused} of {len(bad)} bad refused, {shipped} of {len(good)} good shipped: {counts}"
