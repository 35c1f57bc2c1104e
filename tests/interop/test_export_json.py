"""The JSON export as Ajv validates it against the schema that integrators are given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from authoring import draft
from service.interchange.evidence_json import as_evidence_json
from service.interchange.published import Course
from tests.support.courses import a_course, awkward_course, course_of
from tests.support.node import run_node

pytestmark = pytest.mark.interop
ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/export.schema.json").read_text(encoding="utf-8"))


def faults(value: object) -> list[str]:
    done = run_node("validate_json.cjs", json.dumps({"schema": SCHEMA, "value": value}).encode())
    assert done.returncode == 0, done.stderr.decode()
    found: list[str] = json.loads(done.stdout)
    return found


def exported(course: Course) -> Any:
    return json.loads(as_evidence_json(course))


@pytest.mark.parametrize("course", [a_course(), awkward_course()], ids=["plain", "awkward"])
def test_an_export_is_what_its_schema_says(course: Course) -> None:
    assert faults(exported(course)) == []


def test_an_export_of_a_real_document_is_what_its_schema_says() -> None:
    course = course_of(draft(ROOT / "examples" / "onboarding-guide.md"))
    assert len(course.parts) > 3
    assert faults(exported(course)) == []


def _drop_quote(micro_module: Any) -> None:
    del micro_module["key_points"][0]["citations"][0]["quote"]


def _say_version_in_words(micro_module: Any) -> None:
    micro_module["version"] = "1"


def _add_a_field(micro_module: Any) -> None:
    micro_module["items"][0]["secret"] = 1


def _forget_the_zone(micro_module: Any) -> None:
    micro_module["approved_at"] = "2026-03-01T12:00:00"


def _turn_a_span_into_a_place(micro_module: Any) -> None:
    micro_module["items"][0]["citations"][0]["span"] = [3]


@pytest.mark.parametrize(
    "spoil", [_drop_quote, _say_version_in_words, _add_a_field, _forget_the_zone, _turn_a_span_into_a_place]
)
def test_an_export_that_breaks_the_schema_is_caught(spoil: Callable[[Any], None]) -> None:
    value = exported(a_course())
    spoil(value["micro_modules"][0])
    assert len(faults(value)) >= 1
