"""A draft to read: Markdown or one self-contained HTML page, keys and citations included (the author's view)."""

from __future__ import annotations

from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt

from authoring.types import Citation, Draft, Item, ItemType, MicroModule, Notice
from service.interchange.markdown import body_part, escape

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}}
blockquote{{border-left:.25rem solid #999;margin-left:0;padding-left:1rem;color:#444}}
table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.25rem .5rem}}</style></head>
<body>{body}</body></html>
"""


def as_markdown(draft: Draft) -> str:
    """The whole draft as Markdown; document text is escaped, so that it cannot become markup."""
    return "\n".join(_lines(draft)) + "\n"


def as_html(draft: Draft) -> str:
    """The whole draft as one page without scripts or anything from elsewhere."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(as_markdown(draft))
    return _PAGE.format(
        language=draft.document.language or "en",
        title=nh3.clean_text(draft.document.title),
        body=nh3.clean(body, tags=nh3.ALLOWED_TAGS - {"img"}),
    )


def _lines(draft: Draft) -> Iterator[str]:
    document = draft.document
    yield f"# {escape(document.title)}"
    yield ""
    yield f"{document.words} words, {len(draft.micro_modules)} micro-modules, made by {draft.engine.name}{_with(draft)}"
    for notice in document.preflight.unread:
        yield f"- not read: {notice.reason.value}{_where(notice)}"
    for notice in document.preflight.warnings:
        yield f"- read with reserve: {notice.reason.value}{_where(notice)}"
    for micro_module in draft.micro_modules:
        yield from _micro_module(micro_module)


def _writer(micro_module: MicroModule) -> str:
    return "" if micro_module.engine is None else f"text by the {micro_module.engine} engine"


def _with(draft: Draft) -> str:
    """The model's name, which is the operator's, where one had a part in the draft."""
    return f" with {escape(draft.engine.model)}" if draft.engine.model else ""


def _micro_module(micro_module: MicroModule) -> Iterator[str]:
    yield from ("", f"## {escape(micro_module.title)}", "")
    yield " · ".join(
        part
        for part in (
            escape(" › ".join(micro_module.section_path)),
            f"{micro_module.reading_seconds} s",
            _writer(micro_module),
        )
        if part
    )
    yield from ("", f"**Objective:** {escape(micro_module.objective.text)} ({micro_module.objective.bloom.value})", "")
    for part in micro_module.body:
        yield from body_part(part)
    yield from ("", "**Key points**", "")
    for point in micro_module.key_points:
        yield f"- {escape(point.text)} {_places(point.citations)}"
    for term in micro_module.terms:
        yield from ("", f"**{escape(term.term)}**: {escape(term.definition)}")
    yield from ("", "### Quiz")
    for number, item in enumerate(micro_module.items, start=1):
        yield from _item(number, item)
    for finding in micro_module.findings:
        yield from ("", f"*{finding.severity.value}, {finding.check}: {escape(finding.message)}*")


def _item(number: int, item: Item) -> Iterator[str]:
    yield from ("", f"**{number}. {escape(item.stem)}** ({item.type.value.replace('_', ' ')}, {item.pattern})", "")
    for option in item.options:
        mark = "x" if option.correct else " "
        yield f"- [{mark}] {escape(option.text)} — {escape(option.rationale)}"
    for pair in item.pairs:
        yield f"- {escape(pair.left)} → {escape(pair.right)}"
    for step, text in enumerate(item.order, start=1):
        yield f"{step}. {escape(text)}"
    if item.type in (ItemType.NUMERIC, ItemType.SHORT_ANSWER, ItemType.CLOZE):
        accepted = "; ".join(f"{answer.value} {answer.unit or ''}".strip() for answer in item.accepted_answers)
        yield f"Accepted: {escape(accepted)}"
    yield from ("", f"{escape(item.rationale)} {_places(item.citations)}")


def _where(notice: Notice) -> str:
    if notice.where.page is not None:
        return f" (page {notice.where.page})"
    return "" if notice.where.line is None else f" (line {notice.where.line})"


def _places(citations: tuple[Citation, ...]) -> str:
    pages = sorted({citation.page for citation in citations if citation.page is not None})
    named = [f"p. {page}" for page in pages] or [citation.block for citation in citations]
    return f"({', '.join(dict.fromkeys(named))})" if named else ""
