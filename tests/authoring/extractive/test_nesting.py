"""List items over deeper lists: nothing that stands under an item looks like its equal."""

from __future__ import annotations

from dataclasses import replace

from authoring.extractive.micro_modules import write_micro_module
from authoring.types import BodyKind, MicroModule
from tests.support.documents import Part, evidence_of, heading, item, paragraph

FILLER = "Pallets are stored in the racks on the north side of the hall. Damage is reported to the shift lead."


def written(*parts: Part) -> MicroModule:
    evidence = evidence_of(*parts)
    return write_micro_module(evidence, evidence.segments[0])


def body(micro_module: MicroModule) -> list[str]:
    return [part.text for part in micro_module.body]


def nested(text: str, level: int) -> Part:
    return replace(item(text), level=level)


def test_an_item_that_opens_the_last_deeper_list_is_a_small_heading() -> None:
    micro_module = written(
        heading("Yard"),
        paragraph(FILLER),
        item("The gate is locked at night."),
        item("At the ramp:"),
        nested("Check the brake.", 2),
        nested("Sound the horn.", 2),
    )

    shown = [(part.kind, part.text) for part in micro_module.body[-3:]]
    assert shown == [
        (BodyKind.HEADING, "At the ramp"),
        (BodyKind.LIST_ITEM, "Check the brake."),
        (BodyKind.LIST_ITEM, "Sound the horn."),
    ]


def test_an_item_between_others_holds_the_members_of_its_own_list() -> None:
    micro_module = written(
        heading("Yard"),
        paragraph(FILLER),
        item("Do not shout across the yard, but if you have to,"),
        nested("Use the horn twice.", 2),
        nested("Wave the red flag.", 2),
        item("The gate is locked at night."),
    )

    assert body(micro_module)[-2:] == [
        "Do not shout across the yard, but if you have to: Use the horn twice. Wave the red flag.",
        "The gate is locked at night.",
    ]
    assert len(micro_module.body[-2].citations) == 3


def test_members_of_a_deeper_list_stand_in_the_item_that_they_explain() -> None:
    found = written(
        heading("Brakes"),
        paragraph("Each morning:"),
        nested("Look at the tyres.", 1),
        nested("Cuts are reported.", 2),
        nested("Low tyres are filled.", 2),
        nested("Test the horn.", 1),
    )

    assert body(found)[1:] == ["Look at the tyres. Cuts are reported. Low tyres are filled.", "Test the horn."]
