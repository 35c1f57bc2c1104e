"""M1: the form of a micro-module."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.checks.micro_modules import check_form
from authoring.extractive.micro_modules import write_micro_module
from authoring.types import MicroModule, Severity
from tests.support.documents import evidence_of, heading, paragraph


def a_good_one() -> MicroModule:
    sentences = "Racks carry pallets. Plates show the highest load. Damage must be reported. Ladders are red. " * 12
    evidence = evidence_of(heading("Racks"), *[paragraph(sentences.strip()) for _ in range(1)])
    return write_micro_module(evidence, evidence.segments[0])


def test_a_good_one_has_no_finding() -> None:
    assert check_form(a_good_one()) == ()


@pytest.mark.parametrize(
    ("change", "check", "severity"),
    [
        ({"title": "x" * 81}, "title", Severity.ADVICE),
        ({"title": " "}, "title", Severity.ADVICE),
        ({"key_points": ()}, "key_points", Severity.ADVICE),
        ({"reading_seconds": 181}, "reading_time", Severity.ADVICE),
        ({"reading_seconds": 44}, "short_source", Severity.ADVICE),
        ({"body": ()}, "empty_body", Severity.BLOCKER),
    ],
)
def test_each_fault_of_form_is_found(change: dict[str, object], check: str, severity: Severity) -> None:
    broken = replace(a_good_one(), **change)  # type: ignore[arg-type]  # fields by name

    assert [(finding.check, finding.severity) for finding in check_form(broken)] == [(check, severity)]
