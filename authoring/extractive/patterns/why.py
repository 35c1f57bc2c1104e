"""P14: asks why something is done or so, where the sentence itself gives the purpose or the reason."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.adjunct_questions import Asking, candidates_for
from authoring.extractive.adjuncts import Kind
from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import Evidence
from authoring.types import Bloom, Segment

PATTERN = "P14"
_ASKING = (
    Asking(PATTERN, Kind.PURPOSE, "why", "why", Bloom.UNDERSTAND),
    Asking(PATTERN, Kind.REASON, "why", "why", Bloom.UNDERSTAND),
)


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every purpose and every reason in the segment beside which three others of its kind can stand."""
    for asking in _ASKING:
        yield from candidates_for(evidence, segment, asking)
