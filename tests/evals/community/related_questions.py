"""Related threads: SemEval-2016 task 3B, a new question and ten threads of a forum in a search engine's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from indexes.embedder import Embedder
from recommender.related import RelatedText, rank_threads
from recommender.words import weigh_words
from tests.evals.community.bm25 import Bm25
from tests.evals.community.ranks import average_precision, in_order

DEV = "SemEval2016-Task3-CQA-QL-dev.xml"
TRAIN = "SemEval2016-Task3-CQA-QL-train-part2.xml"
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+);)")


@dataclass(frozen=True)
class Question:
    """A question with the threads found for it, in the search engine's order, and which of them are relevant."""

    text: str
    threads: tuple[str, ...]
    relevant: tuple[bool, ...]


def read_questions(path: Path) -> list[Question]:
    """The file's original questions; each comes once a thread, and its threads in the order of their rank."""
    text = _BARE_AMPERSAND.sub("&amp;", re.sub(r"<!DOCTYPE.*?\]>", "", path.read_text("utf-8"), flags=re.DOTALL))
    root = etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True, recover=True, resolve_entities=False))
    asked: dict[str, str] = {}
    found: dict[str, list[tuple[int, str, bool]]] = {}
    for element in root.iter("OrgQuestion"):
        name = str(element.get("ORGQ_ID"))
        asked[name] = _joined(element.findtext("OrgQSubject"), element.findtext("OrgQBody"))
        for thread in element.iter("RelQuestion"):
            rank = int(str(thread.get("RELQ_RANKING_ORDER")))
            is_relevant = thread.get("RELQ_RELEVANCE2ORGQ") != "Irrelevant"
            related = _joined(thread.findtext("RelQSubject"), thread.findtext("RelQBody"))
            found.setdefault(name, []).append((rank, related, is_relevant))
    return [_question(asked[name], sorted(threads)) for name, threads in found.items()]


def _question(asked: str, threads: Sequence[tuple[int, str, bool]]) -> Question:
    return Question(asked, tuple(text for _, text, _ in threads), tuple(relevant for _, _, relevant in threads))


def _joined(subject: str | None, body: str | None) -> str:
    return f"{subject or ''}. {body or ''}"


Precisions = dict[str, list[float]]
"""Average precision of every question, in order, by method."""


def precisions(questions: Sequence[Question], embedder: Embedder) -> Precisions:
    """Every question's average precision under the search engine, BM25, the vectors alone, and the product."""
    texts = sorted({text for question in questions for text in (question.text, *question.threads)})
    vectors = dict(zip(texts, embedder.embed(texts), strict=True))
    weights, bm25 = weigh_words(texts), Bm25(texts)
    place = {text: number for number, text in enumerate(texts)}

    def by_bm25(question: Question) -> list[int]:
        scores = bm25.scores(question.text)
        return in_order([scores[place[text]] for text in question.threads])

    def by_vectors(question: Question) -> list[int]:
        return in_order([float(vectors[question.text] @ vectors[text]) for text in question.threads])

    def by_product(question: Question) -> list[int]:
        asked = RelatedText("asked", (question.text,), vectors[question.text][None])
        threads = [
            RelatedText(f"{number:03d}", (text,), vectors[text][None]) for number, text in enumerate(question.threads)
        ]
        return [int(one.id) for one in rank_threads(asked, threads, weights)]

    methods: dict[str, Callable[[Question], list[int]]] = {
        "search engine": lambda question: list(range(len(question.threads))),
        "BM25": by_bm25,
        "vectors alone": by_vectors,
        "product": by_product,
    }
    return {
        name: [average_precision([one.relevant[number] for number in order(one)]) for one in questions]
        for name, order in methods.items()
    }
