"""The source as the measures see it: text, headings above a block, passages that can make an option true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tests.evals.draft_file import Block, Citation, DraftFile, Item, MicroModule
from tests.evals.wording import content_lemmas, plain, sentence_spans


@dataclass(frozen=True)
class Passage:
    """A sentence, list item or table row with the words above it that say what it is about."""

    block: str
    text: str
    lemmas: frozenset[str]
    headings: tuple[frozenset[str], ...]  # lemmas of every heading and the label above it
    section: frozenset[str]  # lemmas of the headings, the label and a list's lead-in
    about: frozenset[str]  # those, and the lemmas of a table's head


class Source:
    """Blocks of one draft, indexed; built once a draft because planted defects leave the blocks alone."""

    def __init__(self, draft: DraftFile) -> None:
        self.language = draft.document.language
        self.title = draft.document.title
        self.blocks = draft.blocks
        self.by_id = {block.id: block for block in draft.blocks}
        self.text = "\n".join(block.text for block in draft.blocks)
        self.place = {block.id: place for place, block in enumerate(draft.blocks)}

    @cached_property
    def heading_paths(self) -> dict[str, tuple[Block, ...]]:
        """Headings above each block, outermost first; a heading is not above itself."""
        paths: dict[str, tuple[Block, ...]] = {}
        open_headings: list[Block] = []
        for block in self.blocks:
            if block.kind == "heading":
                while open_headings and (open_headings[-1].level or 1) >= (block.level or 1):
                    open_headings.pop()
            paths[block.id] = tuple(open_headings)
            if block.kind == "heading":
                open_headings.append(block)
        return paths

    @cached_property
    def lead_ins(self) -> dict[str, str]:
        """For every list item the text that introduces its list: the last block before it that is no list item."""
        found: dict[str, str] = {}
        last = ""
        for block in self.blocks:
            if block.kind == "list_item":
                found[block.id] = last
            else:
                last = block.text if block.kind in {"paragraph", "note"} else ""
        return found

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage of the document that states something, in order."""
        return tuple(
            Passage(
                block.id,
                block.text[start:end],
                content_lemmas(block.text[start:end], self.language),
                tuple(content_lemmas(title, self.language) for title in self.titles(block)),
                content_lemmas(self.section(block), self.language),
                content_lemmas(self.context(block), self.language),
            )
            for block in self.blocks
            if block.kind not in {"heading", "code"} and block.role not in {"quiz", "boilerplate"}
            for start, end in sentence_spans(block.text)
        )

    @cached_property
    def passages_of(self) -> dict[str, tuple[Passage, ...]]:
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.block, []).append(passage)
        return {block: tuple(passages) for block, passages in found.items()}

    @cached_property
    def passages_with(self) -> dict[str, frozenset[int]]:
        """Numbers of the passages that hold a lemma, or stand under a heading or lead-in that does."""
        found: dict[str, set[int]] = {}
        for number, passage in enumerate(self.passages):
            for word in passage.lemmas | passage.section:
                found.setdefault(word, set()).add(number)
        return {word: frozenset(numbers) for word, numbers in found.items()}

    def section(self, block: Block) -> str:
        """Headings, label and lead-in above a block: what it belongs to."""
        return " \n ".join(part for part in (*self.titles(block), self.lead_ins.get(block.id)) if part)

    def titles(self, block: Block) -> tuple[str, ...]:
        """Headings and label above a block, outermost first."""
        return tuple(heading.text for heading in self.heading_paths[block.id]) + ((block.label,) if block.label else ())

    def context(self, block: Block) -> str:
        """As `section`, with the head of a table: what a passage in the block is about."""
        head = block.text.split("\n", 1)[0] if block.kind == "table" else ""
        return f"{self.section(block)} \n {head}" if head else self.section(block)

    def resolves(self, citation: Citation) -> bool:
        """Whether the citation's block exists, holds its span, and the document's text there is the quote."""
        start, end = citation.span
        block = self.by_id.get(citation.block)
        if block is None or not 0 <= start < end <= len(self.text):
            return False
        inside = block.span[0] <= start and end <= block.span[1]
        return (
            inside and self.text[start:end] == citation.quote and (citation.page is None or citation.page == block.page)
        )

    def cited(self, citations: Iterable[Citation]) -> str:
        """Text at the spans of the citations: of the source, not their quotes."""
        return "\n".join(self.text[start:end] for start, end in (citation.span for citation in citations))

    def cited_with_context(self, citations: Iterable[Citation]) -> str:
        """Cited text together with headings, lead-ins and table heads above it."""
        citations = tuple(citations)
        blocks = (self.by_id[citation.block] for citation in citations if citation.block in self.by_id)
        return "\n".join([self.cited(citations), *(self.context(block) for block in dict.fromkeys(blocks))])


@dataclass(frozen=True)
class Miss:
    """One case that a measure refuses; `text` is of the document's words and stays on this machine."""

    where: str
    text: str
    why: str
    weight: int = 1  # how much of the denominator is missed: 1 case, or so many words


def claims(micro_module: MicroModule) -> Iterable[tuple[str, str, tuple[Citation, ...]]]:
    """Everything a micro-module asserts outside its items: place, text, citations."""
    yield "title", micro_module.title, micro_module.title_citations
    yield "objective", micro_module.objective.text, micro_module.objective.citations
    for number, point in enumerate(micro_module.key_points):
        yield f"key_points/{number}", point.text, point.citations
    for number, part in enumerate(micro_module.body):
        yield f"body/{number}", part.text, part.citations
    for number, term in enumerate(micro_module.terms):
        yield f"terms/{number}", f"{term.term}: {term.definition}", term.citations


def item_citations(item: Item) -> Iterable[Citation]:
    """The item's citations and those of its options."""
    yield from item.citations
    for option in item.options:
        yield from option.citations


def digest_text(item: Item) -> str:
    """Stem and all answers as one plain text, for comparing items with each other."""
    answers = [option.text for option in item.options] + [answer.value for answer in item.accepted_answers]
    return plain(" ".join([item.stem, *answers, *(f"{pair.left} {pair.right}" for pair in item.pairs), *item.order]))
