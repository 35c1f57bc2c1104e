"""What the measures read off a text: words, lemmas, sentences, part-of-speech tags; no code shared with authoring."""

from __future__ import annotations

import gc
import re
import unicodedata
import warnings
from functools import lru_cache
from typing import Any

import lemminflect
import simplemma

WORD = re.compile(r"[^\W_]+(?:['\-.&/][^\W_]+)*")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = {ord(c): "'" for c in "‘’ʼ`´"} | {ord(c): '"' for c in "“”„«»"}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")

# Function words of English and Italian; modals and negations are here because they are compared by class, not by lemma.
_FUNCTION_WORDS = """
    a an the this that these those such it its they them their theirs he she his her him we us our you your i me
    my one who whom whose which what when where why how whether if then than as at by for from in into of off on
    onto out over to under up with within without about after before between during through across per via and
    or nor but so not no never neither none n't yes be is are was were been being am do does did doing done have
    has had having will would shall should must may might can could cannot ought need there here also only just
    any some all each every both either other another same own too very more most least less much many few
    because while until unless except since etc eg ie s t re ve ll d m il lo la i gli le un uno una di a da in
    con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dallo dalla dai dagli dalle
    nel nello nella nei negli nelle sul sullo sulla sui sugli sulle e ed o od ma se che chi cui non né è sono
    era erano essere ha hanno avere si ci vi ne come quando dove perché anche più meno deve devono può possono
    questo questa questi queste quello quella quelli quelle
"""
STOP = frozenset(_FUNCTION_WORDS.split())


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Text for comparison: NFKC, straight quotes, one kind of dash, no invisible characters, single spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = _INVISIBLE.sub("", _DASHES.sub("-", text).translate(_QUOTES))
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """Words of the plain text as they stand; hyphenated words stay whole."""
    return tuple(match.group().removesuffix("'s") for match in WORD.finditer(plain(text)))


def word_count(text: str) -> int:
    """Words separated by white space, as reading time counts them."""
    return len(text.split())


@lru_cache(maxsize=100_000)
def lemma(word: str, language: str | None = "en") -> str:
    """One lemma a word, the verb's where it can be one: "requires" and "required" meet, "requirement" is another."""
    word = word.lower()
    if language == "it":
        return str(simplemma.lemmatize(word, lang="it"))
    lemmas = lemminflect.getAllLemmas(word)
    for kind in ("VERB", "AUX", "NOUN", "ADJ", "ADV"):
        if lemmas.get(kind):
            found = str(lemmas[kind][0])
            return found if kind != "NOUN" or found == word else lemma(found, language)  # "warmings": warming: warm
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=200_000)
def content_lemmas(text: str, language: str | None = "en") -> frozenset[str]:
    """Lemmas of the words that carry meaning; a hyphenated word gives its parts too when it has letters only."""
    found: set[str] = set()
    for word in words(text):
        parts = re.split(r"[-/]", word)
        whole = len(parts) == 1 or any(character.isdigit() for character in word)
        for part in (word,) if whole else parts:
            lower = part.lower()
            if (lower not in STOP and len(lower) > 1) or lower.isdigit():
                found.add(lemma(lower, language))
    return frozenset(found)


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of `part` lies in `whole`, 0 to 1; an empty `part` lies there altogether."""
    return len(part & whole) / len(part) if part else 1.0


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """Shared members over all members; two empty sets are equal."""
    return len(left & right) / len(left | right) if left | right else 1.0


_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|cf|vs|Dr|Mr|Ms|Mrs|No|Nos|Fig|Sec|Art|approx|Inc|Ltd|al|ecc|es|St|[A-Z])\.$"
)


@lru_cache(maxsize=50_000)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of one block; every line of a table or code block is a sentence of its own."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in re.finditer(r"[.!?]+[\"'”’)\]]*(?=\s)|\n", text):
        ends_line = match.group() == "\n"
        end = match.start() if ends_line else match.end()
        following = text[match.end() :].lstrip()[:1]
        if not ends_line and (_ABBREVIATION.search(text[start:end]) or following.islower()):
            continue
        spans.append((start, end))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = ((s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(text[s:e].rstrip())) for s, e in spans)
    return tuple((s, e) for s, e in trimmed if e > s)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of one block or body part."""
    return tuple(text[start:end] for start, end in sentence_spans(text))


@lru_cache(maxsize=20_000)
def tags(text: str) -> tuple[tuple[str, str], ...]:
    """Words with Penn Treebank tags by TextBlob's pattern tagger; the first letter is lowered, it makes no name."""
    text = plain(text)
    if text[1:2].islower():
        text = text[:1].lower() + text[1:]
    return tuple((str(word), str(tag)) for word, tag in _tagger().tag(text))


@lru_cache(maxsize=1)
def _tagger() -> Any:
    """The tagger with its lexicon loaded; TextBlob leaves the lexicon's files to be closed by the garbage collector."""
    from textblob.en.taggers import PatternTagger

    tagger = PatternTagger()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        tagger.tag("load the lexicon")
        gc.collect()
    return tagger
