"""Objectives: an observable verb that fits the text, in grammatical words, carried by what is cited."""

from __future__ import annotations

import pytest

from authoring.extractive.evidence import gather_evidence
from authoring.extractive.micro_modules import write_micro_module
from authoring.extractive.micro_modules.topics import Form, in_sentence, topic
from authoring.segmentation import segment_document
from authoring.types import Bloom, Objective
from tests.support.documents import Part, build, evidence_of, heading, paragraph, step, table
from tests.support.embedders import HashedWordsEmbedder


def objective(*parts: Part, language: str = "en") -> Objective:
    evidence = evidence_of(*parts, language=language)
    return write_micro_module(evidence, evidence.segments[0]).objective


def test_steps_are_carried_out() -> None:
    found = objective(
        heading("Lifting by hand"),
        paragraph("Follow these steps:"),
        step("Check the weight on the label."),
        step("Stand close to the load."),
        step("Lift the load with your legs."),
    )

    assert found.text == "Carry out the steps for lifting by hand in the right order."
    assert found.bloom is Bloom.APPLY


def test_a_defined_term_is_explained() -> None:
    found = objective(heading("Complaint"), paragraph("A complaint is a statement that somebody expects an answer to."))

    assert found.text == "Explain what a complaint is."
    assert found.bloom is Bloom.UNDERSTAND


def test_rules_are_stated() -> None:
    found = objective(
        heading("Visitors"),
        paragraph("Visitors must sign in. Visitors must wear a badge. A visitor leaves by the main door."),
    )

    assert found.text == "State the rules for visitors."
    assert found.bloom is Bloom.REMEMBER


def test_limits_are_stated() -> None:
    found = objective(
        heading("Reporting"), paragraph("Report a loss within 4 hours. A claim is decided within 10 days.")
    )

    assert found.text == "State the limits for reporting."


def test_the_cases_of_a_table_are_told_apart() -> None:
    found = objective(
        heading("Severity"), table(["Severity", "Meaning"], ["Red", "The truck is stopped"], ["Yellow", "Drive slowly"])
    )

    assert found.text == "Tell apart Red and Yellow."
    assert found.bloom is Bloom.ANALYSE


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Lifting by hand", Form.GERUND),
        ("How to report a leak", Form.TO),
        ("What is a near miss?", Form.WHAT_IS),
        ("Why have one?", Form.QUESTION),
        ("Never climb a rack", Form.SENTENCE),
        ("Don't page everybody", Form.SENTENCE),
        ("Fire doors", Form.NOUN),
        ("Use of biometrics", Form.NOUN),
        ("If you discover a fire", Form.SENTENCE),
    ],
)
def test_headings_are_taken_for_what_they_are(title: str, form: Form) -> None:
    evidence = evidence_of(heading(title), paragraph("Fire doors stay shut."))

    assert topic(evidence, title).form is form


def test_names_keep_their_capitals_and_titles_lose_them() -> None:
    evidence = evidence_of(
        heading("Incident Commander"),
        paragraph("You call the Incident Commander. Then the Incident Commander decides. An incident is rare."),
        paragraph("We speak of energy proportionality."),
    )

    assert in_sentence(evidence, "Incident Commander") == "Incident Commander"
    assert in_sentence(evidence, "Energy Proportionality") == "energy proportionality"
    assert in_sentence(evidence, "AAL2 Sessions") == "AAL2 sessions"


def test_italian_objectives_are_italian() -> None:
    found = objective(
        heading("Rifiuti pericolosi"),
        paragraph("I rifiuti devono essere separati. Le batterie non devono mai essere mescolate."),
        language="it",
    )

    assert found.text == "Esporre le regole su «Rifiuti pericolosi»."


def test_a_language_without_forms_gets_english_and_a_finding() -> None:
    evidence = evidence_of(heading("Veiligheid"), paragraph("Draag altijd een helm in de hal."), language="nl")
    micro_module = write_micro_module(evidence, evidence.segments[0])

    assert micro_module.objective.text == "Explain the main points of “Veiligheid”."
    assert [finding.check for finding in micro_module.findings] == ["language"]


def test_joined_sections_are_all_named() -> None:
    document = build(
        heading("Handbook"),
        heading("Fire doors", 2),
        paragraph("Fire doors must stay shut. " * 20),
        heading("Escape routes", 2),
        paragraph("Escape routes must stay free. " * 20),
        heading("Alarms", 2),
        paragraph("The alarm must be tested. " * 60),
    )
    evidence = gather_evidence(document, segment_document(document, embedder=HashedWordsEmbedder()))
    first = write_micro_module(evidence, evidence.segments[0])

    assert first.title == "Handbook"
    assert all(point.citations for point in first.key_points)
