"""What a heading says: its words without number, whether it needs the heading above it, whether it says anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from authoring.extractive.evidence import Evidence
from authoring.types import BlockKind

_NUMBERING = re.compile(
    r"^\s*(?:(?:chapter|section|part|appendix|annex|module|unit|lesson|step|capitolo|sezione|parte|"
    r"allegato|modulo|unità|lezione|"
    r"articolo|art\.)\s+(?:[\dIVXLC]+|[A-Z])(?:\.\d+)*\s*[.:)–—-]*\s+(?=\S)|"
    r"[A-Z]?\d+(?:\.\d+)+[.:)]?\s+|[A-Z]?\d{1,3}[.:)]\s+|"
    r"\d{1,2}\s+(?=[A-ZÀ-Ý])|[A-Z]\d{1,2}\s+(?=[A-ZÀ-Ý])|§\s?[\d.]+\s+|[IVX]+[.)]\s+)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"^(?:(?:an? |the )?(?:overview|introduction|intro|summary|background|general|description|"
    r"details?|notes?|examples?|context|"
    r"discussion|more|others?|conclusions?|basics|getting started|about(?: (?:this|the) \w+)?|thank you|questions\??|"
    r"knowledge check|quiz|check your (?:knowledge|understanding)|test yourself|exercises?|"
    r"review questions|verifica|foreword|preface|"
    r"key (?:concepts|points|takeaways)|control objectives?|in short|tl;?dr|recap|panoramica|introduzione|riepilogo|"
    r"generalità|descrizione|note|"
    r"esempi|contesto|premessa|conclusioni?))[?.:!]*$",
    re.IGNORECASE,
)
_NEEDS_PARENT = re.compile(
    r"^(?:(?:an? |the )?(?:purpose|scope|responsibilities|prerequisites|requirements|steps?|process|"
    r"procedures?|policy|guidelines?|"
    r"definitions?|why|how|what|who|when|where|usage|rationale|tips|faq|best practices|training process|graduation|"
    r"purpose and scope|objectives?|goals?|benefits|limitations|exceptions?|principles?|roles?|tasks?|rules?|tools?|"
    r"resources|schedule|checklist|options|types|advantages|disadvantages|"
    r"scopo|ambito|responsabilità|requisiti|passi|procedura|processo|definizioni|obiettivi|regole|"
    r"eccezioni|compiti|ruoli)|"
    r"(?:every|each|all|any|some|other|good|bad|common|main|key|final|next|special|specific|basic)\s\w+|[^\W\d_]+|"
    r"(?:why|how|what|who|when|where|which)\b.*\b(?:it|one|they|them|this|that|these|those|its|their)\b.*)[?.:!]*$",
    re.IGNORECASE,
)
_OF_PICTURE = re.compile(r"^(?:table|figure|box|tabella|figura)\s[\dA-Z][\w.-]*(?:\s|$)", re.IGNORECASE)
_NAMES_A_THING = re.compile(
    r"^(?!(?:purpose|scope|responsibilities|prerequisites|requirements|recommendations|steps?|process|procedures?|why|"
    r"how|what|who|when|where|usage|rationale|tips|graduation|objectives?|goals?|benefits|limitations|exceptions?|"
    r"scopo|ambito|responsabilità|requisiti|passi|obiettivi)\b)\w+$",
    re.IGNORECASE,
)
_END = " .:;,–—-|"
_JOINERS = {"it": "e", "en": "and", None: "and"}


def heading_text(text: str) -> str:
    """A heading without its number and closing marks."""
    plain = _NUMBERING.sub("", text, count=1).strip().rstrip(_END).strip()
    return plain or text.strip()


def needs_parent(evidence: Evidence, heading: str) -> bool:
    """Whether the heading must not stand without the one above: generic, or used for several sections."""
    return is_generic(heading) or heading_text(heading).casefold() in repeated_headings(evidence)


def is_generic(heading: str) -> bool:
    """Whether the heading says little without the one above it: Overview, Responsibilities, Why have one?"""
    return says_nothing(heading) or bool(_NEEDS_PARENT.match(heading_text(heading)))


def says_nothing(heading: str) -> bool:
    """Whether the heading only names a part every text has: Overview, Summary."""
    plain = heading_text(heading)
    return bool(_EMPTY.match(plain) or _OF_PICTURE.match(plain))


def names_a_thing(heading: str) -> bool:
    """Whether the heading is one word for a thing, which needs no heading above where there is none."""
    return bool(_NAMES_A_THING.match(heading_text(heading)))


def repeated_headings(evidence: Evidence) -> frozenset[str]:
    """Headings, in small letters, that stand twice or more: they name a part that several sections have."""

    def count() -> frozenset[str]:
        headings = (block for block in evidence.document.blocks if block.kind is BlockKind.HEADING)
        counted = Counter(heading_text(block.text).casefold() for block in headings)
        return frozenset(text for text, times in counted.items() if times > 1)

    return evidence.once("repeated headings", count)


def listed(texts: Sequence[str], language: str | None) -> str:
    """ "One, two and three"; without a joining word in a language that has no entry."""
    if len(texts) < 2:
        return "".join(texts)
    joiner = _JOINERS.get(language)
    if joiner is None:
        return ", ".join(texts)
    comma = "," if any(f" {joiner} " in text for text in texts) else ""
    return f"{', '.join(texts[:-1])}{comma} {joiner} {texts[-1]}"
