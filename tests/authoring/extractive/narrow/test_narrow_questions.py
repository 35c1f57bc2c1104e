"""Narrow questions say the rule's own words in their own order; the part that is left out is the answer."""

from __future__ import annotations

import pytest

from authoring.extractive.narrow import Asks, narrow_questions
from tests.support.documents import Part, evidence_of, heading, paragraph


def asked(*parts: Part | str) -> dict[tuple[str, str], str]:
    """Answers by kind and question."""
    evidence = evidence_of(heading("Yard"), *(paragraph(part) if isinstance(part, str) else part for part in parts))
    return {(one.asks.value, one.stem.text): one.answer for one in narrow_questions(evidence)}


@pytest.mark.parametrize(
    ("rule", "kind", "stem", "answer"),
    [
        (
            "If a seal is broken, the clerk must refuse the parcel in writing.",
            Asks.ACTION,
            "Yard: if a seal is broken, what must the clerk do?",
            "refuse the parcel in writing",
        ),
        (
            "Clerks must weigh the parcel again if the label is missing.",
            Asks.ACTION,
            "Yard: if the label is missing, what must clerks do?",
            "weigh the parcel again",
        ),
        (
            "When a parcel is wet, it must be dried.\u0020If a cage is damaged, the cage must be taken out of service.",
            Asks.ACTION,
            "Yard: if a cage is damaged, what must be done?",
            "the cage must be taken out of service",
        ),
        (
            "If nobody answers the door, leave a card with the time.",
            Asks.ACTION,
            "Yard: if nobody answers the door, what should you do?",
            "leave a card with the time",
        ),
        (
            "The aisle must be kept clear to let the ambulance pass.",
            Asks.REASON,
            "Yard: why must the aisle be kept clear?",
            "to let the ambulance pass",
        ),
        (
            "Wet gloves should be changed because damp leather cracks.",
            Asks.REASON,
            "Yard: why should wet gloves be changed?",
            "because damp leather cracks",
        ),
        (
            "Every damage report must contain the number of the seal.",
            Asks.CONTENT,
            "Yard: what must every damage report contain?",
            "the number of the seal",
        ),
        (
            "Drivers must report the damage by sending a photograph to dispatch.",
            Asks.MEANS,
            "Yard: how must drivers report the damage?",
            "by sending a photograph to dispatch",
        ),
        (
            "Drivers may swap their shifts after the roster is published.",
            Asks.SITUATION,
            "Yard: when may drivers swap their shifts?",
            "after the roster is published",
        ),
        (
            "Clerks must weigh every parcel unless a supervisor has signed for it.",
            Asks.EXCEPTION,
            "Clerks must weigh every parcel. In which case does this not apply?",
            "a supervisor has signed for it",
        ),
        (
            "A lost scanner must be reported to the service desk within 30 minutes.",
            Asks.REQUIREMENT,
            "Yard: what must be done with a lost scanner?",
            "report it to the service desk within 30 minutes",
        ),
        (
            "Files obtained from strangers must be scanned at the gate computer.",
            Asks.WHICH,
            "Which files must be scanned at the gate computer?",
            "files obtained from strangers",
        ),
        (
            "Seal numbers must be compared against the list of the depot.",
            Asks.RELATION,
            "Yard: against what must seal numbers be compared?",
            "against the list of the depot",
        ),
        (
            "Verify that the gate reader rejects copied cards to prevent tailgating at the dock.",
            Asks.REASON,
            "Yard: why must the gate reader reject copied cards?",
            "to prevent tailgating at the dock",
        ),
        (
            "Clerks must sign the list in ink. This prevents later changes to the count.",
            Asks.REASON,
            "Why must clerks sign the list in ink?",
            "this prevents later changes to the count",
        ),
        (
            "When the tank runs dry, the pump stops within a second.",
            Asks.CONSEQUENCE,
            "What happens when the tank runs dry?",
            "the pump stops within a second",
        ),
    ],
)
def test_what_is_asked_and_what_answers_it(rule: str, kind: Asks, stem: str, answer: str) -> None:
    assert asked(rule).get((kind.value, stem)) == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "If possible, the clerk must refuse the parcel in writing.",  # a situation that says nothing
        "If a seal is broken, clerks must see the section above.",  # an answer that points elsewhere
        "Do not wait because the gate is closed.",  # the reason may be of the waiting or of the ban
        "Some drivers may swap their shifts after the roster is published.",  # nobody in particular
        "It must be dried when the parcel is wet.",  # hangs on the sentence before
        "If the pump fails, the report covers our team's own measures.",  # the speaker's own
    ],
)
def test_what_would_not_stand_alone_is_not_asked(sentence: str) -> None:
    assert asked(sentence) == {}


