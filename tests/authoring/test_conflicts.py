"""Contradictions: the same said of the same case with another value or modal; what differs in scope is a twin."""

from __future__ import annotations

import pytest

from authoring.conflicts import Conflict, ConflictKind, PublishedFact, find_conflicts
from authoring.extractive.stated_facts import stated_facts
from tests.support.documents import Part, evidence_of, heading, item, paragraph


def conflicts(*parts: Part) -> tuple[Conflict, ...]:
    return find_conflicts(stated_facts(evidence_of(*parts)))


def told(*sentences: str) -> list[ConflictKind]:
    """The kinds of conflict between sentences of two sections on different matters."""
    half = len(sentences) // 2
    parts = (
        heading("Access"),
        *(paragraph(sentence) for sentence in sentences[:half]),
        heading("Remote work"),
        *(paragraph(sentence) for sentence in sentences[half:]),
    )
    return [conflict.kind for conflict in conflicts(*parts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Passwords must have at least 12 characters.", "Passwords must have at least 8 characters."),
        ("Passwords must be at least 12 characters long.", "A password must have at least 8 characters."),
        ("Employees must report incidents within 24 hours.", "Incidents must be reported within 3 days."),
        ("The visitor log is kept for 30 days.", "The visitor log must be kept for 90 days."),
        ("Lithium cells must not be stored above 40 °C.", "Lithium cells must not be stored above 60 °C."),
        ("The alarm must be tested weekly by a guard.", "The alarm must be tested monthly by a guard."),
        ("The gate must be closed at 22:00 by a guard.", "The gate must be closed at 20:30 by a guard."),
        ("A shift may last up to 10 hours by agreement.", "A shift may last up to 12 hours by agreement."),
        ("A trailer must carry at least 8 lashing straps.", "A trailer must carry at most 6 lashing straps."),
    ],
)
def test_another_value_for_the_same_thing_is_a_conflict(one: str, other: str) -> None:
    assert told(one, other) == [ConflictKind.VALUE]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Visitors must wear a badge in the hall.", "Visitors must not wear a badge in the hall."),
        ("Recordings of calls may be shared with a carrier.", "Recordings of calls must not be shared with a carrier."),
        ("Drivers must wear a helmet in the yard.", "Drivers need not wear a helmet in the yard."),
        ("Never turn the truck on the ramp.", "Turn the truck on the ramp."),
        ("The charger should be left on at night.", "The charger should not be left on at night."),
    ],
)
def test_the_opposite_modal_is_a_conflict(one: str, other: str) -> None:
    assert told(one, other) == [ConflictKind.MODALITY]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At level 1, the reader must be tested every 30 days.", "At level 2, the reader must be tested every 7 days."),
        ("A SEV-1 must be reported within 1 hour.", "A SEV-2 must be reported within 4 hours."),
        ("The badge must be worn for 30 days by trainees.", "The badge must be worn for 90 days by suppliers."),
        ("If the seal is broken, the load must wait for 2 hours.", "The load must wait for 1 hour at the ramp."),
        ("Visitors must not enter the vault unless escorted.", "Visitors may enter the vault with a warden."),
        ("Passwords must have at least 8 characters.", "Passwords should have at least 15 characters."),
        ("Passwords must have at least 8 characters.", "Passwords must have at most 64 characters."),
        ("The log must be kept for 24 hours by the host.", "The log must be kept for 1 day by the host."),
        ("The log must be kept for 90 days by the host.", "The log must be kept for 3 months by the host."),
        ("Drivers must report a fault within 2 hours.", "Loaders must report a fault within 4 hours."),
        (
            "A shift of over six hours has a break of 30 minutes.",
            "A shift of over nine hours has a break of 45 minutes.",
        ),
        ("Drivers should wear gloves in the yard.", "Drivers must wear gloves in the yard."),
        ("The hall must be swept at least once a week.", "The hall must be swept at least once a week."),
    ],
)
def test_what_differs_in_scope_or_says_the_same_is_none(one: str, other: str) -> None:
    assert told(one, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Level 2", "Level 3"), ("SEV-1", "SEV-2"), ("SEV 1", "SEV 2"), ("Day 1", "Day 2"),
     ("Small parcels", "Large parcels"), ("Visitors", "Drivers"),
     ("During the day", "At night")],
)  # fmt: skip
def test_headings_that_name_cases_make_twins(one: str, other: str) -> None:
    found = conflicts(
        heading(one),
        paragraph("The gate must be checked at least once every 2 hours by a guard."),
        heading(other),
        paragraph("The gate must be checked at least once every 4 hours by a guard."),
    )
    assert found == ()


