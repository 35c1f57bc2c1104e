"""The reading process: bounded, without network, and its death is a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.errors import UnreadableDocument
from authoring.readers import read
from authoring.readers.reading import ReadLimits, Refused
from authoring.readers.sandbox import read_in_sandbox
from authoring.types import Reason

DEFAULT = ReadLimits()
CONFINE = (
    "import json, sys; from authoring.readers.reading import ReadLimits; "
    "from authoring.readers.confinement import confine; confine(ReadLimits(**json.loads(sys.argv[1]))); "
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_text("# Title\n\nText.\n")
    return path


def run(document: Path, code: str, limits: ReadLimits = DEFAULT) -> Refused:
    with pytest.raises(Refused) as refused:
        read_in_sandbox(document, file_name="a.md", limits=limits, program=("-c", CONFINE + code))
    return refused.value


def answer(code: str) -> str:
    """Code that runs `code` and hands back its value as the refusal's detail."""
    return f"value = {code}; print(json.dumps({{'refused': ['empty', str(value)]}}))"


def attempt(code: str) -> str:
    """Code that hands back the name of the exception that `code` raises."""
    caught = "except BaseException as e:\n    value = type(e).__name__ + ' ' + str(e)"
    lines = f"try:\n    {code}\n    value = 'allowed'\n{caught}"
    return f"exec({lines!r}); print(json.dumps({{'refused': ['empty', value]}}))"


def test_a_loop_without_end_is_killed_at_the_wall_time(document: Path) -> None:
    refused = run(document, "import threading; threading.Event().wait()", ReadLimits(wall_seconds=0.5))

    assert (refused.reason, "0.5" in refused.detail) == (Reason.TIMED_OUT, True)


def test_busy_work_is_ended_by_the_processor_limit(document: Path) -> None:
    refused = run(document, "exec('while True: pass')", ReadLimits(cpu_seconds=1))

    assert refused.reason is Reason.TIMED_OUT


def test_a_crash_by_signal_is_told(document: Path) -> None:
    refused = run(document, "import os, signal; signal.raise_signal(signal.SIGSEGV)")

    assert (refused.reason, refused.detail) == (Reason.READER_CRASHED, "SIGSEGV")


def test_an_exit_without_result_is_a_crash(document: Path) -> None:
    assert run(document, "sys.exit(3)").reason is Reason.READER_CRASHED
    assert run(document, "print('{\"half')").reason is Reason.READER_CRASHED


def test_memory_is_bounded(document: Path) -> None:
    refused = run(document, attempt("bytearray(600_000_000)"), ReadLimits(memory_bytes=400 * 2**20))

    assert refused.detail.startswith("MemoryError")


@pytest.mark.parametrize(
    "code",
    [
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('socket').getaddrinfo('localhost', 80)",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9')",
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
        "open('written', 'w')",
        "__import__('os').remove('/etc/hostname')",
    ],
)
def test_network_programs_and_files_are_out_of_reach(document: Path, code: str) -> None:
    detail = run(document, attempt(code)).detail

    assert detail.startswith(("Forbidden", "URLError"))
    assert "Forbidden" in detail or "forbidden" in detail or "socket" in detail


def test_the_kernel_refuses_sockets_to_libraries_too(document: Path) -> None:
    code = "(lambda c: (c.CDLL(None, use_errno=True).socket(2, 1, 0), c.get_errno()))(__import__('ctypes'))"

    assert run(document, answer(code)).detail == "(-1, 13)"


def test_the_process_sees_nothing_of_the_callers_environment(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORSEL_SECRET", "canary")

    assert "canary" not in run(document, answer("dict(__import__('os').environ)")).detail


def test_the_readers_do_without_heavy_libraries(document: Path) -> None:
    code = (
        "[m for m in ('torch', 'numpy', 'pydantic', 'lingua', 'sqlalchemy', 'sentence_transformers')"
        " if __import__('authoring.readers.child') and __import__('authoring.readers.formats') and m in sys.modules]"
    )

    assert run(document, answer(code)).detail == "[]"


def test_a_parser_that_fails_on_a_strangers_bytes_makes_the_document_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF")

    with pytest.raises(UnreadableDocument) as refused:
        read(path)

    assert refused.value.reason is Reason.UNREADABLE


def test_a_text_recogniser_that_hangs_is_stopped_from_inside(document: Path, tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec /bin/sleep 100\n")
    program.chmod(0o755)

    detail = run(document, attempt(f"__import__('subprocess').run(['{program}'], timeout=0.2)")).detail

    assert detail.startswith("TimeoutExpired")
