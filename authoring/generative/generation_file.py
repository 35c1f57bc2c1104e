"""Generations of the command line: one JSON line a call, so that a run that was stopped pays for none of them again."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from authoring.generative.generations import Call, Generation

_GENERATION = TypeAdapter(Generation)


class GenerationFile:
    """The calls that `path` holds; the file begins with the first. A line that was cut by a kill is passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, Generation] = dict(_read(path))
        self._begun: list[Call] = []

    def find(self, call: Call) -> Generation | None:
        """As GenerationStore."""
        return self._kept.get(call.key)

    def begin(self, call: Call) -> str:
        """As GenerationStore; nothing limits it."""
        self._begun.append(call)
        return str(len(self._begun) - 1)

    def finish(self, call_id: str, generation: Generation) -> None:
        """As GenerationStore; on disk when it returns."""
        call = self._begun[int(call_id)]
        self._kept[call.key] = generation
        self._append({"key": call.key, "call": asdict(call), "generation": asdict(generation)})

    def fail(self, call_id: str, reason: str, *, duration_seconds: float) -> None:
        """As GenerationStore."""
        failure = {"reason": reason, "duration_seconds": duration_seconds}
        self._append(
            {"key": self._begun[int(call_id)].key, "call": asdict(self._begun[int(call_id)]), "failure": failure}
        )

    def _append(self, entry: dict[str, object]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _read(path: Path) -> list[tuple[str, Generation]]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            entry = json.loads(line)
            if "generation" in entry:
                found.append((str(entry["key"]), _GENERATION.validate_python(entry["generation"])))
        except (json.JSONDecodeError, ValidationError, KeyError, TypeError):
            continue
    return found
