"""All measures in the order of the scorecard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.evals.boundaries import boundary_figures
from tests.evals.coverage import coverage_figures
from tests.evals.distractors import distractor_figures
from tests.evals.drafting import Drafted
from tests.evals.flaws import flaw_figures, flaws_of
from tests.evals.good_items import faults_of, yield_figures
from tests.evals.grounding import grounding_figures
from tests.evals.guessing import guessing_figures
from tests.evals.keys import key_figures
from tests.evals.measure import Case, Figure, Measure, Target
from tests.evals.micro_modules import form_figures
from tests.evals.options import option_figures
from tests.evals.source import Miss
from tests.evals.stems import stem_figures
from tests.evals.worth import worth_figures

MEASURES: tuple[Measure, ...] = (
    grounding_figures,
    key_figures,
    flaw_figures,
    option_figures,
    guessing_figures,
    distractor_figures,
    stem_figures,
    yield_figures,
    worth_figures,
    coverage_figures,
    form_figures,
    boundary_figures,
)


def figures_of(cases: Sequence[Case], drafted: Sequence[Drafted]) -> list[Figure]:
    """Every figure over `cases`; the schema and determinism over what was `drafted` of them."""
    return [figure for measure in MEASURES for figure in measure(cases)] + [determinism(drafted)]


def determinism(drafted: Sequence[Drafted]) -> Figure:
    """Z1: documents whose two drafts, made with different hash seeds, are the same bytes but for the timings."""
    done = [one for one in drafted if one.json is not None]
    misses = tuple(Miss(one.name, "", "the second draft differs") for one in done if not one.same)
    share = 1 - len(misses) / len(done) if done else None
    return Figure("Z1", "documents drafted twice alike", share, len(done), Target(low=1.0), None, "", misses)


@dataclass(frozen=True)
class PatternRow:
    """What one pattern gave; `good` are the shown items that no measure refuses, `flawed` those with an L1 flaw."""

    pattern: str
    shown: int
    banked: int
    good: int
    flawed: int
    top_fault: str


def pattern_rows(cases: Sequence[Case]) -> list[PatternRow]:
    """One row a pattern, in the order of their numbers."""
    shown: dict[str, list[list[str]]] = {}
    flawed: Counter[str] = Counter()
    banked: Counter[str] = Counter()
    for case in cases:
        for module in case.draft.micro_modules:
            banked.update(item.pattern for item in module.bank)
            for item in module.items:
                shown.setdefault(item.pattern, []).append(list(faults_of(case.source, module, item)))
                flawed[item.pattern] += any(flaws_of(case.source, item))
    return [
        _pattern_row(pattern, shown.get(pattern, []), banked[pattern], flawed[pattern])
        for pattern in sorted({*shown, *banked}, key=_pattern_number)
    ]


def _pattern_row(pattern: str, shown: list[list[str]], banked: int, flawed: int) -> PatternRow:
    reasons = Counter(_kind(fault) for faults in shown for fault in faults)
    top = f"{reasons.most_common(1)[0][0]} ({reasons.most_common(1)[0][1]})" if reasons else ""
    return PatternRow(pattern, len(shown), banked, sum(not faults for faults in shown), flawed, top)


def _kind(fault: str) -> str:
    """The fault without words of the document: its code, and the flaw's name where it is one."""
    code, _, rest = fault.partition(" ")
    return fault if code == "L1" else f"{code} {rest.split(' ')[0]}" if code == "G2" else code


def _pattern_number(pattern: str) -> tuple[int, str]:
    digits = "".join(character for character in pattern if character.isdigit())
    return (int(digits) if digits else 999, pattern)
