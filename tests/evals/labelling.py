"""Labels of candidates: a sheet to judge, and the verdicts kept without a word of the documents (docs/labelling.md).

`python -m tests.evals.labelling draw --documents FILE… --out SHEET` writes every kind of question that the engine can
make of the documents and that passes its hard filters, a sample by pattern: those for the bank and those that no
pattern may show as well, none that is labelled already. The labeller reads SHEET and fills in the numbered lines of the
answer file beside it. `draw --again` writes a sheet of those that are labelled, to be judged a second time.
`python -m tests.evals.labelling take SHEET --name NAME` keeps the labels under tests/evals/labels/.
`python -m tests.evals.labelling prune --documents FILE… --patterns P8 …` takes out labels of questions that the engine
no longer asks in those words, once a pattern is worded anew.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from authoring.draft_json import item_as_json
from authoring.errors import UnreadableDocument
from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.extractive.features import features_of
from authoring.extractive.items import sound_items
from authoring.readers import ReadLimits, read
from authoring.segmentation import segment_document
from indexes.embedder import Embedder
from tests.evals.draft_file import Item
from tests.evals.labels_table import FLAWS, FOLDER, Label, labels, save_labels
from tests.evals.reading import item_text
from tests.evals.readings_table import VERDICTS

HEAD = """CANDIDATES TO JUDGE, by docs/labelling.md. Read stem and options before the key's mark and the rationale.
Write after each number in the answer file beside this sheet: ship, mend or reject, then the codes of its flaws.
"""
_LINE = re.compile(r"^(\d+)\s+(\w+)\s*(.*)$")


@dataclass(frozen=True)
class Drawn:
    """One candidate: its text for the sheet, and the label it becomes, still without a verdict."""

    text: str
    label: Label


def main(arguments: Sequence[str]) -> int:
    """Draw, take in or prune; 1 for answers that are missing or unknown."""
    options = _options(arguments)
    if options.command == "take":
        return take(options.sheet, options.name)
    if options.command == "prune":
        asked = [one.label for path in options.documents for one in candidates(path, _embedder())]
        print(f"{prune(asked, frozenset(options.patterns))} labels taken out")
        return 0
    known = {label.item for label in labels()}
    drawn = [
        one
        for path in options.documents
        for one in candidates(path, _embedder())
        if (one.label.item in known) == options.again and one.label.pattern in (options.patterns or [one.label.pattern])
    ]
    rng = random.Random(options.seed)  # noqa: S311  a drawing to repeat, not a secret
    chosen = sample(drawn, options.count, rng)
    write_sheet(chosen, options.out)
    print(f"{len(chosen)} of {len(drawn)} candidates in {options.out}")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.labelling", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("draw")
    draw.add_argument("--documents", type=Path, nargs="+", required=True)
    draw.add_argument("--count", type=int, default=200, help="so many, the patterns as even as they come")
    draw.add_argument("--seed", type=int, default=1)
    draw.add_argument("--patterns", nargs="*", help="of these alone; left out: of all")
    draw.add_argument("--again", action="store_true", help="those that are labelled already, and no others")
    draw.add_argument("--out", type=Path, required=True)
    pruning = commands.add_parser("prune")
    pruning.add_argument("--documents", type=Path, nargs="+", required=True)
    pruning.add_argument("--patterns", nargs="+", required=True, help="those whose wording has changed")
    taking = commands.add_parser("take")
    taking.add_argument("sheet", type=Path)
    taking.add_argument("--name", required=True, help="of the file under tests/evals/labels/")
    return parser.parse_args(arguments)


def _embedder() -> Embedder:
    from indexes.sentence_transformer import bundled_embedder

    return bundled_embedder()


def candidates(path: Path, embedder: Embedder) -> Iterator[Drawn]:
    """All candidates of a document that pass the hard filters, whatever their pattern."""
    try:
        document = read(path, file_name=path.name, title=None, language=None, limits=ReadLimits())
    except UnreadableDocument as fault:
        print(f"{path.name}: {fault}", file=sys.stderr)
        return
    evidence = gather_evidence(document, segment_document(document, embedder=embedder))
    # A handbook whose chapters are files of their own is one document; a folder of samples is not.
    is_chapter = path.parent.parent.name == "documents"
    yield from candidates_of(evidence, path.parent.name if is_chapter else path.name)


def candidates_of(evidence: Evidence, collection: str) -> Iterator[Drawn]:
    """As `candidates`, of a document that is read; files of one `collection` count as one document."""
    seen = set()
    for segment in evidence.segments:
        for scored in sound_items(evidence, segment):
            text = item_text(Item.model_validate(item_as_json(scored.item)))
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            if digest not in seen:
                seen.add(digest)
                yield Drawn(
                    text,
                    Label(
                        document=evidence.document.sha256[:16],
                        collection=hashlib.sha256(collection.encode()).hexdigest()[:8],
                        item=digest,
                        pattern=scored.item.pattern,
                        features=features_of(evidence, scored.item, scored.candidate),
                    ),
                )


def sample(drawn: Sequence[Drawn], count: int, rng: random.Random) -> list[Drawn]:
    """`count` of them in random order: as many of each pattern, and of each of its documents, as there are."""
    heaps: dict[str, dict[str, list[Drawn]]] = defaultdict(lambda: defaultdict(list))
    for one in rng.sample(drawn, len(drawn)):
        heaps[one.label.pattern][one.label.document].append(one)
    chosen: list[Drawn] = []
    while len(chosen) < count and any(heap for documents in heaps.values() for heap in documents.values()):
        for pattern in sorted(heaps):
            left = [document for document, heap in heaps[pattern].items() if heap]
            if left and len(chosen) < count:
                chosen.append(heaps[pattern][rng.choice(left)].pop())
    rng.shuffle(chosen)
    return chosen


def write_sheet(drawn: Sequence[Drawn], path: Path) -> None:
    """The sheet, the answer file to fill in, and the index that knows which number is what."""
    entries = [f"=== {number} ===\n{one.text}\n" for number, one in enumerate(drawn, start=1)]
    path.write_text(HEAD + "\n" + "\n".join(entries), encoding="utf-8")
    answers_of(path).write_text("".join(f"{number} \n" for number in range(1, len(drawn) + 1)), encoding="utf-8")
    index_of(path).write_text("".join(one.label.as_line() for one in drawn), encoding="utf-8")


def answers_of(sheet: Path) -> Path:
    """Where the labeller writes."""
    return sheet.with_suffix(".answers.txt")


def index_of(sheet: Path) -> Path:
    """The labels without verdicts, in the order of the sheet."""
    return sheet.with_suffix(".index.jsonl")


def read_answers(sheet: Path) -> tuple[list[Label], list[str]]:
    """The labels of a sheet, and what is wrong with its answers."""
    drawn = [Label.from_line(line) for line in index_of(sheet).read_text(encoding="utf-8").splitlines()]
    found_labels, faults, seen = [], [], set()
    for line in answers_of(sheet).read_text(encoding="utf-8").splitlines():
        found = _LINE.match(line.strip())
        if found is None:
            continue
        number, verdict, flaws = int(found[1]), found[2].lower(), tuple(re.split(r"[,\s]+", found[3].strip()))
        flaws = tuple(flaw for flaw in flaws if flaw)
        unknown = [flaw for flaw in flaws if flaw not in FLAWS]
        if verdict not in VERDICTS or unknown or not 1 <= number <= len(drawn):
            faults.append(f"{number}: {verdict} {' '.join(unknown)} is not known")
            continue
        seen.add(number)
        found_labels.append(replace(drawn[number - 1], verdict=verdict, flaws=flaws))
    faults += [f"{number}: no verdict" for number in range(1, len(drawn) + 1) if number not in seen]
    return found_labels, faults


def prune(asked: Sequence[Label], patterns: frozenset[str], folder: Path = FOLDER) -> int:
    """Take out, of the documents that `asked` stems from, the labels of `patterns` it lacks; gives how many went."""
    documents = {one.document for one in asked}
    current = {(one.document, one.item) for one in asked}
    gone = 0
    for path in sorted(folder.glob("*.jsonl")):
        kept = [Label.from_line(line) for line in path.read_text(encoding="utf-8").splitlines()]
        left = [
            one
            for one in kept
            if one.pattern not in patterns or one.document not in documents or (one.document, one.item) in current
        ]
        gone += len(kept) - len(left)
        save_labels(path.stem, left, folder)
    return gone


def take(sheet: Path, name: str) -> int:
    """Keep the labels of a sheet; prints what is missing."""
    judged, faults = read_answers(sheet)
    print("\n".join(faults), file=sys.stderr)
    print(f"{len(judged)} labels kept in {save_labels(name, judged)}")
    return 1 if faults else 0


if __name__ == "__main__":
    os.nice(5)
    sys.exit(main(sys.argv[1:]))
