"""C2: teachable text is covered by some micro-module; no obligation is neither taught nor reported."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.evals.draft_file import Block, Citation, DraftFile
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss, Source, claims
from tests.evals.wording import plain, sentence_spans, word_count

_NOT_TEACHING_HEADING = re.compile(
    r"^(?:appendix \w+\s*[:.-]?\s*|[\dA-Z.]*\s+)?(?:table of )?(?:contents|licen[cs]e|changelog|change log"
    r"|change history"
    r"|revision history|version history|"
    r"acknowledge?ments?|credits|copyright|about the (?:author|project|standard)s?|contributors|references"
    r"|bibliography|external resources|further reading|"
    r"additional (?:links|resources|reading)|see also|indice|licenza|knowledge check|quiz|check your knowledge"
    r"|frontispiece|preface|foreword)\b",
    re.I,
)
_POINTER = re.compile(r"^(?:next|previous|see also|back to)\b.{0,80}$|https?://\S+$", re.I)  # leads elsewhere
_OBLIGATION = re.compile(r"\b(?:must|shall|(?:is|are) required to|deve|devono)\b", re.I)
_EXAMPLE = re.compile(r"\?$|^(?:for example|e\.g\.)", re.I)


def teachable(source: Source) -> Iterator[Block]:
    """Blocks with text to teach: by kind and by the headings above them, independent of what the draft calls them."""
    for block in source.blocks:
        named = any(_NOT_TEACHING_HEADING.match(plain(heading.text)) for heading in source.heading_paths[block.id])
        is_quiz = block.marked_correct is not None or block.role == "quiz"
        tells = word_count(block.text) > 3 and not _POINTER.search(plain(block.text))
        if block.kind not in {"heading", "code", "caption"} and tells and not named and not is_quiz:
            yield block


def cited_characters(draft: DraftFile) -> dict[str, set[int]]:
    """For every block the characters that key points, bodies and terms of micro-modules cite."""
    found: dict[str, set[int]] = defaultdict(set)
    for citation in _teaching_citations(draft):
        found[citation.block].update(range(*citation.span))
    return found


def _teaching_citations(draft: DraftFile) -> Iterator[Citation]:
    for micro_module in draft.micro_modules:
        for place, _, citations in claims(micro_module):
            if place.partition("/")[0] in {"key_points", "body", "terms"}:
                yield from citations


def coverage_tally(case: Case) -> Tally:
    """Words of teachable sentences; a sentence is covered when a micro-module's text cites half of it."""
    cited = cited_characters(case.draft)
    of = 0
    misses = []
    for block in teachable(case.source):
        for start, end in sentence_spans(block.text):
            count = word_count(block.text[start:end])
            of += count
            if not _is_cited(block, start, end, cited):
                misses.append(
                    Miss(f"{case.name}/{block.id}+{start}", block.text[start:end], "no micro-module cites it", count)
                )
    return Tally(of, tuple(misses))


def _is_cited(block: Block, start: int, end: int, cited: dict[str, set[int]]) -> bool:
    here = set(range(block.span[0] + start, block.span[0] + end))
    return len(here & cited.get(block.id, set())) >= len(here) / 2


def block_tally(case: Case) -> Tally:
    """Words of teachable blocks; a block is covered when it belongs to a micro-module that cites some of it."""
    cited = cited_characters(case.draft)
    owned = {block for micro_module in case.draft.micro_modules for block in micro_module.blocks}
    of = 0
    misses = []
    for block in teachable(case.source):
        count = word_count(block.text)
        of += count
        if block.id not in owned or not cited.get(block.id):
            why = "in no micro-module" if block.id not in owned else "its micro-module cites nothing of it"
            misses.append(Miss(f"{case.name}/{block.id}", block.text, why, count))
    return Tally(of, tuple(misses))


def obligation_tally(case: Case) -> Tally:
    """One case for every sentence that obliges; a miss is one neither cited by a text nor reported in the coverage."""
    cited = cited_characters(case.draft)
    reported = set(case.draft.coverage.obligations_not_taught)
    of = 0
    misses = []
    for block in teachable(case.source):
        for start, end in sentence_spans(block.text):
            sentence = block.text[start:end]
            if not _OBLIGATION.search(plain(sentence)) or _EXAMPLE.search(plain(sentence)):
                continue
            of += 1
            if block.id not in reported and not _is_cited(block, start, end, cited):
                misses.append(Miss(f"{case.name}/{block.id}+{start}", sentence, "neither taught nor reported"))
    return Tally(of, tuple(misses))


def coverage_figures(cases: Sequence[Case]) -> list[Figure]:
    """C2: blocks, sentences (printed), obligations."""
    blocks, told, duties = (added(map(tally, cases)) for tally in (block_tally, coverage_tally, obligation_tally))
    first = _first_sentences(cases)
    return [
        share_figure(
            "C2a", "words of teachable blocks covered", blocks, Target(low=0.97), ("first sentence of a section", first)
        ),
        share_figure(
            "C2b", "words of sentences told in full", told, Target(gated=False), ("first sentence of a section", first)
        ),
        share_figure("C2c", "obligations taught or reported", duties, Target(low=1.0)),
    ]


def _first_sentences(cases: Sequence[Case]) -> float | None:
    """Baseline: the words covered by telling the first sentence under every heading."""
    told = of = 0
    for case in cases:
        seen: set[tuple[str, ...]] = set()
        for block in teachable(case.source):
            path = tuple(heading.id for heading in case.source.heading_paths[block.id])
            spans = sentence_spans(block.text)
            of += word_count(block.text)
            if path not in seen and spans:
                told += word_count(block.text[slice(*spans[0])])
            seen.add(path)
    return told / of if of else None
