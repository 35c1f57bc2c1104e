"""The verbs with which instructions begin."""

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


def is_base_verb(word: str) -> bool:
    """Whether the word is one of the base forms instructions begin with."""
    return word.lower() in BASE_VERBS
