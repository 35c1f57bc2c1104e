"""Runs a reader in a limited process of its own: memory, processor time, wall time, no network; killed when over."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from authoring.readers.reading import Reading, ReadLimits, Refused
from authoring.types import Reason

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ROOT = Path(__file__).parents[2]
_CHILD = ("-m", "authoring.readers.child")


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """What came out of the process: `refused` or `reading` with its media type."""

    media_type: str = ""
    reading: Reading | None = None
    refused: tuple[Reason, str] | None = None


def read_in_sandbox(
    path: Path, *, file_name: str, limits: ReadLimits, program: Sequence[str] = _CHILD
) -> tuple[str, Reading]:
    """Media type and reading of the file at `path`; raises `Refused`. `program` is what Python runs, for tests."""
    with path.open("rb") as content, tempfile.TemporaryFile() as output:
        _run([json.dumps(asdict(limits)), file_name], program, content=content, output=output, limits=limits)
        output.seek(0)
        answer = output.read()
    result = _result(answer)
    if result.refused is not None:
        raise Refused(*result.refused)
    if result.reading is None:
        raise Refused(Reason.READER_CRASHED, "the reader gave no result")
    return result.media_type, result.reading


def _run(
    arguments: list[str], program: Sequence[str], *, content: IO[bytes], output: IO[bytes], limits: ReadLimits
) -> None:
    process = subprocess.Popen(
        # isolated from the caller's directory and site; the same hash seed, so that equal bytes give equal results
        [sys.executable, "-P", "-s", "-B", "-X", "utf8", *program, *arguments],
        stdin=content,
        stdout=output,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0", "PATH": f"{os.defpath}:/usr/local/bin:/opt/homebrew/bin"},
        cwd="/",
        start_new_session=True,
    )
    try:
        status = process.wait(timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired as expired:
        raise Refused(Reason.TIMED_OUT, f"reading took more than {limits.wall_seconds:g} seconds") from expired
    finally:
        _kill(process)
    _judge(status, limits)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started, if any of them still runs."""
    # all gone already; macOS says the second for a group of the dead
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _judge(status: int, limits: ReadLimits) -> None:
    if status == -signal.SIGXCPU:
        raise Refused(Reason.TIMED_OUT, f"reading took more than {limits.cpu_seconds} seconds of processor time")
    if status == -signal.SIGXFSZ:
        raise Refused(Reason.TOO_LARGE, "its text is too large")
    if status < 0:
        raise Refused(Reason.READER_CRASHED, signal.Signals(-status).name)
    if status > 0:
        raise Refused(Reason.READER_CRASHED, f"exit status {status}")


def _result(answer: bytes) -> SandboxResult:
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(answer)
    except ValidationError as error:
        raise Refused(Reason.READER_CRASHED, "the reader's result was cut off") from error


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[SandboxResult]:
    from pydantic import TypeAdapter

    return TypeAdapter(SandboxResult)
