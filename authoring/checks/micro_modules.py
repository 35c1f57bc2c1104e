"""M1: the form of a micro-module: title, objective, key points, reading time."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.reading_time import LONGEST_SECONDS, SHORTEST_SECONDS
from authoring.types import Finding, MicroModule, Severity

LONGEST_TITLE = 80
KEY_POINTS = range(3, 6)


def check_form(micro_module: MicroModule) -> tuple[Finding, ...]:
    """What an author should mend about the form; an empty body blocks, the rest is advice."""
    return tuple(_faults(micro_module))


def _faults(micro_module: MicroModule) -> Iterator[Finding]:
    advice, where = Severity.ADVICE, micro_module.id
    if not micro_module.body:
        yield Finding("empty_body", Severity.BLOCKER, where, "Nothing is left to read.")
    if not micro_module.title.strip() or len(micro_module.title) > LONGEST_TITLE:
        yield Finding("title", advice, where, f"The title must have 1 to {LONGEST_TITLE} characters.")
    if not micro_module.objective.text.strip():
        yield Finding("objective", Severity.BLOCKER, where, "There is no learning objective.")
    if len(micro_module.key_points) not in KEY_POINTS:
        count = len(micro_module.key_points)
        yield Finding("key_points", advice, where, f"There are {count} key points; three to five are right.")
    seconds = micro_module.reading_seconds
    if seconds > LONGEST_SECONDS:
        yield Finding("reading_time", advice, where, f"Reading takes {seconds} s, more than {LONGEST_SECONDS} s.")
    if seconds < SHORTEST_SECONDS:
        message = (
            f"The section gives only {seconds} s of reading, less than {SHORTEST_SECONDS} s; join it or add to it."
        )
        yield Finding("short_source", advice, where, message)
