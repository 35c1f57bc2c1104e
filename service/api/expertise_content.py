"""Why somebody is likely to know, as it is answered."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from recommender.expertise import Ground, Term
from recommender.helper_reasons import explain


class ReasonSubject(BaseModel):
    """A thread or a micro-module."""

    id: str
    title: str


class GroundAnswer(BaseModel):
    """Why; `about` are the things it comes from, the one that counts most first."""

    code: Ground
    text: str
    value: float
    about: list[ReasonSubject]


def ground_answer(term: Term, titles: Mapping[str, str], language: str) -> GroundAnswer:
    """One ground of an estimate in words; `titles` names all that it may speak of."""
    about = [ReasonSubject(id=one, title=titles[one]) for one in term.about]
    return GroundAnswer(code=term.ground, text=explain(term, language=language), value=term.value, about=about)
