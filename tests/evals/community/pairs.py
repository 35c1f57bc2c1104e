"""Threads and micro-modules with known pairs: the sample community's threads name the section that they are about.

The micro-modules are drafted from the sample documents in the same run; one belongs to a thread when it teaches a block
of that section. Threads about nothing, and about documents without headings, have no known pair and take part as
neighbours only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from authoring.passages import cut_passages
from authoring.pipeline import draft
from authoring.types import BlockKind, Draft, MicroModule
from indexes.embedder import Embedder
from recommender.related import RelatedText, rank_across
from recommender.thread_passages import cut_thread
from recommender.words import weigh_words
from service.cli.sample_community import SampleThread, sample_threads
from tests.evals.community.bm25 import Bm25
from tests.evals.community.ranks import in_order, ndcg_at, recall_at

_NUMBER = re.compile(r"^[\d.]+\s+")
Scores = NDArray[np.float32]
"""How near every text of the one side is to every one of the other, shape `(asked, others)`."""


@dataclass(frozen=True)
class Pairs:
    """Two sides as texts with passages, and `is_pair`, shape `(threads, micro-modules)`."""

    threads: Sequence[RelatedText]
    micro_modules: Sequence[RelatedText]
    is_pair: NDArray[np.bool_]


def draft_samples(examples: Path, embedder: Embedder) -> Mapping[str, Draft]:
    """The drafts of the documents that the community speaks of, by file name."""
    names = sorted({one.document for one in sample_threads(examples / "community")})
    return {name: draft(examples / name, embedder=embedder) for name in names}


def sample_pairs(examples: Path, drafts: Mapping[str, Draft], embedder: Embedder, *, with_replies: bool) -> Pairs:
    """The sample community and the micro-modules drafted from its documents."""
    threads = sample_threads(examples / "community")
    modules = [(name, module) for name, drafted in drafts.items() for module in drafted.micro_modules]
    sections = {name: _sections(drafted) for name, drafted in drafts.items()}
    is_pair = np.array(
        [[one.document == name and _teaches(module, one, sections) for name, module in modules] for one in threads]
    )
    return Pairs(
        [_embedded(one.title, _thread(one, with_replies=with_replies), embedder) for one in threads],
        [_embedded(module.title, [p.text for p in cut_passages(module)], embedder) for _, module in modules],
        is_pair,
    )


def _sections(drafted: Draft) -> Mapping[str, Sequence[str]]:
    """Block ids under each heading, by its text without its number."""
    found: dict[str, list[str]] = {}
    heading = ""
    for block in drafted.document.blocks:
        if block.kind is BlockKind.HEADING:
            heading = _NUMBER.sub("", block.text)
        found.setdefault(heading, []).append(block.id)
    return found


def _teaches(module: MicroModule, thread: SampleThread, sections: Mapping[str, Mapping[str, Sequence[str]]]) -> bool:
    return bool(set(module.blocks) & set(sections[thread.document].get(thread.section or "", ())))


def _thread(one: SampleThread, *, with_replies: bool) -> list[str]:
    posts = [one.text, *(reply.text for reply in one.replies if with_replies)]
    return [passage.text for passage in cut_thread(list(enumerate(posts, start=1)))]


def _embedded(title: str, passages: Sequence[str], embedder: Embedder) -> RelatedText:
    """As the product embeds it: the title goes before each passage."""
    searched = tuple(f"{title}\n{passage}" for passage in passages)
    return RelatedText(title, searched, embedder.embed(searched))


def scores(pairs: Pairs, embedder: Embedder) -> Iterator[tuple[str, Scores, Scores]]:
    """Method, micro-modules for each thread, threads for each micro-module; each side looked for by its whole text."""
    threads, modules = [one.text for one in pairs.threads], [one.text for one in pairs.micro_modules]
    yield "BM25", _bm25(threads, modules), _bm25(modules, threads)
    dense = embedder.embed(threads) @ embedder.embed(modules).T
    yield "vectors alone", dense, dense.T
    weights = weigh_words([*threads, *modules])
    ours = np.zeros(pairs.is_pair.shape, dtype=np.float32)
    numbered = [RelatedText(str(number), one.passages, one.vectors) for number, one in enumerate(pairs.micro_modules)]
    for row, thread in enumerate(pairs.threads):
        for related in rank_across(thread, numbered, weights):
            ours[row, int(related.id)] = related.rank_score
    yield "product", ours, ours.T


def _bm25(asked: Sequence[str], texts: Sequence[str]) -> Scores:
    index = Bm25(texts)
    return np.array([index.scores(text) for text in asked], dtype=np.float32)


@dataclass(frozen=True)
class PairMeasure:
    """Recall and nDCG of every text with a pair, in order."""

    recall: list[float]
    ndcg: list[float]

    @property
    def means(self) -> dict[str, float]:
        return {"recall@5": 100 * mean(self.recall), "nDCG@10": 100 * mean(self.ndcg)}


def measure_pairs(found: Scores, is_pair: NDArray[np.bool_]) -> PairMeasure:
    """How well those with a pair find it."""
    recall, ndcg = [], []
    for row in range(len(found)):
        of = int(is_pair[row].sum())
        if of:
            relevant = [bool(is_pair[row, column]) for column in in_order(found[row].tolist())]
            recall.append(recall_at(relevant, of, at=5))
            ndcg.append(ndcg_at(relevant, of, at=10))
    return PairMeasure(recall, ndcg)
