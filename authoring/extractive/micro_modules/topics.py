"""How a heading reads inside a sentence: small letters where the document writes them, the article it uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from authoring.extractive.evidence import Evidence
from authoring.linguistics import analyse, noun_phrases, opening_form, plural
from authoring.types import BlockKind

_CAPITALISED = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ’']+(?:-[A-ZÀ-Ý]?[a-zà-ÿ’']+)*$")
_UNCOUNTED = re.compile(
    r"(?:ation|ity|ness|ment|ance|ence|ing|cy|ism|ship|ware|age|wear|health|safety|security|power|energy|aid)$"
)
_CLAUSE = re.compile(
    r"^(?:the|a|an|it|we|you|they|this|that)?\s?.*\b(?:is|are|was|were|does|do|has|have|must|should|can|will|may)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"[\w-]+ of ")
_DOING = re.compile(r"\w+ing\s+(?!(?:of|and|or)\b)\w+")
_BREAKS = re.compile(r"[.;:!]|\s[-–—]\s|^(?:never|always|don['’]t|do not|no)\b", re.IGNORECASE)
_A_WORD = r"[^\W\d_][\w’'-]*"
_LIST = re.compile(r"\s(?:and|or|&)\s")
_PHRASE_ENDS = re.compile(  # what may follow a whole noun phrase; another noun would make it part of a longer one
    r"[.,;:)!?\n]|$|\s(?:is|are|was|were|of|in|on|for|to|and|or|that|which|who|with|by|at|must|may|should|can|has|have|"
    r"when|if|as|from|will|not|does|do|because|so|than|after|before|until|within|\()\b"
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


@lru_cache(maxsize=2000)
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
    return _statement(evidence, heading)


def _statement(evidence: Evidence, heading: str) -> Topic:
    """A heading that asks nothing: a noun phrase, what somebody does, or words that only fit in quotation marks."""
    phrase = in_sentence(evidence, heading)
    names = _OF.match(phrase) or _LIST.search(phrase)
    opening = "noun" if _OF.match(phrase) else opening_form(phrase, "en")
    if opening == "ing" or _DOING.match(heading):
        return Topic(Form.GERUND, phrase)
    breaks = _BREAKS.search(heading) or _CLAUSE.match(heading) or ("," in heading and not names)
    if opening != "noun" or breaks or not (names or _ends_in_noun(phrase)):
        return Topic(Form.SENTENCE, heading)
    return Topic(Form.NOUN, phrase if _LIST.search(phrase) else _with_article(evidence, phrase))


def _ends_in_noun(phrase: str) -> bool:
    """Whether the words before the first preposition end in a noun, as a noun phrase does."""
    tokens = [token for token in analyse(_before_preposition(phrase), "en") if token.is_word]
    return bool(tokens) and tokens[-1].pos in ("NOUN", "PROPN", "NUM", "X")


def _names_a_thing(evidence: Evidence, words: str) -> bool:
    if re.match(r"(?:an?|the)\s", words, re.IGNORECASE):
        return True
    return bool(noun_phrases(analyse(f"This is {in_sentence(evidence, words)}.", "en")))


def in_sentence(evidence: Evidence, heading: str) -> str:
    """The heading with small letters wherever the document's running text writes the words so."""
    usage = _usage(evidence)
    words = heading.split()
    if words[:1] and words[0].endswith("ing"):
        words[0] = words[0].lower()
    kept = [not _CAPITALISED.match(_bare(word)) or word in usage.names_in(words) for word in words]
    return " ".join(
        word if stays or not usage.writes_small(_bare(word)) else word.lower()
        for word, stays in zip(words, kept, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Usage:
    """How a document writes its words inside sentences."""

    text: str  # in small letters
    small: Counter[str]
    capital: Counter[str]  # after a word in small letters
    names: Counter[tuple[str, str]]  # two capitalised words after a word in small letters
    small_pairs: Counter[tuple[str, str]]
    uses: Counter[str]  # of each word, in small letters

    def writes_small(self, word: str) -> bool:
        """Whether the document writes the word small, or never inside a sentence."""
        return self.small[word.lower()] > 0 or self.capital[word] == 0

    def names_in(self, words: Sequence[str]) -> frozenset[str]:
        """The words of a heading that belong to names: runs of capitals that the text mostly writes so too."""
        found: set[str] = set()
        run: list[str] = []
        for word in (*words, ""):
            if _CAPITALISED.match(_bare(word)):
                run.append(word)
                continue
            if any(self._is_name(_bare(first), _bare(second)) for first, second in pairwise(run)):
                found.update(run)
            run = []
        return frozenset(found)

    def _is_name(self, first: str, second: str) -> bool:
        return self.names[first, second] > self.small_pairs[first.lower(), second.lower()]


def occurrences(evidence: Evidence, phrase: str) -> int:
    """How often the running text can hold the phrase at most: the uses of its rarest word."""
    uses = _usage(evidence).uses
    return min((uses[word] for word in re.findall(_A_WORD, phrase.lower())), default=0)


@lru_cache(maxsize=4)
def _usage(evidence: Evidence) -> _Usage:
    text = "\n".join(
        block.text
        for block in evidence.document.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE)
    )
    small: Counter[str] = Counter(re.findall(r"[^\W\d_A-ZÀ-Ý][\w’'-]*", text))
    inside = [tuple(match) for match in re.findall(r"[a-z,] ([A-ZÀ-Ý][\w’'-]*)(?: ([A-ZÀ-Ý][\w’'-]*))?", text)]
    capital = Counter(first for first, _ in inside)
    names = Counter((first, second) for first, second in inside if second)
    words = re.findall(_A_WORD, text)
    small_pairs = Counter(pair for pair in pairwise(words) if pair[0].islower() and pair[1].islower())
    return _Usage(text.lower(), small, capital, names, small_pairs, Counter(word.lower() for word in words))


def _bare(word: str) -> str:
    return word.strip("\"'“”‘’().,:;!?")


def _with_article(evidence: Evidence, phrase: str) -> str:
    """The phrase with the article that the document mostly puts before it; none before plurals and masses."""
    tokens = [token for token in analyse(phrase, "en") if token.is_word]
    if not tokens or tokens[0].pos in ("DET", "NUM", "PRON") or tokens[0].tag == "PRP$":
        return phrase
    head = _head(phrase)
    if _is_plural(head):
        return phrase
    article = _article(evidence, phrase, head)
    return f"{article} {phrase}" if article else phrase


def _article(evidence: Evidence, phrase: str, head: str) -> str:
    """ "the", "a", "an", or nothing for what the document uses bare or what has no plural."""
    with_the, with_a, bare = _articles(evidence, re.sub(r"\s*\([^()]*\)", "", phrase))
    is_mass = not _is_counted(evidence, head)
    is_bare = is_mass and bare >= max(with_the, with_a) and (bare or _UNCOUNTED.search(head.lower()))
    is_name = is_mass and with_the == with_a == 0 and not head.islower()
    if bare > with_the + with_a or is_bare or is_name:
        return ""
    if with_a > with_the:
        return "an" if phrase[:1].lower() in "aeio" else "a"
    return "the"


def _articles(evidence: Evidence, phrase: str) -> tuple[int, int, int]:
    """How often the document writes "the phrase", "a phrase" and the bare phrase."""
    text, wanted = _usage(evidence).text, phrase.lower()
    counted: Counter[str] = Counter()
    place = text.find(wanted)
    while place >= 0:
        before, after = text[max(0, place - 5) : place], text[place + len(wanted) : place + len(wanted) + 8]
        if _PHRASE_ENDS.match(after):
            counted[next((word for word in ("the", "an", "a") if re.search(rf"(?:^|\W){word}\s$", before)), "")] += 1
        place = text.find(wanted, place + len(wanted))
    return counted["the"], counted["a"] + counted["an"], counted[""]


def _is_counted(evidence: Evidence, head: str) -> bool:
    """Whether the document uses the noun's plural."""
    several = plural(head.lower()) if head.isalpha() else ""
    return several != head.lower() and _usage(evidence).small[several] > 0


def _head(phrase: str) -> str:
    return _before_preposition(phrase).split()[-1]


def _before_preposition(phrase: str) -> str:
    plain = re.sub(r"\s*\([^()]*\)", "", phrase) or phrase
    return re.split(r"\s(?:of|for|in|on|to|with|by|from|at|during|after|before|between)\s", plain, maxsplit=1)[0]


def _is_plural(word: str) -> bool:
    return word.lower().endswith("s") and not word.lower().endswith(("ss", "us", "is"))
