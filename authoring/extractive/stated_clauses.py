"""Cuts "the application validates …" after "Verify that": a subject and a verb in the present, without a modal."""

from __future__ import annotations

import re

from authoring.extractive.clauses import Clause, Modality, masked, piece
from authoring.extractive.imperatives import BASE_VERBS
from authoring.linguistics import base_form, is_stopword

MAX_SUBJECT_WORDS = 12
_WORD = re.compile(r"[a-z][a-z'-]*")
_ADVERB = re.compile(r"\b(?:only|also|always|not|[a-z]+ly)$")
_NO_SUBJECT = re.compile(r"^(?:it|they|this|these|those|that|there|if|when|where|for|in|at|once|while)\b|[,;:]")
_BEFORE_NOUN = frozenset(
    re.findall(r"\w+", "the a an all any each every its their of for to in on at by with from or and no")
)
_OPENS_OBJECT = frozenset(
    re.findall(r"\w+", "the a an all any each every its their only that whether how to against no with from for in on")
)
_DENIAL = re.compile(r"(?:does|do) not [a-z]+ ")
_SECOND_HALF = re.compile(r",? (?:and|or) (?:that|if)\b|,? and (?:does|do|is|are|has|have|cannot)\b|;|:(?!\d)")
_TAIL = re.compile(r",? (?P<kind>if|when|whenever|unless|except|because|since|even if|even when) (?=\S)")


def stated_clause(text: str, start: int) -> Clause | None:
    """The clause of a statement whose verb is one of the known actions in the third person; None for any other."""
    flat = masked(text)
    end = len(flat.rstrip(" .!:;"))
    if _NO_SUBJECT.match(flat):
        return None
    verb = next(iter(_verbs(flat, end)), None)
    if verb is None or not _is_subject(flat[: verb[0]]):
        return None
    if _SECOND_HALF.search(flat, verb[1], end):
        return None
    tail = _TAIL.search(flat, verb[1], end)
    kind = tail["kind"] if tail else ""
    after = piece(text, tail.start("kind"), end, start) if tail else None
    adverb = _ADVERB.search(flat[: verb[0]].rstrip())
    begin = adverb.start() if adverb else verb[0]
    return Clause(
        main=piece(text, 0, end, start),
        subject=piece(text, 0, begin, start),
        modality=Modality.NONE,
        predicate=piece(text, begin, tail.start() if tail else end, start),
        condition=after if kind in {"if", "when", "whenever", "even if", "even when"} else None,
        exception=after if kind in {"unless", "except"} else None,
        reason=after if kind in {"because", "since"} else None,
    )


def _verbs(flat: str, end: int) -> list[tuple[int, int]]:
    """Where words stand that read as the verb of the clause: "validates the", "clients validate", "does not allow"."""
    words = list(_WORD.finditer(flat, 0, end))
    found = []
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        sure = after.group() in _OPENS_OBJECT or before.group().endswith("ly") or not is_stopword(after.group(), "en")
        if _DENIAL.match(flat, word.start()) or (sure and _is_verb(before.group(), word.group())):
            found.append(word.span())
    return found


def _is_verb(before: str, word: str) -> bool:
    if before in _BEFORE_NOUN or before in BASE_VERBS or "-" in before:
        return False
    if before.endswith("s") and not before.endswith(("ss", "'s")) and word in BASE_VERBS:
        return True
    base = base_form(word)
    return base != word and word.endswith("s") and base in BASE_VERBS


def _is_subject(before: str) -> bool:
    words = before.split()
    return 1 <= len(words) <= MAX_SUBJECT_WORDS and not _NO_SUBJECT.search(before.strip())
