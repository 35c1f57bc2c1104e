"""The verbs with which instructions begin: whether a clause opens as an order to the reader."""

from __future__ import annotations

import re

from authoring.linguistics.words import word_list

# Base forms that open instructions in handbooks, standards and procedures. Closed on purpose: a tagger takes the first
# word of "Display the banner" for a noun as often as not.
BASE_VERBS = word_list("base_verbs_en")
# "…, and lock the cabin": a second verb in the base form.
SECOND_VERB = re.compile(
    r",? (?:and|or|then|but) (?:then |also |not |[a-z]+ly )*(?:" + "|".join(sorted(BASE_VERBS)) + r")\b(?! of\b)"
)
_AFTER_NOUN = word_list("after_a_noun_en")
_NOUN_PAIRS = frozenset(
    {("access", "to"), ("support", "for"), ("use", "or"), ("access", "control"), ("open", "source")}
)
# Verbs of statements: "Clean energy comes from …" is no order to clean.
_STATING = word_list("stating_verbs_en")
_SUBORDINATE = word_list("subordinators_en")
_OPENING = re.compile(
    r"(?:please |then |always |also |immediately |instead |only |at least |first(?:,| )\s?)*", re.IGNORECASE
)
_NEGATION = re.compile(r"(?:do not|don['’]t|never)\s+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")


def opens_as_order(clause: str) -> bool:
    """Whether the clause starts with a bare verb addressed to the reader, after "please", "never" or "do not"."""
    rest = clause[_matched(_OPENING, clause) :]
    negated = _matched(_NEGATION, rest)
    words = _WORD.findall(rest[negated : negated + 60])
    if not words or words[0].lower() not in BASE_VERBS:
        return False
    if negated or len(words) < 2:
        return True
    first, second, *others = (word.lower() for word in words[:5])
    if second in _AFTER_NOUN or (first, second) in _NOUN_PAIRS:
        return False
    if second.endswith("s") and others[:1] and others[0] in BASE_VERBS - _SUBORDINATE:
        return False  # "Pull cords run along the belt"
    following = [second, *others]
    subordinate = next((place for place, word in enumerate(following) if word in _SUBORDINATE), len(following))
    return not any(word in _STATING or word in _AFTER_NOUN - {"of"} for word in following[:subordinate])


def is_base_verb(word: str) -> bool:
    """Whether the word is one of the base forms instructions begin with."""
    return word.lower() in BASE_VERBS


def _matched(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
