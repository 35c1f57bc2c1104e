"""Key points: what binds first, spread over the parts, none that speaks of the document or needs what stands before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authoring.checks.grounding import check_grounding, ground_of
from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.extractive.micro_modules import write_micro_module
from authoring.extractive.micro_modules.standing_alone import may_be_key_point, without_wrapper
from authoring.types import BlockRole
from tests.support.documents import Part, evidence_of, heading, item, paragraph, table

SOUND = (
    "Drivers must lock the forklift.",
    "Pallets are inspected within 30 minutes of arrival.",
    "It is important to report damage at once.",
    "If a rack is bent, empty it.",
    "Making no decision is worse than making a wrong one.",
    "Visitors who enter the hall must wear a badge.",
    "A load is secured so that it cannot fall.",
    "If a driver loses a key, that driver must tell the shift lead.",
    "Make sure that drivers can read the plates.",
    "The decision to close a gate is made by the shift lead.",
    "Only after the check may the forklift leave.",
)
REFUSED = {
    "speaks of itself": "This section outlines how racks are built.",
    "tells its contents": "Topics covered include racks and forklifts.",
    "describes a table": "The table highlights the loads of all racks.",
    "names another chapter": "Rules for ladders can be found in the “Ladders” chapter.",
    "reference": "References: Rack Safety Handbook.",
    "reading tip": "New staff may find it helpful to review the list of racks.",
    "imagines": "Imagine a hall full of pallets.",
    "supposes": "Suppose the forklift stops on the ramp.",
    "example": "For example, one pallet fell from the rack.",
    "question": "Who would leave a pallet there?",
    "adopters": "Make your own documentation very specific about loads.",
    "connective": "Specifically, the rack carries two pallets.",
    "also": "Also the rack carries two pallets.",
    "however": "However, the rack carries two pallets.",
    "in addition": "In addition, the rack carries two pallets.",
    "above": "The rule above is for all drivers.",
    "this practice": "Drivers must follow this practice.",
    "pronoun": "They must be inspected every month.",
    "condition alone": "If the shift lead asks, or nobody has called.",
    "purpose alone": "To move only a few pallets.",
    "doing alone": "Moving pallets that stand in the way.",
    "reading task": "Read up on our different kinds of racks in the rack guide.",
    "training guide": "Follow our driver training guide.",
    "rationale elsewhere": "A rationale for the limit is presented in Appendix A.",
    "encourages": "Don't worry if the first load tips.",
    "let us": "Now that the racks are known, let's look at the trucks.",
    "this before a comma": "In order to achieve this, two drivers are needed.",
    "only then": "Only then may the driver lift the load.",
    "that one": "If the lead finds that the ramp is wet, then that forklift must stay in the hall.",
    "the decision": "The lead has already made the decision, and all drivers follow.",
    "the only exception": "The only exception is a load of less than 20 kg.",
    "announces": "There are several ways of lifting a load.",
    "tells its edition": "The latest version of this handbook is kept in the office.",
    "tells how it is written": "Guidelines are described from the driver's point of view.",
    "answers": "Drivers may use the ramp as well.",
    "counterpart": "The rest may stay in the hall, though.",
    "one": "Only the lead may open one, in writing.",
    "pronoun without noun": "Whenever possible, their doors should be shut.",
    "pointer": "Read about the racks for more information.",
}


def points_of(evidence: Evidence) -> list[str]:
    micro_module = write_micro_module(evidence, evidence.segments[0])
    assert not [
        one for one in check_grounding(ground_of(evidence.document), micro_module) if "key point" in one.message
    ]
    return [point.text for point in micro_module.key_points]


def points(*parts: Part) -> list[str]:
    return points_of(evidence_of(*parts))


@pytest.mark.parametrize("text", SOUND)
def test_a_statement_that_needs_nothing_may_be_a_key_point(text: str) -> None:
    assert may_be_key_point(text, "en")


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_says_nothing_of_the_matter_or_hangs_on_other_text_is_refused(text: str) -> None:
    assert not may_be_key_point(text, "en")


def test_rules_come_before_background_wherever_they_stand() -> None:
    found = points(
        heading("Racks"),
        paragraph("Racks have long been used in halls like ours. Steel is a common material of modern racks."),
        paragraph("Every driver knows the hall."),
        item("Never climb a rack."),
        table(("#", "Description"), ("1.1", "Verify that each plate shows the highest load.")),
        paragraph("Damage must be reported within 30 minutes."),
    )
    assert found == [
        "Never climb a rack.",
        "Each plate shows the highest load.",
        "Damage must be reported within 30 minutes.",
    ]


def test_a_cell_of_several_columns_says_what_it_holds_for() -> None:
    found = points(
        heading("Zones"),
        table(
            ("Rule", "Zone 1", "Zone 2"),
            ("Speed", "walking pace", "8 km/h on dry floors"),
            ("Escort", "for all visitors", "none"),
            ("Light", "blue", "white and blue lamps"),
        ),
    )
    assert found[0] == "Speed (Zone 2): 8 km/h on dry floors."


def test_every_rule_of_a_cell_can_be_a_key_point() -> None:
    found = points(
        heading("Keys"),
        table(
            ("#", "Description", "Level"),
            ("1.1", "Verify that a safe holds the keys. These could be spare. Keys must not be copied.", "2"),
            ("1.2", "Verify that keys are changed every year.", "3"),
        ),
    )
    assert found == ["A safe holds the keys.", "Keys must not be copied.", "Keys are changed every year."]


def test_the_wrapper_of_a_requirement_goes_and_its_obligation_stays() -> None:
    assert without_wrapper("Verify that, where ramps are wet, drivers must not turn.") == (
        "Where ramps are wet, drivers must not turn."
    )
    assert without_wrapper("Verify the load of the rack.") == "Verify the load of the rack."


def test_each_part_has_a_point_before_any_has_a_second() -> None:
    found = points(
        heading("Hall"),
        heading("Racks", 2),
        paragraph(
            "Racks must be inspected every month. Racks must not be climbed. Bent beams must be replaced at once."
        ),
        heading("Ramps", 2),
        paragraph("Ramps are kept dry by the night shift."),
        heading("Doors", 2),
        paragraph("Doors should be closed after each delivery."),
    )
    assert any("Ramps" in point for point in found)
    assert any("Doors" in point for point in found)


def test_what_somebody_holds_gives_way_to_what_is_right() -> None:
    found = points(
        heading("Silence"),
        paragraph("Managers think that silence should be broken every 5 minutes. Silence usually means work."),
        paragraph("Last spring a hall was searched. The lead tells the managers what happens every 30 minutes."),
        paragraph("Nobody calls the drivers to ask. The lead answers the managers."),
    )
    assert "Silence usually means work." in found
    assert not any(point.startswith(("Managers", "Last spring")) for point in found)


def test_an_order_of_two_words_is_no_point_and_a_ban_of_three_is() -> None:
    found = points(
        heading("Tipping"),
        item("Hold on."),
        item("Do not jump."),
        item("Lean away from the fall."),
        item("Brace your feet against the floor."),
    )
    assert found == ["Do not jump.", "Lean away from the fall.", "Brace your feet against the floor."]


def test_a_long_list_is_told_by_its_labels() -> None:
    labelled = ("Red zone", "Blue zone")
    found = points(
        heading("Zones"),
        paragraph("The hall has two zones for pallets:"),
        *[
            item(f"{name}: {'pallets of all kinds wait here until a driver takes them away ' * 3}", bold=(name,))
            for name in labelled
        ],
    )
    assert "The hall has two zones for pallets: Red zone; Blue zone." in found


def test_references_and_lists_of_contents_give_no_point() -> None:
    found = points(
        heading("Racks"),
        paragraph("You will learn:"),
        item("How heavy loads are stored."),
        item("Why plates are read first."),
        paragraph("Plates show the load. Racks carry pallets. Beams are made of steel."),
        heading("References", 2),
        item("Rack Safety Handbook is the source of all figures."),
    )
    assert found == ["Plates show the load.", "Racks carry pallets.", "Beams are made of steel."]


def test_a_short_list_is_one_point_with_its_lead_in() -> None:
    found = points(
        heading("Leaving"),
        paragraph("Before leaving the forklift, the driver must:"),
        item("lower the forks;"),
        item("set the brake; and"),
        item("take out the key."),
    )
    assert found[0] == "Before leaving the forklift, the driver must: lower the forks; set the brake; take out the key."


def test_a_rule_on_what_the_sentence_before_makes_optional_is_no_key_point() -> None:
    found = points(
        heading("Gate keys"),
        paragraph(
            "A spare gate key may be issued to a driver. The spare gate key must be kept in the red box. "
            "Drivers must lock the gate at night."
        ),
        paragraph("Every gate must be painted yellow. Gates must be oiled once a year."),
    )

    assert "Drivers must lock the gate at night." in found
    assert not any("red box" in text for text in found)


def test_a_bullet_is_told_by_its_first_sentence() -> None:
    found = points(
        heading("Charging"),
        item("Charge each forklift at night. You should look at the plug once more before you leave the room."),
        item("Keep the doors of the charging room shut. Cold air should not reach the batteries in winter."),
        item("Look at the water once a week. The tap should be closed after that."),
    )

    assert found == [
        "Charge each forklift at night.",
        "Keep the doors of the charging room shut.",
        "Look at the water once a week.",
    ]


def test_what_words_mean_is_no_key_point_beside_rules() -> None:
    found = points(
        heading("Racking"),
        paragraph("Racks must be inspected once a month. Bent racks must be emptied at once."),
        paragraph("Drivers must report damage to the shift lead before the end of the shift."),
        heading("Definitions", 2),
        paragraph("Beam: the part of a rack that carries the pallets and must never be bent."),
        paragraph("Plate: the sign that shows the load."),
    )

    assert len(found) == 3
    assert not any(text.startswith(("Beam", "Plate")) for text in found)


def test_a_duty_that_is_required_weighs_as_much_as_one_that_must_be() -> None:
    found = points(
        heading("Loading ramp"),
        paragraph("Look at both lamps of the ramp before the first load."),
        paragraph("The ramp is steep. Use of the ramp requires that the driver has checked the brake."),
        paragraph("Sweep the ramp in the evening. Paint the ramp in spring. Look at the steel plates of the ramp."),
    )

    assert "Use of the ramp requires that the driver has checked the brake." in found


def test_a_lead_in_that_only_announces_its_items_is_not_put_before_one_of_them() -> None:
    long_end = "before the first load of the day is moved from the gate to the racks in the north of the hall"
    found = points(
        heading("Checks"),
        paragraph("Things that drivers must do in the morning include:"),
        item(f"Test the brake {long_end}."),
        item(f"Look at the forks {long_end}."),
        item(f"Sound the horn {long_end}."),
    )

    assert all("include" not in text for text in found)


def test_the_members_of_a_list_keep_the_case_that_they_hold_in() -> None:
    found = points(
        heading("Belts"),
        paragraph("If a parcel jams on the belt:"),
        item("Press the nearest stop button."),
        item("Call the shift lead on channel 4."),
        item("Do not touch the rollers."),
    )
    assert found[0] == "If a parcel jams on the belt, press the nearest stop button."
    assert all(point.startswith("If a parcel jams on the belt, ") for point in found)


def test_a_rule_on_somebody_brought_in_before_stands_with_that_sentence() -> None:
    found = points(
        heading("Complaints"),
        paragraph("An angry caller is passed to a supervisor. The supervisor must call back within 2 hours."),
        paragraph("Never promise a refund. Notes must be short."),
    )
    assert found[0] == "An angry caller is passed to a supervisor. The supervisor must call back within 2 hours."


def test_examples_under_their_lead_in_are_no_key_points() -> None:
    found = points(
        heading("Labels"),
        paragraph("Labels must name the zone. Labels must be dry. Labels must not be covered."),
        paragraph("Examples of good labels:"),
        item("Send pallets of zone 4 to the ramp at once."),
        item("Keep this side up in each truck."),
    )
    assert not any("ramp" in point or "side" in point for point in found)


def test_a_second_clause_of_a_requirement_stands_without_its_that() -> None:
    said = without_wrapper("Verify that keys are held in a safe and that the safe is locked.")
    assert said == "Keys are held in a safe and the safe is locked."


def test_what_is_to_be_noted_is_the_statement() -> None:
    found = points(
        heading("Deputies"), paragraph("Note that deputies must be trained. A deputy waits. Deputies sit near.")
    )
    assert "Deputies must be trained." in found


def test_what_leads_up_to_rules_gives_way_to_them() -> None:
    found = points(
        heading("Fire"),
        paragraph("A fire that one person could have put out in a minute needs four engines after ten minutes."),
        paragraph("Doors must be kept shut. Hoses must be checked every month. Exits must not be blocked."),
    )
    assert found == ["Doors must be kept shut.", "Hoses must be checked every month.", "Exits must not be blocked."]


def test_a_short_section_has_rather_two_key_points_than_a_third_that_says_nothing() -> None:
    evidence = evidence_of(
        heading("Gates"), paragraph("Gates must be shut. Keys must hang inside. This is so at night.")
    )
    short = replace(evidence.segments[0], is_short=True)
    found = write_micro_module(gather_evidence(evidence.document, (short,)), short).key_points
    assert [point.text for point in found] == ["Gates must be shut.", "Keys must hang inside."]


def test_a_list_of_headings_is_no_key_point() -> None:
    found = points(
        heading("Checks"),
        paragraph("Checks include:"),
        item("State of the tyres."),
        item("Cuts must be reported.", level=2),
        item("State of the lamps."),
        item("Broken lamps must be changed.", level=2),
    )
    assert not any("include" in point for point in found)


def test_the_meaning_in_a_table_needs_no_name_of_its_column() -> None:
    found = points(
        heading("Words"),
        table(
            ("Term", "Short", "Definition"), ("Chute", "CH", "A slide on which parcels run"), ("Cage", "CG", "A box")
        ),
    )
    assert found[0] == "Chute: A slide on which parcels run."


def test_what_stands_behind_a_label_is_told_with_it() -> None:
    found = points(
        heading("Dents"),
        paragraph("Uprights are looked at every month."),
        item("Green: a dent of up to 3 millimetres. Record the dent."),
        item("Amber: a dent of up to 8 millimetres. Do not fill the bay."),
        item("Red: a torn weld. Close the aisle at once."),
    )
    assert found == [
        "Green: a dent of up to 3 millimetres. Record the dent.",
        "Amber: a dent of up to 8 millimetres. Do not fill the bay.",
        "Red: a torn weld. Close the aisle at once.",
    ]


def test_the_answer_to_the_question_over_a_box_is_no_key_point() -> None:
    found = points(
        heading("Alarm"),
        paragraph("Ring the bell anyway.", role=BlockRole.ADMONITION, label="Not sure that it is a fire?"),
        paragraph("Leave the hall at once. Close all doors. Meet at the gate."),
    )
    assert "Ring the bell anyway." not in found
