"""From a candidate to an item: which distractors, in what order, with which rationales; or nothing."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

from authoring.extractive.candidates import Candidate, Choice, OptionOrder
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import (
    fitting_distractors,
    has_loose_pronoun,
    missing_from_citations,
    stands_alone,
    stem_stands_alone,
)
from authoring.extractive.rationales import item_rationale, option_rationale
from authoring.items.distractors import key_echoes_stem, lengths_agree, one_is_absolute, overlaps
from authoring.items.flaws import blocking_flaws
from authoring.items.validation import faults_of_form
from authoring.linguistics import quantities
from authoring.types import Citation, Item, ItemType, Option, Origin, Segment

_POOL = 9  # distractors looked at: 84 triples
_CHOICES = frozenset({ItemType.MULTIPLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE})


def assemble(evidence: Evidence, segment: Segment, candidate: Candidate) -> Item | None:
    """The candidate's item, or None where it fails a test: form, grounding, one key, distractors of the key's kind."""
    language = candidate.language or evidence.language
    if candidate.origin is Origin.SOURCE:
        return _whole(_item(evidence, segment, candidate, candidate.distractors))
    if not _is_sound(candidate, language):
        return None
    chosen: tuple[Choice, ...] = ()
    if candidate.type in _CHOICES:
        pool = fitting_distractors(evidence, candidate, language)
        found = _choose(candidate, pool, _digest(segment, candidate), language)
        if found is None:
            return None
        chosen = found
    item = _whole(_item(evidence, segment, candidate, chosen))
    if item is None or next(blocking_flaws(item, language), None) is not None:
        return None
    return item


def _is_sound(candidate: Candidate, language: str | None) -> bool:
    if not stem_stands_alone(candidate.stem, language) or missing_from_citations(candidate, language):
        return False
    lifted = [choice.text for choice in candidate.keys] + [
        text for pair in candidate.pairs for text in (pair.left, pair.right)
    ]
    lifted += candidate.order
    if candidate.checked:
        return all(text.strip() for text in lifted)
    return all(stands_alone(text) and not has_loose_pronoun(text, language) for text in lifted)


def _choose(
    candidate: Candidate, pool: Sequence[Choice], digest: int, language: str | None
) -> tuple[Choice, ...] | None:
    count = candidate.needed_distractors
    best: tuple[tuple[int, int], tuple[Choice, ...]] | None = None
    pool = _like_key_first(candidate, pool)
    for places in itertools.combinations(range(min(len(pool), _POOL)), count):
        chosen = tuple(pool[place] for place in places)
        if not _go_together(candidate, chosen, language):
            continue
        cost = (_misses(candidate, chosen, digest, language), sum(places))
        if best is None or cost < best[0]:
            best = (cost, chosen)
    return best[1] if best else None


def _like_key_first(candidate: Candidate, pool: Sequence[Choice]) -> Sequence[Choice]:
    """The pool with the choices of the key's length first, else in its order."""
    if candidate.type is not ItemType.MULTIPLE_CHOICE:
        return pool
    key = candidate.keys[0].text
    return sorted(pool, key=lambda choice: not lengths_agree(key, [choice.text]))


def _go_together(candidate: Candidate, chosen: Sequence[Choice], language: str | None) -> bool:
    texts = [choice.text for choice in chosen]
    rungs = {choice.rung for choice in chosen}
    if candidate.type is ItemType.MULTIPLE_CHOICE and one_is_absolute((candidate.keys[0].text, *texts)):
        return False
    if max(rungs, default=1) == 5 and min(rungs) <= 3 and len([c for c in chosen if c.rung == 5]) > 2:
        return False
    if candidate.checked:
        is_choice = candidate.type is ItemType.MULTIPLE_CHOICE
        return not is_choice or len(candidate.keys[0].text.split()) < 4 or lengths_agree(candidate.keys[0].text, texts)
    if any(overlaps(one, other, language) for one, other in itertools.combinations(texts, 2)):
        return False
    if candidate.type is not ItemType.MULTIPLE_CHOICE:
        return True
    key = candidate.keys[0].text
    return lengths_agree(key, texts) and not key_echoes_stem(key, texts, candidate.stem, language)


