"""The API reference: one page, rendered here from the API's own description; nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from html import escape
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from service.problems import HTTP_PROBLEMS, PROBLEMS

router = APIRouter(include_in_schema=False)

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2327;background:#fff}
h2{margin-top:2.5rem;border-bottom:1px solid #ccd}code,pre{font-family:ui-monospace,monospace;font-size:.9em}
details{border:1px solid #ccd;border-radius:4px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}
.method{display:inline-block;min-width:4.5rem;font-weight:600}table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #eef}
pre{max-height:20rem;overflow:auto}
@media(prefers-color-scheme:dark){body{background:#15181b;color:#e4e7ea}}
"""
_STYLE_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

Json = dict[str, object]


@router.get("/docs", response_class=HTMLResponse)
def docs(request: Request) -> HTMLResponse:
    """Every call with its parameters, bodies and answers; every problem type; every schema."""
    description: Json = request.app.openapi()
    policy = f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; frame-ancestors 'none'"
    return HTMLResponse("".join(_page(description)), headers={"Content-Security-Policy": policy})


def _page(description: Json) -> Iterator[str]:
    about = _object(description, "info")
    title = escape(f"{about['title']} {about['version']}")
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
    yield f"<h1>{title}</h1><p>{escape(str(about.get('description', '')))}</p>"
    yield '<p>Machine-readable: <a href="/openapi.json">openapi.json</a></p>'
    for tag, calls in _by_tag(description).items():
        yield f"<h2>{escape(tag)}</h2>"
        for method, path, call in calls:
            yield from _call(method, path, call)
    yield from _problem_table()
    yield "<h2>Schemas</h2>"
    for name, schema in sorted(_object(_object(description, "components"), "schemas").items()):
        yield from _schema(name, cast("Json", schema))
    yield "</body></html>"


def _by_tag(description: Json) -> dict[str, list[tuple[str, str, Json]]]:
    found: dict[str, list[tuple[str, str, Json]]] = {}
    for path, calls in _object(description, "paths").items():
        for method, call in cast("dict[str, Json]", calls).items():
            tag = str(_list(call, "tags")[0]) if call.get("tags") else "other"
            found.setdefault(tag, []).append((method.upper(), path, call))
    return found


def _call(method: str, path: str, call: Json) -> Iterator[str]:
    summary = escape(str(call.get("description") or call.get("summary") or ""))
    name = f'<span class="method">{method}</span> <code>{escape(path)}</code>'
    yield f"<details><summary>{name} {summary}</summary><table>"
    for parameter in _list(call, "parameters"):
        yield _row(f"{parameter['in']}: {parameter['name']}", _shape(_object(parameter, "schema")))
    for media_type, body in _object(_object(call, "requestBody"), "content").items():
        yield _row(f"body: {media_type}", _shape(_object(cast("Json", body), "schema")) + _example(cast("Json", body)))
    for status, answer in _object(call, "responses").items():
        yield _row(f"answers {status}", _answer(cast("Json", answer)))
    yield "</table></details>"


def _answer(answer: Json) -> str:
    contents = [cast("Json", content) for content in _object(answer, "content").values()]
    shapes = [_shape(_object(content, "schema")) + _example(content) for content in contents]
    return " ".join([escape(str(answer.get("description", ""))), *shapes])


def _example(content: Json) -> str:
    if "example" not in content:
        return ""
    example = content["example"]
    text = example if isinstance(example, str) else json.dumps(example, indent=1, ensure_ascii=False)
    return f"<pre>{escape(text)}</pre>"


def _row(name: str, html: str) -> str:
    return f"<tr><th><code>{escape(name)}</code></th><td>{html}</td></tr>"


def _shape(schema: Json) -> str:
    """A schema in a few words, linked where it has a name."""
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_shape(one) for one in _list(schema, "anyOf"))
    if schema.get("type") == "array":
        return f"list of {_shape(_object(schema, 'items')) or 'anything'}"
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(value))}</code>" for value in cast("list[object]", schema["enum"]))
    return escape(str(schema.get("format") or schema.get("type") or ""))


def _schema(name: str, schema: Json) -> Iterator[str]:
    about = escape(str(schema.get("description", "")))
    yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code> {about}</summary><table>'
    for field, shape in _object(schema, "properties").items():
        yield _row(field, _shape(cast("Json", shape)))
    yield "</table></details>"


def _problem_table() -> Iterator[str]:
    yield "<h2>Problems</h2><p>Every error is <code>application/problem+json</code> with one of these types.</p><table>"
    kinds = {kind.type: kind for kind in (*HTTP_PROBLEMS.values(), *PROBLEMS.values())}
    for kind in sorted(kinds.values(), key=lambda one: (one.status, one.slug)):
        yield _row(f"{kind.status} {kind.type}", escape(kind.title))
    yield "</table>"


def _object(parent: Json, name: str) -> Json:
    return cast("Json", parent.get(name, {}))


def _list(parent: Json, name: str) -> list[Json]:
    return cast("list[Json]", parent.get(name, []))
