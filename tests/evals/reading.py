"""A sheet for blind reading, and its tally.

`python -m tests.evals.reading --documents FILE… --out SHEET` drafts the documents, draws micro-modules and items and
writes them as plain text without anything the machine thinks of them. The reader fills in the VERDICT and REASON
lines. `python -m tests.evals.reading tally SHEET` keeps the verdicts, without words of the documents.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.evals.draft_file import DraftFile, Item, MicroModule, draft_file
from tests.evals.drafting import draft_all
from tests.evals.planted import break_key, dangling_stem, lengthen_key, negate_key, repeat_key, swap_number_in_key
from tests.evals.readings_table import VERDICTS, ReadingSummary, Verdict, reading_lines, save_reading

HEAD = """BLIND READING
For every entry write one of ship / mend / reject after VERDICT, and why in your own words after REASON.
ship: I would publish it unedited. mend: it needs an edit. reject: not worth an edit. Do not quote the document.
"""
_ENTRY = re.compile(r"^=== (\S+) ===$(.*?)(?=^=== |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One thing to read: what the sheet shows, and what only the index beside it knows."""

    text: str
    kind: str
    document: str
    pattern: str = ""
    rank: int = 0
    planted: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def main(arguments: Sequence[str]) -> int:
    """Write a sheet, or tally one; 1 for a sheet with entries without a verdict."""
    if arguments[:1] == ["tally"]:
        return tally(Path(arguments[1]), arguments[2] if len(arguments) > 2 else Path(arguments[1]).stem)
    options = _options(arguments)
    drafts = _given(options.drafts) if options.drafts else _drafted(options.documents)
    rng = random.Random(options.seed)  # noqa: S311  a drawing to repeat, not a secret
    entries = draw(drafts, micro_modules=options.micro_modules, items=options.items, rng=rng)
    entries += spoiled(drafts, options.spoil, rng)
    if options.planted:
        entries += planted_entries(json.loads(options.planted.read_text(encoding="utf-8")))
    rng.shuffle(entries)
    write_sheet(entries, options.out)
    print(f"{len(entries)} entries in {options.out}")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.reading", description=__doc__)
    parser.add_argument("--documents", type=Path, nargs="*", default=[], help="files to draft")
    parser.add_argument("--drafts", type=Path, help="a folder of draft.json files instead")
    parser.add_argument("--micro-modules", type=int, default=10)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spoil", type=int, default=0, help="so many more items, spoilt, mixed in unmarked")
    parser.add_argument(
        "--planted", type=Path, help='JSON list of {"quality": "good" | "bad", "item": …, "quotes": […]}'
    )
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(arguments)


def _drafted(documents: Iterable[Path]) -> dict[str, DraftFile]:
    with tempfile.TemporaryDirectory(prefix="morsel-reading-") as folder:
        found = draft_all({f"{path.parent.name}/{path.name}": path for path in documents}, Path(folder), jobs=2)
    for one in found:
        if one.problem:
            print(f"{one.name}: {one.problem}", file=sys.stderr)
    return {one.name: draft_file(one.json) for one in found if one.json}


def _given(folder: Path) -> dict[str, DraftFile]:
    paths = sorted(folder.rglob("*.json"))
    return {
        path.parent.name if path.stem == "draft" else path.stem: draft_file(json.loads(path.read_text("utf-8")))
        for path in paths
    }


def draw(drafts: dict[str, DraftFile], *, micro_modules: int, items: int, rng: random.Random) -> list[Entry]:
    """A sample over all drafts alike; every micro-module and every shown item is as likely as any other."""
    modules = [(name, module) for name, draft in drafts.items() for module in draft.micro_modules]
    shown = [(name, item) for name, draft in drafts.items() for _, item in draft.items()]
    entries = [
        Entry(micro_module_text(module), "micro_module", name)
        for name, module in rng.sample(modules, min(micro_modules, len(modules)))
    ]
    return entries + [item_entry(item, name) for name, item in rng.sample(shown, min(items, len(shown)))]


def item_entry(item: Item, document: str, planted: str = "") -> Entry:
    """An item as an entry of the sheet."""
    return Entry(item_text(item), "item", document, item.pattern, item.rank, planted)


