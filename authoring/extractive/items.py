"""The quiz of one micro-module: gather candidates, keep the sound ones, rank them, show few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authoring.conflicts import find_conflicts
from authoring.extractive.assembly import assemble
from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import Evidence
from authoring.extractive.features import features_of
from authoring.extractive.frames import without_sentence
from authoring.extractive.open_recall import ask_to_recall
from authoring.extractive.patterns import PATTERNS
from authoring.extractive.ranker import Admission, learned_ranker
from authoring.extractive.selection import FEWEST_SHOWN, Scored, Selection, score, select
from authoring.extractive.stated_facts import stated_facts
from authoring.items.flaws import find_flaws
from authoring.types import Finding, Item, ItemType, MicroModule, Origin, Segment, Severity

MOST_CONTESTED = 20  # each costs about a second; a document with more is two versions of one text

# Patterns by language: all in English, those with a word list in Italian, structure alone elsewhere (items.md §7).
_BY_STRUCTURE = frozenset({"P1", "P3", "P5", "P6", "P7", "P17", "P18"})
_ITALIAN = _BY_STRUCTURE | {"P4", "P8", "P9", "P10", "P11", "P15", "P16"}


@dataclass(frozen=True, slots=True)
class WrittenItems:
    """Items to show, the rest in the bank, and what to say about them."""

    items: tuple[Item, ...]
    bank: tuple[Item, ...]
    findings: tuple[Finding, ...]


def write_items(evidence: Evidence, segment: Segment, micro_module: MicroModule) -> WrittenItems:
    """The items of a segment's micro-module; an open recall prompt where no good one was found."""
    scored = list(sound_items(evidence, segment))
    selection = select(scored, evidence.language)
    shown, findings = selection.shown, list(_language_findings(evidence, segment))
    if not shown:
        recall = ask_to_recall(evidence, micro_module)
        shown = (recall,) if recall else ()
    if not selection.is_admitted or len(shown) < FEWEST_SHOWN:
        message = _few_items(selection, has_recall=bool(shown) and not selection.shown)
        findings.append(Finding("few_items", Severity.ADVICE, micro_module.id, message))
    findings += [finding for item in (*shown, *selection.bank) for finding in _advice(item, evidence.language)]
    written = (*shown, *selection.bank)
    return WrittenItems(shown, (*selection.bank, *_contested(evidence, segment, written)), tuple(findings))


def _contested(evidence: Evidence, segment: Segment, written: Sequence[Item]) -> Iterator[Item]:
    """What may be asked about one of two contradicting statements once the author has said that it holds.

    The checks keep these items back until then. They are written as if the other statement were not there: it would
    refuse every one of them.
    """
    known = {item.id for item in written}
    conflicts = evidence.once("conflicts", lambda: find_conflicts(stated_facts(evidence)))
    for conflict in conflicts[:MOST_CONTESTED]:
        for side, other in ((conflict.first, conflict.second), (conflict.second, conflict.first)):
            if side.citation.block not in segment.blocks:
                continue
            for entry in sound_items(without_sentence(evidence, other.citation.span), segment):
                if entry.standing is Admission.OFF or entry.item.id in known:
                    continue
                if any(one.span == side.citation.span for one in entry.item.citations):
                    known.add(entry.item.id)
                    yield entry.item


def sound_items(evidence: Evidence, segment: Segment) -> Iterator[Scored]:
    """Every item that the patterns make of the segment and the hard filters let pass, in the order of the patterns."""
    language = evidence.language
    for code, find in PATTERNS.items():
        if not _is_on(code, language):
            continue
        for candidate in find(evidence, segment):
            item = assemble(evidence, segment, candidate)
            if item is not None:
                yield _scored(evidence, item, candidate)


def _scored(evidence: Evidence, item: Item, candidate: Candidate) -> Scored:
    ranker = learned_ranker()
    if item.type is ItemType.TRUE_FALSE:
        chance = ranker.rate(item.pattern)  # were likelier ones chosen, "true" would be the better guess
    else:
        chance = ranker.chance(item.pattern, features_of(evidence, item, candidate))
    language = candidate.language or evidence.language
    standing = ranker.standing(item.pattern, chance)
    return Scored(item, candidate, score(item, candidate, language, chance=chance), standing, chance)


def _is_on(code: str, language: str | None) -> bool:
    if language in {"en", None}:
        return True
    return code in (_ITALIAN if language == "it" else _BY_STRUCTURE)


def _few_items(selection: Selection, *, has_recall: bool) -> str:
    """What to tell an author whose quiz is short, and where to look for more."""
    if not selection.shown:
        instead = " An open recall prompt takes its place." if has_recall else ""
        told = f"No sound question was found that the text itself carries.{instead}"
    elif selection.is_admitted:
        told = "Only one question was found of a kind that reviewers mostly take as it is."
    else:
        told = "No question was found of a kind that reviewers mostly take as it is; others stand in."
    return f"{told} {'Look through the bank or add' if selection.bank else 'Add'} your own."


def _language_findings(evidence: Evidence, segment: Segment) -> Iterator[Finding]:
    first = evidence.segments[0].id if evidence.segments else None
    if segment.id == first and evidence.language not in {"en", None}:
        kinds = "lists, tables and rule words" if evidence.language == "it" else "lists and tables alone"
        message = f"The document's language is {evidence.language!r}: questions come from {kinds}; other kinds are off."
        yield Finding("language", Severity.ADVICE, segment.id, message)


def _advice(item: Item, language: str | None) -> Iterator[Finding]:
    """Flaws of questions that the author wrote: kept as written, with what could be better."""
    if item.origin is Origin.SOURCE:
        for found in find_flaws(item, language):
            yield Finding(f"flaw:{found.flaw}", Severity.ADVICE, item.id, found.message)
