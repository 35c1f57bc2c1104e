"""Replay: of what people took up a part is hidden; would it have been recommended? citeulike-a, an own seeded split.

People stand for learners, papers with their titles for micro-modules. What they saved elsewhere is what peers did.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from indexes.embedder import Embedder
from recommender.catalogue import Catalogue, Shelf
from recommender.mastery import Mastery
from recommender.peers import count_peers
from recommender.recommend import recommend
from recommender.types import Learner, LearnerId, MicroModule, ObjectiveId, ObjectiveState, Offer
from recommender.vectors import stacked

SHOWN = 20
PEOPLE = 300
HIDDEN = 0.2
FEW = 5  # people who took it up: what is new, or of interest to few
_MASTERY = Mastery()
_NOW = datetime(2026, 1, 31, tzinfo=UTC)

Ranking = Sequence[ObjectiveId]
Recommend = Callable[[Sequence[ObjectiveId]], Ranking]


@dataclass(frozen=True)
class Replay:
    """What everybody took up, without what is hidden of those who are measured."""

    titles: Mapping[ObjectiveId, str]
    known: Mapping[str, Sequence[ObjectiveId]]
    hidden: Mapping[str, frozenset[ObjectiveId]]


def read_replay(folder: Path, *, seed: int = 7) -> Replay:
    """A fifth of what each of `PEOPLE` took up is hidden, drawn with the seed."""
    lines = (folder / "titles.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    titles = {ObjectiveId(str(number)): title for number, title in enumerate(lines, start=1)}
    taken: defaultdict[str, list[ObjectiveId]] = defaultdict(list)
    for line in (folder / "warm" / "train.csv").read_text(encoding="utf-8").splitlines():
        person, item, _ = line.split(",")
        taken[person].append(ObjectiveId(item))
    rng = random.Random(seed)  # noqa: S311  a split that is the same in every run
    measured = rng.sample(sorted(person for person, items in taken.items() if len(items) >= 10), PEOPLE)
    hidden = {person: frozenset(rng.sample(taken[person], round(HIDDEN * len(taken[person])))) for person in measured}
    known = {person: [one for one in items if one not in hidden.get(person, ())] for person, items in taken.items()}
    return Replay(titles, known, hidden)


def catalogue_of(replay: Replay, embedder: Embedder) -> Catalogue:
    """Every paper a micro-module of no document, by its title."""
    ids = list(replay.titles)
    vectors = embedder.embed([replay.titles[one] for one in ids])
    engagements = [(person, one) for person, items in replay.known.items() for one in items]
    micro_modules = [_micro_module(one, replay.titles[one]) for one in ids]
    return Catalogue(Shelf.of(micro_modules, stacked(dict(zip(ids, vectors, strict=True))), count_peers(engagements)))


def product(catalogue: Catalogue) -> Recommend:
    """`recommender.recommend` for somebody who took these up, the last ones last."""

    def ranking(known: Sequence[ObjectiveId]) -> Ranking:
        states = {one: _taken_up(place, len(known)) for place, one in enumerate(known)}
        learner = Learner(LearnerId("x"), _MASTERY.new_ability(), objectives=states)
        shown = recommend(learner, catalogue, now=_NOW, limit=SHOWN, kinds=[Offer.MICRO_MODULE])
        return [ObjectiveId(one.id) for one in shown]

    return ranking


def most_popular(catalogue: Catalogue) -> Recommend:
    """What most people took up."""
    order = [one for one, _ in Counter(catalogue.peers.engaged).most_common()]
    return lambda known: [one for one in order[: SHOWN + len(known)] if one not in set(known)][:SHOWN]


def nearest_titles(catalogue: Catalogue) -> Recommend:
    """Content alone: nearest in meaning to the mean of what they took up."""
    vectors = catalogue.vectors

    def ranking(known: Sequence[ObjectiveId]) -> Ranking:
        mean = np.mean([vectors.matrix[vectors.rows[one]] for one in known], axis=0)
        order = np.argsort(-vectors.similarities(mean))[: SHOWN + len(known)]
        return [vectors.ids[row] for row in order.tolist() if vectors.ids[row] not in set(known)][:SHOWN]

    return ranking


def measures(replay: Replay, recommend_to: Recommend, catalogue: Catalogue) -> dict[str, float]:
    """Percentages: recall and nDCG of what was hidden; coverage of the catalogue; novelty in bits; share of items that
    few took up."""
    recalls, gains = [], []
    shown: Counter[ObjectiveId] = Counter()
    for person, hidden in replay.hidden.items():
        ranking = recommend_to(replay.known[person])
        shown.update(ranking)
        recalls.append(len(hidden & set(ranking)) / min(SHOWN, len(hidden)))
        gains.append(ndcg(ranking, hidden))
    engaged, people = catalogue.peers.engaged, len(replay.known)
    surprise = {one: -math.log2((engaged.get(one, 0) + 1) / (people + 1)) for one in shown}
    total = sum(shown.values()) or 1
    return {
        f"recall@{SHOWN}": 100 * sum(recalls) / len(recalls),
        f"nDCG@{SHOWN}": 100 * sum(gains) / len(gains),
        "coverage": 100 * len(shown) / len(catalogue.micro_modules),
        "novelty, bits": sum(surprise[one] * count for one, count in shown.items()) / total,
        f"taken up by under {FEW}": 100 * sum(n for one, n in shown.items() if engaged.get(one, 0) < FEW) / total,
    }


def ndcg(ranking: Ranking, wanted: frozenset[ObjectiveId]) -> float:
    """Gains of hits, each by its place, over those of the best order (Järvelin & Kekäläinen 2002)."""
    gain = sum(1 / math.log2(place + 2) for place, one in enumerate(ranking) if one in wanted)
    best = sum(1 / math.log2(place + 2) for place in range(min(SHOWN, len(wanted))))
    return gain / best if best else 0.0


def _micro_module(identifier: ObjectiveId, title: str) -> MicroModule:
    return MicroModule(
        id=identifier,
        document_id=f"paper {identifier}",
        position=1,
        title=title,
        objective="",
        seconds=60,
        language="en",
        items=(),
        difficulty=_MASTERY.new_objective_difficulty(),
        published_at=_NOW - timedelta(days=90),
    )


def _taken_up(place: int, of: int) -> ObjectiveState:
    at = _NOW - timedelta(days=of - place)
    return ObjectiveState(engaged_at=at, completed_at=at, depth=0.8)