def spoiled(drafts: dict[str, DraftFile], count: int, rng: random.Random) -> list[Entry]:
    """Shown items with a planted defect that a reader must refuse."""
    shown = [(name, item) for name, draft in drafts.items() for _, item in draft.items()]
    kinds = (break_key, repeat_key, dangling_stem, swap_number_in_key, negate_key, lengthen_key)
    entries: list[Entry] = []
    for name, item in rng.sample(shown, len(shown)):
        bad = kinds[len(entries) % len(kinds)](item)
        if len(entries) < count and bad is not None and bad != item:
            entries.append(item_entry(bad, name, planted="bad"))
    return entries


def planted_entries(planted: Any) -> list[Entry]:
    """Entries of a file of hand-made items; raises `ValidationError` for one that is no item."""
    return [item_entry(Item.model_validate(one["item"]), "planted", planted=one["quality"]) for one in planted]


def item_text(item: Item) -> str:
    """Stem, answers with the key marked, rationales and quotes; no finding, rank, pattern or difficulty."""
    return "\n".join(_item_lines(item))


def _item_lines(item: Item) -> Iterator[str]:
    is_open = item.type == "short_answer" and item.pattern != "P23" and not item.is_the_author_s
    note = " (open: the learner answers in own words, then sees the model answer and marks it)" if is_open else ""
    yield f"{item.type.replace('_', ' ').upper()}{note}\n{item.stem}"
    for option in item.options:
        yield f"  {option.id}) {option.text}{'   <- KEY' if option.correct else ''}"
    yield from (f"  {pair.left}  <->  {pair.right}" for pair in item.pairs)
    yield from (f"  {number}. {text}" for number, text in enumerate(item.order, start=1))
    if item.accepted_answers:
        yield f"  {'model answer' if is_open else 'accepted'}: " + "; ".join(
            f"{answer.value} {answer.unit or ''}".strip() for answer in item.accepted_answers
        )
    yield f"Rationale: {item.rationale}"
    yield from (f"  on {option.id}: {option.rationale}" for option in item.options if option.rationale)
    yield from (f"Source: “{citation.quote}”" for citation in item.citations)


def micro_module_text(module: MicroModule) -> str:
    """What a learner reads, and the key points with it."""
    lines = ["MICRO-MODULE", f"Title: {module.title}", f"Section: {' > '.join(module.section_path)}"]
    lines.append(f"Objective: {module.objective.text}")
    lines += [f"Key point: {point.text}" for point in module.key_points]
    marks = {"list_item": "  - ", "callout": "  ! ", "heading": "## "}
    lines += [f"{marks.get(part.kind, '')}{part.text}" for part in module.body]
    lines += [f"Term: {term.term} = {term.definition}" for term in module.terms]
    return "\n".join(lines)


def write_sheet(entries: Sequence[Entry], path: Path) -> None:
    """The sheet, and beside it the index that knows which entry is what; the reader gets the sheet only."""
    parts = [f"=== {e.digest} ===\n{e.text}\n\nVERDICT:\nREASON:\n" for e in entries]
    path.write_text(HEAD + "\n" + "\n".join(parts), encoding="utf-8")
    known = {entry.digest: {**asdict(entry), "text": ""} for entry in entries}
    index_of(path).write_text(json.dumps(known, indent=1), encoding="utf-8")


def index_of(sheet: Path) -> Path:
    """Where the index of a sheet lies."""
    return sheet.with_suffix(".index.json")


def read_verdicts(sheet: Path) -> tuple[list[Verdict], list[str]]:
    """The verdicts of a filled sheet, and the digests of entries without a valid one."""
    known = json.loads(index_of(sheet).read_text(encoding="utf-8"))
    verdicts, missing = [], []
    for digest, body in _ENTRY.findall(sheet.read_text(encoding="utf-8")):
        given = re.search(r"^VERDICT:[ \t]*(\w+)", body, re.MULTILINE)
        reason = re.search(r"^REASON:[ \t]*(.*)", body, re.MULTILINE)
        word = given.group(1).lower() if given else ""
        if word not in VERDICTS or digest not in known:
            missing.append(digest)
            continue
        entry = known[digest]
        facts = {name: entry[name] for name in ("kind", "document", "pattern", "rank", "planted")}
        verdicts.append(Verdict(digest=digest, verdict=word, reason=reason.group(1).strip() if reason else "", **facts))
    return verdicts, missing


def tally(sheet: Path, name: str) -> int:
    """Keep the verdicts of a sheet as a reading and print its rates."""
    verdicts, missing = read_verdicts(sheet)
    for digest in missing:
        print(f"no verdict for {digest}", file=sys.stderr)
    print("\n".join(reading_lines(ReadingSummary(name, tuple(verdicts)))))
    print(f"kept in {save_reading(name, verdicts)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
