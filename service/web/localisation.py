"""The pages' languages: gettext catalogues, read once, and which of them a browser wants.

Messages stand in English in templates and code; a catalogue is a `.po` file under `locales/`, read as it is.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import format_timedelta, get_timezone, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"en": "English", "it": "Italiano"}
DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Localisation:
    """One language: its messages, and how it writes numbers and times."""

    code: str
    messages: NullTranslations
    locale: Locale

    def number(self, value: float) -> str:
        """With the language's separators."""
        return format_decimal(value, locale=self.locale)

    def percent(self, share: float) -> str:
        """A share of one as whole per cent."""
        return format_percent(share, locale=self.locale)

    def ago(self, when: datetime, now: datetime) -> str:
        """How long before `now`."""
        return format_timedelta(when - now, add_direction=True, locale=self.locale)

    def time_zones(self) -> Mapping[str, Mapping[str, str]]:
        """The time zones that people live in, by the IANA's continent and name: each with its city."""
        return _time_zones(self.locale)


@lru_cache(maxsize=len(LANGUAGES))
def _time_zones(locale: Locale) -> Mapping[str, Mapping[str, str]]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in sorted(get_global("zone_territories").keys() & available_timezones()):
        continent, _, place = name.partition("/")
        if place and continent != "Etc":
            found[continent][name] = get_timezone_location(get_timezone(name), locale=locale, return_city=True)
    return found


Localisations = Mapping[str, Localisation]


def read_localisations(folder: Path = LOCALES) -> dict[str, Localisation]:
    """Every language of the pages, by its code."""
    return {code: Localisation(code, _messages(folder, code), Locale(code)) for code in LANGUAGES}


def choose_language(chosen: str | None, accepts: str, known: Localisations) -> str:
    """The language that somebody chose, else the first known one of an Accept-Language header, else English."""
    wanted = [chosen or "", *(_by_preference(accepts))]
    return next((code for code in wanted if code in known), DEFAULT)


def _by_preference(accepts: str) -> list[str]:
    weighed = []
    for place, part in enumerate(accepts.split(",")):
        name, _, parameter = part.strip().partition(";q=")
        try:
            weight = float(parameter) if parameter else 1.0
        except ValueError:
            weight = 0.0
        weighed.append((-weight, place, name.partition("-")[0].lower()))
    return [name for _, _, name in sorted(weighed)]


def _messages(folder: Path, code: str) -> NullTranslations:
    with (folder / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
