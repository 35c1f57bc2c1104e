"""Labels kept under tests/evals/labels: how they are written, how far two judgements agree, rates by pattern."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "labels"
BASELINE = "hand_score"  # of the first labels: what ordered the items before anything was learned; never learned from
AGAIN = "again"  # part of the name of a file whose labels were made a second time
FLAWS = {
    "two_keys": "another answer can be defended as well",
    "no_key": "the key is wrong or answers another question",
    "context": "stem or key needs what is not there",
    "garbled": "grammar goes wrong",
    "giveaway": "form or words of the stem give the key away",
    "trivial": "everybody knows, or nobody needs it",
    "vague": "many answers fit, or it is not clear what is asked",
    "absurd": "a distractor nobody would pick, or of another kind",
    "wording": "clear, but no teacher would put it so",
    "long": "too much to read for what it asks",
    "repeats": "the answer stands in the stem",
    "rationale": "the rationale does not explain, or is wrong",
}


@dataclass(frozen=True)
class Label:
    """What a labeller said of one candidate; no word of the document.

    `document` and `item` are digests; `collection` is the digest of the folder a document comes from, so that the parts
    of one handbook can be left out together. `verdict` "": not judged yet.
    """

    document: str
    collection: str
    item: str
    pattern: str
    features: dict[str, float] = field(default_factory=dict)
    verdict: str = ""
    flaws: tuple[str, ...] = ()

    @property
    def ships(self) -> bool:
        return self.verdict == "ship"

    def as_line(self) -> str:
        """The label as one line of JSON."""
        features = {name: round(value, 4) for name, value in self.features.items()}
        return json.dumps(asdict(self) | {"features": features}) + "\n"

    @staticmethod
    def from_line(line: str) -> Label:
        """The inverse of `as_line`."""
        fields = json.loads(line)
        return Label(**fields | {"flaws": tuple(fields["flaws"])})


def save_labels(name: str, labels: Iterable[Label], folder: Path = FOLDER) -> Path:
    """Keep labels as JSON lines; gives their file."""
    path = folder / f"{name}.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(label.as_line() for label in labels), encoding="utf-8")
    return path


def labels(folder: Path = FOLDER) -> list[Label]:
    """The first judgement of every candidate, each once."""
    return _unique(path for path in sorted(folder.glob("*.jsonl")) if AGAIN not in path.stem)


def second_labels(folder: Path = FOLDER) -> list[Label]:
    """The judgements made a second time."""
    return _unique(path for path in sorted(folder.glob("*.jsonl")) if AGAIN in path.stem)


def _unique(paths: Iterable[Path]) -> list[Label]:
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return list({(label.document, label.item): label for label in map(Label.from_line, lines)}.values())


def kappa(first: Sequence[Label], second: Sequence[Label], *, two_classes: bool) -> tuple[float | None, int]:
    """Cohen's kappa of two judgements and of how many candidates; `two_classes`: ship against the rest.

    None for no candidates, or where one judgement holds one class alone.
    """
    before = {(label.document, label.item): label for label in first}
    pairs = [(before[key], label) for label in second if (key := (label.document, label.item)) in before]

    def of(label: Label) -> str:
        return str(label.ships) if two_classes else label.verdict

    told = [(of(one), of(other)) for one, other in pairs]
    if not told:
        return None, 0
    agreed = sum(one == other for one, other in told) / len(told)
    ours, theirs = Counter(one for one, _ in told), Counter(other for _, other in told)
    chance = sum(ours[word] * theirs[word] for word in ours) / len(told) ** 2
    return (None if chance == 1 else (agreed - chance) / (1 - chance)), len(told)


@dataclass(frozen=True)
class Learned:
    """What the engine reads, with the figures it rests on: `evaluation` by name, `by_pattern` by pattern."""

    evaluation: dict[str, float]
    by_pattern: dict[str, dict[str, object]]


def learned(path: Path) -> Learned:
    """The figures kept with what was learned from the labels."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Learned(kept["evaluation"], {row["pattern"]: row for row in kept["by_pattern"]})


def agreement_lines(folder: Path = FOLDER) -> list[str]:
    """How far the labels made twice agree, as one line a way of counting."""
    first, second = labels(folder), second_labels(folder)
    lines = []
    for two_classes, what in ((True, "ship against the rest"), (False, "ship, mend, reject")):
        value, of = kappa(first, second, two_classes=two_classes)
        lines.append(f"- Cohen's kappa of {of} labels made twice, {what}: {'–' if value is None else f'{value:.2f}'}")
    return lines
