"""A personnel system's rows: whose they are, what they say, and what nobody can tell from them."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from service.errors import InvalidContent
from service.interchange.learners_csv import PersonnelRow, email_digest, read_personnel

TODAY = date(2026, 11, 26)


def read(text: str, **mapping: list[str]) -> tuple[PersonnelRow, ...]:
    return read_personnel(text.encode(), mapping=mapping, today=TODAY)


@pytest.mark.parametrize(
    "header",
    [
        "Employee ID,First name,Surname,Job title,Department,Preferred language",
        "Matricola,Nome,Cognome,Mansione,Reparto,Lingua",
        "Personalnummer,Vorname,Nachname,Funktion,Abteilung,Sprache",
        "Matricule,Prénom,Nom,Poste,Service,Langue",
    ],
)
def test_the_usual_names_of_columns_are_known(header: str) -> None:
    (row,) = read(f"{header}\n7,Ada,Rossi,nurse,ward 3,Italiano\n")
    said = {"name": "Ada Rossi", "role": "nurse", "cohorts": ["ward 3"], "locale": "it"}
    assert (row.line, row.learner_id, row.fields) == (2, "7", said)


def test_of_an_address_only_its_digest_is_left() -> None:
    (row,) = read("id,e-mail\n7, Ada.Rossi@Example.org \n")
    assert row.fields == {"email_digest": sha256(b"ada.rossi@example.org").hexdigest()}
    assert row.fields["email_digest"] == email_digest("ada.rossi@example.org ")


def test_cohorts_come_from_several_columns_and_several_in_a_cell() -> None:
    (row,) = read("id,department,team,Site\n7,ward 3; nights,A|ward 3,Pisa\n", cohorts=["Department", "Team", "site"])
    assert row.fields["cohorts"] == ["ward 3", "nights", "A", "Pisa"]
    (row,) = read("id,department,team\n7,,\n")
    assert row.fields["cohorts"] == []
    (row,) = read("id,name\n7,Ada\n")
    assert "cohorts" not in row.fields


@pytest.mark.parametrize(
    ("status", "left_on", "is_active"),
    [
        ("active", "", True),
        ("Cessato", "", False),
        ("", "", True),
        ("", "31.12.2026", True),
        ("", "2026-11-25", False),
        ("", "2026-11-26", True),
        ("", "25/11/2026 00:00:00", False),
        ("active", "01.01.2020", False),
        ("left", "2027-01-01", False),
    ],
)
def test_leavers_are_told_by_status_and_leaving_date(status: str, left_on: str, is_active: bool) -> None:
    (row,) = read(f"id,status,leaving date\n7,{status},{left_on}\n")
    assert row.fields["active"] is is_active


def test_a_file_that_knows_no_leavers_says_nothing_of_them() -> None:
    assert "active" not in read("id,name\n7,Ada\n")[0].fields
    assert "active" not in read("id,status\n7,\n8,left\n")[0].fields


@pytest.mark.parametrize("row", ["7,maybe,,", "7,,soon,", "7,,,nobody", "7,,,,x", ",active,,a@b.c"])
def test_a_row_that_cannot_be_told_is_refused_by_itself(row: str) -> None:
    rows = read(f"id,status,leaving date,email\n{row}\n8,active,,\n")
    assert [one.refusal is None for one in rows] == [False, True]


def test_rows_that_contradict_each_other_are_all_refused_and_equal_ones_are_not() -> None:
    rows = read("id,role\n7,nurse\n8,cook\n7,porter\n8,cook\n")
    assert [one.refusal is None for one in rows] == [False, True, False, True]
    assert "2, 4" in str(rows[0].refusal)


def test_a_file_without_ids_is_refused_unless_a_column_is_named() -> None:
    with pytest.raises(InvalidContent, match="Badge"):
        read("Badge,name\n7,Ada\n")
    assert read("Badge,name\n7,Ada\n", learner_id=["badge"])[0].learner_id == "7"
