"""Other people's software from npm, installed by `make interop` under build/interop, run as processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "interop"
PACKAGES = Path(__file__).parents[2] / "build" / "interop" / "node_modules"


def package_file(name: str) -> Path:
    """A file of an installed package."""
    path = PACKAGES / name
    if not path.is_file():
        pytest.fail(f"{path} is not there: make interop")
    return path


def run_node(script: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """What a script of tests/interop makes of its standard input."""
    if shutil.which("node") is None or not PACKAGES.is_dir():
        pytest.fail("There is no Node.js, or its packages are not installed: apt-get install nodejs npm; make interop")
    environment = {**os.environ, "NODE_PATH": str(PACKAGES)}
    return subprocess.run(
        ["node", str(SCRIPTS / script)], input=given, env=environment, capture_output=True, timeout=120, check=False
    )


def run_tool(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder, with the packages of `make interop`, those in Python first on its path."""
    path = f"{PACKAGES.parent / 'python' / 'bin'}:{os.environ['PATH']}"
    environment = {**os.environ, "NO_COLOR": "1", "NODE_PATH": str(PACKAGES), "PATH": path}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
