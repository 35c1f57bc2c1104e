"""Noun phrases, their heads, and the form a phrase opens with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.linguistics.lemmas import can_be_verb, lemma_of, opens_imperative
from authoring.linguistics.tokens import Token, analyse
from authoring.types import Span

_NOMINAL = frozenset({"NOUN", "PROPN"})
_BEFORE_HEAD = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "DET"})
_PARTICIPLES = frozenset({"VBN", "VBG"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of tokens; `span` counts in the analysed text, `head` is its last noun."""

    tokens: tuple[Token, ...]
    span: Span
    head: Token


def noun_phrases(tokens: Sequence[Token]) -> tuple[Phrase, ...]:
    """Base noun phrases in order: determiner, adjectives, participles and nouns up to the last noun; none nested."""
    found: list[Phrase] = []
    run: list[Token] = []
    for token in (*tokens, None):
        if token is not None and _extends(run, token):
            run.append(token)
            continue
        phrase = _phrase(run)
        if phrase is not None:
            found.append(phrase)
        run = [token] if token is not None and _extends([], token) else []
    return tuple(found)


def head_of(text: str, language: str | None) -> Token | None:
    """The head noun of a noun phrase such as "the minimum length of a secret" (length), or None where it holds none."""
    phrases = noun_phrases(analyse(text, language))
    return phrases[0].head if phrases else None


def opening_form(text: str, language: str | None) -> str:
    """How a phrase opens: "imperative", "to", "ing", "clause", "noun", "number", "preposition",
    "third person" or "other".

    Options of one item share it.
    """
    tokens = [token for token in analyse(text, language) if token.is_word]
    if not tokens:
        return "other"
    first, second = tokens[0], tokens[1].text if len(tokens) > 1 else ""
    tests = (
        ("number", first.pos == "NUM"),
        ("to", first.text.lower() == "to"),
        ("ing", first.tag == "VBG" or (first.text.lower().endswith("ing") and first.pos == "VERB")),
        ("imperative", language in {"en", None} and opens_imperative(first.text, second)),
        ("third person", first.tag == "VBZ" or _reads_as_third_person(first.text, second)),
        ("preposition", first.pos == "ADP"),
        ("clause", _has_finite_verb(tokens)),
    )
    return next((form for form, holds in tests if holds), "noun")


def _reads_as_third_person(first: str, second: str) -> bool:
    """Whether "Measures the …" opens with a verb although the tagger sees a plural."""
    if not first.lower().endswith("s") or second.lower() not in _AFTER_VERB:
        return False
    return can_be_verb(lemma_of(first, "en", pos="VERB"))


_AFTER_VERB = frozenset({"the", "a", "an", "how", "that", "whether", "if", "what", "all", "any", "to", "your", "their"})


def _has_finite_verb(tokens: Sequence[Token]) -> bool:
    """Whether a main verb follows; one inside a relative clause ("the rate at which it is done") is none."""
    for token in tokens[1:]:
        if token.text.lower() in _RELATIVES:
            return False
        if token.pos == "AUX" or token.tag in {"VBZ", "VBP", "VBD"}:
            return True
    return False


_RELATIVES = frozenset({"that", "which", "who", "whose", "where", "whom"})


def _extends(run: Sequence[Token], token: Token) -> bool:
    if token.pos == "DET" or token.tag == "PRP$":
        return not run
    if token.tag in _PARTICIPLES:
        return bool(run) and run[-1].pos in {"DET", "ADJ", "ADV"}
    return token.pos in _BEFORE_HEAD


def _phrase(run: Sequence[Token]) -> Phrase | None:
    last = max((index for index, token in enumerate(run) if token.pos in _NOMINAL), default=None)
    if last is None:
        return None
    tokens = tuple(run[: last + 1])
    return Phrase(tokens, Span(tokens[0].span.start, tokens[-1].span.end), tokens[-1])
