"""The API's description is a golden file: a change of the API is a diff that somebody reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from service.app import create_app, describe
from service.bootstrap import open_services
from tests.support.golden import expect_golden
from tests.support.shop import settings_for

GOLDEN = Path(__file__).parents[3] / "docs/openapi.json"


@pytest.fixture
def description(tmp_path: Path) -> dict[str, object]:
    services = open_services(settings_for(tmp_path))
    described = describe(create_app(services))
    services.close()
    return described


def test_the_golden_description_is_in_step(description: dict[str, object]) -> None:
    expect_golden(GOLDEN, json.dumps(description, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def test_the_description_is_valid_openapi(description: dict[str, object]) -> None:
    validate(description)


def test_every_call_under_v1_needs_a_key_and_describes_its_problems(description: dict[str, object]) -> None:
    paths = description["paths"]
    assert isinstance(paths, dict)
    calls = [(path, call) for path, methods in paths.items() for call in methods.values() if path.startswith("/v1")]
    assert len(calls) > 30
    for path, call in calls:
        assert call["security"] == [{"key": []}], path
        for status in ("401", "403", "429"):
            assert "application/problem+json" in call["responses"][status]["content"], path
        assert "HTTPValidationError" not in str(call), path


def test_every_request_body_refuses_unknown_fields(description: dict[str, object]) -> None:
    bodies = str(list(description["paths"].values()))  # type: ignore[attr-defined]  # JSON
    schemas = description["components"]["schemas"]  # type: ignore[index]  # JSON
    sent = {name for name in schemas if f"'#/components/schemas/{name}'" in bodies and name.startswith("New")}
    assert {"NewResponse", "NewPrincipal", "NewKey", "NewReport"} <= sent
    for name, schema in schemas.items():
        if name.startswith("New") or name.endswith(("Change", "Approvals", "Naming", "Reasoned")):
            assert schema["additionalProperties"] is False, name