@pytest.mark.parametrize(
    ("is_asked", "is_not"),
    [
        (
            "Before starting the mill, employees must wear gloves and goggles.",
            "Within two hours of an injury, employees must wear gloves and goggles.",  # a deadline is no situation
        ),
        (
            "If the customer is not at home, the driver must leave a card.",
            "If they are not at home, the driver must leave a card.",  # a heading is no noun to stand for
        ),
        (
            "When lifting a load, workers must keep their back straight.",
            "When lifting a load to protect your back, workers must keep their feet apart.",  # the aim is the rule's
        ),
        (
            "Once the alarm stops, wardens must count the visitors.",
            "Once the alarm stops, wardens may count the visitors.",  # a permission is no decision
        ),
        (
            "At the gate of the yard, clerks must call the foreman.",
            "At the gate of the yard, the foreman must be called.",  # of many things that must be done
        ),
    ],
)
def test_what_is_no_situation_is_not_asked_as_one(is_asked: str, is_not: str) -> None:
    assert [kind for kind, _ in asked(is_asked) if kind == Asks.ACTION.value]
    assert not [kind for kind, _ in asked(is_not) if kind == Asks.ACTION.value]


def test_people_do_and_things_have_something_happen_to_them() -> None:
    people = asked("Before the end of the shift, employees must empty the blue cage.")
    things = asked("Before the end of the shift, broken pallets must go into the blue cage.")
    assert (
        people[Asks.ACTION.value, "Yard: before the end of the shift, what must employees do?"] == "empty the blue cage"
    )
    answer = things[Asks.ACTION.value, "Yard: before the end of the shift, what must happen?"]
    assert answer == "broken pallets must go into the blue cage"


def test_a_state_that_lasts_is_asked_for_its_end() -> None:
    stems = asked("A seal number must stay secret until the trailer has left the yard.")
    assert (
        stems[Asks.SITUATION.value, "Until when must a seal number stay secret?"]
        == "until the trailer has left the yard"
    )


def test_what_is_usual_is_not_asked_how() -> None:
    assert asked("Empty cages must be moved with the hand truck of the yard.")
    assert not [kind for kind, _ in asked("Empty cages are often moved with the hand truck.") if kind == "P35"]


def test_half_of_two_rules_is_no_answer() -> None:
    rule = "Work at height must be planned by a rigger, and the plan must be approved by the site manager."
    assert not [kind for kind, _ in asked(rule) if kind == Asks.REQUIREMENT.value]


def test_one_thing_of_many_is_named_behind_its_heading() -> None:
    stems = [stem for _, stem in asked("The safety lamp must be switched off by pulling the red cord.")]
    assert "Yard: how must the safety lamp be switched off?" in stems


def test_a_question_cites_the_rule_and_the_sentence_that_answers() -> None:
    text = "Clerks must sign the list in ink. This prevents later changes to the count."
    evidence = evidence_of(heading("Yard"), paragraph(text))
    (found,) = [one for one in narrow_questions(evidence) if one.answer.startswith("this prevents")]
    assert [citation.quote for citation in found.stem.citations] == [
        "This prevents later changes to the count.",
        "Clerks must sign the list in ink.",
    ]


def test_a_question_that_says_enough_needs_no_heading() -> None:
    found = asked("If the seal of a customs trailer is broken, the clerk must refuse the parcel in writing.")
    assert ("P10", "If the seal of a customs trailer is broken, what must the clerk do?") in found


