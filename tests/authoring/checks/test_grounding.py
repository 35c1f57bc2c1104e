"""G1 and G2: what is not carried by its citation is found, whatever was changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.checks import check_draft, check_micro_module
from authoring.checks.grounding import check_item_grounding, ground_of, text_faults
from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules import write_micro_module
from authoring.types import EngineIdentity, Item, ItemType, MicroModule, Origin, Severity, Span
from tests.support.documents import evidence_of, heading, paragraph

RULE = "Passwords must have at least 8 characters and must never be shared with Marta Rinaldi before 4 May."


def an_evidence() -> Evidence:
    return evidence_of(
        heading("Passwords"), paragraph(RULE), paragraph("You may write it down. Do not run in the hall.")
    )


def a_micro_module() -> MicroModule:
    evidence = an_evidence()
    return write_micro_module(evidence, evidence.segments[0])


def faults(text: str, source: str = RULE) -> tuple[str, ...]:
    evidence = evidence_of(heading("Passwords"), paragraph(source))
    return text_faults(ground_of(evidence.document), text, (evidence.cite_block(evidence.document.blocks[1].id),))


def test_the_sources_own_sentence_is_sound() -> None:
    assert faults(RULE) == ()


@pytest.mark.parametrize(
    "changed",
    [
        RULE.replace("8", "12"),
        RULE.replace("8", "eighty"),
        RULE.replace("must have", "should have"),
        RULE.replace("at least", "at most"),
        RULE.replace("must never be", "must be"),
        RULE.replace("Marta", "Ingrid"),
        RULE.replace("May", "June"),
        RULE + " Unless it is late.",
        RULE.replace("must have", "must not have"),
    ],
)
def test_every_planted_change_is_found(changed: str) -> None:
    assert faults(changed)


def test_wording_within_a_class_of_obligation_is_free() -> None:
    assert faults("Visitors must sign in.", "Visitors SHALL sign in.") == ()


def test_a_lost_not_is_found() -> None:
    assert faults("Run in the hall at night.", "Do not run in the hall at night.")


def test_a_shifted_span_is_found() -> None:
    micro_module = a_micro_module()
    citation = micro_module.body[0].citations[0]
    shifted = replace(citation, span=Span(citation.span.start + 1, citation.span.end))
    broken = replace(micro_module, body=(replace(micro_module.body[0], citations=(shifted,)), *micro_module.body[1:]))

    found = check_micro_module(an_evidence().document, broken)

    assert any(finding.check == "grounding" and finding.severity is Severity.BLOCKER for finding in found)


def test_a_citation_outside_its_block_and_one_of_no_block_are_found() -> None:
    evidence = an_evidence()
    citation = evidence.cite_block(evidence.document.blocks[1].id)
    ground = ground_of(evidence.document)
    outside = Span(0, citation.span.end)
    nowhere = type(citation.block)("b99")

    assert text_faults(ground, RULE, (replace(citation, span=outside, quote=evidence.text[: outside.end]),))
    assert text_faults(ground, RULE, (replace(citation, block=nowhere),))
    assert text_faults(ground, RULE, ())


def test_a_sentence_with_a_blocker_is_taken_out_of_the_draft() -> None:
    evidence, micro_module = an_evidence(), a_micro_module()
    lie = replace(micro_module.body[0], text=RULE.replace("8", "4"))
    point = replace(micro_module.key_points[0], text=RULE.replace("must", "may"))
    broken = replace(micro_module, body=(lie, *micro_module.body[1:]), key_points=(point, *micro_module.key_points[1:]))

    draft = check_draft(evidence, (broken,), EngineIdentity("extractive", "1", "none")).draft

    kept = draft.micro_modules[0]
    assert lie.text not in [part.text for part in kept.body]
    assert point.text not in [one.text for one in kept.key_points]
    assert len(kept.body) == len(micro_module.body) - 1


def test_an_edited_micro_module_is_checked_as_it_stands() -> None:
    micro_module = a_micro_module()
    document = an_evidence().document
    edited = replace(micro_module, title="x" * 81, key_points=micro_module.key_points[:1])

    before = {finding.check for finding in check_micro_module(document, micro_module)}
    after = {finding.check for finding in check_micro_module(document, edited)}

    assert "grounding" not in before
    assert {"title", "key_points"} <= after


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"stem": "Who must change a password within 99 hours?"}, "the stem says 99, which the cited text does not."),
        ({"rationale": "The rule names 48 hours."}, "the rationale says 48, which the cited text does not."),
    ],
)
def test_a_number_that_a_person_wrote_must_stand_in_what_the_item_cites(change: dict[str, str], fault: str) -> None:
    evidence = an_evidence()
    citation = evidence.cite_block(evidence.document.blocks[1].id)
    item = Item("i1", ItemType.SHORT_ANSWER, "How long must it be?", "At least 8.", "P8", (citation,))
    edited = replace(replace(item, **change), origin=Origin.EDITED)  # type: ignore[arg-type]  # texts alone
    ground = ground_of(evidence.document)
    assert check_item_grounding(ground, replace(item, origin=Origin.EDITED)) == ()
    assert [finding.message for finding in check_item_grounding(ground, edited)] == [fault]
