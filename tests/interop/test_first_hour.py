"""The first hour by hand, run from top to bottom in one shell against a fresh server: it prints what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.interop.test_cookbook import mismatches, product, snippets
from tests.support.services import Product

__all__ = ["product"]
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
FIRST_HOUR = ROOT / "docs/first-hour.md"
_MARK = "---- the end of a block ----"
_MORSEL = f"""morsel() {{ {sys.executable} -c 'import sys; from service.cli import main; sys.exit(main())' "$@"; }}"""


def test_every_block_runs_and_prints_what_it_says(product: Product) -> None:
    found = snippets(FIRST_HOUR.read_text(encoding="utf-8"), language="sh")
    keys = product.take_in()
    told = {"MORSEL_URL": product.url, "AUTHOR_KEY": keys["author"], "LEARNER_KEY": keys["learner"]}
    script = "".join(f"{code}\necho '{_MARK}'\n" for code, _ in found)
    done = subprocess.run(
        ["bash", "-c", f"{_MORSEL}\n{script}"],
        cwd=ROOT,
        env={**product.environment, **told, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    printed = done.stdout.split(f"{_MARK}\n")
    assert done.stderr == ""
    assert len(printed) == len(found) + 1 > 6
    assert mismatches([said for _, said in found], printed) == []
