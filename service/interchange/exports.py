"""The formats that published micro-modules leave in, by the name that callers use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.interchange.anki import as_anki
from service.interchange.evidence_json import as_evidence_json
from service.interchange.gift import as_gift
from service.interchange.pictures import as_pictures
from service.interchange.published import Course
from service.interchange.reading_markdown import as_reading_markdown
from service.interchange.scorm12 import as_scorm12


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """`write` gives the same bytes for the same versions; a file of it is called `.suffix`."""

    write: Callable[[Course], bytes]
    media_type: str
    suffix: str


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "json": ExportFormat(as_evidence_json, "application/json", "json"),
    "markdown": ExportFormat(as_reading_markdown, "text/markdown; charset=utf-8", "md"),
    "gift": ExportFormat(as_gift, "text/plain; charset=utf-8", "gift.txt"),
    "anki": ExportFormat(as_anki, "application/octet-stream", "apkg"),
    "scorm12": ExportFormat(as_scorm12, "application/zip", "scorm12.zip"),
    "infographic": ExportFormat(as_pictures, "application/zip", "pictures.zip"),
}
