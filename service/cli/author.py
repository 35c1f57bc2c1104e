"""`morsel author FILE… --out DIR`: the authoring pipeline on files, without server or database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from authoring.errors import UnreadableDocument
from authoring.generative.errors import InvalidBrief
from authoring.types import Draft
from service.cli.language_model import CommandModel, open_command_model, print_estimate
from service.errors import InvalidSettings

if TYPE_CHECKING:
    from authoring.pipeline import StageName

EXTRACTIVE, GENERATIVE = "extractive", "generative"
FORMATS = ("json", "markdown", "html")
UNREADABLE = 3
USAGE_ERROR = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        type=Path,
        help="PDF, DOCX, PPTX, HTML, Markdown, EPUB, VTT, SRT or plain text; the content decides, not the name",
    )
    parser.add_argument("--out", required=True, metavar="DIR", type=Path, help="DIR/<file name>/draft.json is written")
    parser.add_argument(
        "--engine",
        choices=(EXTRACTIVE, GENERATIVE),
        default=EXTRACTIVE,
        help="what drafts; extractive needs no language model, generative asks the one of MORSEL_MODEL__NAME",
    )
    parser.add_argument(
        "--brief",
        metavar="FILE",
        type=Path,
        help="what the author wants of the generative engine: a JSON object, or plain words",
    )
    parser.add_argument("--estimate", action="store_true", help="print what the generative engine would cost, and stop")
    parser.add_argument(
        "--format", default="json", help="any of json,markdown,html, separated by commas; default: json"
    )


def run(arguments: argparse.Namespace) -> int:
    """Draft each file; 0 when all were drafted, 2 for a usage error, 3 when some could not be read."""
    formats = tuple(arguments.format.split(","))
    unknown = [name for name in formats if name not in FORMATS]
    missing = [path for path in arguments.files if not path.is_file()]
    for name in unknown:
        print(f"morsel author: unknown format {name!r}; choose from {', '.join(FORMATS)}", file=sys.stderr)
    for path in missing:
        what = "is a folder, not a file" if path.is_dir() else "no such file"
        print(f"morsel author: {path}: {what}", file=sys.stderr)
    if unknown or missing:
        return USAGE_ERROR
    try:
        model = _open_model(arguments)
    except (InvalidSettings, InvalidBrief, OSError) as fault:
        print(f"morsel author: {fault}", file=sys.stderr)
        return USAGE_ERROR
    if arguments.estimate and model is not None:
        readable = [print_estimate(path, model) for path in arguments.files]
    else:
        readable = [_author(path, arguments.out / path.name, formats, model) for path in arguments.files]
    return 0 if all(readable) else UNREADABLE


def _open_model(arguments: argparse.Namespace) -> CommandModel | None:
    """None: the extractive engine. Raises InvalidSettings, InvalidBrief, OSError."""
    if arguments.engine == EXTRACTIVE:
        return None
    return open_command_model(arguments.brief)


def _author(path: Path, folder: Path, formats: tuple[str, ...], model: CommandModel | None) -> bool:
    from authoring.pipeline import draft

    # No bar where nobody watches: in a log it is a smear.
    with tqdm(desc=path.name, file=sys.stderr, unit="unit", leave=False, disable=not sys.stderr.isatty()) as bar:

        def show(stage: StageName, done: int, total: int) -> None:
            bar.set_postfix_str(stage.value, refresh=False)
            bar.total, bar.n = total, done
            bar.refresh()

        try:
            drafted = draft(path, engine=None if model is None else model.engine(folder), progress=show)
        except UnreadableDocument as fault:
            print(f"morsel author: {fault}", file=sys.stderr)
            return False
    folder.mkdir(parents=True, exist_ok=True)
    for name in formats:
        _write(drafted, folder, name)
    items = sum(len(micro_module.items) for micro_module in drafted.micro_modules)
    print(f"{path.name}: {len(drafted.micro_modules)} micro-modules, {items} items → {folder}")
    for line in () if model is None else model.remarks(drafted):
        print(f"morsel author: {path.name}: {line}", file=sys.stderr)
    return True


def _write(drafted: Draft, folder: Path, name: str) -> None:
    from authoring.draft_json import draft_as_json
    from service.interchange.reading_copy import as_html, as_markdown

    if name == "json":
        text = json.dumps(draft_as_json(drafted), ensure_ascii=False, indent=1) + "\n"
        (folder / "draft.json").write_text(text, encoding="utf-8")
    elif name == "markdown":
        (folder / "draft.md").write_text(as_markdown(drafted), encoding="utf-8")
    else:
        (folder / "draft.html").write_text(as_html(drafted), encoding="utf-8")
