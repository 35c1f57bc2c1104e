"""The words before a list as the question that the list answers."""

from __future__ import annotations

import pytest

from authoring.extractive.lead_ins import LeadIn, list_questions


def asked(text: str, members: int = 3, *, are_rules: bool = False) -> str | None:
    (question,) = list_questions([LeadIn(text, members, are_rules=are_rules)])
    return question


@pytest.mark.parametrize(
    ("lead_in", "question"),
    [
        (
            "When you hand over a task, you should follow these three steps,",
            "When you hand over a task, which three steps should you follow?",
        ),
        (
            "Take these steps before you start the belt:",
            "Which steps should you take before you start the belt? Name them all.",
        ),
        (
            "Everybody on a site has three duties, whatever the job title.",
            "Which three duties does everybody on a site have?",
        ),
        ("The plan divides waste into three classes:", "Into which three classes does the plan divide waste?"),
        (
            "There are several reasons why a load might shift,",
            "What are the reasons why a load might shift? Name them all.",
        ),
        (
            "The following items are banned from every parcel:",
            "Which items are banned from every parcel? Name them all.",
        ),
        ("The following must be kept locked:", "What must be kept locked? Name them all."),
        (
            "Every report must contain the following information:",
            "Which information must every report contain? Name them all.",
        ),
        ("Bring the following on day 1:", "What should you bring on day 1? Name them all."),
    ],
)
def test_the_announced_things_are_asked_for(lead_in: str, question: str) -> None:
    assert asked(lead_in) == question


@pytest.mark.parametrize(
    ("lead_in", "question"),
    [
        ("The clerk must:", "What must the clerk do? Name them all."),
        ("The deputy is expected to:", "What is the deputy expected to do? Name them all."),
        ("Code reviews should look at:", "What should code reviews look at? Name them all."),
        ("Supervisors must ensure that:", "What must supervisors ensure? Name them all."),
        ("The risk assessment covers:", "What does the risk assessment cover? Name them all."),
        ("A visitor is refused entry when:", "In which cases is a visitor refused entry? Name them all."),
        ("Do not lift a load if:", "In which cases should you not lift a load? Name them all."),
        ("Once the alarm stops, wardens must not:", "Once the alarm stops, what must wardens not do? Name them all."),
    ],
)
def test_a_sentence_that_breaks_off_is_asked_for_its_end(lead_in: str, question: str) -> None:
    assert asked(lead_in) == question


def test_a_title_over_rules_asks_for_the_rules() -> None:
    assert asked("For remote sales:", are_rules=True) == "Which rules apply for remote sales? Name them all."
    assert asked("For remote sales:") is None
    assert asked("Duties of the shift lead:") == "What are the duties of the shift lead? Name them all."


def test_two_members_are_both_named_and_more_than_five_are_left_open() -> None:
    assert asked("The clerk must:", 2) == "What must the clerk do? Name both."
    assert asked("The clerk must:", 6) == "What must the clerk do?"


@pytest.mark.parametrize(
    "lead_in",
    [
        "Acceptable methods include, but are not limited to:",  # an open list
        "For example:",
        "These include:",  # hangs on the sentence before
        "Once that limit has been reached, the lock must:",
        "Access is granted only when all of the following conditions are met:",  # inside a condition
        "You do not work on the line.",  # announces nothing
        "The belt runs at two metres a second.",
        "The lead can help you to watch the gate,",
    ],
)
def test_what_announces_no_whole_list_is_not_asked(lead_in: str) -> None:
    assert asked(lead_in) is None


def test_a_count_that_is_not_the_list_s_is_no_announcement() -> None:
    assert asked("Everybody on a site has four duties.", 3) is None