def _misses(candidate: Candidate, chosen: Sequence[Choice], digest: int, language: str | None) -> int:
    """How many of the two wishes fail: the key the longest option in one item of four, its place uniform."""
    if candidate.type is not ItemType.MULTIPLE_CHOICE:
        return 0
    texts = [candidate.keys[0].text, *(choice.text for choice in chosen)]
    is_longest = len(texts[0]) > max(len(text) for text in texts[1:])
    wants_longest = digest % 4 == 0
    misses = int(is_longest != wants_longest)
    if candidate.option_order is not OptionOrder.SHUFFLED:
        ordered = _ordered(candidate, texts, digest, language)
        misses += int(ordered.index(texts[0]) != digest // 4 % len(texts))
    return misses


def _item(evidence: Evidence, segment: Segment, candidate: Candidate, chosen: Sequence[Choice]) -> Item:
    digest = _digest(segment, candidate)
    language = candidate.language or evidence.language
    rationale, cited = item_rationale(evidence, candidate, language)
    item = Item(
        id=f"i{digest:016x}"[:13],
        type=candidate.type,
        stem=_polished(candidate.stem),
        rationale=rationale,
        pattern=candidate.pattern,
        citations=_distinct((*candidate.citations, *cited)),
        accepted_answers=candidate.accepted_answers,
        pairs=candidate.pairs,
        order=candidate.order,
        bloom=candidate.bloom,
        origin=candidate.origin,
        difficulty=candidate.difficulty,
    )
    if candidate.type not in _CHOICES:
        return item
    return replace(item, options=_options(evidence, candidate, chosen, digest))


def _options(evidence: Evidence, candidate: Candidate, chosen: Sequence[Choice], digest: int) -> tuple[Option, ...]:
    language = candidate.language or evidence.language
    choices = {choice.text: choice for choice in (*candidate.keys, *chosen)}
    ordered = _ordered(candidate, list(choices), digest, language)
    shown = ordered if candidate.origin is Origin.SOURCE else _alike(ordered)
    options = []
    for letter, text, label in zip("abcdefghijklmnop", ordered, shown, strict=False):
        choice = choices[text]
        correct = choice in candidate.keys
        rationale, citations = option_rationale(evidence, candidate, choice, label, correct=correct)
        source = evidence.source(choice.span) if choice.span else None
        options.append(Option(letter, label, correct, rationale, _distinct(citations), source))
    return tuple(options)


def _ordered(candidate: Candidate, texts: list[str], digest: int, language: str | None) -> list[str]:
    if candidate.option_order is OptionOrder.NATURAL:
        return sorted(texts, key=lambda text: candidate.layout.index(text) if text in candidate.layout else len(texts))
    if candidate.option_order is OptionOrder.RISING:
        return sorted(texts, key=lambda text: _size(text, language))
    keys = [text for text in texts if any(text == key.text for key in candidate.keys)]
    others = sorted(text for text in texts if text not in keys)
    shuffle = random.Random(digest)  # noqa: S311  seeded by the item: the same item is laid out alike every time
    shuffle.shuffle(others)
    for key in keys:
        others.insert(digest // 16 % (len(texts)) if len(keys) == 1 else shuffle.randint(0, len(others)), key)
    return others


_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}


def _size(text: str, language: str | None) -> tuple[float, str]:
    found = quantities(text, language)
    if not found:
        return (0.0, text)
    unit = (found[0].unit or "").split()[-1:] or [""]
    return (found[0].value * _SECONDS.get(unit[0].removesuffix("s"), 1), text)


def _alike(texts: Sequence[str]) -> list[str]:
    """One form for all: single spaces, no closing full stop, capitals at the start of all options or as lifted."""
    plain = [" ".join(text.split()) for text in texts]
    plain = [
        text[:-1] if text.endswith(".") and not text.endswith(("etc.", "e.g.", "i.e.")) else text for text in plain
    ]
    if len({text[0].isupper() for text in plain if text[0].isalpha()}) > 1:
        return [text[:1].upper() + text[1:] for text in plain]
    return plain


def _polished(stem: str) -> str:
    single = " ".join(stem.split())
    return single[:1].upper() + single[1:]


def _whole(item: Item) -> Item | None:
    return None if faults_of_form(item) else item


def _distinct(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))


def _digest(segment: Segment, candidate: Candidate) -> int:
    parts = [segment.id, candidate.pattern, candidate.type, candidate.stem, *(key.text for key in candidate.keys)]
    parts += [*candidate.order, *(pair.left for pair in candidate.pairs)]
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:8], "big")
