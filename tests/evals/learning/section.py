"""The scorecard's section on learners: who answers right, and what a replay of the past would have recommended."""

from __future__ import annotations

import sys
from pathlib import Path

from indexes.embedder import Embedder
from indexes.sentence_transformer import bundled_embedder
from tests.evals.learning.next_response import (
    METHODS,
    TRAIN,
    VALID,
    Learner,
    answers_once,
    area_under_curve,
    read_learners,
)
from tests.evals.learning.replay import (
    catalogue_of,
    measures,
    most_popular,
    nearest_titles,
    product,
    read_replay,
)
from tests.evals.measure import Figure, Target
from tests.evals.section import Method, Section

AUC = Target(low=0.79)
PUBLISHED = "published as filed: Elo .764, DKT .817, AKT .835"

INTRODUCTION = """Next response: ASSISTments 2009, split by learner; how hard items are is learned from one part, and of
the learners of the other everything up to the answer before is known. Nothing is trained; the estimator's constants
were searched within the first part. `as filed` are the rows that published figures count: an answer to a problem with
two skills stands there twice, so that one row in six is known from the row before. `answers` counts each answer once,
and is the figure to believe.

Replay: citeulike-a, own seeded split; a fifth of what 300 people took up is hidden. Of the product only the generators
that can speak there do (similar, taken up together, popular); its one in ten drawn by chance and its variety are in.
"""


def measure_learning(data: Path, embedder: Embedder | None = None) -> Section:
    """Every figure for which the data is there; None: the embedder that ships."""
    figures: list[Figure] = []
    methods: list[Method] = []
    absent = [str(data / name) for name in ("knowledge_tracing", "interactions") if not (data / name).is_dir()]
    for name in absent:
        print(f"ABSENT: {name}; what it would show is not measured", file=sys.stderr)
    if (data / "knowledge_tracing").is_dir():
        figures, methods = _next_response(data / "knowledge_tracing")
    if (data / "interactions").is_dir():
        methods += _replay(data / "interactions", embedder or bundled_embedder())
    return Section("Learning", INTRODUCTION, figures, methods, absent)


def _next_response(folder: Path) -> tuple[list[Figure], list[Method]]:
    train, valid = read_learners(folder / TRAIN), read_learners(folder / VALID)
    once = [answers_once(learner) for learner in train], [answers_once(learner) for learner in valid]
    filed, filed_rows = _areas(train, valid)
    counted_once, rows = _areas(*once)
    figures = [
        Figure("R1", "next response as filed, AUC", filed["product"], filed_rows, AUC, filed["Elo"], "Elo"),
        Figure(
            "R1 once",
            "next response, each answer once, AUC",
            counted_once["product"],
            rows,
            Target(gated=False),
            counted_once["Elo"],
            "Elo",
        ),
    ]
    methods = [
        Method(f"ASSISTments 2009, {name} ({of})", method, {"AUC": 100 * area}, PUBLISHED if method == "Elo" else "")
        for name, of, areas in (("as filed", filed_rows, filed), ("answers", rows, counted_once))
        for method, area in areas.items()
    ]
    return figures, methods


def _areas(train: list[Learner], valid: list[Learner]) -> tuple[dict[str, float], int]:
    right = [row.is_right for learner in valid for row in learner]
    return {name: area_under_curve(predict(train, valid), right) for name, predict in METHODS.items()}, len(right)


def _replay(folder: Path, embedder: Embedder) -> list[Method]:
    replay = read_replay(folder)
    catalogue = catalogue_of(replay, embedder)
    methods = {"product": product, "nearest titles": nearest_titles, "most popular": most_popular}
    data = f"citeulike-a, {len(replay.hidden)} people"
    return [Method(data, name, measures(replay, method(catalogue), catalogue)) for name, method in methods.items()]
