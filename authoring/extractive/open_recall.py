"""Pattern P26: free recall. The learner says what is left of the micro-module and compares with its key points.

It stands in where a text holds nothing that can be asked, and is no question with one right answer: the learner writes
what is remembered and compares. Where the objective asks what key points answer, it asks that and takes these for the
answer; else it names the micro-module alone and gives no point away. Free recall of a text helps more than reading it
again (Roediger & Karpicke 2006).
"""

from __future__ import annotations

import hashlib
import re

from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import flat
from authoring.extractive.wording import is_plain, stands_alone
from authoring.types import AcceptedAnswer, BlockKind, BodyKind, Item, ItemType, KeyPoint, MicroModule

PATTERN = "P26"
_ASK = {
    "en": "Without looking back: what do you remember of “{title}”? Write it down, then compare.",
    "it": "Senza rileggere: che cosa ricordi di «{title}»? Scrivilo, poi confronta.",
}
_MARK = {
    "en": "These points are worth keeping. How many did you have, in any words?",
    "it": "Questi punti vanno ricordati. Quanti ne avevi, con parole qualsiasi?",
}


def ask_to_recall(evidence: Evidence, micro_module: MicroModule) -> Item | None:
    """A short answer that the learner marks, with the key points as model answer, else the first of the text.

    None where neither holds a cited sentence of the source.
    """
    language = evidence.language or "en"
    points = [point for point in micro_module.key_points if _is_told(evidence, point)] or _first_of(micro_module)
    points = [point for point in points if _says_itself(point.text, language)] or points
    asked = _asked_for(micro_module, points) if language == "en" else []
    points = asked or points
    cited = tuple(dict.fromkeys(citation for point in points for citation in point.citations))
    if not cited:
        return None
    stem = _ASK.get(language, _ASK["en"]).format(title=micro_module.title.strip(" ."))
    if asked:
        stem = _narrowly(micro_module.objective.text)
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


_TEXT = frozenset({BodyKind.PARAGRAPH, BodyKind.LIST_ITEM, BodyKind.CALLOUT})
MOST_OF_TEXT = 3  # parts of the text that stand for key points


def _first_of(micro_module: MicroModule) -> list[KeyPoint]:
    """The first parts of a text too short for key points."""
    told = [part for part in micro_module.body if part.kind in _TEXT and part.citations and not part.text.endswith(":")]
    return [KeyPoint(part.text, part.citations) for part in told[:MOST_OF_TEXT]]


_QUESTION = re.compile(r"^(?:State|Explain|Decide) (?P<asked>(?:what|who|which|when|where|why|how)\b.+)")
_WIDE = re.compile(
    r", (?:in particular|including)\b|^(?:what|how) (?!\w+ \w+ \w+)"
)  # asks for one of many things, or for all


def _asked_for(micro_module: MicroModule, points: list[KeyPoint]) -> list[KeyPoint]:
    """The points that answer the objective, where it asks a question that they answer whole; else none."""
    found = _QUESTION.match(micro_module.objective.text)
    if found is None or _WIDE.search(found["asked"]):
        return []
    cited = set(micro_module.objective.citations) - set(micro_module.title_citations)
    answers = [point for point in points if cited.intersection(point.citations)]
    return answers if cited <= {citation for point in answers for citation in point.citations} else []


def _narrowly(objective: str) -> str:
    found = _QUESTION.match(objective)
    verb = "explain" if objective.startswith("Explain") else "say"
    return f"In your own words: {verb} {found['asked']}" if found else objective


_LEANS = re.compile(
    r"^(?:while|although|though|however|remember|note|also|again|yes|no|well|so|but|and|or|because|often|sometimes"
    r"|generally|usually|executive|ic)\b[,: ]|^\d{2,3}\.|\b(?:we|our|us|I|me|my)\b|\.\.\.|…|[!?]$",
    re.IGNORECASE,
)


def _says_itself(text: str, language: str) -> bool:
    """Whether the point needs no other sentence and tells something to know, not an aside."""
    return language != "en" or (stands_alone(text) and is_plain(text) and not _LEANS.search(text))


def _is_told(evidence: Evidence, point: KeyPoint) -> bool:
    """Whether a sentence of the source says the point: one put together from a table's cells is none."""
    from_table = any(evidence.blocks[citation.block].kind is BlockKind.TABLE for citation in point.citations)
    return not from_table or any(flat(point.text) in flat(citation.quote) for citation in point.citations)
