"""Objectives: an observable verb that fits the text, in grammatical words, carried by what is cited."""

from __future__ import annotations

import pytest

from authoring.extractive.evidence import gather_evidence
from authoring.extractive.micro_modules import write_micro_module
from authoring.extractive.micro_modules.covering import repeats_phrase
from authoring.extractive.micro_modules.topics import Form, in_sentence, topic
from authoring.segmentation import segment_document
from authoring.types import Bloom, Objective
from tests.support.documents import Part, build, evidence_of, heading, item, paragraph, step, table
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


def test_what_one_actor_must_do_is_stated() -> None:
    found = objective(
        heading("Gate"),
        paragraph("Visitors must sign in. Visitors must not take photographs. A visitor leaves by the main door."),
    )

    assert found.text == "State what visitors must and must not do about the gate."
    assert found.bloom is Bloom.REMEMBER


def test_decisions_are_named_with_their_cases() -> None:
    found = objective(
        heading("Ramp"),
        paragraph("If the ramp is wet, wait for the lead. When a truck is late, call the planner. Ramps are steep."),
    )

    assert found.text == "Decide what to do if the ramp is wet or when a truck is late."
    assert found.bloom is Bloom.APPLY


def test_a_meaning_comes_before_what_must_be_done() -> None:
    found = objective(
        heading("Spill"),
        paragraph("A spill is a liquid that ran out of a parcel. A spill must be reported within 2 hours."),
    )

    assert found.text == "Explain what a spill is and how soon a spill must be reported."
    assert found.bloom is Bloom.UNDERSTAND


def test_one_rule_of_several_stands_behind_the_whole() -> None:
    found = objective(
        heading("Loading"),
        heading("Doors", 2),
        paragraph("Report a bent door within 4 hours."),
        heading("Ramps", 2),
        paragraph("Ramps are kept dry by the night shift."),
    )

    assert found.text == "Describe loading, in particular how soon to report a bent door."


def test_roles_are_told_by_what_they_are_and_do() -> None:
    found = objective(
        heading("Dock warden"),
        heading("What is it?", 2),
        paragraph("A dock warden keeps people away from trailers that move."),
        heading("What are the responsibilities?", 2),
        item("Close the gate."),
    )

    assert found.text == "Explain what the dock warden is and what the role is responsible for."


def test_what_is_wrong_with_a_mistake_is_explained() -> None:
    found = objective(
        heading("Common mistakes"),
        heading("Calling everybody", 2),
        paragraph("Everybody was called. Now we call the lead, who decides."),
    )

    assert found.text == "Explain what is wrong with calling everybody, and what to do instead."


def test_requirements_are_checked() -> None:
    rows = (["1", "Verify that keys are held in a safe."], ["2", "Verify that keys are counted."])
    found = objective(heading("Key storage"), table(["#", "Description"], *rows))

    assert found.text == "Check whether an application meets the requirements for key storage."


def test_two_things_in_a_heading_are_compared() -> None:
    found = objective(heading("Pallets vs. cages"), paragraph("Pallets are cheap. Cages fold."))

    assert found.text == "Compare pallets with cages."


def test_the_levels_over_the_columns_of_a_table_are_told_apart() -> None:
    rows = (["Badge", "paper", "card"], ["Escort", "always", "never"])
    found = objective(heading("Access"), table(["Rule", "Zone 1", "Zone 2"], *rows))

    assert found.text == "Tell Zone 1 and Zone 2 apart."


def test_the_cases_of_a_table_are_told_apart() -> None:
    found = objective(
        heading("Severity"), table(["Severity", "Meaning"], ["Red", "The truck is stopped"], ["Yellow", "Drive slowly"])
    )

    assert found.text == "Tell Red and Yellow apart."
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
        ("If you discover a fire", Form.WHEN),
        ("When a defect is found", Form.WHEN),
        ("Who may drive?", Form.WHAT_IS),
        ("What fire wardens do", Form.WHAT_IS),
        ("Distances that save lives", Form.NOUN),
        ("Pick an owner", Form.TO),
        ("Not just about risk", Form.SENTENCE),
        ("Week 1: look, ask, try", Form.NOUN),
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
        paragraph("Fire doors must stay shut. " * 12),
        heading("Escape routes", 2),
        paragraph("Escape routes must stay free. " * 12),
        heading("Alarms", 2),
        paragraph("The alarm must be tested. " * 60),
    )
    evidence = gather_evidence(document, segment_document(document, embedder=HashedWordsEmbedder()))
    first = write_micro_module(evidence, evidence.segments[0])

    assert first.title == "Handbook"
    assert all(point.citations for point in first.key_points)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("If you discover a fire", "Decide what to do if you discover a fire."),
        ("Who may drive?", "Explain who may drive."),
        ("Where should a key be?", "Explain where a key should be."),
        ("What do wardens look for?", "Explain what wardens look for."),
        ("When are doors open?", "Explain when doors are open."),
        ("Why lock doors?", "Give reasons to lock doors."),
        ("Week 1: look, ask, try", "State the rules for week 1, in particular what drivers must do."),
        ("Not just about fire", "State what drivers must do and what wardens must do."),
    ],
)
def test_headings_that_are_no_nouns_are_put_into_the_order_of_a_statement(title: str, text: str) -> None:
    found = objective(heading(title), paragraph("Drivers must leave. Wardens must look. A warden may wait."))

    assert found.text == text


