"""`morsel demo`: a real server and worker on a fresh database, driven over HTTP on the sample documents."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from service.cli.demo.client import Client, RequestRefused
from service.cli.demo.house import HouseNotReady, running_house
from service.cli.demo.journeys import draft_document, follow_a_learner

FAULT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--examples", type=Path, default=Path("examples"), help="folder with manifest.json")


def run(arguments: argparse.Namespace) -> int:
    """Print what every journey did and how long it took; 0 when all went through."""
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="morsel-demo-") as folder:
            _show(Path(folder), arguments.examples.resolve())
    except (HouseNotReady, RequestRefused) as fault:
        print(f"morsel demo: {fault}", file=sys.stderr)
        return FAULT
    print(f"\nAll journeys went through in {time.monotonic() - started:.0f} s. `make run` keeps a server running.")
    return 0


def _show(folder: Path, examples: Path) -> None:
    manifest = json.loads((examples / "manifest.json").read_text(encoding="utf-8"))
    with running_house(folder, examples) as house:
        print(f"{manifest['company']}: server and worker on {house.address}, database and files in a fresh folder\n")
        author = Client(house.address, house.keys["author"])
        drafted = [
            draft_document(author, examples / entry["file"], title=entry["title"], language=entry["language"])
            for entry in manifest["documents"]
        ]
        follow_a_learner(author, Client(house.address, house.keys["reviewer"]), house, drafted[0])
