"""What learners read and send. No class here has a field for a key, but those that answer a response."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, model_validator

from authoring.items.grading import Recall
from authoring.items.learner_view import ChosenPair, Given
from authoring.types import BodyKind, ItemType, Layout
from service.api.conventions import Id, RequestBody


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class LearnerCitation(_View):
    """Where in the document it stands."""

    block: str
    span: tuple[int, int]
    page: int | None
    quote: str
    time_seconds: float | None = None


class LearnerText(_View):
    text: str
    citations: list[LearnerCitation]


class LearnerBodyPart(LearnerText):
    kind: BodyKind
    layout: Layout


class LearnerTerm(_View):
    term: str
    definition: str
    citations: list[LearnerCitation]


class CatalogueEntryAnswer(_View):
    micro_module_id: str
    number: int
    document_id: str
    title: str
    language: str | None
    reading_seconds: int
    published_at: datetime


class CataloguePage(BaseModel):
    items: list[CatalogueEntryAnswer]
    cursor: str | None


class Maker(BaseModel):
    """What drafted it; a person approved it. `prompts` are those of its `model`, each with version and digest."""

    name: str
    version: str
    model: str | None
    prompts: dict[str, str]


class RewordedAnswer(BaseModel):
    """A sentence of the document that this rests on, and what the document says in its place; null: nothing like it."""

    was: str
    now: str | None


class OutdatedAnswer(BaseModel):
    """A newer version of the document says it otherwise, and an author has not seen to it yet."""

    document_version: int
    sentences: list[RewordedAnswer]


class PublishedAnswer(BaseModel):
    """A published micro-module to read; version `number` of it. `outdated` null: its document says all of it."""

    id: str
    number: int
    title: str
    language: str | None
    document_title: str
    section_path: list[str]
    pages: list[int]
    reading_seconds: int
    objective: str
    key_points: list[LearnerText]
    body: list[LearnerBodyPart]
    terms: list[LearnerTerm]
    item_count: int
    drafted_by: Maker
    published_at: datetime
    outdated: OutdatedAnswer | None


class ChoiceAnswer(_View):
    id: str
    text: str


class QuizItem(_View):
    """Answer with `option_ids` for `options`, `pairs` for `lefts` and `rights`, `order` for `steps`, else `text`."""

    id: str
    type: ItemType
    stem: str
    choose_several: bool
    is_self_marked: bool
    options: list[ChoiceAnswer]
    lefts: list[ChoiceAnswer]
    rights: list[ChoiceAnswer]
    steps: list[ChoiceAnswer]
    unit: str | None


class QuizAnswer(_View):
    micro_module_id: str
    number: int
    items: list[QuizItem]


class GivenPair(RequestBody):
    """Ids of a left and a right side."""

    left: str = Field(max_length=64)
    right: str = Field(max_length=64)


class NewResponse(RequestBody):
    """One of `option_ids`, `text`, `order` and `pairs`; `recall` marks an open recall by its learner.

    An integrator names the learner who answers by `learner_id`; a learner's key answers for its own.
    """

    item_id: str = Field(max_length=64)
    option_ids: list[Id] | None = Field(None, max_length=20)
    text: str | None = Field(None, max_length=2000)
    order: list[Id] | None = Field(None, max_length=20)
    pairs: list[GivenPair] | None = Field(None, max_length=20)
    recall: Recall | None = None
    impression_id: str | None = Field(None, max_length=64)
    learner_id: str | None = Field(None, min_length=1, max_length=200)

    @model_validator(mode="after")
    def _give_one_answer(self) -> NewResponse:
        given = [part for part in (self.option_ids, self.text, self.order, self.pairs) if part is not None]
        if len(given) > 1 or (not given and self.recall is None):
            message = "give one of option_ids, text, order and pairs"
            raise ValueError(message)
        return self

    def as_given(self) -> Given:
        """As the library takes it."""
        return Given(
            option_ids=tuple(self.option_ids or ()),
            text=self.text,
            order=tuple(self.order or ()),
            pairs=tuple(ChosenPair(pair.left, pair.right) for pair in self.pairs or ()),
            recall=self.recall,
        )


class RevealedOption(BaseModel):
    id: str
    text: str
    correct: bool
    rationale: str
    citations: list[LearnerCitation]


class RevealedAnswer(BaseModel):
    value: str
    unit: str | None
    tolerance: float | None


class RevealedPair(BaseModel):
    left: str
    right: str


class GradedAnswer(BaseModel):
    """After answering: the key, why, and where it stands. `correct` and `score` null: marked by the learner.

    `next_review_at` null: no review is planned.
    """

    id: str
    correct: bool | None
    score: float | None
    rationale: str
    citation: LearnerCitation | None
    citations: list[LearnerCitation]
    options: list[RevealedOption]
    accepted_answers: list[RevealedAnswer]
    pairs: list[RevealedPair]
    order: list[str]
    key_points: list[str]
    next_review_at: datetime | None
