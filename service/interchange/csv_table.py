"""Tables that spreadsheets write as CSV, whatever encoding, separator and line ends they chose, with their lines."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.errors import InvalidContent
from service.interchange.words import folded

MAX_CELL = 20_000  # characters; ten pages
MAX_COLUMNS = 200
_SEPARATORS = ",;\t|"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class CsvRow:
    """`line` (from 1) is where it begins in the file; `cells` are as wide as the header, ends trimmed."""

    line: int
    cells: tuple[str, ...]
    is_too_wide: bool


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The names of the columns as written, and what stands below them; lines without a word are left out."""

    header: tuple[str, ...]
    rows: tuple[CsvRow, ...]


def read_csv(given: bytes, *, max_rows: int) -> CsvTable:
    """The table. Raises InvalidContent for what is no CSV in UTF-8, UTF-16 with its mark, or Windows-1252."""
    text = _without_hint(decode_text(given))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    table = _table(_records(reader), max_rows)
    if table is None:
        raise InvalidContent("file", "there is no line with the names of the columns")
    return table


def decode_text(given: bytes) -> str:
    """Text of a file that does not say its encoding. Raises InvalidContent."""
    encoding, start = next(((name, len(mark)) for mark, name in _BYTE_ORDER_MARKS if given.startswith(mark)), ("", 0))
    for candidate in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = given[start:].decode(candidate)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidContent("file", "it is no text in UTF-8, UTF-16 with a byte order mark, or Windows-1252")


def columns_of(
    header: Sequence[str],
    synonyms: Mapping[str, Collection[str]],
    mapping: Mapping[str, Collection[str]],
    *,
    repeated: str = "",
) -> Mapping[str, tuple[int, ...]]:
    """Which columns hold each field: those that `mapping` (field to names of the header) names, else known synonyms.

    Only the field `repeated` may have several columns. Raises InvalidContent for a name that is not there, and for
    two columns that mean the same.
    """
    names = [folded(name) for name in header]
    unknown = sorted(set(mapping) - set(synonyms))
    if unknown:
        raise InvalidContent("mapping", f"there is no field {unknown[0]}; there are {', '.join(synonyms)}")
    found: dict[str, tuple[int, ...]] = {}
    for field, known in synonyms.items():
        wanted = {folded(one) for one in mapping.get(field, (field, *known))}
        places = tuple(place for place, name in enumerate(names) if name in wanted)
        if field in mapping and not wanted <= set(names):
            raise InvalidContent("mapping", f"the file has no such column for {field}; it has {', '.join(header)}")
        if len(places) > 1 and field != repeated:
            several = ", ".join(header[place] for place in places)
            raise InvalidContent("mapping", f"several columns could be {field}: {several}; name one")
        if places:
            found[field] = places
    return found


def _without_hint(text: str) -> str:
    """Excel's own first line, which names the separator, is emptied: what it says is seen below it."""
    first, _, rest = text.partition("\n")
    return f"\n{rest}" if first[:4].lower() == "sep=" and len(first.strip()) <= len("sep=;") else text


def _separator(text: str) -> str:
    """Whichever is seen most often in the first line outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(part for number, part in enumerate(first.split('"')) if number % 2 == 0)
    return max(_SEPARATORS, key=outside.count)


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line where it begins. Raises InvalidContent."""
    line = 0
    while True:
        line = getattr(reader, "line_num", 0) + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise InvalidContent(f"line {line}", f"it is no CSV: {fault}") from None
        if any(cell.strip() for cell in record):
            yield line, [cell.strip() for cell in record]


def _table(records: Iterator[tuple[int, list[str]]], max_rows: int) -> CsvTable | None:
    first = next(records, None)
    if first is None:
        return None
    header = first[1]
    if len(header) > MAX_COLUMNS:
        raise InvalidContent("file", f"it has {len(header)} columns; {MAX_COLUMNS} may be")
    rows: list[CsvRow] = []
    for line, cells in records:
        if len(rows) == max_rows:
            raise InvalidContent("file", f"it has more than {max_rows} rows; send the rest in another")
        if any(len(cell) > MAX_CELL for cell in cells):
            raise InvalidContent(f"line {line}", f"a cell has more than {MAX_CELL} characters")
        padded = (*cells, *[""] * (len(header) - len(cells)))[: len(header)]
        rows.append(CsvRow(line, tuple(padded), is_too_wide=any(cells[len(header) :])))
    return CsvTable(tuple(header), tuple(rows))
