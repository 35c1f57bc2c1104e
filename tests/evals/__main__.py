"""`python -m tests.evals`: drafts every document there is, measures the drafts and all else, writes the scorecard."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.evals.community.section import measure_community
from tests.evals.draft_file import draft_file
from tests.evals.drafting import Drafted, draft_all
from tests.evals.labels_table import agreement_lines, learned
from tests.evals.learning.section import measure_learning
from tests.evals.measure import Case, Figure, case
from tests.evals.measures import figures_of, pattern_rows
from tests.evals.planted import planted_figures
from tests.evals.product_splitter import product_rows
from tests.evals.readings_table import blind_figures, reading_summaries
from tests.evals.schema import schema_faults
from tests.evals.scorecard import Scorecard, as_json, as_markdown, empty, last_committed, with_figures
from tests.evals.section import MeasureSection, Section, keep_figures, keep_sections, put_section, section_page

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
SCORECARD = ROOT / "docs" / "scorecard.md"
SECTIONS: dict[str, MeasureSection] = {"community": measure_community, "learning": measure_learning}
SECTION_TITLES, SECTION_CODES = ("Community", "Learning"), ("T", "R")  # the latter begin the codes of their figures
READABLE = {".md", ".mdx", ".pdf", ".docx", ".pptx", ".html", ".epub", ".vtt", ".srt", ".txt"}


def main(arguments: Sequence[str]) -> int:
    """Measure; 1 when something could not be measured, else 0, whether targets are reached or not."""
    options = _options(arguments)
    if options.only in SECTIONS:
        return _measure_section(SECTIONS[options.only](DATA), options)
    drafted = _given(options.drafts) if options.drafts else _draft(options.only, options.jobs)
    faults = [f"{one.name}: {fault}" for one in drafted if one.json for fault in schema_faults(one.json)[:5]]
    faults += [f"{one.name}: {one.problem}" for one in drafted if one.problem]
    cases = [case(one.name, draft_file(one.json)) for one in drafted if one.json]
    partial = bool(options.only or options.drafts)
    card = _measured(cases, drafted, faults, with_segmentation=not partial)
    sections = [] if partial else [measure(DATA) for measure in SECTIONS.values()]
    last = last_committed(ROOT)
    page = as_markdown(card, last)
    for section in sections:
        page = put_section(page, section, last)
    print(page)
    _print_misses(card.figures, options.misses)
    if not (options.no_write or partial):
        _write(page, with_figures(as_json(card), [figure for section in sections for figure in section.figures]))
    nothing = empty(card.figures) + [code for section in sections for code in empty(section.figures)]
    if nothing:
        print(f"NOTHING TO MEASURE for {', '.join(nothing)}", file=sys.stderr)
    return 1 if nothing or faults else 0


def _measure_section(section: Section, options: argparse.Namespace) -> int:
    """Measure one section and put it in its place on the page; 1 when there was nothing to measure."""
    last = last_committed(ROOT)
    print(section_page(section, last))
    if not (options.no_write or section.absent):
        page = put_section(SCORECARD.read_text("utf-8"), section, last)
        _write(page, with_figures(SCORECARD.with_suffix(".json").read_text("utf-8"), section.figures))
    return 1 if section.absent or empty(section.figures) else 0


def _write(page: str, figures: str) -> None:
    """Sections that this run did not measure stay as they were."""
    kept = SCORECARD.with_suffix(".json")
    SCORECARD.write_text(keep_sections(page, SCORECARD.read_text("utf-8"), SECTION_TITLES), encoding="utf-8")
    kept.write_text(keep_figures(figures, kept.read_text("utf-8"), SECTION_CODES), encoding="utf-8")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evals", description=__doc__)
    parser.add_argument(
        "--only",
        metavar="NAME",
        help=f"one of {', '.join(SECTIONS)}: this section, put in its place; or documents whose path holds this, "
        "which writes nothing",
    )
    parser.add_argument(
        "--drafts", type=Path, metavar="DIR", help="measure the draft.json files under DIR; writes nothing"
    )
    parser.add_argument("--no-write", action="store_true", help="print only")
    parser.add_argument("--jobs", type=int, default=2, help="drafting processes at a time (default 2)")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="print N misses a measure")
    return parser.parse_args(arguments)


def documents(only: str | None = None) -> dict[str, Path]:
    """The documents to draft, by name: shared training texts and the samples, each file by itself."""
    found = {}
    for paths in ((DATA / "documents").glob("*/*"), (ROOT / "examples").glob("*")):
        for path in sorted(paths):
            name = f"{path.parent.name}/{path.name}"
            if path.suffix.lower() in READABLE and path.name != "README.md" and (only is None or only in str(path)):
                found[name] = path
    return found


def _draft(only: str | None, jobs: int) -> list[Drafted]:
    found = documents(only)
    if not (DATA / "documents").is_dir():
        print(f"ABSENT: {DATA / 'documents'}; only the samples are measured", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="morsel-evals-") as folder:
        return draft_all(found, Path(folder), jobs=jobs)


def _given(folder: Path) -> list[Drafted]:
    """Drafts that lie there already, each draft.json named for its folder; determinism is not measured on them."""
    paths = sorted(folder.rglob("*.json"))
    return [
        Drafted(
            path.parent.name if path.stem == "draft" else path.stem,
            path,
            json.loads(path.read_text("utf-8")),
            same=True,
        )
        for path in paths
    ]


def _measured(
    cases: Sequence[Case], drafted: Sequence[Drafted], faults: Sequence[str], *, with_segmentation: bool
) -> Scorecard:
    planted, kinds = planted_figures(cases)
    by_name = {one.name: one for one in drafted}
    absent = (
        [] if (DATA / "documents").is_dir() else ["The shared documents are absent: only the samples are measured."]
    )
    readings = reading_summaries()
    return Scorecard(
        version=_version(),
        figures=[*blind_figures(readings), *figures_of(cases, drafted), *planted],
        by_document={one.name: figures_of([one], [by_name[one.name]]) for one in cases},
        sizes={one.name: _size(one, by_name[one.name]) for one in cases},
        patterns=pattern_rows(cases),
        planted=kinds,
        segmentation=product_rows(DATA / "segmentation") if with_segmentation else (),
        readings=readings,
        learned=learned(ROOT / "authoring" / "extractive" / "learned.json"),
        agreement=agreement_lines(),
        remarks=[*absent, *(f"Fault: {fault}" for fault in faults)],
    )


def _size(one: Case, drafted: Drafted) -> str:
    modules = one.draft.micro_modules
    shown, banked = sum(len(m.items) for m in modules), sum(len(m.bank) for m in modules)
    return f"{len(modules)} / {shown} / {banked}, {drafted.seconds:.0f}"


def _version() -> str:
    """The commit measured, marked when the tree differs from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "an unversioned tree"


def _print_misses(figures: Sequence[Figure], count: int) -> None:
    for figure in figures:
        for miss in figure.misses[:count]:
            print(f"{figure.code}\t{miss.where}\t{miss.why}\t{miss.text[:300]!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
