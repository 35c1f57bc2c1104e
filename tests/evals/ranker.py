"""`python -m tests.evals.ranker`: learns from the labels how to order and cut candidates, and which patterns to show.

Writes authoring/extractive/learned.json, which the engine reads. Every figure printed is of documents left out: each
collection is predicted by what the others taught.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from authoring.extractive.ranker import Admission, Ranker, Threshold, Tree, pattern_feature
from tests.evals.labels_table import BASELINE, Label, labels
from tests.evals.readings_table import wilson

LEARNED = Path(__file__).parents[2] / "authoring" / "extractive" / "learned.json"
TREES, DEPTH, LEAF, SHARE = 200, 12, 3, 0.3  # chosen on 1,243 labels, documents left out; a boosted forest does worse
CUTS = (0.0, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70)
LEAST = 10  # labels above a cut; fewer say nothing
DECIDED = 40  # labels of a pattern; with fewer it is not thrown away yet
SHOWN_RATE, SHOWN_BOUND, BANK_RATE = 0.75, 0.60, 0.55
BEST = 10


@dataclass(frozen=True)
class PatternLabels:
    """What the labels say of a pattern: all its candidates, those it may show, those it may keep, and how many ship."""

    pattern: str
    labelled: int
    ships: int
    shown: int
    shown_ships: int
    kept: int
    kept_ships: int
    documents: int
    top_flaw: str
    threshold: Threshold

    @property
    def admission(self) -> Admission:
        """The best place that an item of the pattern may have."""
        return self.threshold.standing(1.0)


@dataclass(frozen=True)
class Evaluation:
    """Shares of ship with documents left out; `auc` of the order itself, `baseline_auc` of the order by hand."""

    labels: int
    collections: int
    ships: float
    auc: float
    baseline_auc: float
    linear_auc: float
    top_fifth: float
    baseline_top_fifth: float
    best_ten: float
    baseline_best_ten: float
    shown: int
    shown_ships: float
    dropped: int
    dropped_ships: float


def main() -> int:
    """Learn, print, write; 1 where there is nothing to learn from."""
    known = labels()
    if len({label.collection for label in known}) < 2:
        print("There are no labels of two documents to learn from.", file=sys.stderr)
        return 1
    ranker, evaluation, rows = learn(known)
    LEARNED.write_text(as_json(ranker, evaluation, rows), encoding="utf-8")
    print("\n".join(lines_of(evaluation, rows)))
    return 0


def learn(known: Sequence[Label]) -> tuple[Ranker, Evaluation, list[PatternLabels]]:
    """The ranker of all labels, its worth with documents left out, and what follows for each pattern."""
    left_out = predicted(known, forest)
    rows = pattern_labels(known, left_out)
    thresholds = {row.pattern: row.threshold for row in rows}
    standings = [thresholds[label.pattern].standing(p) for label, p in zip(known, left_out, strict=True)]
    by_hand = [(label, label.features[BASELINE]) for label in known if BASELINE in label.features]
    ordered, order = [label for label, _ in by_hand], np.array([value for _, value in by_hand])
    truth = [label.ships for label in known]
    shown, dropped = (_told(known, standings, one) for one in (Admission.SHOWN, Admission.OFF))
    evaluation = Evaluation(
        labels=len(known),
        collections=len({label.collection for label in known}),
        ships=float(np.mean(truth)),
        auc=float(roc_auc_score(truth, left_out)),
        baseline_auc=float(roc_auc_score([label.ships for label in ordered], order)),
        linear_auc=float(roc_auc_score(truth, predicted(known, _line))),
        top_fifth=top_share(known, left_out, len(known) // 5),
        baseline_top_fifth=top_share(ordered, order, len(ordered) // 5),
        best_ten=best_of_each(known, left_out),
        baseline_best_ten=best_of_each(ordered, order),
        shown=len(shown),
        shown_ships=float(np.mean(shown)) if shown else 0.0,
        dropped=len(dropped),
        dropped_ships=float(np.mean(dropped)) if dropped else 0.0,
    )
    return _ranker(known, rows), evaluation, rows


def _told(known: Sequence[Label], standings: Sequence[Admission], wanted: Admission) -> list[bool]:
    """Whether each of the labelled candidates with that standing ships."""
    return [label.ships for label, standing in zip(known, standings, strict=True) if standing is wanted]


def predicted(known: Sequence[Label], make: Callable[[], Any]) -> np.ndarray[Any, Any]:
    """How likely each ships, each collection by what the others taught."""
    collections = np.array([label.collection for label in known])
    table, truth = _table(known, feature_names(known)), np.array([label.ships for label in known])
    found = np.zeros(len(known))
    for collection in sorted(set(collections)):
        inside = collections == collection
        found[inside] = make().fit(table[~inside], truth[~inside]).predict_proba(table[inside])[:, 1]
    return found


def forest() -> ExtraTreesClassifier:
    """Trees tell apart what a line cannot: which forms go wrong in which pattern."""
    return ExtraTreesClassifier(TREES, max_depth=DEPTH, min_samples_leaf=LEAF, max_features=SHARE, random_state=1)


def _line() -> Any:
    """A logistic regression, printed for comparison."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=5000))


def feature_names(known: Sequence[Label]) -> tuple[str, ...]:
    """Every feature that any label has, then the patterns."""
    names = sorted({name for label in known for name in label.features} - {BASELINE})
    return (*names, *(pattern_feature(pattern) for pattern in sorted({label.pattern for label in known})))


