"""A micro-module's body: the segment's own sentences in order, cleaned so that they read well alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.callouts import callout_sentences
from authoring.extractive.micro_modules.cleaning import cleaned
from authoring.extractive.micro_modules.fitting import fitted
from authoring.extractive.micro_modules.headings import heading_text, says_nothing
from authoring.extractive.micro_modules.nesting import Kept, unnested
from authoring.extractive.micro_modules.sentences import hangs_on_others, is_signpost, without_opening_word
from authoring.extractive.micro_modules.tables import duties
from authoring.extractive.micro_modules.titles import titles
from authoring.types import (
    Block,
    BlockId,
    BlockKind,
    BlockRole,
    BodyKind,
    BodyPart,
    Citation,
    Layout,
    Segment,
    Span,
)

_TABLE_NUMBER = re.compile(r"^(?:Table|Tabella|Tab\.)\s+[\dA-Z][\d.\-–]*\s*[:.–—-]?\s*", re.IGNORECASE)
_PARTS = re.compile(
    r"^(?:summary|conclusions?|examples?|in short|recap|riepilogo|conclusioni?|esempi)\b", re.IGNORECASE
)
_FIGURE = re.compile(r"^(?:Figure|Fig\.|Figura|Image|Source|Photo|Screenshot)\b", re.IGNORECASE)
_ONLY_LINK = re.compile(r"^\W*(?:https?://\S+|www\.\S+|\S+@\S+)\W*$")
_OF_ITSELF = re.compile(  # "This section defines …": under the title alone it says what is meant
    r"(?:this|these) (?:section|chapter|part|appendix|annex|policy|document|requirement|rule|guideline|"
    r"recommendation)s?\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^[\W_]*$")
_MOST_BORROWED_WORDS = 60  # of the sentences before a cut that the first sentence hangs on


def write_body(evidence: Evidence, segment: Segment) -> tuple[BodyPart, ...]:
    """The body's parts in reading order, within 180 s; every text is made of its citations' words alone."""
    blocks = [block for block in evidence.segment_blocks(segment) if evidence.teaches(block.id)]
    callouts = callout_sentences(evidence, blocks)
    kept = [piece for block in blocks for piece in _pieces(evidence, block, blocks, callouts)]
    kept = _without_bare_ends(_without_title(kept))
    titled = frozenset(citation.block for citation in titles(evidence)[segment.id].citations)
    return fitted(evidence, tuple(piece.part for piece in unnested(_opened(evidence, kept, titled))))


def kept_sentences(evidence: Evidence, block: Block) -> list[tuple[Sentence, str]]:
    """The block's sentences that the body shows, with their cleaned text."""
    found: list[tuple[Sentence, str]] = []
    sentences = evidence.sentences(block.id)
    for sentence, following in zip_longest(sentences, sentences[1:]):
        text = cleaned(sentence.text, sentence.language)
        if _NOTHING.match(text) or _ONLY_LINK.match(text):
            continue
        is_needed = following is not None and hangs_on_others(following.text)
        if is_needed or not is_signpost(text, sentence.language):
            found.append((sentence, text))
    return found


def _pieces(evidence: Evidence, block: Block, blocks: Sequence[Block], callouts: frozenset[Span]) -> Iterator[Kept]:
    if block.kind is BlockKind.HEADING:
        yield from _heading(evidence, block)
    elif block.kind is BlockKind.TABLE and (listed := duties(evidence, block)):
        yield from (Kept(block, part) for part in listed)
    elif block.kind in (BlockKind.TABLE, BlockKind.CODE):
        layout = Layout.TABLE if block.kind is BlockKind.TABLE else Layout.CODE
        if not _NOTHING.match(block.text):
            part = BodyPart(block.text.strip(), BodyKind.PARAGRAPH, (evidence.cite_block(block.id),), layout)
            yield Kept(block, part)
    elif block.kind is BlockKind.CAPTION:
        yield from _caption(evidence, block, blocks)
    else:
        for kind, sentences in _runs_by_kind(kept_sentences(evidence, block), _kind(block), callouts):
            text = " ".join(text for _, text in sentences)
            yield Kept(block, BodyPart(text, kind, _cite_runs(evidence, block, [one for one, _ in sentences])))


def _heading(evidence: Evidence, block: Block) -> Iterator[Kept]:
    """The heading without its number; none that only names a part every text has, unless it parts what is told."""
    text = _TABLE_NUMBER.sub("", heading_text(block.text)) or heading_text(block.text)
    if not says_nothing(text) or _PARTS.match(text):
        yield Kept(block, BodyPart(text, BodyKind.HEADING, (evidence.cite_block(block.id),)))


def _kind(block: Block) -> BodyKind:
    if block.role is BlockRole.ADMONITION:
        return BodyKind.CALLOUT
    return BodyKind.LIST_ITEM if block.kind is BlockKind.LIST_ITEM else BodyKind.PARAGRAPH


