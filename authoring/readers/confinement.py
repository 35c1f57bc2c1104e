"""What the reading process does to itself before it looks at a stranger's bytes: limits, no network, no writing."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import PurePath

from authoring.readers.reading import ReadLimits

MAX_RESULT_BYTES = 256 * 2**20  # the result file, the only thing the process may write
ALLOWED_PROGRAMS = frozenset({"tesseract"})

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
# machine -> (audit architecture, numbers of socket, connect and io_uring_setup): linux/audit.h, asm/unistd.h
_SYSTEM_CALLS = {"x86_64": (0xC000003E, (41, 42, 425)), "aarch64": (0xC00000B7, (198, 203, 425))}
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13  # EACCES
_X32 = 0x40000000  # the second numbering of the same calls on x86_64

_FORBIDDEN = (
    "socket.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.remove", "os.rename", "os.mkdir",
    "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate", "shutil.",
    "urllib.", "ftplib.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Forbidden(Exception):
    """The reading process tried what no document may make it do."""


def confine(limits: ReadLimits) -> None:
    """Bind this process for good: memory, processor time, file size, network, programs and files written."""
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _limit(resource.RLIMIT_FSIZE, MAX_RESULT_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 2))
    if sys.platform == "linux":
        _die_with_parent()
        _refuse_sockets()
    sys.addaudithook(_refuse)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (bound, bound))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise  # macOS knows no limit on address space; Linux does, and must take it


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _refuse_sockets() -> None:
    """Let the kernel answer EACCES to socket(2), connect(2) and io_uring: holds for C libraries and children too."""
    known = _SYSTEM_CALLS.get(platform.machine())
    if known is None:
        return  # the audit hook still refuses Python's own sockets
    architecture, numbers = known
    steps = [_step(0x20, 4), _step(0x15, architecture, skip_false=len(numbers) + 2), _step(0x20, 0)]
    steps.append(_step(0x35, _X32, skip_true=len(numbers)))
    steps += [_step(0x15, number, skip_true=len(numbers) - index - 1 + 1) for index, number in enumerate(numbers)]
    steps += [_step(0x06, _ALLOW), _step(0x06, _DENY)]
    steps[1] = _step(0x15, architecture, skip_false=len(steps) - 3)
    steps[3] = _step(0x35, _X32, skip_true=len(steps) - 5)
    filter_bytes = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(filter_bytes))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(program), 0, 0)


def _step(code: int, operand: int, *, skip_true: int = 0, skip_false: int = 0) -> bytes:
    """One classic BPF instruction: 0x20 load, 0x15 jump if equal, 0x35 jump if at least, 0x06 return."""
    return struct.pack("HBBI", code, skip_true, skip_false, operand)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        _refuse_writing(arguments)
    elif event == "subprocess.Popen":
        if PurePath(str(arguments[0])).name not in ALLOWED_PROGRAMS:
            raise Forbidden(event)
    elif event.startswith(_FORBIDDEN):
        raise Forbidden(event)


def _refuse_writing(arguments: tuple[object, ...]) -> None:
    path, _, flags = arguments
    if isinstance(flags, int) and flags & _WRITING and path != os.devnull and not isinstance(path, int):
        raise Forbidden("open for writing")
