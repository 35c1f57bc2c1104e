"""The shape of the code: where files lie, how long they grow, and who may say what."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("service", "authoring", "recommender", "prompts", "indexes", "tests")
BESIDE = {
    *PACKAGES,
    *("pyproject.toml", "constraints.txt", "README.md", "Makefile", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"),
    *("Dockerfile", "compose.yaml", ".env.example", ".gitignore", ".dockerignore", "docs", "examples", ".ci"),
}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
SHAPELESS_NAMES = {"utils", "helpers", "common", "core", "misc", "managers"}


def tracked_files(root: Path) -> list[Path]:
    """Files of the tree that git keeps, or all of them where `root` is no checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listed.returncode != 0 or not listed.stdout:
        return [path for path in root.rglob("*") if path.is_file()]
    return [root / name for name in listed.stdout.decode().split("\0") if name and (root / name).is_file()]


def python_files(root: Path) -> list[Path]:
    """Tracked Python files under `root`."""
    return [path for path in tracked_files(root) if path.suffix == ".py"]


def long_functions(source: str) -> Iterator[tuple[str, int]]:
    """Functions over the cap with their lines, docstring not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield node.name, lines


def commits(source: str) -> Iterator[int]:
    """Lines that call `.commit()`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno


def test_the_top_level_holds_only_what_the_architecture_names() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked_files(ROOT)}
    assert top - BESIDE == set()


def test_no_file_grows_beyond_the_cap() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files(ROOT)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_no_function_grows_beyond_the_cap() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in python_files(ROOT)
        if path.parent != ROOT / "service/db/migrations/versions"  # a table's columns are a list, whole or useless
        for name, lines in long_functions(path.read_text(encoding="utf-8"))
    }
    assert long == {}


def test_the_function_cap_counts() -> None:
    source = "def f():\n" + "    x = 1\n" * (MAX_FUNCTION_LINES + 1)
    assert list(long_functions(source)) == [("f", MAX_FUNCTION_LINES + 2)]


def test_every_file_says_on_top_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files(ROOT)
        if path.read_text(encoding="utf-8").strip()
        and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


def test_no_file_has_a_shapeless_name() -> None:
    shapeless = [
        str(path.relative_to(ROOT))
        for path in python_files(ROOT)
        if set(path.parts) & SHAPELESS_NAMES or path.stem in SHAPELESS_NAMES
    ]
    assert shapeless == []


def test_only_the_unit_of_work_commits() -> None:
    allowed = {ROOT / "service/db/unit_of_work.py"}
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files(ROOT)
        if path not in allowed and path.is_relative_to(ROOT / "service")
        for line in commits(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_commit_elsewhere_is_seen() -> None:
    assert list(commits("session.commit()")) == [1]


def test_the_database_work_of_a_workflow_is_one_public_function_a_file() -> None:
    for path in (ROOT / "service/workflows").rglob("*.py"):
        if path.name != "__init__.py":
            public = [
                node.name
                for node in ast.parse(path.read_text(encoding="utf-8")).body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            ]
            assert len(public) == 1, f"{path.relative_to(ROOT)}: {public}"


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_owns_our_package_names(name: str) -> None:
    assert set(packages_distributions().get(name, ["morsel"])) <= {"morsel"}


def test_the_repository_names_no_machine_path_and_no_registry_host() -> None:
    forbidden = re.compile(
        "|".join(["/wo" + "rk/", "/opt/" + "wheels", "pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs"])
    )
    named = [
        str(path.relative_to(ROOT))
        for path in tracked_files(ROOT)
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".sh", ""}
        and forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []
