"""What is wrong with a draft, as findings: a blocker takes the piece it concerns out, advice stays for the author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from authoring.checks.conflicts import HeldBack, document_findings, hold_back
from authoring.checks.coverage import cited_blocks, cover
from authoring.checks.duplicates import check_duplicates
from authoring.checks.flaws import check_flaws
from authoring.checks.grounding import Ground, check_grounding, check_item_grounding, ground_of, text_faults
from authoring.checks.keys import check_keys
from authoring.checks.micro_modules import check_form
from authoring.conflicts import Conflict, PublishedFact, find_conflicts
from authoring.extractive.evidence import Evidence
from authoring.extractive.stated_facts import StatedFact, stated_facts
from authoring.reading_time import count_words, reading_seconds
from authoring.types import (
    BodyPart,
    Document,
    Draft,
    EngineIdentity,
    Finding,
    Item,
    KeyPoint,
    MicroModule,
    Severity,
)

__all__ = [
    "CheckedDraft",
    "check_draft",
    "check_item",
    "check_micro_module",
    "check_micro_module_on",
    "cited_blocks",
]

_Cited = TypeVar("_Cited", BodyPart, KeyPoint)


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft with what it was measured against other statements by.

    `held_back` is by micro-module, of those that lack something for a `conflict`; `facts` are what the document lays
    down, for documents to come.
    """

    draft: Draft
    conflicts: tuple[Conflict, ...] = ()
    held_back: dict[str, HeldBack] = field(default_factory=dict)
    facts: tuple[StatedFact, ...] = ()


def check_draft(
    evidence: Evidence,
    micro_modules: tuple[MicroModule, ...],
    engine: EngineIdentity,
    published: Sequence[PublishedFact] = (),
) -> CheckedDraft:
    """The draft with findings and coverage; what the document does not carry and items with a blocker are out.

    So is what is in conflict, within the document or with what is `published`.
    """
    ground = ground_of(evidence.document)
    facts = stated_facts(evidence)
    conflicts = find_conflicts(facts, published)
    by_item = _by_item(check_duplicates(micro_modules, evidence.language))
    sound = [hold_back(_with_sound_text(ground, one), conflicts) for one in micro_modules]
    kept = tuple(_checked(ground, micro_module, by_item) for micro_module, _ in sound)
    in_conflict = frozenset(block for _, held in sound for block in held.blocks)
    draft = Draft(
        document=evidence.document,
        engine=engine,
        micro_modules=kept,
        coverage=cover(evidence, kept, in_conflict),
        findings=(*document_findings(conflicts), *_document_findings(evidence, kept)),
    )
    held_back = {one.id: held for one, held in sound if not held.is_empty}
    return CheckedDraft(draft, conflicts, held_back, facts)


def check_micro_module(document: Document, micro_module: MicroModule) -> tuple[Finding, ...]:
    """All findings on one micro-module as it stands, an edited one for example; nothing is taken out."""
    return check_micro_module_on(ground_of(document), micro_module)


def check_micro_module_on(ground: Ground, micro_module: MicroModule) -> tuple[Finding, ...]:
    """As `check_micro_module`, on a document made ready once for many micro-modules."""
    items = (*micro_module.items, *micro_module.bank)
    return (
        *check_grounding(ground, micro_module),
        *check_form(micro_module),
        *(finding for item in items for finding in check_item(ground, item)),
    )


def _checked(ground: Ground, sound: MicroModule, repeated: dict[str, list[Finding]]) -> MicroModule:
    items = (*sound.items, *sound.bank)
    by_item = {item.id: [*check_item(ground, item), *repeated.get(item.id, ())] for item in items}
    findings = (
        *sound.findings,
        *check_grounding(ground, replace(sound, body=(), key_points=(), terms=())),  # those that are left are sound
        *check_form(sound),
        *_taken_out(sound, by_item),
    )
    return replace(
        sound, items=_sound_items(sound.items, by_item), bank=_sound_items(sound.bank, by_item), findings=findings
    )


def _with_sound_text(ground: Ground, micro_module: MicroModule) -> MicroModule:
    """The micro-module without body parts, key points and terms that their citations do not carry."""
    body = _sound(ground, micro_module.body)
    terms = tuple(
        term
        for term in micro_module.terms
        if not text_faults(ground, f"{term.term}: {term.definition}", term.citations)
    )
    return replace(
        micro_module,
        body=body,
        key_points=_sound(ground, micro_module.key_points),
        terms=terms,
        reading_seconds=reading_seconds(sum(count_words(part.text) for part in body)),
    )


def _sound(ground: Ground, parts: Sequence[_Cited]) -> tuple[_Cited, ...]:
    return tuple(part for part in parts if not text_faults(ground, part.text, part.citations))


def check_item(ground: Ground, item: Item) -> list[Finding]:
    """All findings on one item: what it cites, its form and key, its item-writing flaws."""
    return [
        *check_item_grounding(ground, item),
        *check_keys(item, ground.language),
        *check_flaws(item, ground.language),
    ]


def _by_item(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.where, []).append(finding)
    return found


def _sound_items(items: Sequence[Item], by_item: dict[str, list[Finding]]) -> tuple[Item, ...]:
    """Items without a blocker, advice added to each, best first as they were."""
    return tuple(
        replace(item, findings=(*item.findings, *by_item[item.id]))
        for item in items
        if not _is_blocked(by_item[item.id])
    )


def _is_blocked(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.BLOCKER for finding in findings)


def _taken_out(micro_module: MicroModule, by_item: dict[str, list[Finding]]) -> list[Finding]:
    """One line for the author on each shown item that a check took out."""
    return [
        Finding(found.check, Severity.ADVICE, micro_module.id, f"A question was taken out: {found.message}")
        for item in micro_module.items
        for found in by_item[item.id][:1]
        if _is_blocked(by_item[item.id])
    ]


def _document_findings(evidence: Evidence, micro_modules: Sequence[MicroModule]) -> tuple[Finding, ...]:
    if micro_modules:
        return ()
    message = "No text was found that teaches: the document holds only headings, pictures, quizzes or boilerplate."
    where = evidence.document.blocks[0].id if evidence.document.blocks else ""
    return (Finding("no_teaching_text", Severity.ADVICE, where, message),)
