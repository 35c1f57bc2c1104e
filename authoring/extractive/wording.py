"""Whether a lifted phrase can stand alone in a question, and the few changes of form that items.md section 3 allows."""

from __future__ import annotations

import re

from authoring.linguistics import content_lemmas
from authoring.linguistics.words import word_list

MAX_STEM_WORDS = 35  # quality.md, S1

_DANGLING = re.compile(
    r"\b(?:above|aforementioned|aforesaid|following|as follows|this section|this chapter"
    r"|this document|this guide|this page"
    r"|the latter|the former|previous section|next section|these guidelines|figure \d|table \d|section \d|chapter \d"
    r"|(?:do|did|does|doing|done) (?:that|so)|appendix [a-z\d]|annex [a-z\d]|here|thereof|therein"
    r"|respectively|e\.g|i\.e|etc|and so on|or so)\b",
    re.IGNORECASE,
)
_BELOW = re.compile(r"\bbelow\b(?! (?:\d|-?\d|zero|the|a)\b)", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:this|these|those|such|that(?= (?:\w+ )?(?:point|time|case|case|person|situation|level|process|period)\b))\b",
    re.IGNORECASE,
)
_POINTING_ALLOWED = re.compile(
    r"\b(?:those (?:who|that|which|of|in|with|not|from|outside|on)|such as|such that)\b", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:it|its|itself|they|them|their|theirs|themselves|he|him|his|she|her|hers)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:we|us|our|ours|i|my|me|let's|we're|we've|we'll|i'm|i've)\b", re.IGNORECASE)
_ILLUSTRATION = re.compile(
    r"\b(?:suppose|imagine|for example|for instance|e\.g\.?|such as when|typically|roughly"
    r"|approximately|usually|often|generally"
    r"|sometimes|let's say|say you|perhaps|around \d|about \d|in our experience|we found|we've found"
    r"|was|were|had|would have"
    r"|study|studies|survey|according to|last year|years ago|historically|might|could be)\b|~ ?\d|\?",
    re.IGNORECASE,
)
_ADOPTERS = re.compile(
    r"\b(?:your own (?:document|organi[sz]ation|process|polic|guid|training|team)|we recommend"
    r"|feel free|this (?:guide|document|course|training|section))",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"\b(?:i mean|you know|um|uh|so yeah|kind of|sort of|gonna|wanna|pretty much)\b", re.IGNORECASE)
_ODD = re.compile(r"[|{}<>_*#~\\]|https?:|www\.|\.{2,}|…|@|%%|\)\(|\(\)|^\W*$|[\"“”](?:[^\"“”]*)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


_LEADING = frozenset({"whenever", "once", "unless", "while"})


def stands_alone(text: str) -> bool:
    """Whether nothing in the text points outside of it. A pronoun may follow a noun of the same text, never open it."""
    if _DANGLING.search(text) or _BELOW.search(text) or _SPEAKER.search(text) or _ODD.search(text):
        return False
    if _POINTING.search(_POINTING_ALLOWED.sub("", text)):
        return False
    pronoun = _PRONOUN.search(text)
    return pronoun is None or len(content_lemmas(text[: pronoun.start()], "en") - _LEADING) >= 2


def has_pronoun(text: str) -> bool:
    """Whether a third-person pronoun occurs, which in an option would find no noun to stand for."""
    return bool(_PRONOUN.search(text))


_ASIDE = re.compile(
    r" ?\((?:e\.?g|i\.?e|for example|such as|including|typically|approximately)\b[^()]*\)", re.IGNORECASE
)


_CASE = re.compile(r"\b(?:if|when|once|that|which|who|whose)\b[^,;.:]*", re.IGNORECASE)  # may lie before its rule
_PAST = re.compile(r"\b(?:was|were|had)\b")


def is_plain(sentence: str) -> bool:
    """Whether the sentence states rather than illustrates, tells, addresses adopters or talks."""
    sentence = _ASIDE.sub("", sentence.replace("’", "'"))
    sentence = _CASE.sub(lambda case: _PAST.sub("is", case.group()), sentence)
    return not any(pattern.search(sentence) for pattern in (_ILLUSTRATION, _ADOPTERS, _SPOKEN))


def is_balanced(text: str) -> bool:
    """Whether brackets and quotation marks are closed."""
    return text.count("(") == text.count(")") and text.count("[") == text.count("]") and text.count('"') % 2 == 0


_FUNCTION_WORDS = word_list("opening_words_en")


def lowered(text: str, common_words: frozenset[str]) -> str:
    """The text with a small first letter, unless its first word is a name: one the document never writes small."""
    first = re.match(r"[^\W\d_]+", text)
    if not first or not first.group()[1:].islower():
        return text[:1].lower() + text[1:] if text[:2] in {"A ", "a "} else text
    word = first.group().lower()
    if text[first.end() : first.end() + 1] == "-" and text[first.end() + 1 : first.end() + 2].islower():
        return word + text[first.end() :]  # "Self-contained"
    is_name = text[first.end() :][1:3].istitle() or word not in common_words  # "Incident Commanders"
    return text if is_name and word not in _FUNCTION_WORDS else word + text[first.end() :]


def sentence_case(heading: str) -> str:
    """A heading set in capitals as a sentence would write it; others unchanged."""
    words = heading.split()
    shouted = len(words) > 1 and all(word.isupper() or not word.isalpha() for word in words)
    return heading.capitalize() if shouted else heading


def raised(text: str) -> str:
    """The text with a capital first letter, unless its first word carries its own capitals ("eID")."""
    first = text.split(" ", 1)[0]
    return text if any(letter.isupper() for letter in first) else text[:1].upper() + text[1:]


def count_words(text: str) -> int:
    """Words separated by white space."""
    return len(text.split())


_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|step|module|unit|lesson|v)?\s*\d+(?:\.\d+)*[.):]?\s+|[A-Z]\.\s+)", re.IGNORECASE
)
_EMPTY_HEADINGS = word_list("empty_headings_en")


def topic(headings: tuple[str, ...]) -> str | None:
    """The innermost heading that names a thing, without its number; None where none does. Headings outermost first."""
    for heading in reversed(headings):
        name = _NUMBERING.sub("", heading).strip(" .:")
        words = _WORD.findall(name.lower())
        if words and not all(word in _EMPTY_HEADINGS for word in words):
            return sentence_case(name) if _names_thing(name) else None
    return None


_NOT_A_NAME = re.compile(
    r"[?!.:;,|{}\[\]/]|^(?:how|what|why|when|who|where|which|do|don['’]?t|does|is|are|can|should|if"
    r"|to|be|being|step|getting|using|not|avoid|keep|make)\b"
    r"|\b(?:you|we|i|it|is|are|should|must|can|don['’]t)\b",
    re.IGNORECASE,
)


def _names_thing(name: str) -> bool:
    return 1 <= len(name.split()) <= 6 and not _NOT_A_NAME.search(name) and name[:1].isupper()


def described_as(words: str, language: str | None) -> str:
    """What an option really is, after "is": the words that the document says of it."""
    return f"la voce che dice «{words}»" if language == "it" else f"described as “{words}”"
