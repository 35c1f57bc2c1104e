"""Pattern P26: free recall. The learner says what is left of the micro-module and compares with its key points.

It stands in where a text holds nothing that can be asked: it names no point, so that it gives none away, and asks for
no more than the key points. Free recall of a text helps more than reading it again (Roediger & Karpicke 2006).
"""

from __future__ import annotations

import hashlib

from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import flat
from authoring.types import AcceptedAnswer, BlockKind, Item, ItemType, KeyPoint, MicroModule

PATTERN = "P26"
_ASK = {
    "en": "In your own words: what are the main points of “{title}”?",
    "it": "Con parole tue: quali sono i punti principali di «{title}»?",
}
_MARK = {
    "en": "You know it if your answer says each of these points in any words.",
    "it": "Lo sai se la tua risposta dice ciascuno di questi punti con parole qualsiasi.",
}


def ask_to_recall(evidence: Evidence, micro_module: MicroModule) -> Item | None:
    """A short answer that the learner marks, with the key points as model answer; None without cited key points."""
    language = evidence.language or "en"
    points = [point for point in micro_module.key_points if _is_told(evidence, point)]
    cited = tuple(dict.fromkeys(citation for point in points for citation in point.citations))
    if not cited:
        return None
    stem = _ASK.get(language, _ASK["en"]).format(title=micro_module.title.strip(" ."))
    return Item(
        id=f"i{hashlib.sha256(f'{micro_module.id}|{PATTERN}|{stem}'.encode()).hexdigest()[:12]}",
        type=ItemType.SHORT_ANSWER,
        stem=stem,
        rationale=_MARK.get(language, _MARK["en"]),
        pattern=PATTERN,
        citations=tuple(dict.fromkeys((*cited, *micro_module.title_citations))),
        accepted_answers=tuple(AcceptedAnswer(point.text) for point in points),
        bloom=micro_module.objective.bloom,
        difficulty=0.6,
        rank=1,
    )


def _is_told(evidence: Evidence, point: KeyPoint) -> bool:
    """Whether a sentence of the source says the point: one put together from a table's cells is none."""
    from_table = any(evidence.blocks[citation.block].kind is BlockKind.TABLE for citation in point.citations)
    return not from_table or any(flat(point.text) in flat(citation.quote) for citation in point.citations)
