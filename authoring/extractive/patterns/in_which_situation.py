"""P28: asks in which situation a rule applies; the wrong answers are the situations of other rules."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.adjunct_questions import Asking, candidates_for
from authoring.extractive.adjuncts import Kind
from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import Evidence
from authoring.types import Bloom, Segment

PATTERN = "P28"
_ASKING = Asking(PATTERN, Kind.SITUATION, "in which situation", "in which situation do you", Bloom.UNDERSTAND)


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every condition in the segment beside which three others can stand."""
    yield from candidates_for(evidence, segment, _ASKING)
