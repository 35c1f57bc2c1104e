"""The API's description, OpenAPI 3.1: what the routes say of themselves, with an example of every call.

The examples lie in `examples/`, a file a tag: `path` as it was called, `request` where there is a body, `response`
where one comes back, or `responds_like` another call's.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.api.conventions import Problem, problems

Json = dict[str, Any]  # a description is JSON all through

_RATE_LIMIT: Json = {
    "RateLimit-Policy": {"description": "Requests `q` in `w` seconds.", "schema": {"type": "string"}},
    "RateLimit": {"description": "`r` are left; all again after `t` seconds.", "schema": {"type": "string"}},
}
_RETRY_AFTER: Json = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}


def describe(app: FastAPI) -> Json:
    """Computed once."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = schema["components"]["schemas"]
        schemas["Problem"] = Problem.model_json_schema()
        for frameworks_own in ("HTTPValidationError", "ValidationError"):
            schemas.pop(frameworks_own, None)
        examples = read_examples()
        for path, calls in schema["paths"].items():
            for method, call in calls.items():
                _add_problems(call)
                if path.startswith("/v1"):
                    _add_rate_limit(call)
                _say_what_is_demanded(call)
                _add_example(call, path, examples.get(f"{method.upper()} {path}", {}))
        app.openapi_schema = schema
    return app.openapi_schema


def read_examples() -> dict[str, Json]:
    """Each call's example, by method and path as described: `GET /v1/jobs/{job_id}`."""
    folder = files("service.api") / "examples"
    found: dict[str, Json] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        found |= json.loads(file.read_text(encoding="utf-8"))
    for example in found.values():
        if "responds_like" in example:
            example["response"] = found[example["responds_like"]]["response"]
    return found


def _add_problems(call: Json) -> None:
    """The framework's own word on bodies, said as ours; and what every body can be refused for."""
    answers = call["responses"]
    if "422" in answers:
        answers["422"] = problems("invalid")[422]
    if "requestBody" in call:
        for status, answer in problems("malformed", "too-large", "unsupported-media-type").items():
            answers.setdefault(str(status), answer)


def _add_rate_limit(call: Json) -> None:
    for status, answer in call["responses"].items():
        if status.startswith("2") or status == "429":
            described = _RATE_LIMIT | (_RETRY_AFTER if status == "429" else {})
            answer["headers"] = {**answer.get("headers", {}), **described}


def _say_what_is_demanded(call: Json) -> None:
    """Nothing in a header, a path or a query can be null; what is refused when it is left out is required."""
    for parameter in call.get("parameters", []):
        schema = parameter["schema"]
        choices = [one for one in schema.pop("anyOf", []) if one != {"type": "null"}]
        if len(choices) == 1:
            schema |= choices[0]
        elif choices:
            schema["anyOf"] = choices
        if schema.pop("x-demanded", False):
            parameter["required"] = True
        if "examples" in schema:
            parameter["example"] = schema.pop("examples")[0]


def _add_example(call: Json, path: str, example: Json) -> None:
    given = _parameters(path, example.get("path", ""))
    for parameter in call.get("parameters", []):
        if parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    if "request" in example:
        for content in call.get("requestBody", {}).get("content", {}).values():
            content["example"] = example["request"]
    if "response" in example:
        status = min(status for status in call["responses"] if status.startswith("2"))
        media_types = call["responses"][status].get("content", {})
        for media_type in [*media_types][:1] if isinstance(example["response"], dict | list) else media_types:
            media_types[media_type]["example"] = example["response"]


def _parameters(described: str, called: str) -> Json:
    """What the example gives for the parameters of path and query, by name; numbers as numbers."""
    address = urlsplit(called)
    template = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(described))
    found = re.fullmatch(template, address.path)
    in_path = {name: unquote(value) for name, value in found.groupdict().items()} if found else {}
    in_query = {name: values[0] for name, values in parse_qs(address.query).items()}
    return in_path | {name: int(value) if value.isdecimal() else value for name, value in in_query.items()}
