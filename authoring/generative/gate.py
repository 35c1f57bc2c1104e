"""The gate: what a model's text has to pass before anybody sees it. Everything it refuses is named for a repair.

Beside the checks that lifted text passes (authoring.checks) a reworded one is held to its source's words and facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from authoring.checks.grounding import Ground, ground_of, text_faults
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import has_loose_pronoun, stands_alone
from authoring.generative.answers import Support
from authoring.generative.brief import Brief
from authoring.generative.facts import changed_facts, foreign_facts, names
from authoring.generative.machine_talk import speaks_to_a_machine
from authoring.generative.source import SourceSentences, number_sentences
from authoring.generative.vocabulary import (
    Vocabulary,
    document_vocabulary,
    is_odd,
    shares_enough,
    vocabulary_of,
)
from authoring.linguistics import quantities
from authoring.types import Citation, Option, Segment

_MARKUP = re.compile(
    r"https?:|www\.|\S@\S|<\s*/?\s*[a-z!]|[*_`#~]{2}|\]\(|\{\{|\}\}|\\[a-z]"
    r"|[\u0000-\u0008\u000b-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
    re.IGNORECASE,
)


_WORD = re.compile(r"[^\W_](?:\w|[-.&@/](?=[^\W_]))*")


@dataclass(frozen=True, eq=False)
class Gate:
    """Holds the texts of one segment's micro-module against its numbered sentences."""

    source: SourceSentences
    segment: Segment
    brief: Brief

    @property
    def evidence(self) -> Evidence:
        """The document."""
        return self.source.evidence

    @property
    def language(self) -> str | None:
        """The document's."""
        return self.evidence.language

    @cached_property
    def ground(self) -> Ground:
        """For checking citations."""
        return self.evidence.once("ground", lambda: ground_of(self.evidence.document))

    @cached_property
    def headings(self) -> str:
        """What stands above the segment: words that everything in it may use."""
        return "\n".join((self.evidence.document.title, *self.segment.section_path))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The segment's words."""
        return vocabulary_of(self.source, self.brief, self.headings.split("\n"))

    @cached_property
    def document_words(self) -> Vocabulary:
        """The document's words: wrong answers are taken from all of it."""
        return document_vocabulary(self.evidence, self.brief)

    @cached_property
    def near(self) -> SourceSentences:
        """The sentences around the segment, numbered on: wrong options and their rationales may rest on them."""
        segments = self.evidence.segments
        place = segments.index(self.segment)
        around = (*segments[max(0, place - 2) : place], *segments[place + 1 : place + 3])
        return number_sentences(self.evidence, around, first=len(self.source.sentences) + 1)

    def cite_widely(self, support: Sequence[Support]) -> tuple[Citation, ...]:
        """Citations of the segment's own sentences, else of those around it."""
        return self.source.cite(support) or self.near.cite(support)

    def claim_faults(self, text: str, citations: Sequence[Citation], *, longest: int) -> list[str]:
        """Faults of a text that states something on the ground of its citations."""
        faults = list(form_faults(text, longest=longest))
        if faults or not citations:
            return faults or ["it rests on no sentence of the source"]
        quoted = "\n".join(citation.quote for citation in citations)
        faults += text_faults(self.ground, text, citations)
        faults += changed_facts(text, quoted, self.language)
        faults += self.vocabulary.foreign(text)
        if not shares_enough(text, quoted, self.headings, self.language):
            faults.append("it says little of what the cited sentences say")
        return list(dict.fromkeys(faults))

    def label_faults(self, text: str, citations: Sequence[Citation], *, longest: int) -> list[str]:
        """Faults of a title or objective: its facts and nouns are the segment's, its subject comes again there."""
        faults = list(form_faults(text, longest=longest))
        if faults or not citations:
            return faults or ["it rests on no sentence of the source"]
        known = "\n".join((self.headings, *(citation.quote for citation in citations)))
        faults += text_faults(self.ground, text, citations)
        faults += foreign_facts(text, known, self.language)
        faults += self.vocabulary.foreign(text)
        if not stands_alone(text) or has_loose_pronoun(text, self.language):
            faults.append("it does not stand alone")
        if not (self.vocabulary.recurs(text) or shares_enough(text, known, "", self.language)):
            faults.append("it is not about what the section is about")
        return list(dict.fromkeys(faults))

    def aside_faults(self, text: str, citations: Sequence[Citation], known: str, *, longest: int) -> list[str]:
        """Faults of a stem, a rationale or an option: words of the document, facts of `known` or of the citations."""
        faults = list(form_faults(text, longest=longest))
        cited = "\n".join((self.headings, *(citation.quote for citation in citations)))
        faults += foreign_facts(text, f"{known}\n{cited}", self.language)
        faults += self.document_words.foreign(text, may_bind=False)  # a question's situation is not a rule
        faults += (
            f"“{word}” stands in one place only"
            for word in _WORD.findall(text)
            if is_odd(word) and word.casefold() not in cited.casefold() and not self.document_words.recurs(word)
        )
        return list(dict.fromkeys(faults))

    def option_faults(self, option: Option, citations: Sequence[Citation], *, longest: int) -> list[str]:
        """Faults of an option's words. A wrong one need not be cited; its words are the document's."""
        if option.correct:
            return self.aside_faults(option.text, citations, "", longest=longest)
        known = "\n".join((*(citation.quote for citation in option.citations), *(names(option.text, self.language))))
        numbers = "\n".join(
            one.text for one in quantities(option.text, self.language)
        )  # whatever they are, they are wrong
        return self.aside_faults(option.text, citations, f"{numbers}\n{known}", longest=longest)


def form_faults(text: str, *, longest: int) -> Iterator[str]:
    """A text that is no plain text: empty, too long, with markup or addresses, or itself an order to a machine."""
    if not text.strip():
        yield "it is empty"
    elif len(text) > longest:
        yield f"it has {len(text)} characters; at most {longest}"
    elif "\n" in text.strip() or _MARKUP.search(text):
        yield "it holds markup, an address or characters that nobody sees"
    elif speaks_to_a_machine(text):
        yield "it speaks of prompts, assistants or answers"
