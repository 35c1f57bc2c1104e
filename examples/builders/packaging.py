"""Writes an Office package again so that equal contents give equal bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

PUBLISHED = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a ZIP entry can carry


def repack(package: bytes) -> bytes:
    """The package with its entries in the same order, one date and no compression, which varies between zlib builds."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as rewritten:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 0  # the same on every operating system
            rewritten.writestr(entry, source.read(name))
    return target.getvalue()
