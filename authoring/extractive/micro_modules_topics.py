"""How a heading reads inside a sentence: small letters where the document writes them, the article it uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from authoring.extractive.evidence import Evidence
from authoring.linguistics import analyse, noun_phrases, opening_form, plural
from authoring.types import BlockKind

_CAPITALISED = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ’']+(?:-[A-ZÀ-Ý]?[a-zà-ÿ’']+)*$")
_UNCOUNTED = re.compile(
    r"(?:ation|ity|ness|ment|ance|ence|ing|cy|ism|ship|ware|age|wear|health|safety|security|power|energy)$"
)
_CLAUSE = re.compile(
    r"^(?:the|a|an|it|we|you|they|this|that)?\s?.*\b(?:is|are|was|were|does|do|has|have|must|should|can|will|may)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\?$|^(?:why|who|whose|which|where|when|how|what|can|should|do|does|is|are)\b(?!.*\bto\b)", re.IGNORECASE
)
_WHAT_IS = re.compile(r"^what(?: (?P<be>is|are)|['’]s) (?P<rest>[^?]+?)\??$", re.IGNORECASE)
_TO = re.compile(r"^(?P<word>how|what|when|where|whom?|which \w+) to (?P<rest>\w[^?]*?)\??$", re.IGNORECASE)


class Form(StrEnum):
    """What kind of words a heading is made of."""

    NOUN = "noun"
    GERUND = "gerund"
    TO = "to"  # how to …, what to …
    WHAT_IS = "what is"
    QUESTION = "question"
    SENTENCE = "sentence"  # an order or a statement; only its own wording fits


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading as it can be used in a sentence; `phrase` fits after a preposition when the form is noun or gerund."""

    form: Form
    phrase: str


def topic(evidence: Evidence, heading: str) -> Topic:
    """What an English heading can be in a sentence."""
    what_is, to_do = _WHAT_IS.match(heading), _TO.match(heading)
    if to_do:
        return Topic(Form.TO, f"{to_do['word'].lower()} to {in_sentence(evidence, to_do['rest'])}")
    if (
        what_is
        and _names_a_thing(evidence, what_is["rest"])
        and not re.search(r"\b(?:it|they|this|these|next|new|your|you|we)\b", what_is["rest"], re.IGNORECASE)
    ):
        verb = (what_is["be"] or "is").lower()
        return Topic(Form.WHAT_IS, f"what {in_sentence(evidence, what_is['rest'])} {verb}")
    if _QUESTION.search(heading):
        return Topic(Form.QUESTION, heading)
    opening = opening_form(in_sentence(evidence, heading), "en")
    if opening == "ing" or re.match(r"\w+ing\s+(?!(?:of|and|or)\b)\w+", heading):
        return Topic(Form.GERUND, in_sentence(evidence, heading))
    if opening != "noun" or _CLAUSE.match(heading) or re.search(r"[.,;:!]|\s[-–—]\s", heading):
        return Topic(Form.SENTENCE, heading)
    return Topic(Form.NOUN, _with_article(evidence, in_sentence(evidence, heading)))


def _names_a_thing(evidence: Evidence, words: str) -> bool:
    return bool(noun_phrases(analyse(f"the {in_sentence(evidence, words)} is", "en")))


def in_sentence(evidence: Evidence, heading: str) -> str:
    """The heading with small letters wherever the document's running text writes the words so."""
    text = _running_text(evidence)
    words = heading.split()
    if words[:1] and words[0].endswith("ing"):
        words[0] = words[0].lower()
    kept = [not _CAPITALISED.match(word.strip("\"'“”(),")) for word in words]
    for place in range(len(words) - 1):
        pair = f"{words[place]} {words[place + 1]}"
        if words[place + 1][:1].isupper() and re.search(rf"[a-z,] {re.escape(pair)}\b", text):
            kept[place] = kept[place + 1] = True
    return " ".join(
        word if stays or not _is_written_small(text, word) else word.lower()
        for word, stays in zip(words, kept, strict=True)
    )


def _is_written_small(text: str, word: str) -> bool:
    plain = word.strip("\"'“”().,:;!?")
    small = len(re.findall(rf"\b{re.escape(plain.lower())}\b", text))
    capital = len(re.findall(rf"[a-z,] {re.escape(plain)}\b", text))
    return small > capital or (small == capital == 0)


def _with_article(evidence: Evidence, phrase: str) -> str:
    """The phrase with the article that the document mostly puts before it; none before plurals and masses."""
    tokens = [token for token in analyse(phrase, "en") if token.is_word]
    if not tokens or tokens[0].pos in ("DET", "NUM", "PRON") or tokens[0].tag == "PRP$":
        return phrase
    head = _head(phrase)
    if _is_plural(head):
        return phrase
    with_the, with_a, bare = _articles(evidence, re.sub(r"\s*\([^()]*\)", "", phrase))
    if not _is_counted(evidence, head):
        if bare >= max(with_the, with_a) and (bare or _UNCOUNTED.search(head.lower())):
            return phrase
        if with_the == with_a == 0 and not head.islower():
            return phrase
    if with_a > with_the:
        return f"{'an' if phrase[:1].lower() in 'aeio' else 'a'} {phrase}"
    return f"the {phrase}"


def _articles(evidence: Evidence, phrase: str) -> tuple[int, int, int]:
    """How often the document writes "the phrase", "a phrase" and the bare phrase."""
    found = re.findall(rf"\b(the|an?)?\s*\b{re.escape(phrase)}\b", _running_text(evidence), re.IGNORECASE)
    with_the = sum(article.lower() == "the" for article in found)
    with_a = sum(article.lower() in ("a", "an") for article in found)
    return with_the, with_a, len(found) - with_the - with_a


def _is_counted(evidence: Evidence, head: str) -> bool:
    """Whether the document uses the noun's plural."""
    return head.isalpha() and bool(
        re.search(rf"\b{re.escape(plural(head.lower()))}\b", _running_text(evidence), re.IGNORECASE)
    )


def _head(phrase: str) -> str:
    """The last word of the phrase before its first preposition."""
    before = re.split(
        r"\s(?:of|for|in|on|to|with|by|from|at|during|after|before|between|and|or)\s", phrase, maxsplit=1
    )[0]
    plain = re.sub(r"\s*\([^()]*\)", "", before) or before
    return plain.split()[-1]


def _is_plural(word: str) -> bool:
    return word.lower().endswith("s") and not word.lower().endswith(("ss", "us", "is"))


@lru_cache(maxsize=4)
def _running_text(evidence: Evidence) -> str:
    """The sentences of the document without its headings."""
    return "\n".join(
        block.text
        for block in evidence.document.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE)
    )
