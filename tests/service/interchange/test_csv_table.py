"""CSV as spreadsheets write it: any of the usual encodings and separators, each row with its line."""

from __future__ import annotations

import codecs

import pytest

from service.errors import InvalidContent
from service.interchange.csv_table import MAX_CELL, MAX_COLUMNS, columns_of, read_csv

SYNONYMS = {"id": ("number",), "groups": ("team", "unit")}


def cells(given: bytes) -> list[tuple[str, ...]]:
    table = read_csv(given, max_rows=10)
    return [table.header, *(row.cells for row in table.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_line_ends_are_seen(encoding: str, separator: str, line_end: str) -> None:
    written = line_end.join(separator.join(row) for row in (("id", "name"), ("1", "Zoë Müller"))) + line_end
    assert cells(written.encode(encoding)) == [("id", "name"), ("1", "Zoë Müller")]


def test_utf_16_without_a_zero_in_a_name_is_read_in_either_order() -> None:
    text = "id;name\n1;Ōta\n"
    for mark, encoding in ((codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        assert cells(mark + text.encode(encoding))[1] == ("1", "Ōta")


def test_a_separator_inside_quotes_parts_nothing() -> None:
    assert cells(b'id;"name; of all; of us"\n1;"Rossi, ""Ada"""\n') == [
        ("id", "name; of all; of us"),
        ("1", 'Rossi, "Ada"'),
    ]


def test_rows_know_where_they_begin() -> None:
    table = read_csv(b'sep=;\nid;name\n\n1;"two\nlines"\n;\n2;Bo;\n3\n', max_rows=10)
    assert [(row.line, row.cells) for row in table.rows] == [(4, ("1", "two\nlines")), (7, ("2", "Bo")), (8, ("3", ""))]


def test_a_cell_beyond_the_header_is_told() -> None:
    table = read_csv(b"id,name\n1,Rossi, Ada\n2,Bo,\n", max_rows=10)
    assert [row.is_too_wide for row in table.rows] == [True, False]


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"\n\n",
        b"id\0name\n",
        b"\xff\xfe\x00\xd8",
        b'id,name\n1,"never closed\n',
        b'id,name\n1,"closed"late\n',
        ("id\n" + "x" * (MAX_CELL + 1)).encode(),
        ("id\n" + "x" * 200_000).encode(),
        ",".join("a" * (MAX_COLUMNS + 1)).encode(),
        b"id\n" + b"1\n" * 11,
    ],
)
def test_what_is_no_table_is_refused(given: bytes) -> None:
    with pytest.raises(InvalidContent):
        read_csv(given, max_rows=10)


def test_columns_are_found_by_their_usual_names_and_by_those_that_are_named() -> None:
    assert columns_of(("Number", "Team", "U_NIT"), SYNONYMS, {}, repeated="groups") == {"id": (0,), "groups": (1, 2)}
    named = columns_of(("Number", "Team", "Badge"), SYNONYMS, {"id": ["badge"]}, repeated="groups")
    assert named == {"id": (2,), "groups": (1,)}


@pytest.mark.parametrize("mapping", [{"id": ["Badge"]}, {"no_field": ["Team"]}])
def test_a_name_that_is_not_there_is_refused(mapping: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidContent):
        columns_of(("Number", "Team"), SYNONYMS, mapping)


def test_two_columns_for_one_field_are_refused() -> None:
    with pytest.raises(InvalidContent, match="id, Number"):
        columns_of(("id", "Number"), SYNONYMS, {})