@pytest.mark.parametrize("topic", ["Day 1", "Your first 90 days", "2.1 Badges", "Chapter 3"])
def test_a_heading_that_counts_no_cases_makes_no_twins(topic: str) -> None:
    found = conflicts(
        heading(topic),
        paragraph("A lost badge must be reported to the control room within 30 minutes."),
        heading("Badges once more"),
        paragraph("A lost badge must be reported to the control room within 2 hours."),
    )
    assert len(found) == 1


def test_a_lead_in_makes_twins() -> None:
    found = conflicts(
        heading("Storage"),
        paragraph("In the cold hall:"),
        item("The cartons must be moved within 2 hours."),
        heading("Shelves"),
        paragraph("In the dry hall:"),
        item("The cartons must be moved within 8 hours."),
    )
    assert found == ()


def test_a_conflict_quotes_both_and_keeps_its_id() -> None:
    parts = (
        heading("Passwords"),
        paragraph("Passwords must have at least 12 characters."),
        heading("Remote work"),
        paragraph("Passwords must have at least 8 characters."),
    )
    (found,) = conflicts(*parts)
    assert found.first.citation.quote == "Passwords must have at least 12 characters."
    assert found.second.citation.quote == "Passwords must have at least 8 characters."
    assert all(quote in found.message for quote in (found.first.citation.quote, found.second.citation.quote))
    assert [one.id for one in conflicts(*parts)] == [found.id]


def test_a_sentence_too_tangled_to_cut_is_compared_as_it_is_worded() -> None:
    sentence = (
        "The shift lead must record the agreed actions in the log within {} working days, and whoever misses the "
        "talk, or joins it late, must read it before the next shift and may add a comment of their own."
    )
    (found,) = conflicts(
        heading("Talks"), paragraph(sentence.format("two")), heading("Logs"), paragraph(sentence.format("five"))
    )
    assert found.kind is ConflictKind.VALUE


def test_italian_rules_are_compared_as_they_are_worded() -> None:
    parts = (
        heading("Deposito"),
        paragraph("I contenitori devono essere svuotati entro 30 giorni dal riempimento."),
        heading("Magazzino"),
        paragraph("I contenitori devono essere svuotati entro 90 giorni dal riempimento."),
        paragraph("I fusti non devono essere aperti senza guanti."),
        paragraph("I fusti devono essere aperti senza guanti."),
    )
    found = find_conflicts(stated_facts(evidence_of(*parts, language="it")))
    assert {conflict.kind for conflict in found} == {ConflictKind.VALUE, ConflictKind.MODALITY}


def test_what_another_document_published_is_compared_as_well() -> None:
    known = stated_facts(evidence_of(heading("Rules"), paragraph("Incidents must be reported within 24 hours.")))
    published = [PublishedFact(fact, "mm_1", "Reporting incidents") for fact in known]
    facts = stated_facts(evidence_of(heading("Accidents"), paragraph("Incidents must be reported within 72 hours.")))
    (found,) = find_conflicts(facts, published)
    assert found.first.micro_module is None
    assert (found.second.micro_module, found.second.title) == ("mm_1", "Reporting incidents")
    assert found.second.citation.quote == "Incidents must be reported within 24 hours."
