"""A micro-module: a title that says what it teaches, key points that stand alone, a body that reads well, all cited."""

from __future__ import annotations

import pytest

from authoring.checks.grounding import check_grounding, ground_of
from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.extractive.items import write_items
from authoring.extractive.micro_modules import write_micro_module
from authoring.extractive.micro_modules.cleaning import cleaned
from authoring.extractive.micro_modules.sentences import hangs_on_others, is_signpost, stands_alone
from authoring.segmentation import segment_document
from authoring.types import BlockRole, BodyKind, Layout, MicroModule
from tests.support.documents import Part, build, evidence_of, heading, item, paragraph, step, table
from tests.support.embedders import HashedWordsEmbedder

FILLER = (
    "Pallets are stored in the racks on the north side of the hall. Each rack has a plate that shows its highest load. "
    "The racks are inspected by a trained person every six months. Damage is reported to the shift lead. "
)


def written(*parts: Part, language: str = "en") -> MicroModule:
    evidence = evidence_of(*parts, language=language)
    return write_micro_module(evidence, evidence.segments[0])


def segmented(*parts: Part, language: str = "en") -> tuple[Evidence, list[MicroModule]]:
    document = build(*parts, language=language)
    evidence = gather_evidence(document, segment_document(document, embedder=HashedWordsEmbedder()))
    return evidence, [write_micro_module(evidence, segment) for segment in evidence.segments]


def body(micro_module: MicroModule) -> list[str]:
    return [part.text for part in micro_module.body]


def test_the_body_is_the_sources_own_text_in_order() -> None:
    parts = (paragraph("Racks carry pallets."), paragraph("Plates show the load."))
    micro_module = written(heading("Racks"), *parts)

    assert body(micro_module) == ["Racks carry pallets.", "Plates show the load."]
    assert micro_module.title == "Racks"


def test_a_cross_reference_is_taken_out_whole_or_not_at_all() -> None:
    inside = "Racks must be checked as described in Section 5.2.7 with respect to at least one plate."
    assert cleaned(inside, "en") == inside
    assert cleaned("Racks must be checked as described in Section 5.2.7.", "en") == "Racks must be checked."


def test_cross_references_and_signposts_are_not_shown() -> None:
    micro_module = written(
        heading("Racks"),
        paragraph(
            "This section describes the racks. The plate (see Section 4.2) shows the load, as described in Section 7.1."
            " For more information, see the handbook."
        ),
        paragraph("The following figure shows a rack."),
        paragraph("Next: Forklifts"),
    )

    assert body(micro_module) == ["The plate shows the load."]


def test_a_parenthesis_that_binds_stays() -> None:
    assert cleaned("Carry it (see the rule: you must not run).", "en").endswith("(see the rule: you must not run).")
    assert cleaned("Wear a helmet (see Section 3).", "en") == "Wear a helmet."
    assert cleaned("Wear it for 8 hours [12].", "en") == "Wear it for 8 hours."


def test_a_pointer_that_obliges_is_kept() -> None:
    assert is_signpost("See the intranet for details.", "en")
    assert not is_signpost("See the doctor, as every driver must.", "en")
    assert not is_signpost("Look at the plate before you load the rack.", "en")


def test_a_pointer_is_kept_when_the_next_sentence_hangs_on_it() -> None:
    micro_module = written(
        heading("Racks"), paragraph("This section covers racks. They must be inspected every six months.")
    )

    assert body(micro_module)[-1].startswith("This section covers racks. They must")


def test_a_lead_in_is_dropped_with_the_picture_that_it_opens() -> None:
    micro_module = written(heading("Racks"), paragraph("Racks carry pallets. The parts of a rack are:"))

    assert body(micro_module) == ["Racks carry pallets."]


def test_a_list_keeps_its_lead_in_and_all_its_items() -> None:
    micro_module = written(
        heading("Start"), paragraph("Before you start:"), step("Wear the vest."), step("Check the brakes.")
    )

    assert [(part.kind, part.text) for part in micro_module.body] == [
        (BodyKind.PARAGRAPH, "Before you start:"),
        (BodyKind.LIST_ITEM, "Wear the vest."),
        (BodyKind.LIST_ITEM, "Check the brakes."),
    ]


def test_tables_stay_whole_with_their_layout() -> None:
    micro_module = written(heading("Levels"), table(["Level", "Meaning"], ["L1", "Low"], ["L2", "High"]))

    assert micro_module.body[0].layout is Layout.TABLE
    assert micro_module.body[0].text == "Level | Meaning\nL1 | Low\nL2 | High"


def test_admonitions_and_obligations_are_callouts() -> None:
    micro_module = written(
        heading("Racks"),
        paragraph("Never climb a rack.", role=BlockRole.ADMONITION),
        paragraph("Racks carry pallets. You must report damage at once."),
    )

    assert [part.text for part in micro_module.body if part.kind is BodyKind.CALLOUT] == [
        "Never climb a rack.",
        "You must report damage at once.",
    ]