def test_a_heading_that_fits_nowhere_gives_way_to_the_one_above() -> None:
    found = objective(
        heading("Handbook"),
        heading("Fire doors", 2),
        heading("Not just about fire", 3),
        paragraph("Fire doors stay shut. Smoke rises fast. Some doors close when an alarm rings."),
    )

    assert found.text == "Describe fire doors."
    assert "Fire doors" in [citation.quote for citation in found.citations]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Enter slowly", "Explain how to enter slowly."),
        ("Not just about fire!", "Explain what “Not just about fire” means in practice."),
        ("Stop. Then look. Not yet", "Describe the main points of this section."),
    ],
)
def test_words_of_a_heading_that_fit_no_form_are_quoted_in_one_sentence(title: str, text: str) -> None:
    assert objective(heading(title), paragraph("Smoke rises fast. Doors close by themselves.")).text == text


def test_a_list_of_names_is_named() -> None:
    found = objective(
        heading("Site contacts"), item("The duty manager"), item("The fire warden"), item("The first aider")
    )

    assert found.text == "Name site contacts."
    assert found.bloom is Bloom.REMEMBER


def test_levels_that_count_on_are_named_by_the_first_and_the_last() -> None:
    rows = (["SEV 1", "The site is down"], ["SEV 2", "A line is down"], ["SEV 3", "A truck is down"])
    found = objective(heading("Severity"), table(["Severity", "Meaning"], *rows))

    assert found.text == "Tell SEV 1 to SEV 3 apart."


def test_a_heading_that_is_left_out_is_not_cited() -> None:
    document = build(
        heading("Fire doors", 2),
        paragraph("Fire doors must stay shut. " * 20),
        heading("Don't panic", 2),
        paragraph("Escape routes must stay free. " * 20),
    )
    evidence = gather_evidence(document, segment_document(document, embedder=HashedWordsEmbedder()))
    found = write_micro_module(evidence, evidence.segments[0]).objective

    assert found.text.startswith("State the rules for fire doors")
    assert "Don't panic" not in [citation.quote for citation in found.citations]


def test_two_rules_in_a_long_story_are_no_rules_to_state() -> None:
    story = "The warden tells how the hall burned. " * 30
    found = objective(heading("“The great fire”"), paragraph(f"{story}Doors must close. Wardens must look."))

    assert found.text.startswith("Describe the great fire")


def test_clauses_on_side_matters_give_way_to_the_title() -> None:
    found = objective(
        heading("Yard"),
        paragraph(
            "Trailers must be locked at night. Vests must be worn by visitors. If the yard is dark, call the guard. "
            + "The yard is wide and has a fence around it. " * 30
        ),
        heading("Lamps", 2),
        paragraph(
            "Lamps must be tested before dusk. Broken bulbs must be replaced at once. " + "The lamps are old. " * 20
        ),
    )

    assert found.text == "Describe the yard, including trailers, vests, lamps and broken bulbs."


def test_nobody_is_asked_how_somebody_must_require_something() -> None:
    found = objective(
        heading("Gate"),
        paragraph(
            "The guard must require visitors to sign using the blue book. The gate has two lamps that shine at night. "
            "Racks are sorted by weight."
        ),
    )

    assert found.text == "Describe the gate, in particular what the guard must do."


def test_a_title_that_joins_orders_is_not_put_into_a_formula() -> None:
    found = objective(
        heading("Gate keys"),
        paragraph("The keys hang on a board beside the door. Every key has a number on it."),
        heading("Lock the ramp"),
        paragraph("The ramp is steep and wide. It leads to the yard from the hall. It is old."),
    )

    assert found.text == "Describe the main points of this section."


def test_an_objective_names_no_phrase_twice() -> None:
    found = objective(
        heading("Lamps and spare gate keys"),
        paragraph("Spare gate keys must be returned within 30 minutes. Lamps burn at night in the hall."),
        heading("Oil", 2),
        paragraph("Oil is kept in the red cabinet of the hall."),
    )

    assert repeats_phrase("Describe lamps and spare gate keys, in particular what a spare gate key is.")
    assert not repeats_phrase("State what visitors must do and what visitors must not do.")
    assert found.text == "Describe lamps and spare gate keys."


def test_reasons_ways_and_cases_of_key_points_are_asked_for() -> None:
    found = objective(
        heading("Belts"),
        paragraph(
            "Belts wear out fast because dust gets under them. Steel gates must be opened using a hook. Dust is fine."
        ),
    )

    assert found.text == "State why belts wear out fast and how steel gates must be opened."


def test_nobody_is_asked_how_where_the_text_says_who() -> None:
    found = objective(
        heading("Ramps"), paragraph("Ramps are kept dry by the night shift. Ramps are steep. Ice is slick.")
    )

    assert "how" not in found.text


def test_a_part_that_anything_has_is_told_of_its_whole() -> None:
    found = objective(
        heading("Yard patrol"),
        paragraph("The yard patrol walks at night. " * 40),
        heading("Purpose", 2),
        paragraph("Trucks stand there. Gates are old. Lamps burn all night long at each of the gates. " * 15),
    )

    assert found.text.startswith("Describe the purpose of the yard patrol") or "yard patrol" in found.text


def test_orders_are_there_to_be_applied() -> None:
    found = objective(
        heading("Racks"), paragraph("Do not climb the racks. Do not lean on beams. Close the aisle at night.")
    )

    assert found.text.startswith("Apply the rules for racks")
    assert found.bloom is Bloom.APPLY
