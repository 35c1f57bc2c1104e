"""Take no more of an upload than a document may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.errors import TooLarge


def bound_chunks(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """The chunks as they come. Raises TooLarge at the first that is too much."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge("bytes", limit=max_bytes)
        yield chunk
