"""A server and a worker of one's own: fresh database, free port, the sample company's keys."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.settings import environment_without_settings

_MORSEL = (sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main())")
KINDS = ("administrator", "author", "reviewer", "learner", "integrator")
START_SECONDS = 30.0
STOP_SECONDS = 40.0


class HouseNotReady(Exception):
    """The server or the company could not be set up; says what the command printed."""


@dataclass(frozen=True, slots=True)
class House:
    """A running server; `keys` by kind of principal."""

    address: str
    keys: dict[str, str]


@contextmanager
def running_house(folder: Path, examples: Path) -> Iterator[House]:
    """Migrate, take in the company, serve until the block ends. Raises HouseNotReady."""
    environment = environment_without_settings() | {
        "MORSEL_DATABASE__URL": f"sqlite:///{folder / 'morsel.sqlite3'}",
        "MORSEL_STORAGE__DIRECTORY": str(folder),
        "MORSEL_LOGGING__LEVEL": "warning",
        "MORSEL_SERVER__REQUESTS_PER_MINUTE": "6000",
        "MORSEL_QUEUE__POLL_SECONDS": "0.1",
    }
    _call(environment, folder, "migrate")
    keys = _keys(_call(environment, folder, "seed", "--examples", str(examples), "--company-only"))
    server = subprocess.Popen(
        [*_MORSEL, "serve", "--port", "0"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield House(_address(server), keys)
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        if server.stdout:
            server.stdout.close()


def _call(environment: dict[str, str], folder: Path, *words: str) -> str:
    done = subprocess.run([*_MORSEL, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise HouseNotReady(f"morsel {words[0]}: {done.stderr.strip()}")
    return done.stdout


def _keys(printed: str) -> dict[str, str]:
    words = [line.split() for line in printed.splitlines()]
    return {line[0]: line[1] for line in words if len(line) == 2 and line[0] in KINDS}


def _address(server: subprocess.Popen[str]) -> str:
    line = server.stdout.readline() if server.stdout else ""
    if "http://" not in line:
        raise HouseNotReady(f"morsel serve ended: {line.strip()}")
    address = line[line.index("http://") :].strip()
    _wait_until_alive(server, address)
    return address


def _wait_until_alive(server: subprocess.Popen[str], address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=START_SECONDS).close()  # noqa: S310  our own server
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise HouseNotReady(f"nothing answers at {address}")
