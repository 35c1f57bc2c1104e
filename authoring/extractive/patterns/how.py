"""P27: asks how something is done, where the sentence names the means: by doing, using, via."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.adjunct_questions import Asking, candidates_for
from authoring.extractive.adjuncts import Kind
from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import Evidence
from authoring.types import Bloom, Segment

PATTERN = "P27"
_ASKING = Asking(PATTERN, Kind.MEANS, "how", "how do you", Bloom.UNDERSTAND)


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every means in the segment beside which three others can stand."""
    yield from candidates_for(evidence, segment, _ASKING)
