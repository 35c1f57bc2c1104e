"""The lexical index: BM25 over stemmed English and Italian and over the words as they stand, forgiving typos.

It runs beside every vector search: an embedder may rank a language it hardly knows at random without any error.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexes.private_folder import PrivateFolder
from indexes.types import Mask, Passage, Rows

STEMMED = {"en": "english", "it": "italian"}
PLAIN = "plain"
_ROW, _OWNER = "row", "owner"
_HEAP_BYTES = 15_000_000  # tantivy's least
_MOST_HITS = 20_000
CORRECTED_COUNTS = 0.8  # of a word that had to be corrected, against one that was typed right
MAX_CORRECTIONS = 3
MIN_CORRECTED = 4  # letters; shorter words have too many neighbours
LONG_WORD = 8  # letters; from here two letters may be wrong
MAX_WORDS = 64  # of a query: a pasted page is cut
_TIE = 0.1  # of a word's other forms, beside the best
# What tantivy's own lists of stop words lack: words that make a question and say nothing of what is asked.
_ASKING_ENGLISH = """
about am any anybody anyone anything because been being can could did do does doing for from get gets got had has have
having he her here him his how i if its just know may me might must my our please she should so some somebody someone
tell than them us want was we were what when where which while who whom whose why would you your
"""
_ASKING_ITALIAN = """
bisogna cosa deve devi devo devono fa fare fai fatto posso puo può possono quali serve servono sapere vorrei voglio
viene vengono
"""
_ASKING = {"en": _ASKING_ENGLISH.split(), "it": _ASKING_ITALIAN.split()}
Query = tantivy.Query


@dataclass(frozen=True, slots=True)
class WordHits:
    """Rows and their BM25 scores, best first; of equals the smaller row.

    `strength` is the score as a share of what a passage of average length earns that holds every word of the query
    once: 1 for such a passage, and comparable between queries. `corrected` maps typed words to what was looked for.
    """

    rows: Rows
    scores: NDArray[np.float32]
    strengths: NDArray[np.float32]
    corrected: dict[str, tuple[str, ...]]


class LexicalIndex:
    """Passages by their words, each under a row number; changes are seen by the next search."""

    def __init__(self, index: tantivy.Index, working_copy: PrivateFolder | None = None) -> None:
        self._index = index
        self._working_copy = working_copy  # removed with this object
        self._analysers = {name: _analyser(language) for language, name in STEMMED.items()} | {PLAIN: _analyser(None)}
        for name, analyser in self._analysers.items():
            index.register_tokenizer(name, analyser)
        self._words = _Vocabulary(index.searcher())

    @classmethod
    def empty(cls) -> LexicalIndex:
        """An index in memory."""
        return cls(tantivy.Index(_SCHEMA))

    @classmethod
    def open_copy(cls, folder: Path) -> LexicalIndex:
        """An index of its own that starts as the one in `folder`, which stays as it is. Raises OSError, ValueError."""
        copy = PrivateFolder()
        shutil.copytree(folder, copy.path, dirs_exist_ok=True)
        return cls(tantivy.Index.open(str(copy.path)), copy)

    @classmethod
    def write(cls, folder: Path, passages: Iterable[tuple[int, Passage]]) -> None:
        """Write an index of these passages under their row numbers into an empty folder."""
        cls(tantivy.Index(_SCHEMA, path=str(folder))).change(add=passages)
        for lock in folder.glob(".tantivy-*.lock"):
            lock.unlink()

    @property
    def count(self) -> int:
        """How many passages there are."""
        return int(self._words.searcher.num_docs)

    def change(self, *, add: Iterable[tuple[int, Passage]], without: Iterable[str] = ()) -> None:
        """Leave out all passages of the owners `without`, then take in new ones under their row numbers."""
        writer = self._index.writer(_HEAP_BYTES, 1)
        for owner in without:
            writer.delete_documents_by_term(_OWNER, owner)
        for row, passage in add:
            writer.add_document(_document(row, passage))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._words = _Vocabulary(self._index.searcher())

    def search(self, text: str, limit: int, *, allowed: Mask | None = None) -> WordHits:
        """The `limit` allowed rows that share most with the text; None: all are. Rows beyond the mask are not."""
        words = self._words
        typed = list(dict.fromkeys(self._analysers[PLAIN].analyze(text)))[:MAX_WORDS]
        wanted = [one for word in typed if (one := self._wanted(word, words)) is not None]
        clauses = [(tantivy.Occur.Should, one.query) for one in wanted if one.query is not None]
        if not clauses:
            return _nothing()
        rows, scores = _allowed_hits(words.searcher, Query.boolean_query(clauses), limit, allowed)
        order = np.lexsort((rows, -scores))
        rows, scores = rows[order], scores[order]
        potential = sum(one.weight for one in wanted)
        corrected = {one.word: one.corrected for one in wanted if one.corrected}
        return WordHits(rows, scores, (scores / potential).astype(np.float32), corrected)

    def _wanted(self, word: str, words: _Vocabulary) -> _Wanted | None:
        """What to look for; None: a word that carries no meaning."""
        forms = self._forms(word)
        if forms is None:
            return None
        known = [(field, term, words.count(field, term)) for field, term in forms]
        known = [form for form in known if form[2]]
        if known:
            frequency = max(count for _, _, count in known)
            return _Wanted(word, _any_of(known), words.weight(frequency))
        corrections = words.corrections(word)
        near = [
            (field, term, count)
            for correction in corrections
            for field, term in self._forms(correction) or ()
            if (count := words.count(field, term))
        ]
        if not near:
            return _Wanted(word, None, words.weight(1))  # as if one had it: of few passages, none says little
        query = Query.boost_query(_any_of(near), CORRECTED_COUNTS)
        return _Wanted(word, query, words.weight(max(count for _, _, count in near)), tuple(corrections))

    def _forms(self, word: str) -> list[tuple[str, str]] | None:
        """The word in each field; None: a stop word of some language we stem."""
        forms = [(PLAIN, word)]
        for name in STEMMED.values():
            stems = self._analysers[name].analyze(word)
            if not stems:
                return None
            forms.append((name, stems[0]))
        return forms


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`query` None: no passage has the word nor one like it. `weight` is its inverse document frequency."""

    word: str
    query: tantivy.Query | None
    weight: float
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Vocabulary:
    """What one state of the index knows of words."""

    searcher: tantivy.Searcher

    def count(self, field: str, term: str) -> int:
        """How many passages hold the term."""
        return self.searcher.doc_freq(field, term)

    def weight(self, count: int) -> float:
        """BM25's inverse document frequency, as tantivy reckons it."""
        return math.log(1 + (self.searcher.num_docs - min(count, self.searcher.num_docs) + 0.5) / (count + 0.5))

    def corrections(self, word: str) -> Sequence[str]:
        """The nearest words that exist: a letter wrong, missing, too many or swapped; two of them in long words.

        The first letter stands: people seldom mistype it, and without it a foreign word is like some other too easily.
        """
        if len(word) < MIN_CORRECTED or not word.isalpha():
            return ()
        most = 2 if len(word) >= LONG_WORD else 1
        like = process.extract(
            word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=20
        )
        if not like:
            return ()
        nearest = min(distance for _, distance, _ in like)
        found = [term for term, distance, _ in like if distance == nearest]
        return sorted(found, key=lambda term: (-self.count(PLAIN, term), term))[:MAX_CORRECTIONS]

    @cached_property
    def _by_initial(self) -> dict[str, list[str]]:
        by_initial: dict[str, list[str]] = {}
        for term, _ in self.searcher.terms_with_prefix(PLAIN, ""):
            if len(term) >= MIN_CORRECTED - 1 and term.isalpha():
                by_initial.setdefault(term[0], []).append(term)
        return by_initial


