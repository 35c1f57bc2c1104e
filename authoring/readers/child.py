"""The reading process: bytes on standard input, one JSON result on standard output. Run by `sandbox`."""

from __future__ import annotations

import json
import sys
from dataclasses import fields, is_dataclass

from authoring.readers.confinement import confine
from authoring.readers.reading import ReadLimits, Refused
from authoring.types import Reason


def main(arguments: list[str]) -> None:
    """Read under the limits in `arguments`; a refusal is a result, a crash is an exit status."""
    limits = ReadLimits(**json.loads(arguments[0]))
    confine(limits)
    try:
        result = _read(sys.stdin.buffer.read(limits.max_bytes + 1), limits, arguments[1])
    except Refused as refusal:
        result = {"refused": [refusal.reason, refusal.detail]}
    except MemoryError:
        detail = f"reading it needs more than {limits.memory_bytes // 2**20} MiB of memory"
        result = {"refused": [Reason.TOO_LARGE, detail]}
    except RecursionError:
        result = {"refused": [Reason.TOO_LARGE, "nested too deep"]}
    except Exception as error:  # noqa: BLE001  the edge: whatever a stranger's bytes do to a parser is the bytes' fault
        result = {"refused": [Reason.UNREADABLE, f"damaged: {type(error).__name__}"]}
    sys.stdout.write(json.dumps(result, default=_plain, ensure_ascii=True))


def _read(content: bytes, limits: ReadLimits, file_name: str) -> dict[str, object]:
    from authoring.readers.finish import finish
    from authoring.readers.formats import read_format
    from authoring.readers.preflight import nothing_read
    from authoring.readers.sniff import differs_from_extension, sniff

    if len(content) > limits.max_bytes:
        raise Refused(Reason.TOO_LARGE, f"more than {limits.max_bytes} bytes")
    found = sniff(content, file_name)
    reading = read_format(found, content, limits, file_name)
    if differs_from_extension(found, file_name):
        reading.warn(Reason.WRONG_EXTENSION, f"read as {found.value}")
    finish(reading, limits)
    if not reading.blocks:
        raise nothing_read(reading.unread)
    return {"media_type": found.value, "reading": reading}


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main(sys.argv[1:])
