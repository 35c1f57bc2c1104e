"""A section of the scorecard beside the drafts': figures with targets, and every method measured in the same run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.evals.measure import Figure
from tests.evals.scorecard import Last, main_table, table


@dataclass(frozen=True)
class Method:
    """What one method reached: `figures` are percentages, by measure."""

    data: str
    name: str
    figures: dict[str, float]
    remark: str = ""


@dataclass(frozen=True)
class Section:
    """One heading of the scorecard; `absent` names data that was not there, so that what it would give is missing."""

    title: str
    introduction: str
    figures: Sequence[Figure]
    methods: Sequence[Method]
    absent: Sequence[str] = field(default_factory=tuple)


MeasureSection = Callable[[Path], Section]
"""Measures over the folder of shared data."""


def section_page(section: Section, last: Last) -> str:
    """The section as Markdown."""
    parts = [f"## {section.title}\n", section.introduction]
    parts += [f"**ABSENT: {name}**\n" for name in section.absent]
    parts += [*main_table(section.figures, last), "", *_method_tables(section.methods)]
    return "\n".join(parts)


def put_section(page: str, section: Section, last: Last) -> str:
    """The page with this section in place of the one of its title, or at its end."""
    fresh = section_page(section, last).rstrip("\n") + "\n"
    own = _own(section.title)
    if own.search(page):
        return own.sub(lambda _: fresh + "\n", page).rstrip("\n") + "\n"
    return page.rstrip("\n") + "\n\n" + fresh


def keep_sections(page: str, before: str, titles: Iterable[str]) -> str:
    """The page with those sections of the page before that it lacks, at its end."""
    for title in titles:
        own = _own(title)
        found = own.search(before)
        if found and not own.search(page):
            page = page.rstrip("\n") + "\n\n" + found.group().rstrip("\n") + "\n"
    return page


def keep_figures(kept: str, before: str, codes: tuple[str, ...]) -> str:
    """The scorecard's JSON with those figures of the one before that it lacks, of codes that begin so."""
    card, old = json.loads(kept), json.loads(before)["figures"]
    card["figures"] |= {code: old[code] for code in old if code.startswith(codes) and code not in card["figures"]}
    return json.dumps(card, indent=1) + "\n"


def _own(title: str) -> re.Pattern[str]:
    return re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)


def _method_tables(methods: Iterable[Method]) -> list[str]:
    """One table for each set of measures."""
    by_measures: dict[tuple[str, ...], list[Method]] = {}
    for method in methods:
        by_measures.setdefault(tuple(method.figures), []).append(method)
    lines = []
    for measures, rows in by_measures.items():
        cells = [[row.data, row.name, *(f"{row.figures[name]:.1f}" for name in measures), row.remark] for row in rows]
        lines += [*table(["data", "method", *measures, ""], cells), ""]
    return lines
