"""What all resources share: strict bodies, opaque cursors, entity tags, idempotency keys, described problems."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

from service.problems import HTTP_PROBLEMS, MEDIA_TYPE, RequestRefused

MAX_PAGE = 100
Id = Annotated[str, Field(max_length=64)]
_STRONG_TAG = re.compile('"([0-9]{1,9})"')  # as `etag` writes them
DEMANDED = {"x-demanded": True}  # described as required; its absence is 428, not 422
PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _demand_text(sent: object) -> object:
    if sent is not None and not isinstance(sent, str | datetime):
        message = "write it as text, as RFC 3339 does"
        raise ValueError(message)
    return sent


# What is sent is taken as it is: the text "1" is no number, the number 1 no claim and no moment.
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Amount = Annotated[float, Strict()]
Moment = Annotated[AwareDatetime, BeforeValidator(_demand_text)]


class RequestBody(BaseModel):
    """Refuses fields it does not know, and the character NUL, which PostgreSQL cannot keep."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_nul(cls, sent: object) -> object:
        values = sent.values() if isinstance(sent, dict) else ()
        texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
        if any(isinstance(text, str) and "\0" in text for text in texts):
            message = "the character NUL is not allowed"
            raise ValueError(message)
        return sent


class Answer(BaseModel):
    """Built from our own rows."""

    model_config = ConfigDict(from_attributes=True)


class Problem(BaseModel):
    """RFC 9457; `type` is stable, further members depend on it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str


def problems(*slugs: str) -> dict[int | str, dict[str, object]]:
    """The answers of a route that are problems, for its description."""
    every = ("unauthenticated", "forbidden", "rate-limited", *slugs)
    return {
        HTTP_PROBLEMS[slug].status: {"description": HTTP_PROBLEMS[slug].title, "content": PROBLEM_CONTENT}
        for slug in every
    }


QUOTA: dict[int | str, dict[str, object]] = {
    409: {"description": "The tenant has as many as it may", "content": PROBLEM_CONTENT}
}


def conflict_problems(*slugs: str) -> dict[int | str, dict[str, object]]:
    """As `problems`, for a route that changes something: 409 and 412 besides."""
    further: dict[int | str, dict[str, object]] = {
        409: {"description": "Its state does not allow that", "content": PROBLEM_CONTENT},
        412: {"description": "It is not as you read it", "content": PROBLEM_CONTENT},
    }
    return {**problems("not-found", "invalid", *slugs), **further}


def encode_cursor(identifier: str) -> str:
    """The place after `identifier`, as clients send it back."""
    return base64.urlsafe_b64encode(identifier.encode()).decode().rstrip("=")


def next_cursor(identifiers: Sequence[str], *, limit: int) -> str | None:
    """The cursor after a page; None: the page was not full, nothing follows."""
    return encode_cursor(identifiers[-1]) if len(identifiers) == limit else None


def etag(revision: int) -> str:
    """The entity tag of a revision."""
    return f'"{revision}"'


def _decode_cursor(cursor: Annotated[str | None, Query(description="From the page before.")] = None) -> str | None:
    if cursor is None:
        return None
    try:
        decoded = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        raise RequestRefused("invalid", "The cursor is none of ours; begin again without one.") from None
    return decoded.replace("\0", "")


def _revision(
    if_match: Annotated[str | None, Header(description="The ETag that you read.", examples=['"3"'])] = None,
) -> int | None:
    if if_match is None:
        return None
    tag = _STRONG_TAG.fullmatch(if_match.strip())
    if tag is None:
        raise RequestRefused("version-conflict", "If-Match is no ETag of ours; read it again and send its ETag.")
    return int(tag[1])


def _demanded_revision(
    if_match: Annotated[
        str | None, Header(description="The ETag that you read.", examples=['"3"'], json_schema_extra=DEMANDED)
    ] = None,
) -> int:
    revision = _revision(if_match)
    if revision is None:
        raise RequestRefused("precondition-required", "Send the ETag that you read as If-Match.")
    return revision


Cursor = Annotated[str | None, Depends(_decode_cursor)]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]
IfMatch = Annotated[int, Depends(_demanded_revision)]
MayMatch = Annotated[int | None, Depends(_revision)]
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=200, description="A repeat under the same key is answered as the first time."),
]
