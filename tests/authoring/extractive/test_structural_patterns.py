"""Questions that a document's structure holds: quizzes, glossaries, classes, duties, tables, sets, steps, siblings."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.extractive.actors import actors
from authoring.extractive.assembly import assemble
from authoring.extractive.candidates import Candidate
from authoring.extractive.duties import infinitive
from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.extractive.families import families
from authoring.extractive.patterns import PATTERNS
from authoring.types import BlockRole, Item, ItemType, Origin, Segment, SegmentId
from tests.support.documents import Part, build, evidence_of, heading, item, paragraph, step, table


def found(code: str, evidence: Evidence) -> list[Candidate]:
    return list(PATTERNS[code](evidence, evidence.segments[0]))


def items(code: str, *parts: Part, language: str | None = "en") -> list[Item]:
    evidence = evidence_of(*parts, language=language)
    made: Iterator[Item | None] = (assemble(evidence, evidence.segments[0], c) for c in found(code, evidence))
    return [one for one in made if one is not None]


def key(one: Item) -> str:
    return next(option.text for option in one.options if option.correct)


GLOSSARY = (
    heading("Glossary"),
    item("Berth: The place along a quay where a ship is moored."),
    item("Ballast: Heavy material carried low in the hull for balance."),
    item("Draught: The depth of water that a vessel needs to float."),
    item("Fairway: A channel kept clear and marked for passing traffic."),
    item("Tender: A small boat that serves a larger one."),
)
LEVELS = table(
    ["Level", "Description"],
    ["Green", "Normal work goes on in all halls."],
    ["Amber", "One exit is blocked by goods. Smoke is reported without fire."],
    ["Red", "Flames are visible in a hall."],
    ["Black", "The building has to be abandoned."],
)
ROLES = (
    heading("Roles"),
    heading("Dispatcher", 2),
    paragraph("The dispatcher is responsible for:"),
    item("Assign a dock to each lorry."),
    item("Answer the radio."),
    heading("Loader", 2),
    paragraph("The loader is responsible for:"),
    item("Secure the cargo with straps."),
    heading("Inspector", 2),
    paragraph("The inspector is responsible for:"),
    item("Measure the height of each stack."),
    heading("Porter", 2),
    paragraph("The porter is responsible for:"),
    item("Close the barrier after trucks."),
)


def test_the_authors_question_is_taken_over_as_written() -> None:
    quiz = [
        paragraph("1. Where is oil kept?", role=BlockRole.QUIZ),
        item("In the red drum", role=BlockRole.QUIZ, marked_correct=True),
        item("In the blue bin", role=BlockRole.QUIZ, marked_correct=False),
    ]
    (one,) = items("P1", heading("Oil"), paragraph("Oil is kept in the red drum."), *quiz)
    assert (one.stem, one.origin, key(one)) == ("Where is oil kept?", Origin.SOURCE, "In the red drum")
    assert [option.text for option in one.options] == ["In the red drum", "In the blue bin"]


def test_a_question_without_a_marked_answer_is_left_alone() -> None:
    options = [item(text, role=BlockRole.QUIZ, marked_correct=False) for text in ("Red", "Blue")]
    assert items("P1", heading("Oil"), paragraph("Which drum?", role=BlockRole.QUIZ), *options) == []


def test_a_glossary_asks_for_the_term_of_a_meaning() -> None:
    made = items("P3", *GLOSSARY)
    by_key = {key(one): one.stem for one in made if one.type is ItemType.MULTIPLE_CHOICE}
    assert by_key["Berth"] == "Which term does “The place along a quay where a ship is moored” describe?"


def test_a_glossary_gives_one_matching_of_at_most_five() -> None:
    (matching,) = [one for one in items("P3", *GLOSSARY) if one.type is ItemType.MATCHING]
    assert 4 <= len(matching.pairs) <= 5


def test_a_meaning_that_names_its_term_is_not_asked() -> None:
    told = (*GLOSSARY, item("Quay wall: A wall along a quay."))
    assert "Quay wall" not in {key(one) for one in items("P3", *told) if one.options}


def test_a_case_is_asked_for_its_level_in_natural_order() -> None:
    made = items("P6", heading("Alarm levels"), LEVELS)
    smoke = next(one for one in made if one.stem.startswith("Smoke"))
    assert smoke.stem == "Smoke is reported without fire. Which level is this?"
    assert key(smoke) == "Amber"


def test_a_case_that_fits_two_levels_is_not_asked() -> None:
    twice = table(
        ["Level", "Description"],
        ["Green", "One exit is blocked by goods."],
        ["Amber", "One exit is blocked by goods or pallets."],
        ["Red", "Flames are visible in a hall."],
    )
    assert all("exit" not in one.stem for one in items("P6", heading("Alarm levels"), twice))


def test_a_duty_is_asked_for_its_role_and_a_role_for_its_duty() -> None:
    stems = {one.stem: key(one) for one in items("P5", *ROLES)}
    assert stems["Whose job is it to secure the cargo with straps?"] == "Loader"
    assert stems["Which task belongs to the Loader?"].lower() == "secure the cargo with straps"


def test_a_shared_duty_is_nobodys_question() -> None:
    shared = (*ROLES, item("Answer the radio."))
    assert not any("radio" in one.stem for one in items("P5", *shared))


def test_duties_take_the_bare_infinitive() -> None:
    assert infinitive("Drafting the weekly report.", "en") == ("draft the weekly report", 1)
    assert infinitive("Keep the log.", "en") == ("keep the log", 0)
    assert infinitive("The log of the night", "en") is None
    assert infinitive("Assigning docks, this can be done later", "en") is None


RETENTION = table(
    ["Record", "Retention period", "Owner"],
    ["Gate log", "30 days", "Porter"],
    ["Weigh slips", "2 years", "Scale house"],
    ["Accident forms", "5 years", "Safety desk"],
    ["Camera film", "7 days", "Guard room"],
)


def test_a_cell_is_asked_by_row_and_column_with_numbers_rising() -> None:
    made = items("P7", heading("Records"), RETENTION)
    asked = next(one for one in made if "Weigh slips" in one.stem and "period" in one.stem)
    assert asked.stem == "What is the retention period for the record “Weigh slips”?"
    assert [option.text for option in asked.options] == ["7 days", "30 days", "2 years", "5 years"]
    assert key(asked) == "2 years"


def test_equal_cells_are_not_asked() -> None:
    same = table(
        ["Record", "Retention period"],
        ["Gate log", "30 days"],
        ["Slips", "30 days"],
        ["Film", "7 days"],
        ["Keys", "5 days"],
    )
    assert all("Gate log" not in one.stem for one in items("P7", heading("Records"), same))


def test_an_italian_table_is_asked_in_italian() -> None:
    rifiuti = table(
        ["Rifiuto", "Contenitore"],
        ["Carta", "cassone blu"],
        ["Vetro", "campana verde"],
        ["Olio", "fusto rosso"],
        ["Legno", "pianale grigio"],
    )
    stems = [one.stem for one in items("P7", heading("Rifiuti"), rifiuti, language="it")]
    assert "Qual è il contenitore per il rifiuto «Olio»?" in stems


def test_an_italian_column_that_asks_is_asked_and_a_verb_is_not() -> None:
    isole = table(
        ["Isola", "Che cosa si mette", "Che cosa non si mette", "Decide", "Codice EER"],
        ["Rosso", "batterie integre", "batterie gonfie", "il capo reparto", "20 01 33"],
        ["Blu", "carta pulita", "carta oleata", "la sala controllo", "20 01 01"],
        ["Verde", "bottiglie vuote", "specchi rotti", "il magazzino", "20 01 02"],
        ["Grigio", "legno grezzo", "legno verniciato", "la portineria", "20 01 38"],
    )
    stems = [one.stem for one in items("P7", heading("Isole"), isole, language="it")]
    assert "Per l'isola «Rosso», che cosa si mette?" in stems
    assert all("che cosa si mette" in stem for stem in stems), "what is not put into one is not put into others either"


def test_a_row_that_is_a_plain_phrase_is_asked_without_quotes() -> None:
    kept = table(
        ["Kind of data", "Retention period"],
        ["Access logs of systems", "12 months"],
        ["Gate films", "30 days"],
        ["Visitor slips", "90 days"],
        ["Key registers", "24 months"],
    )
    stems = [one.stem for one in items("P7", heading("If you discover a leak"), kept)]
    assert "What is the retention period for access logs of systems?" in stems


STEPS = (
    step("Raise the barrier."),
    step("Guide the lorry to the dock."),
    step("Chock the wheels."),
    step("Open the tailgate."),
    step("Count the pallets."),
)


def test_steps_under_a_cue_are_asked_in_order() -> None:
    made = items("P18", heading("Unloading procedure"), paragraph("Follow these steps:"), *STEPS)
    ordering = next(one for one in made if one.type is ItemType.ORDERING)
    assert ordering.order[0] == "Raise the barrier"
    first = next(one for one in made if one.stem == "What is the first step of “Unloading procedure”?")
    assert key(first) == "Raise the barrier"


def test_numbered_lists_without_a_cue_or_with_a_veto_are_not_ordered() -> None:
    assert items("P18", heading("Good to know"), paragraph("Some hints:"), *STEPS) == []
    vetoed = paragraph("Follow these steps in any order:")
    assert items("P18", heading("Unloading procedure"), vetoed, *STEPS) == []


def test_a_counted_set_is_asked_beside_strangers() -> None:
    parts = (
        heading("Yard"),
        paragraph("The yard has three weighing zones:"),
        item("North ramp."),
        item("South ramp."),
        item("Rail siding."),
        heading("Fleet", 2),
        paragraph("The fleet consists of three vehicle classes:"),
        item("Reach trucks."),
        item("Pallet movers."),
        item("Terminal tractors."),
    )
    made = items("P17", *parts)
    asked = next(one for one in made if "weighing zones" in one.stem)
    assert asked.stem == "Which are the three weighing zones? Choose three."
    assert {option.text for option in asked.options if option.correct} == {"North ramp", "South ramp", "Rail siding"}


def test_an_open_list_is_no_set() -> None:
    parts = (heading("Yard"), paragraph("The yard includes two zones:"), item("North ramp."), item("South ramp."))
    assert items("P17", *parts) == []


def test_siblings_asked_the_same_give_each_others_distractors() -> None:
    answers = {
        "Gantry": "A Gantry is a tall frame that lifts boxes from a ship.",
        "Hopper": "A Hopper is a steel funnel that fills trucks with grain.",
        "Winch": "A Winch is a turning drum that pulls ropes through blocks.",
        "Sluice": "A Sluice is a sliding gate that holds water in a basin.",
    }
    parts = [heading("Plant")]
    for name, text in answers.items():
        parts += [heading(name, 2), heading("What is it?", 3), paragraph(text)]
    made = items("P2", *parts)
    asked = next(one for one in made if one.stem == "What is a Winch?")
    assert key(asked) == "a turning drum that pulls ropes through blocks"


def test_quiz_text_feeds_no_other_pattern() -> None:
    quiz = [
        item(f"{name}: {text}", role=BlockRole.QUIZ) for name, text in (("Red", "a drum here"), ("Blue", "a bin here"))
    ]
    assert families(evidence_of(heading("Glossary"), *quiz, item("Grey: a sack over there", role=BlockRole.QUIZ))) == ()


RULES = (
    heading("Yard rules"),
    paragraph("Drivers must switch off the engine at the dock. Drivers must wear a vest in the yard."),
    paragraph("Inspectors must seal every container before departure. Inspectors must sign the manifest in ink."),
    paragraph(
        "Guards must check the badge of each visitor at the gate. Guards must not open a parcel without a witness."
    ),
    paragraph("Porters must return the trolleys to the shed. Porters must sweep the ramp after each shift."),
)


def test_a_rule_is_asked_for_whom_it_binds() -> None:
    stems = {one.stem: key(one) for one in items("P5", *RULES)}
    assert stems["Who must seal every container before departure?"] == "Inspectors"


def test_whoever_is_named_only_chapters_away_is_no_rival() -> None:
    far = paragraph("Porters must return the trolleys to the shed. Porters must sweep the ramp after each shift.")
    document = build(*RULES[:4], heading("Lamps"), paragraph("Lamps are old."), heading("Walls"), far)
    places = ((0, 4), (4, 6), (6, 8))
    segments = tuple(
        Segment(SegmentId(f"s{number}"), (), tuple(block.id for block in document.blocks[start:end]), 90)
        for number, (start, end) in enumerate(places)
    )
    evidence = gather_evidence(document, segments)
    asked = {one.stem: one for segment in segments for one in PATTERNS["P5"](evidence, segment)}
    rivals = {choice.text for choice in asked["Who must seal every container before departure?"].distractors}
    assert rivals == {"Drivers", "Guards"}


def test_what_follows_from_the_sentence_before_is_not_asked_for_whom_it_binds() -> None:
    parts = (*RULES, paragraph("Guards must then wait for the second signal at the barrier."))
    assert not [one for one in items("P5", *parts) if "second signal" in one.stem]


BANS = (
    heading("Yard rules"),
    paragraph("Guards must not open a parcel without a witness. Porters must not ride on the rear of a truck."),
    paragraph("Drivers must not park in front of the fire gate. Visitors should not walk behind a moving truck."),
)


def test_half_of_the_changed_bans_are_false() -> None:
    made = [one for one in items("P21", *BANS) if one.type is ItemType.TRUE_FALSE]
    answers = [key(one) for one in made]
    assert (answers.count("True"), answers.count("False")) == (2, 2)
    told = {" not " in one.stem for one in made if key(one) == "True"}
    assert told == {True}


def test_a_duty_is_not_made_false_by_its_modal() -> None:
    assert not [one for one in items("P21", *RULES) if "seal every container" in one.stem]


def test_what_is_merely_in_a_state_is_no_actor() -> None:
    things = paragraph("Tags must be orange and dry. Tags must have a number. Scanners must beep at each parcel.")
    more = paragraph("Scanners must reject torn labels.")
    names = {actor.name for actor in actors(evidence_of(*RULES, things, more))}
    assert "driver" in names
    assert "scanner" in names
    assert "tag" not in names
