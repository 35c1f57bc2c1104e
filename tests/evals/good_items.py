"""C1: enough good items to a micro-module, and no two of them nearly the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.evals.distractors import odd_distractors
from tests.evals.draft_file import Item, MicroModule
from tests.evals.facts import modalities, negations, quantities
from tests.evals.flaws import flaws_of
from tests.evals.grounding import item_facts
from tests.evals.keys import FRAME, why_key_does_not_follow, why_not_one_key
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss, Source, digest_text, item_citations
from tests.evals.stems import item_dangles
from tests.evals.wording import content_lemmas, jaccard, words
from tests.evals.worth import trivial

GOOD_ITEMS = 3


def faults_of(source: Source, micro_module: MicroModule, item: Item) -> Iterator[str]:
    """Codes and reasons of every item measure that refuses this item."""
    if any(not source.resolves(citation) for citation in item_citations(item)) or not item.citations:
        yield "G1 citation"
    yield from (f"G2 {miss.why}" for miss in item_facts(source, micro_module, item) if miss.why)
    for code, judge in (("G3", why_key_does_not_follow), ("K1", why_not_one_key), ("W1", trivial)):
        if why := judge(source, item):
            yield f"{code} {why}"
    yield from (f"D1 {miss.why}" for miss in odd_distractors(item))
    if why := item_dangles(item):
        yield f"S1 {why}"
    yield from (f"L1 {flaw}" for flaw in flaws_of(source, item))


def is_structured(source: Source, micro_module: MicroModule) -> bool:
    """Structured or normative: a table, a list of three, or three sentences with must, shall, should or required."""
    blocks = [source.by_id[block] for block in micro_module.blocks if block in source.by_id]
    kinds = Counter(block.kind for block in blocks)
    rules = sum(
        any(force in {"must", "should"} for force, _ in modalities(passage.text))
        for block in blocks
        for passage in source.passages_of.get(block.id, ())
    )
    return kinds["table"] > 0 or kinds["list_item"] >= 3 or rules >= 3


def good_items(source: Source, micro_module: MicroModule) -> int:
    """Shown items that no measure refuses; the open-recall prompt is not counted."""
    return sum(
        not item.is_open_recall and not any(faults_of(source, micro_module, item)) for item in micro_module.items
    )


def _yield_tally(case: Case, *, structured: bool) -> Tally:
    of = 0
    misses = []
    for micro_module in case.draft.micro_modules:
        if is_structured(case.source, micro_module) is not structured:
            continue
        of += 1
        good = good_items(case.source, micro_module)
        enough = good >= GOOD_ITEMS if structured else good >= 1 or _falls_back(micro_module)
        if not enough:
            misses.append(
                Miss(
                    f"{case.name}/{micro_module.id}",
                    micro_module.title,
                    f"{good} good of {len(micro_module.items)} shown",
                )
            )
    return Tally(of, tuple(misses))


def _falls_back(micro_module: MicroModule) -> bool:
    """One open-recall prompt, and the author is told."""
    says_so = any(finding.check == "few_items" for finding in micro_module.findings)
    return says_so and any(item.is_open_recall for item in micro_module.items)


def near_duplicate_tally(case: Case) -> Tally:
    """One case for every shown item; a miss is an item whose words and answers are nearly those of an earlier one."""
    earlier: list[tuple[Item, frozenset[str]]] = []
    misses = []
    for _, item in case.draft.items():
        lemmas = content_lemmas(digest_text(item), case.source.language) - FRAME
        twin = next(
            (other for other, theirs in earlier if jaccard(lemmas, theirs) >= 0.8 and _same_facts(item, other)), None
        )
        if twin:
            misses.append(Miss(f"{case.name}/{item.id}", item.stem, f"nearly the same as {twin.id}"))
        earlier.append((item, lemmas))
    return Tally(len(earlier), tuple(misses))


def _same_facts(item: Item, other: Item) -> bool:
    """Same numbers, negation and order of the stem's words: twins with another value are two items."""
    if quantities(item.stem) != quantities(other.stem) or negations(item.stem) != negations(other.stem):
        return False
    keys = [{content_lemmas(key.text) for key in one.keys} for one in (item, other)]
    return keys[0] == keys[1] or words(item.stem) == words(other.stem)


def yield_figures(cases: Sequence[Case]) -> list[Figure]:
    """C1: structured text, prose, near-duplicates."""
    structured = added(_yield_tally(case, structured=True) for case in cases)
    prose = added(_yield_tally(case, structured=False) for case in cases)
    twins = added(map(near_duplicate_tally, cases))
    return [
        share_figure("C1a", "structured micro-modules with 3 good items", structured, Target(low=0.85)),
        share_figure("C1b", "prose micro-modules with 1 good item or a prompt", prose, Target(low=1.0)),
        share_figure("C1c", "items that are no near-duplicates", twins, Target(low=0.99)),
    ]
