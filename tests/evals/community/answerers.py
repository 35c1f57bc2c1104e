"""Who answers: two developer forums of companies, split by time; who gave the accepted answer, among the first five?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexes.embedder import Embedder
from recommender.expertise import Answer, estimate_expertise, most_active

FIRST = 5
SHOWN_CHARACTERS = 1500  # of a question; code and logs follow
_TIMES = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%y %H:%M")


@dataclass(frozen=True)
class ForumAnswer:
    """`is_accepted`: the asker took it as the solution."""

    author: str
    at: datetime
    is_accepted: bool


@dataclass(frozen=True)
class ForumQuestion:
    """A question with what others answered."""

    author: str
    at: datetime
    text: str
    answers: tuple[ForumAnswer, ...]

    @property
    def solvers(self) -> frozenset[str]:
        return frozenset(answer.author for answer in self.answers if answer.is_accepted)


def read_forum(paths: Sequence[Path]) -> list[ForumQuestion]:
    """The questions of a company's boards, oldest first; answers of the asker to themself are none."""
    return sorted((question for path in paths for question in _questions(path)), key=lambda one: one.at)


def _questions(path: Path) -> Iterator[ForumQuestion]:
    text = path.read_text("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    opened: dict[str, str] = {}
    opened_at = datetime.min.replace(tzinfo=UTC)
    answers: list[ForumAnswer] = []
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        at = _time(row["date_time"])
        if at is None:
            continue
        if row["type"] == "question":
            if opened:
                yield _question(opened, opened_at, answers)
            opened, opened_at, answers = row, at, []
        elif opened and row["author"] != opened["author"]:
            answers.append(ForumAnswer(row["author"], at, row["resolve"].strip().lower() == "solution"))
    if opened:
        yield _question(opened, opened_at, answers)


def _question(row: dict[str, str], at: datetime, answers: Sequence[ForumAnswer]) -> ForumQuestion:
    text = f"{row['title']}. {row['text']}"[:SHOWN_CHARACTERS]
    return ForumQuestion(row["author"], at, text, tuple(answers))


def _time(written: str | None) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(written or "", form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class Forum:
    """Questions in order of time, and how near each is to each other, shape `(questions, questions)`."""

    questions: list[ForumQuestion]
    similarities: NDArray[np.float32]

    def before(self, number: int) -> list[Answer]:
        """What had been answered by others when this question was asked."""
        asked = self.questions[number]
        return [
            Answer(answer.author, str(other), float(self.similarities[number, other]), answer.at, answer.is_accepted)
            for other, question in enumerate(self.questions)
            for answer in question.answers
            if answer.at < asked.at and answer.author != asked.author
        ]


def open_forum(questions: list[ForumQuestion], embedder: Embedder) -> Forum:
    """The forum with its questions embedded."""
    vectors = embedder.embed([question.text for question in questions])
    return Forum(questions, vectors @ vectors.T)


Hits = dict[str, list[float]]
"""1 where somebody who solved the question was among the first five, else 0, by method."""


def hits_after(forum: Forum, share: float) -> Hits:
    """For the solved questions after the first `share` of them, in order.

    "most active before the split" stands still from then on; every other method knows what was answered until the
    question was asked. "anybody known" is the most that any of them can reach.
    """
    start = int(len(forum.questions) * share)
    split_at = forum.questions[start].at
    trained = most_active(answer for answer in forum.before(start) if answer.answered_at < split_at)
    methods: dict[str, Callable[[list[Answer], datetime], list[str]]] = {
        "most active before the split": lambda _answers, _now: trained[:FIRST],
        "most active until then": lambda answers, _now: most_active(answers)[:FIRST],
        "product": lambda answers, now: [one.person for one in estimate_expertise(answers, now=now)[:FIRST]],
        "anybody known": lambda answers, _now: [answer.person for answer in answers],
    }
    hits: Hits = {name: [] for name in methods}
    for number in range(start, len(forum.questions)):
        question = forum.questions[number]
        if question.solvers:
            answers = forum.before(number)
            for name, first in methods.items():
                hits[name].append(float(bool(question.solvers & set(first(answers, question.at)))))
    return hits
