"""M1: the form of a micro-module, from its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tests.evals.draft_file import DraftFile, MicroModule
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss, Source
from tests.evals.wording import plain, sentences, word_count, words

WORDS_A_MINUTE = 238  # Brysbaert 2019
SHORTEST_SECONDS, LONGEST_SECONDS = 45, 180
MAX_TITLE = 80
# Verbs that say what a learner will be seen doing, after Anderson and Krathwohl (2001)
_VERBS = """
    apply analyse analyze answer arrange assess assign calculate carry categorise check choose cite classify compare
    complete compute configure contrast convert create decide define demonstrate derive describe design
    determine diagnose differentiate discuss distinguish draw evaluate examine explain express find follow
    formulate give handle identify illustrate implement infer interpret judge justify label list locate match
    measure name operate order organise outline perform plan predict prepare present prioritise produce put rank
    recall recite recognise recognize recommend relate report respond restate say select separate sequence set
    show sketch solve sort specify state summarise summarize tell test trace translate use verify weigh write
    esporre applicare analizzare calcolare classificare confrontare decidere definire descrivere distinguere elencare
    eseguire individuare indicare ordinare riconoscere riassumere scegliere spiegare stabilire usare valutare
"""
MEASURABLE = frozenset(_VERBS.split())


def reading_seconds(micro_module: MicroModule) -> float:
    """Seconds to read the body at 238 words a minute."""
    return sum(word_count(part.text) for part in micro_module.body) * 60 / WORDS_A_MINUTE


def form_faults(source: Source, micro_module: MicroModule) -> Iterator[str]:
    """What is wrong with the form of a micro-module."""
    if not 0 < len(micro_module.title) <= MAX_TITLE:
        yield f"title of {len(micro_module.title)} characters"
    yield from _objective_faults(micro_module.objective.text)
    points = len(micro_module.key_points)
    is_short = any(finding.check == "short_source" for finding in micro_module.findings)
    if not (3 <= points <= 5 or (is_short and 1 <= points <= 5)):
        yield f"{points} key points"
    if len({plain(point.text).lower() for point in micro_module.key_points}) < points:
        yield "a key point twice"
    yield from _time_faults(source, micro_module, is_short=is_short)


def _objective_faults(objective: str) -> Iterator[str]:
    if len(sentences(objective)) != 1:
        yield "objective of several sentences"
    first = next(iter(words(objective)), "").lower()
    if first not in MEASURABLE:
        yield f"objective opens with {first!r}, which nobody can observe"
    if re.search(rf"\band (?:{'|'.join(sorted(MEASURABLE))})\b", plain(objective).lower()):
        yield "two objectives in one"


def _time_faults(source: Source, micro_module: MicroModule, *, is_short: bool) -> Iterator[str]:
    seconds = reading_seconds(micro_module)
    declared = micro_module.reading_seconds
    if seconds > LONGEST_SECONDS or (seconds < SHORTEST_SECONDS and not is_short):
        yield f"{seconds:.0f} s to read"
    if abs(declared - seconds) > max(10.0, 0.15 * seconds):
        yield f"says {declared} s, reads in {seconds:.0f} s"


def form_tally(case: Case) -> Tally:
    """M1 over the micro-modules of a draft."""
    modules = case.draft.micro_modules
    misses = (
        Miss(f"{case.name}/{module.id}", module.title, "; ".join(form_faults(case.source, module)))
        for module in modules
    )
    return Tally(len(modules), tuple(miss for miss in misses if miss.why))


def form_figures(cases: Sequence[Case]) -> list[Figure]:
    """M1 beside titles that are the first sentence."""
    tally = added(form_tally(case) for case in cases)
    first = [_first_sentence_titles(case.draft, case.source) for case in cases]
    passed, of = sum(p for p, _ in first), sum(n for _, n in first)
    return [
        share_figure(
            "M1",
            "micro-modules of the right form",
            tally,
            Target(low=0.97),
            ("first-sentence titles", passed / of if of else None),
        )
    ]


def _first_sentence_titles(draft: DraftFile, source: Source) -> tuple[int, int]:
    passed = 0
    for module in draft.micro_modules:
        first = next((s for part in module.body for s in sentences(part.text)), "")
        passed += not any(form_faults(source, module.model_copy(update={"title": first})))
    return passed, len(draft.micro_modules)
