"""Questions that were written elsewhere, on the ground of a document: each gets the citations that make its key true.

What the document does not support gets none, and so a blocker of the same checks that every item passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from authoring.checks.grounding import ground_of, text_faults
from authoring.checks.keys import follows
from authoring.linguistics import content_lemmas, number_values, sentence_spans
from authoring.types import (
    AcceptedAnswer,
    Block,
    BlockId,
    BlockKind,
    BlockRole,
    Citation,
    Document,
    Item,
    ItemType,
    MicroModule,
    Option,
    Origin,
    Pair,
    Span,
)

PATTERN = "imported"
MIN_ASKED = 0.4  # share of the question's words in what is cited, as for the quizzes that stand in documents
MAX_QUOTE = 360  # characters; a longer one is read as a wall
_TEACHES = (BlockRole.BODY, BlockRole.ADMONITION, BlockRole.QUOTE, BlockRole.SPEAKER_NOTE)
_YES, _NO = frozenset({"true", "vero", "wahr", "vrai"}), frozenset({"false", "falso", "falsch", "faux"})
_WORDS = {
    "en": ("As written: “{quote}”", "The text says otherwise: “{quote}”"),
    "it": ("Nel testo: «{quote}»", "Il testo dice altro: «{quote}»"),
}


@dataclass(frozen=True, slots=True)
class GivenOption:
    """`feedback` empty: none was written."""

    text: str
    correct: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class GivenItem:
    """A question as another system has it. `source` is what its author says it rests on; empty: nothing was said."""

    type: ItemType
    stem: str
    options: tuple[GivenOption, ...] = ()
    accepted_answers: tuple[AcceptedAnswer, ...] = ()
    pairs: tuple[Pair, ...] = ()
    order: tuple[str, ...] = ()
    feedback: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    citation: Citation
    lemmas: frozenset[str]


class ImportGround:
    """A document's sentences, read once for many questions."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._ground = ground_of(document)
        self._sentences = {
            block.id: tuple(self._read(block)) for block in document.blocks if block.role in _TEACHES and block.text
        }

    def item(self, given: GivenItem, item_id: str, *, within: Collection[BlockId]) -> Item:
        """The question with its citations, from these blocks where they hold them, else from anywhere in the document.

        None are found: the document does not say what the key says.
        """
        citations = self._supporting(given, within) or self._supporting(given, self._sentences)
        return Item(
            id=item_id,
            type=given.type,
            stem=given.stem,
            rationale=self._reason(given.feedback, citations, is_key=True),
            pattern=PATTERN,
            citations=citations,
            options=tuple(self._option(option, place, citations) for place, option in enumerate(given.options)),
            accepted_answers=given.accepted_answers,
            pairs=given.pairs,
            order=given.order,
            origin=Origin.SOURCE,
        )

    def nearest(self, given: GivenItem, micro_modules: Sequence[MicroModule]) -> MicroModule | None:
        """Whose blocks support the question, else who shares most words with it; None: nobody shares any."""
        supporting = {citation.block for citation in self._supporting(given, self._sentences)}
        asked = self._lemmas(given)

        def closeness(micro_module: MicroModule) -> tuple[int, int]:
            said = [one.lemmas for block in micro_module.blocks for one in self._sentences.get(block, ())]
            shared = len(asked & frozenset[str]().union(*said))
            return len(supporting & set(micro_module.blocks)), shared

        best = max(micro_modules, key=closeness, default=None)
        return best if best is not None and closeness(best) > (0, 0) else None

    def _read(self, block: Block) -> Iterable[_Sentence]:
        language = block.language or self._document.language
        is_whole = block.kind in (BlockKind.TABLE, BlockKind.CODE)
        for span in [Span(0, len(block.text))] if is_whole else sentence_spans(block.text, language):
            quote = block.text[span.start : span.end]
            place = Span(block.span.start + span.start, block.span.start + span.end)
            citation = Citation(block.id, place, quote, block.page, block.time_seconds)
            yield _Sentence(citation, content_lemmas(quote, language))

    def _supporting(self, given: GivenItem, within: Collection[BlockId]) -> tuple[Citation, ...]:
        """A sentence for each thing that the key states, together about what is asked; nothing less is support."""
        stated, asked = _stated(given), self._lemmas(given)
        if not stated:
            return ()
        sentences = [one for block in within for one in self._sentences.get(block, ())]
        found: list[_Sentence] = []
        for text in stated:
            holding = [one for one in sentences if follows(text, one.citation.quote, self._document.language)]
            if not holding:
                return ()
            named = [one for one in holding if given.source and _is_in(one.citation.quote, given.source)]
            found.append(max(named or holding, key=lambda one: len(one.lemmas & asked)))
        said = frozenset[str]().union(*(one.lemmas for one in found))
        quotes = "\n".join(one.citation.quote for one in found)
        has_numbers = number_values(given.stem, self._document.language) <= number_values(
            quotes, self._document.language
        )
        is_about_it = len(asked & said) >= MIN_ASKED * len(asked)
        return tuple(dict.fromkeys(one.citation for one in found)) if is_about_it and has_numbers else ()

    def _lemmas(self, given: GivenItem) -> frozenset[str]:
        return content_lemmas(given.stem.replace("____", " "), self._document.language)

    def _option(self, given: GivenOption, place: int, citations: tuple[Citation, ...]) -> Option:
        reason = self._reason(given.feedback, citations, is_key=given.correct)
        return Option(chr(ord("a") + place), given.text, given.correct, reason, citations)

    def _reason(self, feedback: str, citations: tuple[Citation, ...], *, is_key: bool) -> str:
        """What its author wrote, where the citations carry it; else their own words. Empty: nothing is cited."""
        if not citations:
            return feedback
        if feedback and not text_faults(self._ground, feedback, citations):
            return feedback
        quote = " ".join(citations[0].quote.split())
        quote = quote if len(quote) <= MAX_QUOTE else f"{quote[:MAX_QUOTE].rsplit(' ', 1)[0]} …"
        neutral = ("“{quote}”", "“{quote}”")
        as_written, otherwise = _WORDS.get(self._document.language or "en", neutral)
        return (as_written if is_key else otherwise).format(quote=quote)


def _stated(given: GivenItem) -> tuple[str, ...]:
    """What the key says of the world. A statement that is false is stated nowhere: its author has to cite."""
    if given.type is ItemType.TRUE_FALSE:
        key = next((option.text for option in given.options if option.correct), "")
        return (given.stem,) if key.casefold().strip(" .") in _YES else ()
    keys = [option.text for option in given.options if option.correct]
    accepted = [] if given.options else [answer.value for answer in given.accepted_answers[:1]]
    pairs = [text for pair in given.pairs for text in (pair.left, pair.right)]
    return (*keys, *accepted, *pairs, *given.order)


def _is_in(sentence: str, source: str) -> bool:
    """Whether one is a part of the other."""
    one, other = (" ".join(text.casefold().split()) for text in (sentence, source))
    return one in other or other in one


def true_false_options(*, is_true: bool, feedback: tuple[str, str] = ("", "")) -> tuple[GivenOption, ...]:
    """The two options of a statement; `feedback` on the wrong one, then on the right one."""
    wrong, right = feedback
    return (
        GivenOption("True", is_true, right if is_true else wrong),
        GivenOption("False", not is_true, wrong if is_true else right),
    )


def is_said_true(word: str) -> bool | None:
    """Whether the word says that a statement is true; None: it is none of these words."""
    plain = word.casefold().strip(" .")
    return True if plain in _YES else False if plain in _NO else None