def test_quiz_and_boilerplate_feed_nothing() -> None:
    micro_module = written(
        heading("Racks"),
        paragraph(FILLER),
        paragraph("A rack is a kind of boat that sinks.", role=BlockRole.QUIZ),
        paragraph("All rights are reserved by the company.", role=BlockRole.BOILERPLATE),
    )

    everything = " ".join([*body(micro_module), *(point.text for point in micro_module.key_points)])
    assert "boat" not in everything
    assert "reserved" not in everything


def test_a_body_that_continues_a_section_borrows_what_its_first_sentence_hangs_on() -> None:
    document = build(heading("Racks"), paragraph("Racks carry pallets."), paragraph("They are inspected twice a year."))
    from authoring.types import Segment, SegmentId

    blocks = [block.id for block in document.blocks]
    cut = (
        Segment(SegmentId("s1"), ("Racks",), tuple(blocks[:2]), 50),
        Segment(SegmentId("s2"), ("Racks",), tuple(blocks[2:]), 50),
    )
    evidence = gather_evidence(document, cut)

    assert body(write_micro_module(evidence, cut[1])) == ["Racks carry pallets.", "They are inspected twice a year."]


def test_a_body_under_its_heading_that_opens_with_a_pronoun_shows_the_heading() -> None:
    micro_module = written(heading("Curtailment"), paragraph("This occurs when nobody needs the power."))

    assert [(part.kind, part.text) for part in micro_module.body] == [
        (BodyKind.HEADING, "Curtailment"),
        (BodyKind.PARAGRAPH, "This occurs when nobody needs the power."),
    ]


def test_one_block_longer_than_three_minutes_keeps_its_weightiest_sentences() -> None:
    text = "Racks carry pallets. " + FILLER * 30 + "You must never climb a rack."
    micro_module = written(heading("Racks"), paragraph(text))

    assert micro_module.reading_seconds <= 180
    assert micro_module.body[0].text.startswith("Racks carry pallets.")
    assert micro_module.body[-1].text == "You must never climb a rack."


def test_a_table_longer_than_three_minutes_keeps_its_first_rows() -> None:
    rows = [[f"Level {number}", "meaning " * 30] for number in range(60)]
    micro_module = written(heading("Levels"), table(["Level", "Meaning"], *rows))

    assert micro_module.reading_seconds <= 180
    assert micro_module.body[0].text.startswith("Level | Meaning\nLevel 0 |")


def test_key_points_prefer_what_binds_and_stand_alone() -> None:
    micro_module = written(
        heading("Racks"),
        paragraph("A rack is a steel frame that carries pallets. It was bought in the spring."),
        paragraph("For example, we once lost a pallet of books. You must report damage within 30 minutes."),
        paragraph("The rack must not be climbed. This is why there are ladders."),
    )
    points = [point.text for point in micro_module.key_points]

    assert points == [
        "A rack is a steel frame that carries pallets.",
        "You must report damage within 30 minutes.",
        "The rack must not be climbed.",
    ]


def test_list_items_without_a_subject_become_points_with_their_lead_in() -> None:
    micro_module = written(
        heading("Cookies"), paragraph("Session cookies:"), item("must be tagged as secure"), item("expire at midnight")
    )

    assert micro_module.key_points[0].text == "Session cookies: must be tagged as secure; expire at midnight."


def test_every_text_is_carried_by_its_citations() -> None:
    evidence, found = segmented(
        heading("Handbook"),
        *[part for name in ("Racking", "Lifting") for part in (heading(name, 2), paragraph(FILLER * 5))],
    )

    assert len(found) == 2
    for micro_module in found:
        assert check_grounding(ground_of(evidence.document), micro_module) == ()


@pytest.mark.parametrize(
    ("sentence", "hangs"),
    [
        ("This means that nobody may enter.", True),
        ("However, the door stays open.", True),
        ("They are inspected.", True),
        ("This policy applies to everybody.", False),
        ("It is important to lock the door.", False),
        ("Those who drive carry a licence.", False),
        ("There are three doors.", False),
        ("Tuttavia la porta resta aperta.", True),
        ("The door stays open.", False),
    ],
)
def test_sentences_that_hang_on_others_are_told(sentence: str, *, hangs: bool) -> None:
    assert hangs_on_others(sentence) is hangs


