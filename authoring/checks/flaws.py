"""L1: the nineteen item-writing flaws as findings; those that mislead keep a generated item out."""

from __future__ import annotations

from authoring.items.flaws import BLOCKING, find_flaws
from authoring.types import Finding, Item, Origin, Severity


def check_flaws(item: Item, language: str | None) -> tuple[Finding, ...]:
    """A finding for each flaw; only advice on questions that the author wrote."""
    return tuple(
        Finding(
            f"flaw:{found.flaw}",
            Severity.BLOCKER if found.flaw in BLOCKING and item.origin is Origin.GENERATED else Severity.ADVICE,
            item.id,
            found.message,
        )
        for found in find_flaws(item, language)
    )
