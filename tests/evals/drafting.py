"""Drafts documents in processes of their own: `python -m tests.evals.drafting OUT FILE…` writes one draft.json each.

Two such processes with different hash seeds run side by side: their drafts are compared byte for byte (Z1), and the
first one's are measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HASH_SEEDS = ("0", "4711")
NICENESS = 5


@dataclass(frozen=True)
class Drafted:
    """What became of one document. `json` is None when it could not be drafted; `same` compares both runs."""

    name: str
    path: Path
    json: Any | None
    same: bool
    problem: str = ""
    seconds: float = 0.0


def draft_all(documents: dict[str, Path], folder: Path, *, jobs: int) -> list[Drafted]:
    """Every document drafted twice into `folder`; `jobs` 1 does the two runs one after the other."""
    runs = [folder / seed for seed in HASH_SEEDS]
    with ThreadPoolExecutor(max_workers=min(jobs, len(runs))) as pool:
        problems = list(pool.map(lambda run: _run(documents, run), runs))
    return [_compared(name, path, runs, problems[0].get(name, "")) for name, path in documents.items()]


def _run(documents: dict[str, Path], folder: Path) -> dict[str, str]:
    """Drafts into `folder`, starting a fresh process after one that died; gives the problems by document."""
    folder.mkdir(parents=True, exist_ok=True)
    problems: dict[str, str] = {}
    left = dict(documents)
    while left:
        command = [sys.executable, "-m", "tests.evals.drafting", str(folder)]
        command += [f"{name}={path}" for name, path in left.items()]
        environment = {**os.environ, "PYTHONHASHSEED": folder.name}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        done = {name for name in left if output_file(folder, name).exists()}
        for name in done:
            outcome = json.loads(output_file(folder, name).read_text(encoding="utf-8"))
            if "problem" in outcome:
                problems[name] = outcome["problem"]
        left = {name: path for name, path in left.items() if name not in done}
        if left:  # documents are drafted in order: the first without output is the one that ended the process
            victim = next(iter(left))
            problems[victim] = f"the drafting process ended ({ended.returncode}): {ended.stderr.strip()[-2000:]}"
            del left[victim]
    return problems


def output_file(folder: Path, name: str) -> Path:
    """Where the draft of a document lies."""
    return folder / f"{name.replace('/', '__')}.json"


def _compared(name: str, path: Path, runs: Sequence[Path], problem: str) -> Drafted:
    drafts = [_load(output_file(run, name)) for run in runs]
    if problem or drafts[0] is None:
        return Drafted(name, path, None, same=False, problem=problem or "no draft")
    seconds = sum(drafts[0].get("timings_seconds", {}).values())
    return Drafted(name, path, drafts[0], same=_bytes(drafts[0]) == _bytes(drafts[1]), seconds=seconds)


def _load(path: Path) -> Any | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _bytes(draft: Any) -> bytes:
    """The draft as bytes without its timings; key order counts."""
    return json.dumps({key: value for key, value in (draft or {}).items() if key != "timings_seconds"}).encode()


def main(arguments: Sequence[str]) -> int:
    """Draft the `NAME=FILE` arguments into the folder that is the first."""
    from authoring import draft
    from authoring.draft_json import draft_as_json
    from authoring.errors import UnreadableDocument

    os.nice(NICENESS)
    folder = Path(arguments[0])
    for argument in arguments[1:]:
        name, _, path = argument.partition("=")
        started = time.perf_counter()
        try:
            json_text = json.dumps(draft_as_json(draft(Path(path))), ensure_ascii=False)
        except UnreadableDocument as fault:
            json_text = json.dumps({"problem": f"not read: {fault}"})
        unfinished = folder / "unfinished"
        unfinished.write_text(json_text, encoding="utf-8")
        unfinished.replace(output_file(folder, name))
        print(f"{folder.name} {name} {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
