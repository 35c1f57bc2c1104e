"""What a learner is shown once an item is answered: the key, why, and where it stands in the document."""

from __future__ import annotations

from authoring.draft_json import citation_as_json
from authoring.items.grading import OPEN_RECALL, Grading
from authoring.items.learner_view import choice_id
from authoring.types import Citation, Item, MicroModule

Json = dict[str, object]


def reveal(item: Item, grading: Grading, micro_module: MicroModule, *, secret: bytes) -> Json:
    """The grading with rationale and citations; ids are those under which the learner saw the choices."""
    return {
        "correct": grading.correct,
        "score": grading.score,
        "rationale": item.rationale,
        "citation": citation_as_json(item.citations[0]) if item.citations else None,
        "citations": _citations(item.citations),
        "options": [
            {
                "id": choice_id(secret, item, "option", option.id),
                "text": option.text,
                "correct": option.correct,
                "rationale": option.rationale,
                "citations": _citations(option.citations),
            }
            for option in item.options
        ],
        "accepted_answers": [
            {"value": answer.value, "unit": answer.unit, "tolerance": answer.tolerance}
            for answer in item.accepted_answers
        ],
        "pairs": [{"left": pair.left, "right": pair.right} for pair in item.pairs],
        "order": list(item.order),
        "key_points": [point.text for point in micro_module.key_points] if item.pattern == OPEN_RECALL else [],
    }


def _citations(citations: tuple[Citation, ...]) -> list[Json]:
    return [citation_as_json(citation) for citation in citations]