def test_an_aim_that_hangs_on_the_situation_is_left_out_of_it() -> None:
    found = asked(
        "Clerks must use gloves and a closed box when collecting seal tags in order to provide resistance to theft."
    )
    assert any(stem == "When collecting seal tags, what must clerks do?" for _, stem in found), found


def test_a_place_is_no_thing_acted_on() -> None:
    found = asked("Drivers must keep to 8 km/h inside buildings and 12 km/h in the yard of the depot.")
    assert not any(kind == "P33" for kind, _ in found)


def test_what_is_to_be_verified_gets_no_modal_that_the_source_lacks() -> None:
    found = asked("Verify that sealed cages are opened by two clerks with a signed list.")
    answer = "they are opened by two clerks with a signed list"
    assert found["P32", "What must be done with sealed cages?"] == answer


@pytest.mark.parametrize(
    ("rule", "kind", "stem", "answer"),
    [
        (
            "Emergency exits must be kept clear by at least one metre, and nothing may lean on them.",
            Asks.RULE,
            "What is the rule for keeping emergency exits?",
            "they must be kept clear by at least one metre, and nothing may lean on them",
        ),
        (
            "A parcel without a label must not be loaded onto a night tour.",
            Asks.RULE,
            "What is the rule for loading a parcel without a label?",
            "it must not be loaded onto a night tour",
        ),
        (
            "A complex complaint must be resolved within 10 working days.",
            Asks.RULE,
            "Within what time must a complex complaint be resolved?",
            "within 10 working days",
        ),
        (
            "Pregnant drivers must not lift more than 5 kg.",
            Asks.RULE,
            "Yard: what must pregnant drivers not do?",
            "lift more than 5 kg",
        ),
        (
            "Heavy parcels must be labelled on both sides before the belt.",
            Asks.RULE,
            "What is the rule for labelling heavy parcels?",
            "they must be labelled on both sides before the belt",
        ),
        (
            "Only drivers with a site permit may open the north gate.",
            Asks.ALONE,
            "Yard: who may open the north gate?",
            "only drivers with a site permit",
        ),
        (
            "Verify that signed lists are used for customs parcels.",
            Asks.INSTRUMENT,
            "What must be used for customs parcels?",
            "signed lists",
        ),
        (
            "Verify that the gate reader rejects copied cards to prevent tailgating at the dock.",
            Asks.ACTION,
            "Yard: what must the gate reader do to prevent tailgating at the dock?",
            "reject copied cards",
        ),
    ],
)
def test_what_the_rule_for_a_thing_says(rule: str, kind: Asks, stem: str, answer: str) -> None:
    assert asked(rule).get((kind.value, stem)) == answer, asked(rule)


@pytest.mark.parametrize(
    ("sentences", "kind"),
    [
        ("Tall racks must carry a sign. Tall racks must be checked by a rigger every spring.", Asks.RULE),
        ("Tall racks must carry a sign at eye level.", Asks.RULE),  # nothing says what of tall racks is ruled
        ("Broken seals must be reported by the lead of the night shift.", Asks.RULE),  # asks who
        ("Parcels that are wet on one side must stand apart until the evening.", Asks.RULE),
        ("Signed lists must be used to prevent theft at the dock.", Asks.RULE),  # says why, not how
        ("At least one wet floor must be closed with a chain at night.", Asks.RULE),
        ("The use of open fire must be approved by the site manager.", Asks.RULE),  # an act, no thing
        ("Drivers with a site permit may open the north gate.", Asks.ALONE),
        (
            "Verify that the gate reader rejects copied cards to prevent tailgating at the dock. "
            "Verify that the door camera records each visitor to prevent tailgating at the dock.",
            Asks.ACTION,
        ),
    ],
)
def test_what_more_than_one_rule_could_answer_is_not_asked(sentences: str, kind: Asks) -> None:
    assert not [stem for code, stem in asked(sentences) if code == kind.value]
