"""The units that a typed number may have, each with its written forms in English and Italian."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WRITTEN = {
    "millisecond": "ms millisecond milliseconds millisecondo millisecondi",
    "second": "s sec secs second seconds secondo secondi",
    "minute": "m min mins minute minutes minuto minuti",
    "hour": "h hr hrs hour hours ora ore",
    "day": "d day days g gg giorno giorni",
    "week": "w wk wks week weeks settimana settimane",
    "month": "month months mese mesi",
    "quarter": "quarter quarters trimestre trimestri",
    "year": "y yr yrs year years anno anni",
    "percent": "% percent pct percento",
    "euro": "€ eur euro euros",
    "dollar": "$ usd dollar dollars dollaro dollari",
    "pound sterling": "£ gbp pound pounds sterlina sterline",
    "bit": "bit bits",
    "byte": "byte bytes",
    "kilobyte": "kb kib kilobyte kilobytes",
    "megabyte": "mb mib megabyte megabytes",
    "gigabyte": "gb gib gigabyte gigabytes",
    "terabyte": "tb tib terabyte terabytes",
    "character": "character characters carattere caratteri",
    "digit": "digit digits cifra cifre",
    "letter": "letter letters lettera lettere",
    "word": "word words parola parole",
    "millimetre": "mm millimetre millimetres millimeter millimeters millimetro millimetri",
    "centimetre": "cm centimetre centimetres centimeter centimeters centimetro centimetri",
    "metre": "m metre metres meter meters metro metri",
    "kilometre": "km kilometre kilometres kilometer kilometers chilometro chilometri",
    "gram": "g gram grams grammo grammi",
    "kilogram": "kg kilo kilos kilogram kilograms chilo chili chilogrammo chilogrammi",
    "litre": "l litre litres liter liters litro litri",
    "watt": "w watt watts",
    "kilowatt": "kw kilowatt kilowatts",
    "watt-hour": "wh",
    "kilowatt-hour": "kwh",
    "celsius": "°c celsius",
    "fahrenheit": "°f fahrenheit",
}


def _by_form() -> Mapping[str, frozenset[str]]:
    forms = {form for written in _WRITTEN.values() for form in written.split()}
    return {form: frozenset(unit for unit in _WRITTEN if form in _WRITTEN[unit].split()) for form in forms}


FORMS = _by_form()  # what each form may mean: "m" is minute or metre
_FORM = re.compile(r"[%€$£]|°\s?[cf](?![^\W\d_])|[^\W\d_]+(?:['’][^\W\d_]+)*")  # "driver's" holds no seconds


def units_in(text: str) -> frozenset[str]:
    """What the first unit in `text` may be; none where no word is a known unit ("failed attempts")."""
    plain = re.sub(r"\bper cento?\b", "percent", text.casefold())
    known = (FORMS.get(found.group().replace(" ", "")) for found in _FORM.finditer(plain))
    return next((units for units in known if units), frozenset())
