"""The integrators' cookbook, run from top to bottom against a fresh server: snippets print what they say they print."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.published import GUIDE
from tests.support.services import Product, product_environment

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

COOKBOOK = Path(__file__).parents[2] / "docs/integrators.md"
_MARK = "---- the end of a snippet ----"


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A server without anything on it that may send to this machine, where the cookbook's receiver listens."""
    url = f"sqlite:///{tmp_path}/morsel.sqlite3"
    running = Product(tmp_path, product_environment(MORSEL_DATABASE__URL=url, MORSEL_OUTGOING__ALLOW_PRIVATE="true"))
    try:
        running.serve()
        yield running
    finally:
        running.stop()


def snippets(text: str, *, language: str = "python") -> list[tuple[str, str]]:
    """Each snippet in the language with what it prints; fails where one has no word on that."""
    fenced = re.compile(rf"^```({language}|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    blocks = [(found[1], found[2]) for found in fenced.finditer(text)]
    assert [kind for kind, _ in blocks] == [language, "text"] * (len(blocks) // 2), "under each snippet what it prints"
    words = [content for _, content in blocks]
    return list(zip(words[::2], words[1::2], strict=True))


def run_all(product: Product, codes: list[str]) -> tuple[list[str], str]:
    """What each snippet printed, in one process in order; and what went wrong."""
    (product.folder / GUIDE.name).write_bytes(GUIDE.read_bytes())
    script = "".join(f"{code}\nprint({_MARK!r})\n" for code in codes)
    key = product.take_in()["integrator"]
    done = subprocess.run(
        [sys.executable, "-"],
        input=script,
        cwd=product.folder,
        env={**os.environ, "MORSEL_URL": product.url, "MORSEL_KEY": key},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    return done.stdout.split(f"{_MARK}\n"), done.stderr


def mismatches(expected: list[str], printed: list[str]) -> list[tuple[str, str]]:
    """Where they differ; `...` stands for anything."""
    checker = doctest.OutputChecker()
    pairs = zip(expected, printed, strict=False)
    return [(want, got) for want, got in pairs if not checker.check_output(want, got, doctest.ELLIPSIS)]


def test_every_snippet_runs_and_prints_what_it_says(product: Product) -> None:
    found = snippets(COOKBOOK.read_text(encoding="utf-8"))
    printed, fault = run_all(product, [code for code, _ in found])
    assert fault == ""
    assert len(printed) == len(found) + 1
    assert mismatches([said for _, said in found], printed) == []


def test_a_snippet_that_prints_something_else_is_caught() -> None:
    assert mismatches(["published 1\n", "[..., 'score']\n"], ["published 2\n", "['correct', 'score']\n"]) == [
        ("published 1\n", "published 2\n")
    ]


def test_a_snippet_without_its_output_is_caught() -> None:
    with pytest.raises(AssertionError, match="under each snippet"):
        snippets("```python\nprint(1)\n```\n\n```python\nprint(2)\n```\n")
