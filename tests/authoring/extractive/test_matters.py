"""What an objective names behind its topic: the sections of a micro-module, else what its key points speak of."""

from __future__ import annotations

from authoring.extractive.micro_modules import write_micro_module
from authoring.types import Objective
from tests.support.documents import Part, evidence_of, heading, item, paragraph, table


def objective(*parts: Part) -> Objective:
    evidence = evidence_of(*parts)
    return write_micro_module(evidence, evidence.segments[0]).objective


def test_the_parts_of_a_subject_are_named_behind_it() -> None:
    found = objective(
        heading("Gate post"),
        heading("Tool boxes", 2),
        paragraph("Tool boxes stand in the hall. Keys hang in them by number. Each number belongs to a truck."),
        heading("Paper badges", 2),
        paragraph("Paper badges lie in the drawer. The drawer stands open in the day. Badges are blue."),
    )

    assert found.text == "Describe the gate post, including tool boxes and paper badges."


def test_requirements_name_what_they_are_about() -> None:
    rows = (
        ["1", "Verify that old badges are held in a safe, and that old badges have tags."],
        ["2", "Verify that key boxes are counted. Lost key boxes are reported."],
        ["3", "Verify that the safe is locked."],
    )
    found = objective(heading("Storage"), table(["#", "Description"], *rows))

    assert found.text == (
        "Check whether an application meets the requirements for storage, including those on old badges and key boxes."
    )


def test_what_somebody_is_told_by_the_way_is_not_named() -> None:
    found = objective(heading("Racks"), paragraph("Drivers like the hall. The lead has a dog. Racks hold pallets."))

    assert "dog" not in found.text


def test_a_named_thing_beside_a_meaning_is_a_question() -> None:
    found = objective(
        heading("Spill"),
        paragraph("A spill is a liquid that ran out of a parcel."),
        paragraph("Spills fall into three classes: small ones; large ones; unknown ones."),
    )

    assert found.text == "Explain what a spill is and what the three classes are."


def test_one_of_several_cases_is_no_key_point() -> None:
    evidence = evidence_of(
        heading("Sign-off"),
        paragraph("Leads must sign each sheet. Sheets must be kept. Sheets must not be torn."),
        paragraph("A lead may sign early when at least one of the following applies:"),
        item("The remarks do not have to be mended by the driver."),
        item("The driver is trusted to mend the remarks on the same day."),
    )
    points = write_micro_module(evidence, evidence.segments[0]).key_points

    assert not any("remarks" in point.text and "when" not in point.text for point in points)


def test_a_bare_noun_that_could_be_of_anything_is_not_named() -> None:
    found = objective(
        heading("Night shift"),
        paragraph("The letter is on the desk. A mix is common. The yard lamps burn all night. Hall doors stay shut."),
    )

    assert "letter" not in found.text
    assert "a mix" not in found.text
