"""How a heading reads inside a sentence: small letters where the document writes them, the article it uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from authoring.extractive.evidence import Evidence
from authoring.linguistics import analyse, can_be_verb, noun_phrases, opening_form, plural
from authoring.types import BlockKind

_CAPITALISED = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ’']+(?:-[A-ZÀ-Ý]?[a-zà-ÿ’']+)*$")
_UNCOUNTED = re.compile(
    r"(?:ation|ity|ness|ment|ance|ence|ing|cy|ism|ship|ware|age|wear|health|safety|security|power|energy|aid)$"
)
_CLAUSE = re.compile(
    r"^(?:the|a|an|it|we|you|they|this|that)?\s?.*\b(?:is|are|was|were|does|do|has|have|must|should|can|will|may)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"(?:(?:the|an?) )?[\w-]+ of ", re.IGNORECASE)
_DOING = re.compile(r"\w+ing\s+(?!(?:of|and|or)\b)\w+")
_BREAKS = re.compile(r"[.;:!]|\s[-–—]\s|^(?:never|always|don['’]t|do not|no)\b", re.IGNORECASE)
_A_WORD = r"[^\W\d_][\w’'-]*"
_LIST = re.compile(r"\s(?:and|or|&)\s")
_PHRASE_ENDS = re.compile(  # what may follow a whole noun phrase; another noun would make it part of a longer one
    r"[.,;:)!?\n]|$|\s(?:is|are|was|were|of|in|on|for|to|and|or|that|which|who|with|by|at|must|may|should|can|has|have|"
    r"when|if|as|from|will|not|does|do|because|so|than|after|before|until|within|\()\b"
)
_QUESTION = re.compile(
    r"\?\W*$|^(?:why|who|whose|which|where|when|how|what|can|should|do|does|is|are)\b(?!.*\bto\b)", re.IGNORECASE
)
_WHAT_IS = re.compile(r"^what(?: (?P<be>is|are)|['’]s) (?P<rest>[^?]+?)\??$", re.IGNORECASE)
_WHEN = re.compile(
    r"^(?:if|when|before|after|during|in case of)\s(?!(?:are|is|do|does|did|should|can|must|to)\b)[^?:;]+$",
    re.IGNORECASE,
)
_WHO = re.compile(r"^who (?:may|must|can|should|is|has)\s(?!(?:it|they|you|we|i)\b)[^?,]+\??$", re.IGNORECASE)
_WHAT_SOMEBODY = re.compile(
    r"^what (?!(?:is|are|was|does|do|did|can|should|must|may|will|if|about|to)\b|\w+['’])"
    r"(?!.*\b(?:it|they|them|you|we|i)\b)[^?]+\sdoe?s?$",
    re.IGNORECASE,
)
_SHOULD_BE = re.compile(
    r"^(?P<word>why|where|when|how \w+) (?P<modal>should|must|can|may) (?P<who>.+?) (?P<rest>be\b[^?]*)\?$",
    re.IGNORECASE,
)
_IS_SO = re.compile(r"^(?P<word>when|where|why) (?P<be>is|are) (?P<who>[^?]+) (?P<how>[\w-]+)\?$", re.IGNORECASE)
_DO = re.compile(r"^(?P<word>what|where|when|why|how) do (?P<rest>(?!you\b|i\b|we\b|they\b)[^?]+)\?$", re.IGNORECASE)
_ORDER = re.compile(
    r"^(?P<verb>[a-z]+) (?:the|an?|your|their|all|every|each|any|related|affected)\s"
    r"(?!.*\b(?:if|is|are|must|and then)\b)[^.;:!?,]+$",
    re.IGNORECASE,
)
_ARTICLE = r"(the|an?)"
_ANY_ARTICLE = re.compile(r"\b(?:the|an?|your|all|any|every|each|this|that)\b", re.IGNORECASE)
_QUOTES = re.compile('[“”„"]')
_PARTED = re.compile(r":\s|\s[-–—]\s")
_COUNTS_ONLY = re.compile(r"^(?:example|step|part|case|figure|table|note|tip|chapter|appendix)\b", re.IGNORECASE)
_AFTER_NOUNS = frozenset({"of", "and", "or", "in", "for", "to", "on", "&", "vs", "is", "are"})
_NO_NOUN = re.compile(r"^(?:not|just|only|about|also|really|higher|averse|never|no)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"^[\w’' -]*\w+s (?:that|who|which) \w+ [^.;:!?]+$", re.IGNORECASE)
_TO = re.compile(r"^(?P<word>how|what|when|where|whom?|which \w+) to (?P<rest>\w[^?]*?)\??$", re.IGNORECASE)


class Form(StrEnum):
    """What kind of words a heading is made of."""

    NOUN = "noun"
    GERUND = "gerund"
    TO = "to"  # how to …, what to …
    WHAT_IS = "what is"
    QUESTION = "question"
    WHEN = "when"  # if …, before …: the case that the text tells what to do in
    SENTENCE = "sentence"  # an order or a statement; only its own wording fits


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading as it can be used in a sentence; `phrase` fits after a preposition when the form is noun or gerund."""

    form: Form
    phrase: str


