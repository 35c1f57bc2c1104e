"""The draft as the JSON that others rely on: schema `morsel.draft/1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from authoring.types import (
    Block,
    BodyPart,
    Citation,
    Coverage,
    Document,
    Draft,
    EngineIdentity,
    Finding,
    Item,
    KeyPoint,
    Layout,
    MicroModule,
    Notice,
    Option,
    Table,
    Term,
)

SCHEMA = "morsel.draft/1"

Json = dict[str, object]


class DraftJson(TypedDict):
    """The top level; everything below is plain JSON values."""

    schema: str
    document: Json
    engine: Json
    preflight: Json
    blocks: list[Json]
    micro_modules: list[Json]
    coverage: Json
    findings: list[Json]
    timings_seconds: dict[str, float]


def draft_as_json(draft: Draft) -> DraftJson:
    """The whole draft; equal drafts give equal JSON, key order included."""
    document = draft.document
    return {
        "schema": SCHEMA,
        "document": _document(document),
        "engine": engine_as_json(draft.engine),
        "preflight": {
            "unread": [_notice(notice) for notice in document.preflight.unread],
            "warnings": [_notice(notice) for notice in document.preflight.warnings],
        },
        "blocks": [_block(block) for block in document.blocks],
        "micro_modules": [micro_module_as_json(micro_module) for micro_module in draft.micro_modules],
        "coverage": coverage_as_json(draft.coverage),
        "findings": [finding_as_json(finding) for finding in draft.findings],
        "timings_seconds": dict(draft.timings_seconds),
    }


def micro_module_as_json(micro_module: MicroModule) -> Json:
    """One micro-module with its items and bank, keys included: the author's view."""
    json: Json = {
        "id": micro_module.id,
        "title": micro_module.title,
        "title_citations": _citations(micro_module.title_citations),
        "section_path": list(micro_module.section_path),
        "blocks": list(micro_module.blocks),
        "pages": list(micro_module.pages),
        "reading_seconds": micro_module.reading_seconds,
        "objective": {
            "text": micro_module.objective.text,
            "bloom": micro_module.objective.bloom.value,
            "citations": _citations(micro_module.objective.citations),
        },
        "key_points": [_key_point(point) for point in micro_module.key_points],
        "body": [_body_part(part) for part in micro_module.body],
        "terms": [_term(term) for term in micro_module.terms],
        "items": [item_as_json(item) for item in micro_module.items],
        "bank": [item_as_json(item) for item in micro_module.bank],
        "findings": [finding_as_json(finding) for finding in micro_module.findings],
    }
    return json if micro_module.engine is None else json | {"engine": micro_module.engine}


def item_as_json(item: Item) -> Json:
    """One item, keys included: the author's view."""
    json: Json = {
        "id": item.id,
        "type": item.type.value,
        "stem": item.stem,
        "options": [_option(option) for option in item.options],
        "accepted_answers": [
            {"value": answer.value, "unit": answer.unit, "tolerance": answer.tolerance}
            for answer in item.accepted_answers
        ],
        "pairs": [{"left": pair.left, "right": pair.right} for pair in item.pairs],
        "order": list(item.order),
        "bloom": item.bloom.value,
        "rationale": item.rationale,
        "pattern": item.pattern,
        "origin": item.origin.value,
        "difficulty": item.difficulty,
        "rank": item.rank,
        "citations": _citations(item.citations),
        "findings": [finding_as_json(finding) for finding in item.findings],
    }
    return json if item.model is None else json | {"model": item.model}


def finding_as_json(finding: Finding) -> Json:
    """One finding of a check."""
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "where": finding.where,
        "message": finding.message,
    }


def citation_as_json(citation: Citation) -> Json:
    """One pointer into the document."""
    place: Json = {
        "block": citation.block,
        "span": list(citation.span),
        "page": citation.page,
        "quote": citation.quote,
    }
    return place if citation.time_seconds is None else place | {"time_seconds": citation.time_seconds}


def coverage_as_json(coverage: Coverage) -> Json:
    """Block ids taught, not taught with the reason, and obligations that nothing teaches."""
    return {
        "taught": list(coverage.taught),
        "not_taught": [{"block": gap.block, "reason": gap.reason.value} for gap in coverage.not_taught],
        "obligations_not_taught": list(coverage.obligations_not_taught),
    }


def engine_as_json(engine: EngineIdentity) -> Json:
    """What made the draft."""
    return {
        "name": engine.name,
        "version": engine.version,
        "embedder": engine.embedder,
        "model": engine.model,
        "prompts": dict(engine.prompts),
    }


def _document(document: Document) -> Json:
    return {
        "title": document.title,
        "file_name": document.file_name,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "language": document.language,
        "pages": document.pages,
        "words": document.words,
    }


def _notice(notice: Notice) -> Json:
    where = {"page": notice.where.page, "line": notice.where.line, "block": notice.where.block}
    return _with_detail(
        {"where": {name: value for name, value in where.items() if value is not None}, "reason": notice.reason.value},
        notice.detail,
    )


def _with_detail(notice: Json, detail: str) -> Json:
    return {**notice, "detail": detail} if detail else notice


def _block(block: Block) -> Json:
    always: Json = {
        "id": block.id,
        "kind": block.kind.value,
        "level": block.level,
        "text": block.text,
        "page": block.page,
        "span": list(block.span),
        "role": block.role.value,
    }
    sometimes: Json = {
        "time_seconds": block.time_seconds,
        "speaker": block.speaker,
        "language": block.language,
        "label": block.label,
        "list": None
        if block.place is None
        else {"id": block.place.list_id, "ordered": block.place.ordered, "number": block.place.number},
        "table": None if block.table is None else _table(block.table),
        "marked_correct": block.marked_correct,
    }
    return always | {name: value for name, value in sometimes.items() if value is not None}


def _table(table: Table) -> Json:
    return {"rows": [list(row) for row in table.rows], "header_rows": table.header_rows}


def _citations(citations: Iterable[Citation]) -> list[Json]:
    return [citation_as_json(citation) for citation in citations]


def _key_point(point: KeyPoint) -> Json:
    return {"text": point.text, "citations": _citations(point.citations)}


def _body_part(part: BodyPart) -> Json:
    json: Json = {"text": part.text, "kind": part.kind.value, "citations": _citations(part.citations)}
    return json if part.layout is Layout.TEXT else json | {"layout": part.layout.value}


def _term(term: Term) -> Json:
    return {"term": term.term, "definition": term.definition, "citations": _citations(term.citations)}


def _option(option: Option) -> Json:
    return {
        "id": option.id,
        "text": option.text,
        "correct": option.correct,
        "rationale": option.rationale,
        "citations": _citations(option.citations),
        "source": None if option.source is None else {"block": option.source.block, "span": list(option.source.span)},
    }
