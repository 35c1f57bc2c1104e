"""A document's micro-modules by section, as the outline page shows them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from authoring.outline import SectionChoice, is_left_out
from authoring.reading_time import review_seconds
from authoring.rechecking import blockers, is_clean
from service.db.micro_modules import Status
from service.errors import InvalidContent
from service.workflows.authoring.show_outline import Outline, Outlined

WAITING = (Status.DRAFT, Status.STALE)


@dataclass(frozen=True, slots=True)
class Line:
    """A micro-module in the outline; `finding_count` of its own and its quiz's, each once."""

    outlined: Outlined
    is_clean: bool
    blocker_count: int
    finding_count: int


@dataclass(slots=True)
class Section:
    """`key` is the path as a form sends it back; `reason` None: it is taught, or nobody said why not."""

    path: tuple[str, ...]
    key: str
    is_taught: bool
    reason: str | None
    lines: list[Line] = field(default_factory=list)

    @property
    def clean(self) -> list[Line]:
        """What can be approved at once."""
        return [line for line in self.lines if line.is_clean and line.outlined.row.status in WAITING and self.is_taught]

    @property
    def approved(self) -> list[Line]:
        """What can be published at once."""
        return [line for line in self.lines if line.outlined.row.status is Status.APPROVED]

    @property
    def review_seconds(self) -> int:
        """What a reviewer still needs for it."""
        waiting = [line.outlined.micro_module for line in self.lines if line.outlined.row.status in WAITING]
        return sum(review_seconds(one.reading_seconds, len(one.items)) for one in waiting)


def divide(outline: Outline) -> list[Section]:
    """The sections one level below what all paths share, in the document's order."""
    paths = [outlined.micro_module.section_path for outlined in outline.micro_modules]
    depth = _shared(paths) + 1
    sections: dict[tuple[str, ...], Section] = {}
    for outlined in outline.micro_modules:
        path = outlined.micro_module.section_path[:depth]
        section = sections.setdefault(path, _section(path, outline.choices))
        section.lines.append(_line(outlined))
    return list(sections.values())


def read_choices(
    outline: Outline, keys: Sequence[str], reasons: Sequence[str], taught: set[int]
) -> list[SectionChoice]:
    """What the form says otherwise than the outline so far. Raises InvalidContent for a section that is not there."""
    known = {section.key: section for section in divide(outline)}
    changes = []
    for number, (key, reason) in enumerate(zip(keys, reasons, strict=False)):
        section = known.get(key)
        if section is None:
            raise InvalidContent("sections", "the draft does not have one of these sections")
        is_taught = number in taught
        why = None if is_taught else reason.strip() or None
        if (is_taught, why) != (section.is_taught, section.reason):
            changes.append(SectionChoice(section.path, is_taught, why))
    return changes


def _shared(paths: Sequence[Sequence[str]]) -> int:
    columns = zip(*paths, strict=False)
    shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    return 0 if len(set(map(tuple, paths))) < 2 else shared


def _section(path: tuple[str, ...], choices: Sequence[SectionChoice]) -> Section:
    left_out = is_left_out(path, choices)
    reason = next((choice.reason for choice in choices if choice.section_path == path), None) if left_out else None
    return Section(path, json.dumps(path, ensure_ascii=False), not left_out, reason)


def _line(outlined: Outlined) -> Line:
    micro_module = outlined.micro_module
    own = [*micro_module.findings, *(finding for item in micro_module.items for finding in item.findings)]
    return Line(outlined, is_clean(micro_module), len(set(blockers(micro_module))), len(set(own)))