def _runs_by_kind(
    sentences: Sequence[tuple[Sentence, str]], kind: BodyKind, callouts: frozenset[Span]
) -> Iterator[tuple[BodyKind, list[tuple[Sentence, str]]]]:
    """The block's sentences in runs: an obligation that stands out is a callout between two paragraphs."""
    run: list[tuple[Sentence, str]] = []
    for sentence, text in sentences:
        if kind is BodyKind.PARAGRAPH and sentence.span in callouts:
            if run:
                yield kind, run
            yield BodyKind.CALLOUT, [(sentence, text)]
            run = []
        else:
            run.append((sentence, text))
    if run:
        yield kind, run


def _cite_runs(evidence: Evidence, block: Block, sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    """One citation for each stretch of sentences that follow each other in the source."""
    order = {sentence.span: place for place, sentence in enumerate(evidence.sentences(block.id))}
    stretches: list[list[Sentence]] = []
    for sentence in sentences:
        if stretches and order[sentence.span] == order[stretches[-1][-1].span] + 1:
            stretches[-1].append(sentence)
        else:
            stretches.append([sentence])
    return tuple(evidence.cite(Span(stretch[0].span.start, stretch[-1].span.end)) for stretch in stretches)


def _caption(evidence: Evidence, block: Block, blocks: Sequence[Block]) -> Iterator[Kept]:
    """A table's caption without its number; a picture's caption has nothing to stand under."""
    place = next(index for index, other in enumerate(blocks) if other is block)
    around = [*blocks[max(0, place - 1) : place], *blocks[place + 1 : place + 2]]
    text = _TABLE_NUMBER.sub("", block.text).strip()
    is_of_table = any(other.kind in (BlockKind.TABLE, BlockKind.CODE) for other in around)
    if text and is_of_table and not _FIGURE.match(block.text):
        yield Kept(block, BodyPart(text, BodyKind.PARAGRAPH, (evidence.cite_block(block.id),)))


def _without_title(kept: list[Kept]) -> list[Kept]:
    """Without the first headings that all else stands under: the title says them already."""
    while kept and kept[0].part.kind is BodyKind.HEADING:
        first, *others = [piece.block.level or 1 for piece in kept if piece.part.kind is BodyKind.HEADING]
        if any(level <= first for level in others):
            break
        kept = kept[1:]
    return kept


def _without_bare_ends(kept: list[Kept]) -> list[Kept]:
    """Without headings that have nothing under them and lead-ins whose list, table or picture is not there."""
    found: list[Kept] = []
    for piece in reversed(kept):
        following = found[-1] if found else None
        if piece.part.kind is BodyKind.HEADING and _is_bare(piece, following):
            continue
        shortened = _without_lead_in(piece, following)
        if shortened is not None:
            found.append(shortened)
    return found[::-1]


def _is_bare(heading: Kept, following: Kept | None) -> bool:
    if following is None:
        return True
    if following.part.kind is not BodyKind.HEADING:
        return False
    return (following.block.level or 1) <= (heading.block.level or 1)


def _without_lead_in(piece: Kept, following: Kept | None) -> Kept | None:
    """The piece, without a last sentence that opens what does not follow; None when nothing else is left."""
    part = piece.part
    ends_open = part.layout is Layout.TEXT and part.kind is not BodyKind.HEADING and part.text.endswith((":", "："))
    if not ends_open or (following is not None and following.part.kind is not BodyKind.HEADING):
        return piece
    cut = max(part.text.rfind(". "), part.text.rfind("? "), part.text.rfind("! "))
    return Kept(piece.block, replace(part, text=part.text[: cut + 1])) if cut > 0 else None


def _opened(evidence: Evidence, kept: list[Kept], titled: frozenset[BlockId]) -> list[Kept]:
    """The pieces with an opening that hangs on nothing: a borrowed sentence before it, or its heading."""
    if not kept or kept[0].part.layout is not Layout.TEXT or kept[0].part.kind is BodyKind.HEADING:
        return kept
    first = replace(kept[0].part, text=without_opening_word(kept[0].part.text))
    opened = [Kept(kept[0].block, first), *kept[1:]]
    if not hangs_on_others(first.text):
        return opened
    borrowed = _borrowed(evidence, kept[0].block)
    if borrowed is not None:
        return [borrowed, *opened]
    heading = next(iter(evidence.headings(kept[0].block.id)[::-1]), None)
    if heading is None or (heading.id in titled and _OF_ITSELF.match(first.text)):
        return opened
    cited = (evidence.cite_block(heading.id),)
    return [Kept(heading, BodyPart(heading_text(heading.text), BodyKind.HEADING, cited)), *opened]


def _borrowed(evidence: Evidence, block: Block) -> Kept | None:
    """The end of the paragraph before, in the same section, that the block's first sentence hangs on."""
    place = evidence.position(block.id)
    before = evidence.document.blocks[place - 1] if place else None
    if before is None or before.kind is not BlockKind.PARAGRAPH or before.role is not BlockRole.BODY:
        return None
    taken: list[tuple[Sentence, str]] = []
    for sentence, text in reversed(kept_sentences(evidence, before)):
        taken.insert(0, (sentence, text))
        if sum(len(words.split()) for _, words in taken) > _MOST_BORROWED_WORDS or text.endswith(":"):
            return None
        if not hangs_on_others(text):
            cited = _cite_runs(evidence, before, [one for one, _ in taken])
            return Kept(before, BodyPart(" ".join(words for _, words in taken), BodyKind.PARAGRAPH, cited))
    return None
