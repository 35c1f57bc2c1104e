"""What a model may answer: strict types where strangers' data enters, and the closed JSON schema that asks for them."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

BloomName = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
LONGEST_ANSWER = 60_000  # characters; ten times what any prompt asks for


class _Answer(BaseModel):
    # Fields that nobody asked for do no harm; a text where a number belongs is a fault.
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Support(_Answer):
    """One sentence that a claim rests on, by its number, with a short literal quote of it."""

    sentence: int
    quote: str


class Claim(_Answer):
    text: str
    support: list[Support]


class ObjectiveClaim(Claim):
    bloom: BloomName


class OutlineEntry(_Answer):
    id: str
    title: Claim
    objective: ObjectiveClaim


class OutlineAnswer(_Answer):
    micro_modules: list[OutlineEntry]


class BodyClaim(Claim):
    kind: Literal["paragraph", "list_item", "callout"]


class TermClaim(_Answer):
    term: str
    definition: str
    support: list[Support]


class MicroModuleAnswer(_Answer):
    key_points: list[Claim]
    body: list[BodyClaim]
    terms: list[TermClaim]


class OptionAnswer(_Answer):
    text: str
    correct: bool
    rationale: str
    support: list[Support]


class ItemAnswer(_Answer):
    type: Literal["multiple_choice", "multiple_response", "ordering"]
    stem: str
    options: list[OptionAnswer]
    order: list[str]
    bloom: BloomName
    rationale: str
    support: list[Support]


class ItemsAnswer(_Answer):
    items: list[ItemAnswer]


class SummaryAnswer(_Answer):
    sentences: list[Claim]


Schema = TypeVar("Schema", bound=BaseModel)
JsonSchema = dict[str, Any]


class UnreadableAnswer(Exception):
    """The answer is not the JSON that was asked for; the message is for the model to mend it."""


def read_answer(text: str, schema: type[Schema], *, is_cut: bool = False) -> Schema:
    """The answer in its type; prose or a fence around the JSON object is passed over. Raises UnreadableAnswer."""
    if len(text) > LONGEST_ANSWER:
        message = f"the answer is longer than {LONGEST_ANSWER} characters"
        raise UnreadableAnswer(message)
    if is_cut:
        message = "the answer was cut off before its end; write less"
        raise UnreadableAnswer(message)
    try:
        return schema.model_validate_json(_object_in(text))
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False, include_context=False)[:5]
        places = "; ".join(f"{'.'.join(map(str, error['loc'])) or 'the answer'}: {error['msg']}" for error in first)
        raise UnreadableAnswer(places) from None


def json_schema(schema: type[BaseModel]) -> JsonSchema:
    """The schema as providers demand it in strict mode: no references, every field required, nothing more allowed."""
    whole = schema.model_json_schema()
    definitions = whole.pop("$defs", {})
    closed = _closed(whole, definitions)
    return {"title": schema.__name__, "description": "The answer.", **closed}


_DECODER = json.JSONDecoder()


def _object_in(text: str) -> str:
    """The first whole JSON object of a text, as JSON; the text itself where there is none."""
    for match in re.finditer(r"\{", text):
        try:
            found, _ = _DECODER.raw_decode(text, match.start())
        except (json.JSONDecodeError, RecursionError):
            continue
        return json.dumps(found)
    return text


def _closed(part: JsonSchema, definitions: dict[str, JsonSchema]) -> JsonSchema:
    if "$ref" in part:
        return _closed(definitions[part["$ref"].rpartition("/")[2]], definitions)
    kept: JsonSchema = {name: part[name] for name in ("type", "enum", "const") if name in part}
    if part.get("type") == "object":
        properties = {name: _closed(field, definitions) for name, field in part["properties"].items()}
        return kept | {"properties": properties, "required": list(properties), "additionalProperties": False}
    if part.get("type") == "array":
        return kept | {"items": _closed(part["items"], definitions)}
    return kept