def _any_of(forms: Iterable[tuple[str, str, int]]) -> tantivy.Query:
    """The best form counts: the same word in two fields is no two words."""
    terms = [Query.term_query(_SCHEMA, field, term, index_option="freq") for field, term, _ in forms]
    return terms[0] if len(terms) == 1 else Query.disjunction_max_query(terms, _TIE)


def _allowed_hits(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int, allowed: Mask | None
) -> tuple[Rows, NDArray[np.float32]]:
    """More and more hits are asked for until enough of them are allowed."""
    asked = limit
    while True:
        found = searcher.search(query, limit=max(1, asked), count=False).hits
        rows = np.asarray(searcher.fast_field_values(_ROW, [address for _, address in found]), dtype=np.int64)
        scores = np.asarray([score for score, _ in found], dtype=np.float32)
        if allowed is not None:
            kept = (rows < len(allowed)) & allowed[np.minimum(rows, len(allowed) - 1)] if len(allowed) else rows < 0
            rows, scores = rows[kept], scores[kept]
        if len(rows) >= limit or len(found) < asked or asked >= _MOST_HITS:
            return rows[:limit], scores[:limit]
        asked *= 4


def _document(row: int, passage: Passage) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned(_ROW, row)
    document.add_text(_OWNER, passage.owner)
    for field in _fields(passage.language):
        document.add_text(field, passage.text)
    return document


def _fields(language: str | None) -> Iterator[str]:
    """In its own language's stems and as it stands; a language we cannot tell is stemmed in every way."""
    yield PLAIN
    if language in STEMMED:
        yield STEMMED[language]
    elif language is None:
        yield from STEMMED.values()


def _nothing() -> WordHits:
    none = np.zeros(0, dtype=np.float32)
    return WordHits(np.zeros(0, dtype=np.int64), none, none, {})


def _analyser(language: str | None) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(60))
    builder = builder.filter(tantivy.Filter.lowercase())
    if language is not None:
        name = STEMMED[language]
        # Before accents go: stop words and stems are written with them.
        builder = builder.filter(tantivy.Filter.stopword(name)).filter(
            tantivy.Filter.custom_stopword(_ASKING[language])
        )
        builder = builder.filter(tantivy.Filter.stemmer(name))
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ROW, stored=False, indexed=False, fast=True)
    builder.add_text_field(_OWNER, tokenizer_name="raw", index_option="basic")
    for name in (PLAIN, *STEMMED.values()):
        builder.add_text_field(name, tokenizer_name=name, index_option="freq")
    return builder.build()


_SCHEMA = _schema()
