"""Rules that hold only where the sentence before says so: shown alone they would bind always."""

from __future__ import annotations

import re

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.subjects import acts
from authoring.linguistics import content_lemmas
from authoring.linguistics.modality import Modality, obligations

_BINDING = frozenset({Modality.MUST, Modality.MUST_NOT})
_MODAL = re.compile(r"\b(?:must|shall|(?:is|are) required|needs? to|ha(?:s|ve) to)\b", re.IGNORECASE)
_SETS_CONDITION = re.compile(
    r"\b(?:if|where|when|whenever) (?:it is |they are |one is )?(?:used|present|available|provided|supported|enabled|"
    r"required|chosen|selected|offered|implemented|issued|needed|applicable|any)\b|"
    r"\b(?:should|may|can|could|might) (?:also |additionally |optionally |instead |then )?(?:be |choose to |elect to )?"
    r"(?:used?|perform\w*|add(?:ed)?|issued?|offer(?:ed)?|provided?|bind|bound)\b|\boptional(?:ly)?\b",
    re.IGNORECASE,
)
_CONDITIONED = re.compile(r"^(?:if|where|when|whenever|unless|in case)\b|\b(?:if|when|where) used\b", re.IGNORECASE)
_SAME_THING = 0.5  # share of the subject's words that the condition must name
_BACK = 2  # sentences; farther back a condition seldom still holds


def is_cut_from_condition(evidence: Evidence, sentence: Sentence) -> bool:
    """Whether the sentence binds without reserve while one just before it in its block makes its subject optional.

    "A spare key may be issued. The spare key must be returned." """
    language = sentence.language
    modal = _MODAL.search(sentence.text)
    binds = any(one.modality in _BINDING for one in obligations(sentence.text, language))
    if modal is None or not binds or _CONDITIONED.search(sentence.text):
        return False
    named = sentence.text[: modal.start()].strip()
    if not named or acts(named):
        return False  # what somebody must do is seldom void where a thing is not used
    subject = content_lemmas(named, language)
    told = evidence.sentences(sentence.block)
    place = next((number for number, one in enumerate(told) if one.span == sentence.span), 0)
    conditions = (one for one in told[max(0, place - _BACK) : place] if _SETS_CONDITION.search(one.text))
    return any(
        len(subject & content_lemmas(one.text, language)) > _SAME_THING * len(subject) for one in conditions if subject
    )
