"""Bytes to text: byte order marks and UTF-8 first, then a guess that is told."""

from __future__ import annotations

from authoring.readers.reading import Reading
from authoring.types import Reason

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 200_000  # bytes; enough to tell an encoding, and the guess is linear in it


def decode(content: bytes, reading: Reading) -> str:
    """The text of `content`; a guessed encoding and lost characters are warned of."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = content.count(b"\x00"), error.start
    encoding = guess_encoding(content)
    text = content.decode(encoding, errors="replace")
    reading.warn(Reason.BAD_ENCODING, f"not UTF-8 from byte {bad[1]} on; read as {encoding}")
    return text


def guess_encoding(content: bytes) -> str:
    """Name of the encoding that explains `content` best; Western European for short text without other signs."""
    mostly_utf8 = content.decode("utf-8", errors="replace").count("\ufffd")
    if mostly_utf8 * 50 < sum(byte > 127 for byte in content[:_SAMPLE]):
        return "utf-8"  # a few broken bytes in otherwise valid UTF-8
    if len(content) < 400:  # too little for statistics, measured on accented one-liners
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_SAMPLE]).best()
    return best.encoding if best is not None else "cp1252"
