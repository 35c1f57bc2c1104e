"""`python -m tests.evals.contradictions [FILE…]`: contradictions planted in documents and found again; false ones.

A rule is said once more with another number or the opposite modal, right behind it and in a section of its own at the
end of the document, where a rule of some level, class or role alone is a twin and rightly not found. What
is found between sentences that nobody planted is printed to be read: on documents without contradictions it is false.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from authoring.conflicts import Conflict, find_conflicts
from authoring.errors import UnreadableDocument
from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.extractive.frames import statements
from authoring.extractive.stated_facts import stated_facts
from authoring.linguistics import obligations
from authoring.readers import ReadLimits, read
from authoring.types import Block, BlockId, BlockKind, Document, Span

MOST_PLANTED = 25  # of a kind and place in a document
_NUMBER = re.compile(r"(?<![\w.,:-])\d+(?= (?:[a-z]+ )?[a-z]{2,}s\b| ?%)")
_MODALS = (
    (re.compile(r"\b(must|shall|should) not\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\b(must|shall|should)\b", re.IGNORECASE), r"\1 not"),
    (re.compile(r"\bmay\b(?! not)", re.IGNORECASE), "must not"),
)


@dataclass(frozen=True)
class Planted:
    """One contradiction: the sentence it contradicts, and what became of it."""

    kind: str
    place: str
    is_found: bool


def other_number(text: str) -> str | None:
    """The rule with its first counted number three times as high; None: it counts nothing in digits."""
    found = _NUMBER.search(text)
    return None if found is None else f"{text[: found.start()]}{3 * int(found.group()) + 1}{text[found.end() :]}"


def other_modal(text: str) -> str | None:
    """The rule with its first modal turned round; None: it has none."""
    for pattern, turned in _MODALS:
        changed, count = pattern.subn(turned, text, count=1)
        if count:
            return changed
    return None


KINDS: dict[str, Callable[[str], str | None]] = {"value": other_number, "modality": other_modal}


def plant(evidence: Evidence, place: str) -> tuple[Evidence, dict[BlockId, tuple[str, str]]]:
    """The document with contradictions "beside" their rules or at the "end"; kind and rule by planted block."""
    planted: dict[BlockId, tuple[str, str]] = {}
    behind: dict[BlockId, list[Block]] = {}
    last = evidence.document.blocks[-1].id
    if place == "end":  # under a heading that says nothing of the case
        behind[last] = [
            Block(BlockId("planted"), BlockKind.HEADING, "Further rules", Span(0, 0), level=1, language="en")
        ]
    for kind, change in KINDS.items():
        binding = [one for one in statements(evidence) if obligations(one.sentence.text, "en")]
        rules = [one for one in binding if change(one.sentence.text)][:MOST_PLANTED]
        for one in rules:
            text = change(one.sentence.text) or ""
            block = Block(BlockId(f"planted{len(planted)}"), BlockKind.PARAGRAPH, text, Span(0, 0), language="en")
            planted[block.id] = (kind, one.sentence.text)
            behind.setdefault(one.block.id if place == "beside" else last, []).append(block)
    blocks = [each for block in evidence.document.blocks for each in (block, *behind.get(block.id, ()))]
    return gather_evidence(_laid_out(evidence.document, blocks), evidence.segments), planted


def _laid_out(document: Document, blocks: Sequence[Block]) -> Document:
    start, laid = 0, []
    for block in blocks:
        laid.append(replace(block, span=Span(start, start + len(block.text))))
        start += len(block.text) + 1
    return replace(document, blocks=tuple(laid))


def found_again(evidence: Evidence, place: str) -> Iterator[Planted]:
    """Every contradiction that was planted there, found or not."""
    changed, planted = plant(evidence, place)
    pairs = {
        (own.citation.block, other.citation.quote)
        for conflict in find_conflicts(stated_facts(changed))
        for own, other in ((conflict.first, conflict.second), (conflict.second, conflict.first))
    }
    for block, (kind, rule) in planted.items():
        yield Planted(kind, place, (block, rule) in pairs)


def own_conflicts(evidence: Evidence) -> tuple[Conflict, ...]:
    """What is found in the document as it is."""
    return find_conflicts(stated_facts(evidence))


def main(arguments: Sequence[str]) -> int:
    """Plant, find, print; always 0."""
    from tests.evals.__main__ import documents

    planted: list[Planted] = []
    found = 0
    for path in [Path(one) for one in arguments] or list(documents().values()):
        try:
            document = read(path, file_name=path.name, title=None, language=None, limits=ReadLimits())
        except UnreadableDocument as fault:
            print(f"{path.name}: {fault}", file=sys.stderr)
            continue
        evidence = gather_evidence(document, ())
        for conflict in own_conflicts(evidence):
            found += 1
            print(f"{path.name}: {conflict.kind}: {conflict.message}")
        planted += [one for place in ("beside", "end") for one in found_again(evidence, place) if document.blocks]
    print(f"found between sentences as they are: {found}")
    for kind in KINDS:
        for place in ("beside", "end"):
            own = [one.is_found for one in planted if (one.kind, one.place) == (kind, place)]
            print(f"planted {kind}, {place}: {sum(own)} of {len(own)} found")
    return 0


if __name__ == "__main__":
    os.nice(5)
    sys.exit(main(sys.argv[1:]))
