"""Who or what an English rule binds: whether it acts or is dealt with, and how it reads in the middle of a sentence."""

from __future__ import annotations

import re

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.topics import in_sentence
from authoring.linguistics import analyse, content_lemmas, lemma_of
from authoring.linguistics.words import word_list

_LONGEST = 7  # words
_SPEAKER = re.compile(r"\b(?:we|us|our|ours|I|my|me)\b|\b(?:this|these|those)\b", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"^(?:that|this|these|those|while|there|it|as|when|if|what|which)\b", re.IGNORECASE)
_AFTER_HEAD = re.compile(r" (?:of|for|in|at|with|using|by|from|on|to)\b")
_NO_PART = frozenset({"VERB", "AUX", "SCONJ", "PRON", "ADV"})
_DEED = re.compile(r"(?:tion|sion|ment|ing|ance|ence|use|process|access|presence)$")
_PARTICIPLES = frozenset({"VBN", "VBG", "VBD"})  # "a lost key"
_AGENTS = word_list("agents_en")
_ACTOR = re.compile(
    r"(?:(?:[^\W\d_]{2,}(?:(?<!l)ist|ian|ees?|ants?))|teams?|staff|leads?|heads?|boards?|party|parties|agency|agencies|"
    r"organi[sz]ations?|compan(?:y|ies)|departments?|authorit(?:y|ies)|deput(?:y|ies)|scribes?|liaisons?|experts?|"
    r"people|person|clients?|mothers|systems?|applications?|servers?|services?|authenticators?|"
    r"wardens?|everybody|everyone|nobody)$",
    re.IGNORECASE,
)


def is_subject(text: str) -> bool:
    """Whether the words before the verb are one noun phrase, or the reader."""
    plain = text.strip()
    if plain.lower() == "you":
        return True
    tokens = [token for token in analyse(plain, "en") if token.is_word]
    fits = (
        0 < len(tokens) <= _LONGEST
        and tokens[0].pos != "ADP"
        and not any(
            token.pos in _NO_PART and (token.tag not in _PARTICIPLES or token is tokens[-1]) for token in tokens
        )
    )
    return fits and bool(content_lemmas(plain, "en")) and not speaks(plain) and not _NO_SUBJECT.match(plain)


def speaks(text: str) -> bool:
    """Whether the text says "we" or points with "this"."""
    return bool(_SPEAKER.search(text))


def acts(subject: str) -> bool:
    """Whether the subject is somebody, or a system that does something, rather than a thing that is dealt with."""
    plain = re.sub(r"\s*\([^()]*\)", "", subject)
    last = _AFTER_HEAD.split(plain)[0].split()[-1]
    is_body = last.isupper() or (last[:-1].isupper() and last.endswith("s") and len(last) > 2)
    return plain.lower() == "you" or is_body or head_of_subject(plain) in _AGENTS or bool(_ACTOR.search(last))


def is_deed(subject: str) -> bool:
    """Whether the subject is something that is done ("reauthentication", "each use of a key"), not a thing."""
    return bool(_DEED.search(head_of_subject(subject)))


def head_of_subject(subject: str) -> str:
    """The noun that stands for the subject, in the singular: “verifier” of “Verifiers of look-up secrets”."""
    last = _AFTER_HEAD.split(subject)[0].split()[-1]
    return lemma_of(last, "en") if last.islower() else last.removesuffix("s").lower()


def lowered_start(evidence: Evidence, text: str) -> str:
    """The text with a small first letter, unless the document writes the word with a capital inside sentences."""
    first, space, rest = text.partition(" ")
    return f"{first.lower() if len(first) == 1 else in_sentence(evidence, first)}{space}{rest}"
