"""What is cleaned off a sentence before it is shown: cross-references, citation marks, stray backslashes, capitals."""

from __future__ import annotations

import re

from authoring.linguistics import is_negated, number_values, obligations

SECTION = (
    r"(?:Section|Sections|Sec\.|Chapter|Table|Figure|Fig\.|Appendix|Annex|Part|Clause|Step|§|Sezione|"
    r"Capitolo|Tabella|Figura|Allegato|Articolo)"
)
_POINTING = (
    r"(?:see|refer to|cf\.?|as (?:described|specified|defined|discussed|shown|explained|noted|"
    r"outlined) in|described in|vedi|si veda|cfr\.?)"
)
_ASIDE = re.compile(
    rf"\s*\((?:{_POINTING}\b[^()]*|{SECTION}\s?[\w.\-]+(?:\s?(?:and|or|to|,|–|-|e)\s?[\w.\-]+)?)\)", re.IGNORECASE
)
_AS_DESCRIBED = re.compile(
    r"(?<!only occur)(?<!only be)(?<! be)(?<! is)(?<! are)(?<! only),?\s+as\s+(?:\w+\s+)?(?:described|specified|"
    r"defined|discussed|shown|explained|noted|outlined|detailed|set out)\s+"
    rf"(?:in|by|under)\s+(?:the\s+)?{SECTION}\s?[\w.\-]*\w(?=[,;:]|\.(?!\w)|$)|"
    r",?\s+as\s+(?:described|specified|defined|discussed|shown|explained|noted|outlined|"
    r"detailed)\s+(?:above|below)(?=[,;.:]|$)",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"\s?\[\d{1,3}(?:[,–-]\s?\d{1,3})*\](?!\()")
_WIDE_SPACE = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f]+")
_SPACE_BEFORE_MARK = re.compile(r"(?<=[\w)\]])\s(?=[.,;](?:\s|$))")
_ESCAPE = re.compile(r"\\(?=[\[\]_*#`~<>()])")
_SOURCE = r"[A-Z][\w.’'/-]*(?:[ -](?:[A-Z\d][\w.’'/-]*))*"  # RFC 20, SP 800-90Ar1, Meters: every word opens high
_SOURCE_MARK = re.compile(rf"\s*(?<=[\w\s)”\"])\[(?P<source>{_SOURCE})\](?![(\w])")
_NEEDS_A_NOUN = re.compile(
    r"\b(?:in|by|of|from|to|see|per|with|under|and|or|the|than|on|for|di|da|in|nel|vedi|is|are)\s*$", re.IGNORECASE
)
_REQUIREMENT_WORD = re.compile(
    r"\b(?:SHALL|MUST|SHOULD|MAY|CAN|REQUIRED|RECOMMENDED|OPTIONAL)(?: (?:NOT|ONLY|BE))*\b|\bshall\b(?!\s+(?:we|i)\b)"
)
_SHOUTS = re.compile(r"[A-Z]{2,}\W*")


def cleaned(text: str, language: str | None) -> str:
    """The sentence as it is shown; obligations keep their class, negations and numbers that bind stay."""
    found = _ESCAPE.sub("", text)
    found = _AS_DESCRIBED.sub("", _ASIDE.sub(lambda match: _kept(match.group(), language), found))
    found = _NOTE_MARK.sub("", _SOURCE_MARK.sub(_without_brackets, found))
    if language in (None, "en"):
        found = _REQUIREMENT_WORD.sub(_lowered, found)
    return _SPACE_BEFORE_MARK.sub("", _WIDE_SPACE.sub(" ", found)).strip()


def _without_brackets(mark: re.Match[str]) -> str:
    """Nothing, but the source's name where the sentence needs a noun: "defined in [RFC 20]"."""
    before = mark.string[: mark.start()]
    return f" {mark['source']}" if not before.strip() or _NEEDS_A_NOUN.search(before) else ""


def _lowered(match: re.Match[str]) -> str:
    """The requirement word in small letters, SHALL as must (items.md section 3); as it is in a line of capitals."""
    before, after = match.string[: match.start()].split()[-2:], match.string[match.end() :].split()[:2]
    neighbours = [word for word in (*before, *after) if len(word) > 2]
    if neighbours and all(_SHOUTS.fullmatch(word) for word in neighbours):
        return match.group()
    words = re.sub(r"\bshall\b", "must", match.group().lower())
    return words if before else words[:1].upper() + words[1:]


def _kept(aside: str, language: str | None) -> str:
    """A parenthesis that holds an obligation or a negation stays; the number of a section may go."""
    if obligations(aside, language) or is_negated(aside, language):
        return aside
    return aside if number_values(_without_places(aside), language) else ""


def _without_places(text: str) -> str:
    return re.sub(rf"{SECTION}s?\s?[\w.\-]+|\b\d+(?:\.\d+)+\b", "", text, flags=re.IGNORECASE)
