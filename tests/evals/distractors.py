"""D1: distractors are of the key's type: phrase, unit, number, capital letter, full stop, grammar of the stem."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from tests.evals.draft_file import Item
from tests.evals.forms import form, head_is_plural
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss
from tests.evals.wording import plain, sentences

CHOICES = {"multiple_choice", "multiple_response"}


def distractor_tally(case: Case) -> Tally:
    """One case for every distractor of the shown choice items that the engine assembled."""
    of = 0
    misses: list[Miss] = []
    for item in case.draft.written():
        if item.type in CHOICES and item.keys:
            of += len(item.distractors)
            misses += odd_distractors(item)
    return Tally(of, tuple(misses))


def odd_distractors(item: Item) -> Iterator[Miss]:
    """Distractors of another type than every key of the item."""
    if item.type not in CHOICES or not item.keys:
        return
    for option in item.distractors:
        reasons = [odd(key.text, option.text, item.stem) for key in item.keys]
        if all(reasons):
            yield Miss(f"{item.id}/{option.id}", option.text, reasons[0])


def odd(key: str, distractor: str, stem: str) -> str:
    """How a distractor's form differs from the key's; empty when it does not."""
    left, right = form(key), form(distractor)
    if not left.kinds & right.kinds:
        return f"{'/'.join(sorted(right.kinds))} beside {'/'.join(sorted(left.kinds))}"
    if left.units != right.units and "quantity" in left.kinds | right.kinds:
        return "another unit"
    if (
        left.is_capitalised is not None
        and right.is_capitalised is not None
        and left.is_capitalised != right.is_capitalised
    ):
        return "another capital letter"
    if left.ends_with_stop != right.ends_with_stop:
        return "full stop on one side only"
    return _breaks_the_stem(distractor, key, stem)


def _breaks_the_stem(distractor: str, key: str, stem: str) -> str:
    article = re.search(r"\b(a|an)\s*(?:_+)?\s*[:?]?$", plain(stem).lower())
    if article:
        vowel = plain(distractor)[:1].lower() in "aeiou"
        if vowel != (article.group(1) == "an"):
            return f"does not go with {article.group(1)!r}"
    plural = head_is_plural(key)
    if plural is not None and head_is_plural(distractor) not in {None, plural} and _asks_for_number(stem):
        return "another grammatical number than the stem asks for"
    return ""


def _asks_for_number(stem: str) -> bool:
    return bool(
        re.search(
            r"\b(?:what|who|which(?: \w+){0,3}) (?:is|are|was|were) (?:the|a|an|called)\b[^?]*\?$", plain(stem).lower()
        )
    )


def distractor_figures(cases: Sequence[Case]) -> list[Figure]:
    """D1 beside distractors drawn at random from the document's sentences."""
    tally = added(distractor_tally(case) for case in cases)
    return [
        share_figure(
            "D1", "distractors of the key's type", tally, Target(low=0.97), ("random phrases", _random_phrases(cases))
        )
    ]


def _random_phrases(cases: Sequence[Case]) -> float | None:
    rng = random.Random(1)  # noqa: S311  a baseline, the same in every run
    verdicts = []
    for case in cases:
        pool = [text for block in case.draft.blocks if block.kind == "paragraph" for text in sentences(block.text)]
        for _, item in case.draft.items():
            if item.type in CHOICES and item.keys and pool:
                phrase = " ".join(rng.choice(pool).split()[: max(1, len(item.keys[0].text.split()))])
                verdicts.append(not odd(item.keys[0].text, phrase, item.stem))
    return sum(verdicts) / len(verdicts) if verdicts else None
