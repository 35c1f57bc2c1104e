"""What the tools take and answer: as learners see it, never a key before an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from authoring.items.grading import Recall

Id = Annotated[str, Field(min_length=1, max_length=64)]


class Source(BaseModel):
    """Where a passage stands. All null or empty: not in a document."""

    document_title: str | None = None
    section_path: list[str] = []
    quote: str | None = None


class Found(BaseModel):
    """A micro-module or a thread, with the passage that answers."""

    kind: str
    id: str
    title: str
    passage: str
    source: Source


class Helper(BaseModel):
    """Somebody who is likely to know, and why."""

    learner_id: str
    name: str | None
    reasons: list[str]


class Helpers(BaseModel):
    """The likeliest first; empty: nobody is known to know."""

    helpers: list[Helper]


class Asked(BaseModel):
    """`fits` false: nothing answers the question, `found` is what is nearest, and a colleague may know."""

    fits: bool
    found: list[Found]
    helpers: list[Helper]


class Choice(BaseModel):
    """To be named by its id."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    text: str


class Question(BaseModel):
    """Answer with `option_ids` for `options`, `pairs` for `lefts` and `rights`, `order` for `steps`, else `text`."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    stem: str
    choose_several: bool
    is_self_marked: bool
    options: list[Choice]
    lefts: list[Choice]
    rights: list[Choice]
    steps: list[Choice]
    unit: str | None


class SessionPart(BaseModel):
    """`kind`: review, micro_module, thread, question or poll. `micro_module_id` null: it asks nothing."""

    kind: str
    id: str
    title: str
    seconds: int
    reasons: list[str]
    micro_module_id: str | None
    impression_id: str
    objective: str | None = None
    key_points: list[str] = []
    questions: list[Question] = []


class Session(BaseModel):
    """In the order in which to take it up; never longer than the budget."""

    parts: list[SessionPart]
    total_seconds: int


class Pair(BaseModel):
    """Ids of a left and a right side."""

    model_config = ConfigDict(extra="forbid")

    left: Id
    right: Id


class LearnersAnswer(BaseModel):
    """One of option_ids, text, order and pairs, in ids of the question; `recall`: how well it was recalled."""

    model_config = ConfigDict(extra="forbid")

    option_ids: list[Id] | None = Field(None, max_length=20)
    text: str | None = Field(None, max_length=2000)
    order: list[Id] | None = Field(None, max_length=20)
    pairs: list[Pair] | None = Field(None, max_length=20)
    recall: Recall | None = None


class Graded(BaseModel):
    """`correct` and `score` null: the learner marks it. `next_review_at` null: no review is planned."""

    correct: bool | None
    score: float | None
    rationale: str
    quote: str | None
    next_review_at: datetime | None
