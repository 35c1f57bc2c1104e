"""Check an edited micro-module anew and put each finding where it belongs."""

from __future__ import annotations

from dataclasses import replace

from authoring.checks import check_micro_module
from authoring.types import Document, Finding, Item, MicroModule, Severity

_SAID_OF_THE_SOURCE = frozenset(
    {"few_items", "short_source", "conflict"}
)  # no edit changes them, and no recheck finds them


def recheck(micro_module: MicroModule, document: Document) -> MicroModule:
    """The micro-module with fresh findings: those on an item stand with the item, all others with the micro-module."""
    findings = check_micro_module(document, micro_module)
    item_ids = {item.id for item in (*micro_module.items, *micro_module.bank)}
    of_source = [finding for finding in micro_module.findings if finding.check in _SAID_OF_THE_SOURCE]
    fresh = [finding for finding in findings if finding.where not in item_ids and finding not in of_source]
    return replace(
        micro_module,
        items=tuple(_with_findings(item, findings) for item in micro_module.items),
        bank=tuple(_with_findings(item, findings) for item in micro_module.bank),
        findings=(*of_source, *fresh),
    )


def blockers(micro_module: MicroModule) -> tuple[Finding, ...]:
    """What keeps the micro-module from learners: blockers of its own and of its quiz; the bank is not shown."""
    found = (*micro_module.findings, *(finding for item in micro_module.items for finding in item.findings))
    return tuple(finding for finding in found if finding.severity is Severity.BLOCKER)


def is_clean(micro_module: MicroModule) -> bool:
    """Whether there is a quiz and no check says anything of the micro-module or its quiz."""
    found = (*micro_module.findings, *(finding for item in micro_module.items for finding in item.findings))
    return bool(micro_module.items) and not found


def _with_findings(item: Item, findings: tuple[Finding, ...]) -> Item:
    return replace(item, findings=tuple(finding for finding in findings if finding.where == item.id))