def topic(evidence: Evidence, heading: str) -> Topic:
    """What an English heading can be in a sentence; its quotation marks are dropped."""
    return evidence.once(f"topic {heading}", lambda: _topic(evidence, heading))


def _topic(evidence: Evidence, heading: str) -> Topic:
    heading = _QUOTES.sub("", heading).strip() or heading
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
    answered = _answered(evidence, heading)
    if answered is not None:
        return answered
    if _QUESTION.search(heading):
        return Topic(Form.QUESTION, heading)
    return _statement(evidence, heading)


def _answered(evidence: Evidence, heading: str) -> Topic | None:
    """A question or a case in the order of a statement: who may drive, what wardens do, if you discover a fire."""
    if _WHEN.match(heading):
        return Topic(Form.WHEN, in_sentence(evidence, heading[:1].lower() + heading[1:]))
    if _WHO.match(heading) or _WHAT_SOMEBODY.match(heading):
        return Topic(Form.WHAT_IS, in_sentence(evidence, heading[:1].lower() + heading[1:]).rstrip("?"))
    is_so = _IS_SO.match(heading)
    if is_so and analyse(f"It is {is_so['how'].lower()}.", "en")[2].pos in ("ADJ", "VERB", "INTJ"):
        words = [is_so["word"].lower(), in_sentence(evidence, is_so["who"]), is_so["be"].lower(), is_so["how"].lower()]
        return Topic(Form.WHAT_IS, " ".join(words))
    should, done = _SHOULD_BE.match(heading), _DO.match(heading)
    if should:
        words = [should["word"].lower(), in_sentence(evidence, should["who"]), should["modal"].lower(), should["rest"]]
        return Topic(Form.WHAT_IS, " ".join([*words[:3], in_sentence(evidence, words[3])]))
    if done:
        return Topic(Form.WHAT_IS, f"{done['word'].lower()} {in_sentence(evidence, done['rest'])}")
    return None


def _statement(evidence: Evidence, heading: str) -> Topic:
    """A heading that asks nothing: a noun phrase, what somebody does, or words that only fit in quotation marks."""
    phrase = in_sentence(evidence, heading)
    order = _ORDER.match(heading)
    if order and can_be_verb(order["verb"].lower()) and opening_form(phrase, "en") == "imperative":
        return Topic(Form.TO, f"how to {with_articles(evidence, phrase[:1].lower() + phrase[1:])}")
    if _RELATIVE.match(heading):
        return Topic(Form.NOUN, phrase)
    if len(phrase.split()) > 1 and _is_used_as_noun(evidence, phrase):
        return Topic(Form.NOUN, phrase if _LIST.search(phrase) else _with_article(evidence, phrase))
    if _is_used_as_verb(evidence, phrase) and not _BREAKS.search(heading):
        return Topic(Form.TO, f"how to {with_articles(evidence, phrase[:1].lower() + phrase[1:])}")
    return _by_form(evidence, heading, phrase)


