"""The API's description is a golden file: a change of the API is a diff that somebody reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic import ValidationError

from service.api.conventions import RequestBody
from service.api.description import describe, read_examples
from service.app import create_app
from service.bootstrap import open_services
from tests.support.golden import expect_golden
from tests.support.shop import settings_for

Json = dict[str, Any]
XAPI = {"XapiStatement", "Actor", "Account", "Verb", "Activity", "Outcome", "Score"}
GOLDEN = Path(__file__).parents[3] / "docs/openapi.json"


@pytest.fixture
def description(tmp_path: Path) -> Json:
    services = open_services(settings_for(tmp_path))
    described = describe(create_app(services))
    services.close()
    return described


def calls_of(description: Json) -> Iterator[tuple[str, Json]]:
    for path, calls in description["paths"].items():
        for method, call in calls.items():
            yield f"{method.upper()} {path}", call


def bodies() -> Iterator[type[RequestBody]]:
    waiting = [RequestBody]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        yield model


def flattened(annotation: object) -> set[object]:
    """The types that an annotation is made of."""
    parts = get_args(annotation)
    return {annotation}.union(*map(flattened, parts)) if parts else {annotation}


def is_refused(model: type[RequestBody], name: str, value: object) -> bool:
    """Whether the model refuses this field, whatever it says of others that are missing."""
    try:
        model.model_validate({name: value})
    except ValidationError as refusal:
        return any(fault["loc"][:1] == (name,) for fault in refusal.errors())
    return False


def contents_of(call: Json) -> Iterator[Json]:
    yield from call.get("requestBody", {}).get("content", {}).values()
    for answer in call["responses"].values():
        yield from answer.get("content", {}).values()


def named_in(part: object, schemas: Json) -> set[str]:
    """The schemas that a part of the description leads to, at any depth."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        for name in re.findall(r"#/components/schemas/(\w+)", json.dumps(waiting.pop())):
            if name not in found:
                found.add(name)
                waiting.append(schemas[name])
    return found


def test_the_golden_description_is_in_step(description: Json) -> None:
    expect_golden(GOLDEN, json.dumps(description, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def test_the_description_is_valid_openapi(description: Json) -> None:
    validate(description)


def test_every_call_under_v1_needs_a_key_and_describes_its_problems(description: Json) -> None:
    calls = [(name, call) for name, call in calls_of(description) if " /v1" in name]
    assert len(calls) > 30
    for path, call in calls:
        assert call["security"] == [{"key": []}], path
        for status in ("401", "403", "429"):
            assert "application/problem+json" in call["responses"][status]["content"], path
        assert "HTTPValidationError" not in str(call), path


def test_every_json_body_refuses_unknown_fields_at_every_depth(description: Json) -> None:
    schemas = description["components"]["schemas"]
    sent = {name for _, call in calls_of(description) for name in named_in(call.get("requestBody", {}), schemas)}
    assert {"NewResponse", "GivenPair", "NewPrincipal", "MirroredPostBody", "Section"} <= sent
    lenient = {name for name in sent if schemas[name].get("additionalProperties") is not False}
    lenient = {name for name in lenient if "properties" in schemas[name] and not name.startswith("Body_")}
    assert lenient == XAPI, "a standard's own extension points are kept, nothing else"


def test_every_field_of_a_body_takes_its_own_kind_of_value_and_no_other() -> None:
    foreign: dict[object, object] = {bool: "true", int: "1", float: "1.5", datetime: 1_800_000_000}
    tried, lenient = 0, []
    for model in bodies():
        for name, field in model.model_fields.items():
            for kind in flattened(field.annotation) & set(foreign):
                tried += 1
                if not is_refused(model, field.alias or name, foreign[kind]):
                    lenient.append(f"{model.__name__}.{name}")
    assert lenient == [], "use Flag, Whole, Amount and Moment of service/api/conventions.py"
    assert tried > 15


def test_every_call_has_an_example_of_what_it_takes_and_gives(description: Json) -> None:
    lacking = []
    for name, call in calls_of(description):
        bodies = list(call.get("requestBody", {}).get("content", {}).values())
        answers = [answer for status, answer in call["responses"].items() if status.startswith("2")]
        bodies += list(answers[0].get("content", {}).values())[:1]
        demanded = [one for one in call.get("parameters", []) if one["required"]]
        if any("example" not in one for one in [*bodies, *demanded]):
            lacking.append(name)
    assert lacking == [], "write them into service/api/examples/: path, request, response"


def test_no_example_is_of_a_call_that_is_gone(description: Json) -> None:
    assert set(read_examples()) <= {name for name, _ in calls_of(description)}


def test_every_example_is_what_its_schema_says_and_nothing_more(description: Json) -> None:
    strict = json.loads(json.dumps(description))
    for schema in strict["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    shared = {"components": strict["components"]}
    for name, call in calls_of(strict):
        for content in contents_of(call):
            if "example" in content and "schema" in content:
                checker = Draft202012Validator({**content["schema"], **shared})
                faults = [f"{one.json_path}: {one.message}" for one in checker.iter_errors(content["example"])]
                assert not faults, (name, faults)
