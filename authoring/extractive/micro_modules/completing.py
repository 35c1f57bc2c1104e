"""What a statement needs beside it to be true alone: the case of its list, the sentence that brings in its subject."""

from __future__ import annotations

import re

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.sentences import hangs_on_others
from authoring.extractive.micro_modules.standing_alone import has_main_verb, is_half
from authoring.extractive.micro_modules.subjects import lowered_start
from authoring.linguistics import content_lemmas, lemma_of, noun_phrases
from authoring.types import Block, BlockKind

_LONGEST_CASE = 16  # words
_EXAMPLE = re.compile(r"\b(?:examples?|e\.g|sample|such as|esempi[oi]?)\b[^.]*[:：]$", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\b(?:if|when|where|unless)\b[^.]*\b(?:one|any|all|some|each|either|more) (?:or more )?of "
    r"(?:the following|these)\b[^.]*:$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 14  # words
_ENDS_IN_THAT = re.compile(r"\b(?:that|whether)\s?:$", re.IGNORECASE)
_MANY_CAPITALS = 2  # more are no order that happens to hold names
_SHORT_WORD = 4  # letters; "in", "with" and "from" have no capital in a title


def case_of_list(evidence: Evidence, block: Block) -> Sentence | None:
    """The lead-in that only names a case ("If a belt jams:"), under which alone the list's members hold."""
    lead = evidence.lead_in(block.id)
    if lead is None or lead.kind is not BlockKind.PARAGRAPH or not lead.text.endswith((":", "：")):
        return None
    opening = evidence.sentences(lead.id)[-1]
    plain = opening.text.rstrip(" :：")
    return opening if len(plain.split()) <= _LONGEST_CASE and is_half(plain, opening.language) else None


def in_its_case(evidence: Evidence, case: str, text: str) -> str:
    """ "If a belt jams, press the stop." """
    return f"{case.rstrip(' :：')}, {lowered_start(evidence, text)}"


def hangs_for_its_subject(evidence: Evidence, before: Sentence, sentence: Sentence) -> bool:
    """Whether "the caller" of the sentence is the one that the sentence before speaks of, and that no heading names."""
    if sentence.language not in (None, "en") or not sentence.text.startswith("The "):
        return False
    phrase = next(iter(noun_phrases(sentence.tokens)), None)
    if phrase is None or phrase.span.start > 0:
        return False
    head = lemma_of(phrase.head.text.lower(), "en")
    named = frozenset[str]().union(
        *(content_lemmas(heading.text, "en") for heading in evidence.headings(sentence.block)[-2:])
    )
    return head in content_lemmas(before.text, "en") and head not in named


def is_one_of_cases(evidence: Evidence, block: Block) -> bool:
    """Whether the block is one of the cases that its lead-in speaks of: alone it would state what only may be so."""
    lead = evidence.lead_in(block.id)
    return lead is not None and lead.kind is not BlockKind.HEADING and _ONE_OF.search(lead.text) is not None


def illustrates(evidence: Evidence, block: Block) -> bool:
    """Whether the block stands under a lead-in that announces examples."""
    lead = evidence.lead_in(block.id)
    if lead is None:
        place = evidence.position(block.id) - 1
        lead = evidence.document.blocks[place] if place >= 0 else None
    if lead is None or lead.kind is BlockKind.HEADING:
        return False
    return len(lead.text.split()) <= _LONGEST_LEAD and _EXAMPLE.search(lead.text) is not None


def completes_lead(evidence: Evidence, block: Block) -> bool:
    """Whether the member of a list is the end of its lead-in's sentence: "Make sure that:"; both make one statement."""
    lead = evidence.lead_in(block.id)
    if lead is None or lead.kind is not BlockKind.PARAGRAPH or not _ENDS_IN_THAT.search(lead.text):
        return False
    return not hangs_on_others(evidence.sentences(lead.id)[-1].text)  # "This means that:" is no statement's beginning


def is_name_of_page(text: str) -> bool:
    """ "Navigating a CL in Review": a link's title, whose longer words all have capitals."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > _SHORT_WORD]
    is_title = all(word[0].isupper() for word in words) and not text.endswith((".", "!"))
    return is_title and (len(words) > _MANY_CAPITALS or (len(words) > 1 and not has_main_verb(text, "en")))
