"""C2: every block is taught or not taught with a reason; an obligation that nobody teaches is reported."""

from __future__ import annotations

from dataclasses import replace

from authoring.checks import check_draft
from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules import write_micro_module
from authoring.types import BlockRole, Coverage, EngineIdentity, MicroModule, NotTaught
from tests.support.documents import Part, evidence_of, heading, paragraph, table

ENGINE = EngineIdentity("extractive", "1", "none")


def covered(*parts: Part) -> Coverage:
    evidence = evidence_of(*parts)
    return check_draft(evidence, (_write(evidence),), ENGINE).draft.coverage


def _write(evidence: Evidence) -> MicroModule:
    return write_micro_module(evidence, evidence.segments[0])


def test_every_block_is_accounted_for_once() -> None:
    coverage = covered(
        heading("Doors"),
        paragraph("Fire doors must stay shut."),
        paragraph("All rights are reserved.", role=BlockRole.BOILERPLATE),
        paragraph("Which door stays shut?", role=BlockRole.QUIZ),
        paragraph("See the intranet for more."),
    )

    assert coverage.taught == ("b1", "b2")
    assert [(gap.block, gap.reason) for gap in coverage.not_taught] == [
        ("b3", NotTaught.BOILERPLATE),
        ("b4", NotTaught.LEFT_OUT),
        ("b5", NotTaught.LEFT_OUT),
    ]
    assert coverage.obligations_not_taught == ()


def test_an_obligation_that_falls_out_is_reported() -> None:
    evidence = evidence_of(heading("Doors"), paragraph("Doors are red."), paragraph("Fire doors must stay shut."))
    micro_module = _write(evidence)
    without = replace(
        micro_module,
        body=tuple(part for part in micro_module.body if "must" not in part.text),
        key_points=tuple(point for point in micro_module.key_points if "must" not in point.text),
    )

    coverage = check_draft(evidence, (without,), ENGINE).draft.coverage

    assert coverage.obligations_not_taught == ("b3",)


def test_an_obligation_in_a_table_row_that_was_cut_off_is_reported() -> None:
    rows = [[f"Level {number}", f"Drivers must lock door {number}. " + "meaning " * 60] for number in range(40)]
    coverage = covered(heading("Levels"), table(["Level", "Meaning"], *rows))

    assert coverage.obligations_not_taught == ("b2",)


def test_an_obligation_in_half_a_paragraph_is_reported() -> None:
    evidence = evidence_of(heading("Doors"), paragraph("Doors are red. Fire doors must stay shut. Paint is dry."))
    micro_module = _write(evidence)
    first = evidence.sentences(evidence.document.blocks[1].id)[0]
    part = replace(micro_module.body[0], text=first.text, citations=(evidence.cite(first.span),))
    halved = replace(micro_module, body=(part,), key_points=())

    assert check_draft(evidence, (halved,), ENGINE).draft.coverage.obligations_not_taught == ("b2",)


def test_a_document_that_teaches_nothing_says_so() -> None:
    evidence = evidence_of(heading("Doors"))

    draft = check_draft(evidence, (), ENGINE).draft

    assert [finding.check for finding in draft.findings] == ["no_teaching_text"]
