"""G3 and K1: the key follows from the cited text, exactly one option is right, the item is whole."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.items.distractors import overlaps
from authoring.items.validation import faults_of_form
from authoring.linguistics import content_lemmas
from authoring.types import Finding, Item, ItemType, Option, Origin, Severity

CHECK = "key"
_FIXED = frozenset({ItemType.TRUE_FALSE, ItemType.NUMERIC, ItemType.MATCHING, ItemType.ORDERING})


def check_keys(item: Item, language: str | None) -> tuple[Finding, ...]:
    """Findings on the item's form and key; blockers, but advice on questions that stood in the document as they are."""
    severity = Severity.ADVICE if item.origin is Origin.SOURCE else Severity.BLOCKER
    whole = [Finding("form", Severity.BLOCKER, item.id, fault) for fault in faults_of_form(item)]
    return (*whole, *(Finding(CHECK, severity, item.id, fault) for fault in _faults_of_key(item, language)))


def _faults_of_key(item: Item, language: str | None) -> Iterator[str]:
    cited = " ".join(citation.quote for citation in item.citations)
    for text in _stated(item):
        if not follows(text, cited, language):
            yield f"“{text}” does not stand in the cited text."
    if item.type is ItemType.MULTIPLE_CHOICE and item.origin is not Origin.SOURCE:
        yield from _rivals(item, language)


def _stated(item: Item) -> list[str]:
    """What the item says is right."""
    if item.type is ItemType.TRUE_FALSE:
        return []
    texts = [option.text for option in item.options if option.correct and _is_lifted(item, option)]
    texts += [text for pair in item.pairs for text in (pair.left, pair.right)]
    return texts + list(item.order)


def _is_lifted(item: Item, option: Option) -> bool:
    return item.type in _FIXED or option.source is not None


def _rivals(item: Item, language: str | None) -> Iterator[str]:
    keys = [option.text for option in item.options if option.correct]
    lifted = [option.text for option in item.options if not option.correct and len(option.text.split()) > 4]
    for text in lifted:
        if keys and len(keys[0].split()) > 4 and overlaps(keys[0], text, language):
            yield f"“{text}” says the same as the key, or part of it."


def follows(text: str, cited: str, language: str | None) -> bool:
    """Whether the cited text holds the words, or at least all content words of it."""
    if _flat(text) in _flat(cited):
        return True
    return content_lemmas(_flat(text), language) <= content_lemmas(_flat(cited), language)


def _flat(text: str) -> str:
    marks = str.maketrans({"‐": "-", "‑": "-", "–": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
    return " ".join(text.translate(marks).casefold().split()).strip(" .")
