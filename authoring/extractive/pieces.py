"""A stretch of a sentence: where it stands in the document, and as a learner reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authoring.types import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` as shown; `span` where it stands in the document text."""

    text: str
    span: Span


def masked(text: str) -> str:
    """The sentence in lower case, as long as before, with what stands in brackets and quotation marks blotted out."""
    flat = text.lower().replace("’", "'")
    if len(flat) != len(text):  # a few letters change length in lower case
        flat = text.replace("’", "'")
    for pattern in (r"\([^()]*\)", r"\[[^\[\]]*\]", r"“[^”]*”", r'"[^"]*"'):
        flat = re.sub(pattern, lambda found: "~" * len(found.group()), flat)
    return flat


def piece(text: str, begin: int, end: int, start: int) -> Piece:
    """`text[begin:end]` without white space and stops at its ends, cleaned for showing."""
    while begin < end and text[begin] in " \t,;:•*–—-":
        begin += 1
    while end > begin and text[end - 1] in " \t,;:.!–—" and not _ABBREVIATED.search(text[begin:end]):
        end -= 1
    return Piece(shown(text[begin:end]), Span(start + begin, start + end))


_ABBREVIATED = re.compile(r"\b[ap]\.m\.$")
_ASIDE = re.compile(
    r" ?\((?:e\.g\.|i\.e\.|(?:see|note|for example|also|or|aka)\b)[^()]*\)| ?\[[A-Z][^\[\]]*\](?:\([^()]*\))?",
    re.IGNORECASE,
)
_KEEP = re.compile(r"\d|\b(?:must|shall|should|may|not|never|no)\b", re.IGNORECASE)
_SHOUTED = {
    "SHALL NOT": "must not",
    "SHALL": "must",
    "MUST NOT": "must not",
    "MUST": "must",
    "SHOULD NOT": "should not",
    "SHOULD": "should",
    "MAY": "may",
    "REQUIRED": "required",
    "RECOMMENDED": "recommended",
    "NOT": "not",
}
_SHOUT = re.compile(r"\b(?:SHALL NOT|SHALL|MUST NOT|MUST|SHOULD NOT|SHOULD|MAY|REQUIRED|RECOMMENDED|NOT)\b")


def shown(text: str) -> str:
    """The words as a learner reads them: no citation tags and asides, requirement words in small letters."""
    text = _ASIDE.sub(lambda found: found.group() if _must_stay(found.group()) else "", text)
    text = _SHOUT.sub(lambda found: _SHOUTED[found.group()], text)
    text = re.sub(r"\bshall\b", "must", text)
    return re.sub(r"\s+([,;])", r"\1", " ".join(text.split()))


def _must_stay(aside: str) -> bool:
    return not aside.lstrip().startswith("[") and bool(_KEEP.search(aside.split(" ", 1)[-1]))
