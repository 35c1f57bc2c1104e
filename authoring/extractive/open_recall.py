"""Pattern P26: say it in your own words; the learner compares with the key points and rates the own recall."""

from __future__ import annotations

import hashlib

from authoring.extractive.evidence import Evidence
from authoring.types import AcceptedAnswer, Item, ItemType, MicroModule

_ASK = {
    "en": "In your own words: what are the main points of “{title}”?",
    "it": "Con parole tue: quali sono i punti principali di «{title}»?",
}


def ask_to_recall(evidence: Evidence, micro_module: MicroModule) -> Item | None:
    """A short answer about the micro-module's topic, with the key points as model answer; None without key points."""
    points = micro_module.key_points
    citations = tuple(dict.fromkeys(citation for point in points for citation in point.citations))
    if not citations:
        return None
    about = (*micro_module.title_citations, *micro_module.objective.citations)
    citations += tuple(dict.fromkeys(citation for citation in about if citation not in citations))
    stem = _ASK.get(evidence.language or "en", "{title}?").format(title=micro_module.title.strip(" .?"))
    return Item(
        id=f"i{hashlib.sha256(f'{micro_module.id}|P26|{stem}'.encode()).hexdigest()[:12]}",
        type=ItemType.SHORT_ANSWER,
        stem=stem,
        rationale=" ".join(_closed(point.text) for point in points),
        pattern="P26",
        citations=citations,
        accepted_answers=tuple(AcceptedAnswer(point.text) for point in points),
        bloom=micro_module.objective.bloom,
        difficulty=0.6,
        rank=1,
    )


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
