"""The JSON Schema of draft.json, `morsel.draft/1`: closed enumerations, every named field present, more allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FILLED: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_PAGE: Schema = {"type": ["integer", "null"], "minimum": 1}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
SECONDS: Schema = {"type": "number", "minimum": 0}


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def many(items: Schema, **bounds: int) -> Schema:
    return {"type": "array", "items": items, **bounds}


def record(fields: Mapping[str, Schema], **extra: Schema) -> Schema:
    """An object with all of `fields`; `extra` may be absent, and what is named nowhere may be present."""
    return {"type": "object", "properties": {**fields, **extra}, "required": list(fields)}


SPAN = {"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2}
BLOOM = one_of("remember", "understand", "apply", "analyse", "evaluate", "create")
CITATION = record({"block": FILLED, "span": SPAN, "page": MAYBE_PAGE, "quote": FILLED}, time_seconds=SECONDS)
CITATIONS = many(CITATION)
CITED = many(CITATION, minItems=1)
FINDING = record({"check": FILLED, "severity": one_of("blocker", "advice"), "where": TEXT, "message": FILLED})
NOTICE = record({"where": {"type": "object"}, "reason": FILLED})

DOCUMENT = record(
    {
        "title": FILLED,
        "file_name": FILLED,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "media_type": FILLED,
        "language": {"type": ["string", "null"], "pattern": "^[a-z]{2}$"},
        "pages": MAYBE_PAGE,
        "words": COUNT,
    }
)
ENGINE = record(
    {
        "name": one_of("extractive", "generative"),
        "version": FILLED,
        "embedder": FILLED,
        "model": MAYBE_TEXT,
        "prompts": {"type": "object"},
    }
)
BLOCK = record(
    {
        "id": FILLED,
        "kind": one_of("heading", "paragraph", "list_item", "table", "caption", "note", "code"),
        "level": {"type": ["integer", "null"], "minimum": 1},
        "text": TEXT,
        "page": MAYBE_PAGE,
        "span": SPAN,
    },
    time_seconds=SECONDS,
)
OPTION = record(
    {
        "id": FILLED,
        "text": FILLED,
        "correct": {"type": "boolean"},
        "rationale": FILLED,
        "citations": CITATIONS,
        "source": {"anyOf": [{"type": "null"}, record({"block": FILLED, "span": SPAN})]},
    }
)
ACCEPTED = record({"value": FILLED, "unit": MAYBE_TEXT, "tolerance": {"type": ["number", "null"], "minimum": 0}})
ITEM = record(
    {
        "id": FILLED,
        "type": one_of(
            "multiple_choice",
            "multiple_response",
            "true_false",
            "cloze",
            "matching",
            "ordering",
            "numeric",
            "short_answer",
        ),
        "stem": FILLED,
        "options": many(OPTION),
        "accepted_answers": many(ACCEPTED),
        "pairs": many(record({"left": FILLED, "right": FILLED})),
        "order": many(FILLED),
        "bloom": BLOOM,
        "rationale": FILLED,
        "pattern": FILLED,
        "origin": one_of("generated", "source", "edited"),
        "difficulty": {"type": "number", "minimum": 0, "maximum": 1},
        "rank": COUNT,
        "citations": CITED,
        "findings": many(FINDING),
    }
)
MICRO_MODULE = record(
    {
        "id": FILLED,
        "title": FILLED,
        "section_path": many(TEXT),
        "blocks": many(FILLED, minItems=1),
        "pages": many({"type": "integer", "minimum": 1}),
        "reading_seconds": COUNT,
        "objective": record({"text": FILLED, "bloom": BLOOM}, citations=CITATIONS),
        "key_points": many(record({"text": FILLED, "citations": CITED})),
        "body": many(
            record(
                {
                    "text": FILLED,
                    "kind": one_of("paragraph", "list_item", "heading", "callout"),
                    "citations": CITED,
                }
            )
        ),
        "terms": many(record({"term": FILLED, "definition": FILLED, "citations": CITED})),
        "items": many(ITEM),
        "bank": many(ITEM),
        "findings": many(FINDING),
    },
    title_citations=CITATIONS,
)
COVERAGE = record(
    {
        "taught": many(FILLED),
        "not_taught": many(
            record(
                {
                    "block": FILLED,
                    "reason": one_of("boilerplate", "too_short", "unsupported", "left_out", "conflict"),
                }
            )
        ),
        "obligations_not_taught": many(FILLED),
    }
)
DRAFT: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **record(
        {
            "schema": one_of("morsel.draft/1"),
            "document": DOCUMENT,
            "engine": ENGINE,
            "preflight": record({"unread": many(NOTICE), "warnings": many(NOTICE)}),
            "blocks": many(BLOCK),
            "micro_modules": many(MICRO_MODULE),
            "coverage": COVERAGE,
            "findings": many(FINDING),
            "timings_seconds": {"type": "object", "additionalProperties": SECONDS},
        }
    ),
}


def schema_faults(json: Any) -> list[str]:
    """What in `json` breaks the contract, as `path: message`; empty for a valid draft."""
    shape = [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
        for fault in Draft202012Validator(DRAFT).iter_errors(json)
    ]
    return shape or list(_broken_references(json))


def _broken_references(json: Any) -> Iterator[str]:
    """Rules a schema cannot say: spans join without a gap, ids are unique and known, types have their parts."""
    place = 0
    for block in json["blocks"]:
        if block["span"] != [place, place + len(block["text"])]:
            yield f"blocks/{block['id']}: span {block['span']} does not continue at {place}"
        place = block["span"][1] + 1
    blocks = {block["id"] for block in json["blocks"]}
    micro_modules = json["micro_modules"]
    items = [item for module in micro_modules for item in module["items"] + module["bank"]]
    for name, ids in (
        ("micro_modules", [module["id"] for module in micro_modules]),
        ("items", [i["id"] for i in items]),
    ):
        if len(set(ids)) != len(ids):
            yield f"{name}: ids are not unique"
    if len(blocks) != len(json["blocks"]):
        yield "blocks: ids are not unique"
    for module in micro_modules:
        if unknown := set(module["blocks"]) - blocks:
            yield f"micro_modules/{module['id']}: unknown blocks {sorted(unknown)}"
    for item in items:
        yield from (f"items/{item['id']}: {fault}" for fault in _missing_parts(item))


def _missing_parts(item: Any) -> Iterator[str]:
    right = sum(option["correct"] for option in item["options"])
    match item["type"]:
        case "multiple_choice" if len(item["options"]) < 2 or right != 1:
            yield f"multiple choice with {len(item['options'])} options, {right} of them right"
        case "multiple_response" if len(item["options"]) < 3 or not 1 <= right < len(item["options"]):
            yield f"multiple response with {len(item['options'])} options, {right} of them right"
        case "true_false" if len(item["options"]) != 2 or right != 1:
            yield "true/false without its two options"
        case "cloze" if "____" not in item["stem"] or not item["accepted_answers"]:
            yield "cloze without gap or accepted answer"
        case "numeric" | "short_answer" if not item["accepted_answers"]:
            yield f"{item['type']} without an accepted answer"
        case "matching" if len(item["pairs"]) < 3:
            yield "matching with fewer than three pairs"
        case "ordering" if len(item["order"]) < 3:
            yield "ordering with fewer than three texts"
