"""The scorecard's section on colleagues' threads: related threads, micro-modules and threads, who answers."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

from indexes.embedder import Embedder
from indexes.sentence_transformer import bundled_embedder
from tests.evals.community.answerers import Hits, hits_after, open_forum, read_forum
from tests.evals.community.pairs import PairMeasure, draft_samples, measure_pairs, sample_pairs, scores
from tests.evals.community.ranks import paired_bootstrap
from tests.evals.community.related_questions import DEV, TRAIN, precisions, read_questions
from tests.evals.measure import Figure, Target
from tests.evals.section import Method, Section

EXAMPLES = Path(__file__).parents[3] / "examples"
GAIN_IN_PAIRS = 0.03
GAIN_IN_MAP = 0.04  # above the search engine's order
TIMES_MOST_ACTIVE = 1.5
TEST_SHARE, HALF = 0.8, 0.5

INTRODUCTION = """Threads that ask the same: SemEval-2016 task 3B; how much words in common count was chosen on its
training part, the target is on its development part. Micro-modules and threads: the sample company's two hundred
threads, written before anything was measured on them, each naming the section that it is about. Who answers: the
developer forums of two companies, split by time, the last fifth of the questions; how fast answers fade was chosen on
what lies before. Beside each figure stands what cheap methods reach in the same run; differences are in points, with a
paired bootstrap over queries (10,000 resamples).
"""


def measure_community(data: Path, embedder: Embedder | None = None) -> Section:
    """Every figure for which the data is there; None: the embedder that ships."""
    embedder = embedder or bundled_embedder()
    figures: list[Figure] = []
    methods: list[Method] = []
    absent = [str(data / name) for name in ("threads", "forums") if not (data / name).is_dir()]
    for name in absent:
        print(f"ABSENT: {name}; what it would show is not measured", file=sys.stderr)
    for folder, measured in ((data / "threads", _related_threads), (data / "forums", _answerers)):
        if folder.is_dir():
            found, rows = measured(folder, embedder)
            figures += found
            methods += rows
    found, rows = _pairs(EXAMPLES, embedder)
    return Section("Community", INTRODUCTION, [*figures, *found], [*methods, *rows], absent)


def _related_threads(folder: Path, embedder: Embedder) -> tuple[list[Figure], list[Method]]:
    figures: list[Figure] = []
    methods: list[Method] = []
    for name, file in (("SemEval-2016 3B dev", DEV), ("SemEval-2016 3B train", TRAIN)):
        found = precisions(read_questions(folder / file), embedder)
        ours, engine = found["product"], found["search engine"]
        methods += [
            Method(
                name,
                method,
                {"MAP": 100 * mean(values)},
                "" if method == "search engine" else f"{paired_bootstrap(values, engine).text} over the search engine",
            )
            for method, values in found.items()
        ]
        if file == DEV:
            target = Target(low=mean(engine) + GAIN_IN_MAP)
            what = "related threads, MAP"
            figures.append(Figure("T1", what, mean(ours), len(ours), target, mean(engine), "search engine's order"))
    return figures, methods


def _pairs(examples: Path, embedder: Embedder) -> tuple[list[Figure], list[Method]]:
    figures: list[Figure] = []
    methods: list[Method] = []
    drafts = draft_samples(examples, embedder)
    for asked_with, with_replies in (("questions", False), ("with replies", True)):
        pairs = sample_pairs(examples, drafts, embedder, with_replies=with_replies)
        measured = [
            (method, (measure_pairs(there, pairs.is_pair), measure_pairs(back, pairs.is_pair.T)))
            for method, there, back in scores(pairs, embedder)
        ]
        for direction, place in (("micro-modules for threads", 0), ("threads for micro-modules", 1)):
            by_method = {method: both_ways[place] for method, both_ways in measured}
            data = f"sample community, {direction}, {asked_with}"
            methods += [Method(data, name, found.means) for name, found in by_method.items()]
            if not with_replies:
                figures += _pair_figures(f"T2{'ab'[place]}", direction, by_method)
    return figures, methods


def _pair_figures(code: str, direction: str, by_method: Mapping[str, PairMeasure]) -> list[Figure]:
    """Above the better of the two baselines."""
    figures = []
    for measure in ("recall@5", "nDCG@10"):
        name, best = max(
            ((name, found.means[measure]) for name, found in by_method.items() if name != "product"),
            key=lambda pair: pair[1],
        )
        target = Target(low=min(1.0, best / 100 + GAIN_IN_PAIRS))
        ours = by_method["product"]
        figures.append(
            Figure(
                f"{code} {measure}",
                f"{direction}, {measure}",
                ours.means[measure] / 100,
                len(ours.recall),
                target,
                best / 100,
                name,
            )
        )
    return figures


def _answerers(folder: Path, embedder: Embedder) -> tuple[list[Figure], list[Method]]:
    forums = {
        name: open_forum(read_forum(sorted((folder / name).glob("*.csv"))), embedder) for name in ("docusign", "dwolla")
    }
    last: Hits = {}
    methods = []
    for share in (TEST_SHARE, HALF):
        for name, forum in forums.items():
            hits = hits_after(forum, share)
            data = f"{name}, last {100 * (1 - share):.0f} % ({len(hits['product'])} solved)"
            methods += [Method(data, method, {"recall@5": 100 * mean(values)}) for method, values in hits.items()]
            if share == TEST_SHARE:
                last = {method: [*last.get(method, []), *values] for method, values in hits.items()}
    return [_answerer_figure(last)], methods


def _answerer_figure(hits: Hits) -> Figure:
    """Against the most active until the question was asked, the harder of the two baselines."""
    active: Sequence[float] = hits["most active until then"]
    target = Target(low=min(1.0, TIMES_MOST_ACTIVE * mean(active)))
    what = "who answers: recall@5 of the solver"
    ours = hits["product"]
    return Figure("T3", what, mean(ours), len(ours), target, mean(active), "five most active until then")
