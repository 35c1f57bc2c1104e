"""JSON with evidence: each part with its citations, who approved which digest, and what drafted it. Holds keys."""

from __future__ import annotations

import json

from authoring.draft_json import micro_module_as_json
from service.interchange.published import Course, Json, Published

SCHEMA = "morsel.export/1"


def as_evidence_json(course: Course) -> bytes:
    """UTF-8, two spaces deep, a line break at the end."""
    whole = {
        "schema": SCHEMA,
        "document": {"id": course.document_id, "title": course.document_title, "language": course.language},
        "micro_modules": [_part(part) for part in course.parts],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _part(part: Published) -> Json:
    evidence: Json = {
        "version": part.number,
        "digest": part.digest,
        "approved_by": part.approved_by,
        "approved_at": part.approved_at.isoformat(),
        "published_at": part.published_at.isoformat(),
        "drafted_by": part.engine,
    }
    return evidence | micro_module_as_json(part.micro_module)
