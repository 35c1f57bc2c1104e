"""Golden files: what a test expects, written anew by `make golden` and reviewed as a diff."""

from __future__ import annotations

import os
from pathlib import Path


def expect_golden(path: Path, found: str) -> None:
    """Compare with the file; with MORSEL_GOLDEN=1 write it instead."""
    if os.environ.get("MORSEL_GOLDEN") == "1":
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found, f"{path.name} is out of step: make golden"
