"""Whose words a text is made of: nouns are the document's, verbs of a rule too, other words at least the dictionary's.

Paraphrase needs verbs and small words; new things need nouns. A text that names what its source never names was made
up, or ordered by somebody who planted a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.generative.brief import Brief
from authoring.generative.source import SourceSentences, number_sentences
from authoring.linguistics import analyse, can_be_noun, can_be_verb, content_lemmas, obligations, opening_form
from authoring.linguistics.lemmas import can_be_adjective, lemma_of
from authoring.linguistics.words import word_list

_GENERAL_NOUNS = word_list("general_nouns_en")
_GENERAL_VERBS = word_list("general_verbs_en")
_LEAST_SHARED = (
    0.6  # of a text's content words that its source holds; paraphrases of one sentence keep more (read by eye)
)
_LEAST_RESTATED = 0.5  # of a cited sentence's content words, or this many of them:
_ENOUGH_RESTATED = 4
_ODD = re.compile(r"\d|[A-Z]{2,}|[a-z][A-Z]|[_@#]")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The content lemmas that a text may use. `counts`: in how many sentences of the source each stands."""

    lemmas: frozenset[str]
    counts: Counter[str]
    language: str | None

    def foreign(self, text: str, *, may_bind: bool = True) -> Iterator[str]:
        """Words of the text that are not the source's where they have to be; verbs only where the text may bind."""
        if self.language not in {"en", None}:  # without a tagger every word has to be the source's
            yield from (f"“{word}” is no word of the source" for word in sorted(self._unknown(text)))
            return
        binds = may_bind and self._binds(text)
        for token in analyse(text, self.language):
            if not token.is_word or not _LETTERS.search(token.text) or self._holds(token.text):
                continue
            lemma = token.lemma.lower()
            if token.pos == "VERB":
                if not can_be_verb(lemma) or (binds and lemma not in _GENERAL_VERBS):
                    yield f"the verb “{token.text}” is not the source's"
            elif token.pos in {"NOUN", "PROPN", "X"}:
                if lemma not in _GENERAL_NOUNS and lemma not in _GENERAL_VERBS:
                    yield f"“{token.text}” is no word of the source"
            elif not _is_dictionary_word(token.text):
                yield f"“{token.text}” is no word of the source"

    def share(self, text: str) -> float:
        """How much of the text's content is the source's, 0 to 1."""
        said = content_lemmas(text, self.language)
        return len(said & self.lemmas) / len(said) if said else 0.0

    def recurs(self, text: str) -> bool:
        """Whether half of the text's content stands in more than one sentence: what a section is about comes again."""
        said = content_lemmas(text, self.language)
        return bool(said) and sum(self.counts[lemma] > 1 for lemma in said) >= len(said) / 2

    def _binds(self, text: str) -> bool:
        return bool(obligations(text, self.language)) or opening_form(text, self.language) == "imperative"

    def _unknown(self, text: str) -> frozenset[str]:
        return content_lemmas(text, self.language) - self.lemmas

    def _holds(self, word: str) -> bool:
        return content_lemmas(word, self.language) <= self.lemmas


def is_odd(word: str) -> bool:
    """Whether a word looks like a code or stands in no dictionary: planted words mostly do."""
    return _ODD.search(word) is not None or not _is_dictionary_word(word)


def shares_enough(text: str, quoted: str, headings: str, language: str | None) -> bool:
    """Whether a text says what it cites: most of its content stands there, and it restates a sentence, not a scrap."""
    said = content_lemmas(text, language)
    if not said:
        return False
    cited = content_lemmas(quoted, language)
    if len(said & (cited | content_lemmas(headings, language))) < _LEAST_SHARED * len(said):
        return False
    return any(
        len(said & own) >= min(_ENOUGH_RESTATED, _LEAST_RESTATED * len(own))
        for line in quoted.split("\n")
        if (own := content_lemmas(line, language))
    )


def vocabulary_of(source: SourceSentences, brief: Brief, extra: Iterable[str] = ()) -> Vocabulary:
    """The words of numbered sentences, of what the author says in the brief, and of `extra` texts such as headings."""
    language = source.evidence.language
    counts: Counter[str] = Counter()
    for sentence in source.sentences:
        counts.update(content_lemmas(sentence.words, language))
    said = [*brief.keep_terms, brief.audience, *extra]
    own = frozenset(counts) | frozenset(lemma for text in said for lemma in content_lemmas(text, language))
    return Vocabulary(own, counts, language)


def document_vocabulary(evidence: Evidence, brief: Brief) -> Vocabulary:
    """The words of the whole document; sentences that speak to a machine add none."""
    return evidence.once(
        f"generative vocabulary {brief.model_dump_json()}",
        lambda: vocabulary_of(number_sentences(evidence, evidence.segments), brief, (evidence.document.title,)),
    )


def _is_dictionary_word(word: str) -> bool:
    plain = word.lower().removesuffix("'s").removesuffix("’s")
    parts = [part for part in re.split(r"[-‐‑'’/]", plain) if part]
    return all(_is_known(part) or _is_known(lemma_of(part, "en")) for part in parts)


def _is_known(word: str) -> bool:
    return len(word) < 3 or can_be_noun(word) or can_be_verb(word) or can_be_adjective(word) or word in _SMALL_WORDS


_SMALL_WORDS = word_list("stopwords_en") | word_list("opening_words_en")
