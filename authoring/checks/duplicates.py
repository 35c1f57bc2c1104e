"""C1: no two items of a document ask the same; the later one goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authoring.linguistics import content_lemmas
from authoring.types import Finding, Item, ItemType, MicroModule, Origin, Severity

CHECK = "duplicate"
ALIKE = 0.75  # share of content words that two stems have in common


def check_duplicates(micro_modules: Sequence[MicroModule], language: str | None) -> tuple[Finding, ...]:
    """A blocker for each item that asks what an earlier one asks with the same answer; shown items come first."""
    findings: list[Finding] = []
    kept: dict[str, list[tuple[frozenset[str], Item]]] = {}
    for item in _in_order(micro_modules):
        answer = answer_of(item)
        asked = content_lemmas(item.stem, language)
        twin = next((other for words, other in kept.get(answer, ()) if _are_alike(asked, words)), None)
        if twin is None or item.origin is Origin.SOURCE:
            kept.setdefault(answer, []).append((asked, item))
        else:
            findings.append(Finding(CHECK, Severity.BLOCKER, item.id, f"It asks the same as “{twin.stem}”."))
    return tuple(findings)


def answer_of(item: Item) -> str:
    """What counts as the item's right answer, for comparison."""
    texts = [option.text for option in item.options if option.correct]
    texts += [f"{answer.value} {answer.unit or ''}" for answer in item.accepted_answers]
    texts += [f"{pair.left}={pair.right}" for pair in item.pairs] + list(item.order)
    kind = item.type.value if item.type in {ItemType.MATCHING, ItemType.ORDERING, ItemType.SHORT_ANSWER} else ""
    return kind + "|".join(sorted(" ".join(text.casefold().split()).strip(" .") for text in texts))


def _in_order(micro_modules: Sequence[MicroModule]) -> Iterator[Item]:
    for micro_module in micro_modules:
        yield from micro_module.items
    for micro_module in micro_modules:
        yield from micro_module.bank


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    union = one | other
    return len(one & other) >= ALIKE * len(union) if union else True
