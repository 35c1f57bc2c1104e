"""Learners from the table that a personnel system writes: whose row it is, what it says of them, whether they left."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from service.errors import InvalidContent
from service.interchange.csv_table import CsvRow, columns_of, read_csv
from service.interchange.published import Json
from service.interchange.words import folded

MAX_ROWS = 50_000

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "learner_id": (
        *("id", "employee id", "employee number", "employee no", "personnel number", "personnel no", "staff id"),
        *("user id", "person id", "matricola", "codice dipendente", "id dipendente"),
        *("Personalnummer", "Pers.-Nr.", "Mitarbeiternummer", "matricule", "número de empleado"),
    ),
    "name": ("full name", "display name", "employee name", "nome completo", "nominativo", "nome e cognome"),
    "first_name": ("given name", "forename", "nome", "Vorname", "prénom", "nombre"),
    "last_name": ("surname", "family name", "cognome", "Nachname", "Familienname", "nom", "apellido", "apellidos"),
    "email": (
        *("e-mail", "mail", "email address", "work email", "business email", "posta elettronica", "indirizzo email"),
        *("E-Mail-Adresse", "adresse e-mail", "correo"),
    ),
    "locale": ("language", "preferred language", "lingua", "Sprache", "langue", "idioma"),
    "role": ("job title", "job", "position", "title", "mansione", "ruolo", "qualifica", "Funktion", "Stelle", "poste"),
    "cohorts": (
        *("cohort", "groups", "group", "department", "team", "unit", "organisational unit", "cost centre name"),
        *("reparto", "ufficio", "gruppo", "Abteilung", "Gruppe", "service", "département", "departamento", "equipo"),
    ),
    "goals": ("goal", "learning goals", "obiettivi", "Lernziele"),
    "active": ("status", "employment status", "is active", "stato", "Status", "statut", "estado"),
    "left_on": (
        *("leaving date", "termination date", "end date", "last day", "exit date", "contract end"),
        *("data cessazione", "data fine rapporto", "Austrittsdatum", "Austritt", "date de sortie", "fecha de baja"),
    ),
}
"""The fields that a row may have, and the names of columns that are taken for them without being told."""

_STAYS = frozenset(
    folded(one)
    for one in ("true", "yes", "1", "active", "employed", "on leave", "sì", "attivo", "attiva", "ja", "aktiv", "actif")
)
_LEFT = frozenset(
    folded(one)
    for one in (
        *("false", "no", "0", "inactive", "left", "leaver", "terminated", "suspended", "retired", "former", "resigned"),
        *("non attivo", "cessato", "cessata", "dimesso", "dimessa", "nein", "inaktiv", "ausgeschieden", "inactif"),
    )
)
_LANGUAGES = {
    **dict.fromkeys(("english", "inglese", "englisch", "anglais"), "en"),
    **dict.fromkeys(("italian", "italiano", "italienisch", "italien"), "it"),
    **dict.fromkeys(("german", "deutsch", "tedesco", "allemand"), "de"),
    **dict.fromkeys(("french", "francais", "francese", "franzosisch"), "fr"),
    **dict.fromkeys(("spanish", "espanol", "spagnolo", "spanisch", "espagnol"), "es"),
}
_SEVERAL = re.compile(r"[;|\n]")
_DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class PersonnelRow:
    """`line` (from 1) of the file says `fields` of `learner_id`; None: it names nobody. `refusal` None: it can be read.

    `fields` are those of a learner as the API takes them: absent where the row says nothing.
    """

    line: int
    learner_id: str | None
    fields: Json
    refusal: str | None = None


def read_personnel(given: bytes, *, mapping: Mapping[str, Collection[str]], today: date) -> tuple[PersonnelRow, ...]:
    """Every row; two rows that say different things of one learner are both refused.

    `mapping` names the columns of fields, where SYNONYMS do not hold them. Raises InvalidContent for what is no
    table, and for a table without learners' ids.
    """
    table = read_csv(given, max_rows=MAX_ROWS)
    columns = columns_of(table.header, SYNONYMS, mapping, repeated="cohorts")
    if "learner_id" not in columns:
        named = ", ".join(table.header)
        raise InvalidContent("mapping", f"no column is known to hold the learner's id; name one of: {named}")
    return _without_contradictions([_row(row, columns, today) for row in table.rows])


def email_digest(address: str) -> str:
    """SHA-256 of an e-mail address in lower case, hexadecimal: all that is kept of one."""
    return sha256(address.strip().lower().encode()).hexdigest()


def _row(row: CsvRow, columns: Mapping[str, tuple[int, ...]], today: date) -> PersonnelRow:
    said = {field: [row.cells[place] for place in places] for field, places in columns.items()}
    learner_id = said["learner_id"][0] or None
    if row.is_too_wide:
        return PersonnelRow(row.line, learner_id, {}, "It has more cells than there are columns; is one not quoted?")
    if learner_id is None:
        return PersonnelRow(row.line, None, {}, "It names no learner: the cell of the id is empty.")
    try:
        return PersonnelRow(row.line, learner_id, _fields({**said, "learner_id": [""]}, today))
    except ValueError as refusal:
        return PersonnelRow(row.line, learner_id, {}, str(refusal))


def _fields(said: Mapping[str, list[str]], today: date) -> Json:
    """Raises ValueError, saying which cell does not fit."""
    first = {field: cells[0] for field, cells in said.items()}
    name = first.get("name") or " ".join(filter(None, (first.get("first_name"), first.get("last_name"))))
    fields: Json = {"name": name, "role": first.get("role"), "locale": _locale(first.get("locale", ""))}
    if first.get("email"):
        if not _EMAIL.fullmatch(first["email"]):
            message = "The cell of the e-mail address holds none."
            raise ValueError(message)
        fields["email_digest"] = email_digest(first["email"])
    if first.get("goals"):
        fields["goals"] = _several([first["goals"]])
    fields["active"] = _is_active(first.get("active", ""), first.get("left_on"), today)
    present = {field: value for field, value in fields.items() if value not in (None, "")}
    return present | ({"cohorts": _several(said["cohorts"])} if "cohorts" in said else {})


def _several(cells: list[str]) -> list[str]:
    parts = (part.strip() for cell in cells for part in _SEVERAL.split(cell))
    return list(dict.fromkeys(filter(None, parts)))


def _locale(written: str) -> str:
    return _LANGUAGES.get(folded(written), written.replace("_", "-"))


def _is_active(status: str, left_on: str | None, today: date) -> bool | None:
    """None: the row says nothing of it. `left_on` None: no column tells it; empty or to come: they are still there."""
    if left_on and _date(left_on) < today:
        return False
    if not status:
        return None if left_on is None else True
    word = folded(status)
    if word not in _STAYS | _LEFT:
        message = f"The cell of the status says {status!r}; say active or left, or name another column."
        raise ValueError(message)
    return word in _STAYS


def _date(written: str) -> date:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(written[:10], form).date()  # noqa: DTZ007  a day, of no zone
        except ValueError:
            continue
    message = "The cell of the leaving date holds no date; write 2026-12-31 or 31.12.2026."
    raise ValueError(message)


def _without_contradictions(rows: list[PersonnelRow]) -> tuple[PersonnelRow, ...]:
    """Nobody can tell which of two rows that contradict each other is right, so neither is taken."""
    lines: dict[str, list[int]] = {}
    sayings: dict[str, list[Json]] = {}
    for row in rows:
        if row.learner_id is not None and row.refusal is None:
            lines.setdefault(row.learner_id, []).append(row.line)
            if row.fields not in sayings.setdefault(row.learner_id, []):
                sayings[row.learner_id].append(row.fields)
    return tuple(
        PersonnelRow(row.line, row.learner_id, {}, _contradiction(lines[row.learner_id]))
        if row.learner_id is not None and row.refusal is None and len(sayings[row.learner_id]) > 1
        else row
        for row in rows
    )


def _contradiction(lines: list[int]) -> str:
    return f"Lines {', '.join(map(str, lines))} say different things of the same learner."
