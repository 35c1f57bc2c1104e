"""Which neighbouring sections may become one micro-module: never two subjects that can each stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from authoring.linguistics import content_lemmas
from authoring.sections import Run, Section

MOST_JOINED_WORDS = 500  # about two minutes; a section of its own may take three
_LONG_ENOUGH = 75  # words, 19 seconds; blind readers shipped sections of that length that stood alone


def are_two_subjects(first: Sequence[Run], second: Sequence[Run]) -> bool:
    """Whether the title of both could only be "A and B": they can stand alone, and their names share no word."""
    ones, others = _subjects(first, second), _subjects(second, first)
    if not ones or not others:
        return False
    if min(sum(run.words for run in runs) for runs in (first, second)) < _LONG_ENOUGH:
        return False
    return not all(_are_named_alike(one, other) for one in ones for other in others)


def _subjects(runs: Sequence[Run], others: Sequence[Run]) -> list[Section]:
    """The outermost sections of the runs that have a heading, without those that hold the others as well."""
    held = {id(section) for run in others for section in run.section.above}
    sections = [run.section for run in runs if run.section.heading is not None and id(run.section) not in held]
    own = {id(section) for section in sections}
    return [section for section in sections if not any(id(outer) in own for outer in section.above)]


def _are_named_alike(one: Section, other: Section) -> bool:
    """Whether the headings share a word: "Steps for the deputy", "Steps for the scribe"."""
    named = [content_lemmas(section.path[-1], "en") for section in (one, other)]
    return bool(named[0] & named[1])