def _table(known: Sequence[Label], names: Sequence[str]) -> np.ndarray[Any, Any]:
    rows = [{**label.features, pattern_feature(label.pattern): 1.0} for label in known]
    # As they are kept: a value at a threshold must fall to the same side here and there.
    return np.array([[np.float32(row.get(name, 0.0)) for name in names] for row in rows], dtype=np.float32)


def top_share(known: Sequence[Label], order: np.ndarray[Any, Any], count: int) -> float:
    """Share of ship among the first `count`, highest first."""
    best = np.argsort(-order, kind="stable")[:count]
    return float(np.mean([known[place].ships for place in best])) if count else 0.0


def best_of_each(known: Sequence[Label], order: np.ndarray[Any, Any]) -> float:
    """Share of ship among the best ten of each collection that has twice as many labels."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(known):
        places[label.collection].append(place)
    shares = [
        top_share([known[place] for place in group], order[group], BEST)
        for group in places.values()
        if len(group) >= 2 * BEST
    ]
    return float(np.mean(shares)) if shares else 0.0


def pattern_labels(known: Sequence[Label], chances: np.ndarray[Any, Any]) -> list[PatternLabels]:
    """One row a pattern; its thresholds are those of candidates whose document was left out."""
    rows = []
    for pattern in sorted({label.pattern for label in known}, key=lambda code: (len(code), code)):
        own = [(label, float(p)) for label, p in zip(known, chances, strict=True) if label.pattern == pattern]
        found = threshold([(label.ships, p) for label, p in own])
        shown = [label.ships for label, p in own if found.standing(p) is Admission.SHOWN]
        kept = [label.ships for label, p in own if found.standing(p) is not Admission.OFF]
        flaws = Counter(flaw for label, _ in own for flaw in label.flaws)
        rows.append(
            PatternLabels(
                pattern=pattern,
                labelled=len(own),
                ships=sum(label.ships for label, _ in own),
                shown=len(shown),
                shown_ships=sum(shown),
                kept=len(kept),
                kept_ships=sum(kept),
                documents=len({label.document for label, _ in own}),
                top_flaw=f"{flaws.most_common(1)[0][0]} ({flaws.most_common(1)[0][1]})" if flaws else "",
                threshold=found,
            )
        )
    return rows


def threshold(judged: Sequence[tuple[bool, float]]) -> Threshold:
    """The lowest cuts above which a pattern's candidates may be shown, and kept (quality.md); each ships or not.

    With too few labels to tell, all are kept and none shown.
    """
    show_from = next((cut for cut in CUTS if may_show(*_above(judged, cut))), None)
    keep_from = next((cut for cut in CUTS if may_keep(*_above(judged, cut))), None)
    if keep_from is None and len(judged) < DECIDED:
        keep_from = 0.0
    return Threshold(show_from, keep_from)


def _above(judged: Sequence[tuple[bool, float]], cut: float) -> tuple[int, int]:
    left = [ships for ships, chance in judged if chance >= cut]
    return sum(left), len(left)


def may_show(ships: int, of: int) -> bool:
    """Whether so many of so many are enough to show: the rate, and Wilson's lower bound."""
    return of >= LEAST and ships / of >= SHOWN_RATE and wilson(ships, of)[0] >= SHOWN_BOUND


def may_keep(ships: int, of: int) -> bool:
    """Whether so many of so many are enough for the bank."""
    return of >= LEAST and ships / of >= BANK_RATE


def _ranker(known: Sequence[Label], rows: Sequence[PatternLabels]) -> Ranker:
    """The forest of all labels, as the engine reads it."""
    names = feature_names(known)
    grown = forest().fit(_table(known, names), [label.ships for label in known])
    trees = tuple(_tree(one.tree_) for one in grown.estimators_)
    # One label more of each verdict: a handful of them says little.
    rates = {row.pattern: round((row.ships + 1) / (row.labelled + 2), 4) for row in rows}
    return Ranker(names, trees, {row.pattern: row.threshold for row in rows}, rates)


def _tree(grown: Any) -> Tree:
    shares = grown.value[:, 0, 1] / grown.value[:, 0, :].sum(axis=1)
    return Tree(
        features=tuple(int(feature) if feature >= 0 else -1 for feature in grown.feature),
        thresholds=tuple(round(float(threshold), 5) for threshold in grown.threshold),
        lefts=tuple(int(node) for node in grown.children_left),
        rights=tuple(int(node) for node in grown.children_right),
        chances=tuple(round(float(share), 4) for share in shares),
    )


def as_json(ranker: Ranker, evaluation: Evaluation, rows: Sequence[PatternLabels]) -> str:
    """What the engine reads, with the figures it rests on."""
    told = {name: round(value, 4) for name, value in asdict(evaluation).items()}
    kept = {
        **asdict(ranker),
        "evaluation": told,
        "by_pattern": [{**asdict(row), "admission": row.admission} for row in rows],
    }
    return json.dumps(kept, sort_keys=True, separators=(",", ":")).replace("},{", "},\n{") + "\n"


def lines_of(evaluation: Evaluation, rows: Sequence[PatternLabels]) -> list[str]:
    """The figures in words."""
    lines = [f"{name.replace('_', ' ')}: {value:.3f}" for name, value in asdict(evaluation).items()]
    lines += [
        f"{row.pattern}: {row.ships} of {row.labelled} ship in {row.documents} documents; "
        f"may show {row.shown_ships} of {row.shown}, "
        f"keep {row.kept_ships} of {row.kept}: {row.admission.value}; {row.top_flaw}"
        for row in rows
    ]
    return lines


if __name__ == "__main__":
    sys.exit(main())