def _by_form(evidence: Evidence, heading: str, phrase: str) -> Topic:
    names = _OF.match(phrase) or _LIST.search(phrase)
    opening = "noun" if _OF.match(phrase) else opening_form(phrase, "en")
    if opening == "ing" or _DOING.match(heading):
        return Topic(Form.GERUND, phrase)
    breaks = (
        _BREAKS.search(heading) or _NO_NOUN.match(heading) or _CLAUSE.match(heading) or ("," in heading and not names)
    )
    if opening != "noun" or breaks or not (names or _ends_in_noun(phrase)):
        return _first_part(evidence, heading) or Topic(Form.SENTENCE, heading)
    return Topic(Form.NOUN, phrase if _LIST.search(phrase) else _with_article(evidence, phrase))


def _first_part(evidence: Evidence, heading: str) -> Topic | None:
    """What stands before the colon or the dash of a heading, where it is a noun phrase that says something."""
    first, *rest = _PARTED.split(heading, maxsplit=1)
    if not rest or _COUNTS_ONLY.match(first):
        return None
    found = _statement(evidence, first)
    return found if found.form is Form.NOUN else None


def _is_used_as_verb(evidence: Evidence, phrase: str) -> bool:
    """Whether the phrase opens with a word that the running text has after "to" and never after an article."""
    verb, *rest = phrase.lower().split()
    if not rest or verb == "learn" or rest[0] in _AFTER_NOUNS or not verb.isalpha() or not can_be_verb(verb):
        return False
    text = _usage(evidence).text
    is_noun = re.search(rf"\b(?:the|an?|of|this|your|for|in|our)\s{verb}\b", text)
    return is_noun is None and re.search(rf"\bto\s{verb}\b", text) is not None


def _is_used_as_noun(evidence: Evidence, phrase: str) -> bool:
    """Whether the running text puts the words after "of", "for" or an article, or before a finite verb."""
    words = re.escape(phrase.lower())
    used = rf"\b(?:of|for|the|an?|your|on|in|about)\s{words}\b|\b{words}\s(?:is|are|must|may|can)\b"
    return re.search(used, _usage(evidence).text) is not None


def _ends_in_noun(phrase: str) -> bool:
    """Whether the words before the first preposition end in a noun, as a noun phrase does."""
    tokens = [token for token in analyse(_before_preposition(phrase), "en") if token.is_word]
    return bool(tokens) and tokens[-1].pos in ("NOUN", "PROPN", "NUM", "X")


def _names_a_thing(evidence: Evidence, words: str) -> bool:
    if re.match(r"(?:an?|the)\s", words, re.IGNORECASE):
        return True
    if re.fullmatch(r"[\w-]+", words) and _ends_in_noun(words):
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


def _usage(evidence: Evidence) -> _Usage:
    return evidence.once("usage of words", lambda: _count_usage(evidence))


def _count_usage(evidence: Evidence) -> _Usage:
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


def with_articles(evidence: Evidence, order: str) -> str:
    """The order of a heading with the articles that the running text has in the same words, where it has them.

    "Identify timeline of attack" is "identify the timeline of the attack" there.
    """
    words = order.split()
    if len(words) < 2 or _ANY_ARTICLE.search(order):
        return order
    for used in (words, words[1:]):
        before = rf"(?:{_ARTICLE}\s)?" if used is not words else "()"
        between = rf"\s(?:{_ARTICLE}\s)?"
        pattern = rf"\b{before}{between.join(re.escape(word.lower()) for word in used)}\b"
        found = Counter(match.groups("") for match in re.finditer(pattern, _usage(evidence).text))
        articles = max(found, key=lambda one: (found[one], any(one)), default=())
        if any(articles):
            told = [f"{article} {word}" if article else word for article, word in zip(articles, used, strict=True)]
            return " ".join([*words[: len(words) - len(used)], *told])
    return order


def _with_article(evidence: Evidence, phrase: str) -> str:
    """The phrase with the article that the document mostly puts before it; none before plurals and masses."""
    tokens = [token for token in analyse(phrase, "en") if token.is_word]
    if not tokens or tokens[0].pos in ("DET", "NUM", "PRON") or tokens[0].tag == "PRP$":
        return phrase
    head = _head(phrase)
    if is_plural(head):
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


def is_plural(phrase: str) -> bool:
    """Whether an English noun phrase names several, by the last word before its first preposition."""
    word = _head(phrase)
    return word.lower().endswith("s") and not word.lower().endswith(("ss", "us", "is"))
