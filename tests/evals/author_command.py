"""`morsel author --engine generative` as an author starts it, over a model on loopback."""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path
from unittest.mock import patch

from service.cli import main
from service.settings import environment_without_settings


def author(path: Path, folder: Path, url: str) -> dict[str, object]:
    """The draft that the command wrote into `folder`. Raises AssertionError unless it ended well."""
    settings = {
        "MORSEL_MODEL__NAME": "openai:scripted",
        "MORSEL_MODEL__BASE_URL": f"{url}/v1",
        "MORSEL_MODEL__ATTEMPTS": "1",
        "MORSEL_MODEL__DEADLINE_SECONDS": "60",
    }
    said = io.StringIO()
    environment = patch.dict(os.environ, {**environment_without_settings(), **settings}, clear=True)
    with environment, contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = main(["author", str(path), "--out", str(folder), "--engine", "generative"])
    assert status == 0, said.getvalue()
    content: dict[str, object] = json.loads((folder / path.name / "draft.json").read_text(encoding="utf-8"))
    return content