def test_a_document_that_only_asks_keeps_its_questions() -> None:
    quiz = BlockRole.QUIZ
    evidence = evidence_of(
        heading("Fire quiz", role=quiz),
        paragraph("Who calls the fire brigade?", role=quiz),
        item("The warden", role=quiz, marked_correct=True),
        item("The visitor", role=quiz, marked_correct=False),
        item("The driver", role=quiz, marked_correct=False),
    )
    micro_module = write_micro_module(evidence, evidence.segments[0])
    written = write_items(evidence, evidence.segments[0], micro_module)

    assert (micro_module.title, micro_module.objective.text) == ("Fire quiz", "Answer the questions of this section.")
    assert [question.stem for question in written.items] == ["Who calls the fire brigade?"]


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("Where this is not possible, the lead signs.", False),
        ("In some cases, this may change the result.", False),
        ("While these are useful, the lead decides.", False),
        ("Less wasted work if they are rejected.", False),
        ("If this is not possible, call the lead.", False),
        ("If you see this sign, stop.", True),
        ("In some cases, the door stays open.", True),
        ("When it is necessary to lift, ask for help.", True),
        ("More visitors come when it rains.", True),
    ],
)
def test_sentences_that_stand_alone_are_told(sentence: str, alone: bool) -> None:
    assert stands_alone(sentence) is alone


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"Keys are kept as told in the \[KEY 20\] list.", "Keys are kept as told in the KEY 20 list."),
        (r"Locks follow the standard \[LOCK 7-2\].", "Locks follow the standard."),
        ("Locks are tested [Tests].", "Locks are tested."),
        ("Read clause [a] aloud.", "Read clause [a] aloud."),
        ("Doors SHALL NOT be left open.", "Doors must not be left open."),
        ("The door shall be locked.", "The door must be locked."),
        ("SHOULD be locked", "Should be locked"),
        ("DOORS SHALL STAY SHUT", "DOORS SHALL STAY SHUT"),
        ("At night the RSO SHALL:", "At night the RSO must:"),
        ("Keys must only be lent as described in Section 4.2.", "Keys must only be lent."),
        (
            "A change must only occur as described in Section 4.2.",
            "A change must only occur as described in Section 4.2.",
        ),
    ],
)
def test_marks_and_requirement_capitals_are_cleaned_off(source: str, shown: str) -> None:
    assert cleaned(source, "en") == shown


def test_the_quote_keeps_what_the_shown_text_drops() -> None:
    micro_module = written(heading("Doors"), paragraph(r"This section is normative. Doors SHALL be locked \[LOCK 7\]."))

    assert body(micro_module) == ["Doors must be locked."]
    assert micro_module.body[0].citations[0].quote == r"Doors SHALL be locked \[LOCK 7\]."


def test_a_table_of_requirements_is_a_list_of_duties() -> None:
    micro_module = written(
        heading("Keys"),
        table(
            ["#", "Description", "Level"],
            ["1.1", "Verify that keys are held in a safe.", "1"],
            ["1.2", "Verify that, if a key is lost, the lock is changed.", "2"],
        ),
    )

    assert [(part.kind, part.text) for part in micro_module.body] == [
        (BodyKind.PARAGRAPH, "Verify that:"),
        (BodyKind.LIST_ITEM, "Keys are held in a safe."),
        (BodyKind.LIST_ITEM, "If a key is lost, the lock is changed."),
    ]
    assert micro_module.body[2].citations[0].quote == "1.2 | Verify that, if a key is lost, the lock is changed. | 2"


def test_headings_that_every_text_has_are_not_shown() -> None:
    micro_module = written(
        heading("Racks"),
        paragraph("Racks carry pallets."),
        heading("Background", 2),
        paragraph("Steel is strong."),
        heading("Inspection", 2),
        paragraph("Plates show the load."),
    )

    assert [part.text for part in micro_module.body if part.kind is BodyKind.HEADING] == ["Inspection"]


def test_an_abbreviation_that_is_spelt_out_elsewhere_is_a_term() -> None:
    document = build(
        heading("Roles"),
        paragraph("The Shift Safety Lead (SSL) decides. " + FILLER * 5),
        heading("Fires"),
        paragraph("Call the SSL. " + FILLER * 5),
    )
    evidence = gather_evidence(document, segment_document(document, embedder=HashedWordsEmbedder()))
    terms = write_micro_module(evidence, evidence.segments[1]).terms

    assert [(term.term, term.definition) for term in terms] == [("SSL", "Shift Safety Lead")]
    assert evidence.segment_of(terms[0].citations[0].block) is evidence.segments[0]


def test_a_definition_does_not_repeat_its_term() -> None:
    micro_module = written(
        heading("Loading dock"), paragraph("A loading dock is a place where trucks are loaded. " + FILLER)
    )

    assert [(term.term, term.definition) for term in micro_module.terms] == [
        ("loading dock", "a place where trucks are loaded.")
    ]


def test_a_sentence_that_only_counts_on_is_left_out() -> None:
    micro_module = written(heading("Yard"), paragraph("Another one that nobody has ever heard. The gate is locked."))

    assert body(micro_module) == ["The gate is locked."]


def test_a_section_that_speaks_of_itself_needs_no_heading_beside_the_title() -> None:
    found = written(heading("Gates"), paragraph("These rules bind all drivers. Gates must be shut at night."))

    assert body(found)[0].startswith("These rules bind all drivers.")


def test_what_the_next_sections_do_is_not_told() -> None:
    assert is_signpost("Beside what was said, the following sections describe other kinds of gates.", "en")


def test_what_a_chapter_and_an_edition_say_of_themselves_leads_nowhere() -> None:
    assert is_signpost("This section defines rules for people who work with racks.", "en")
    assert is_signpost("HB-01 · Version 6.2 · valid from 1 September", "en")
    assert not is_signpost("The shift lead · or a deputy · defines the break.", "en")
