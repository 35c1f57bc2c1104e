"""The author's brief: for whom, what for, in what tone, which terms stay, how many micro-modules, an own outline."""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from authoring.generative.errors import InvalidBrief

_LONGEST = 400


class OutlineWish(BaseModel):
    """One micro-module as the author wants it: the section it stands under, and title and objective where given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    section: str = Field(min_length=1, max_length=_LONGEST)
    title: str | None = Field(None, min_length=1, max_length=80)
    objective: str | None = Field(None, min_length=1, max_length=_LONGEST)


class Brief(BaseModel):
    """Everything may be left out. `micro_modules` None: as many as the document gives.

    An `outline` of the author's wins: sections it does not name are left out, its titles and objectives stand.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    audience: str = Field("colleagues who do this work", max_length=_LONGEST)
    goal: str = Field("do what the text demands", max_length=4000)
    tone: str = Field("plain and friendly", max_length=_LONGEST)
    keep_terms: tuple[str, ...] = Field((), max_length=50)
    micro_modules: int | None = Field(None, ge=1, le=10_000)
    outline: tuple[OutlineWish, ...] = Field((), max_length=500)


def read_brief(text: str | None) -> Brief:
    """The brief of a JSON object, or of plain words, which are its goal; None or blank: an empty one.

    Raises InvalidBrief.
    """
    if text is None or not text.strip():
        return Brief()
    if not text.lstrip().startswith("{"):
        return Brief(goal=text.strip()[:4000])
    try:
        return Brief.model_validate(json.loads(text))
    except json.JSONDecodeError as fault:
        raise InvalidBrief("brief", f"no JSON object: {fault.msg}") from None
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        place = ".".join(("brief", *map(str, first["loc"])))
        raise InvalidBrief(place, first["msg"]) from None
