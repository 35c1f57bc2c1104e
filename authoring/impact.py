"""What a new version of a document touches: for each micro-module what of it stands, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from authoring.alignment import Alignment, Reworded, is_grounded
from authoring.types import BlockId, Citation, Item, MicroModule, Option, Source, Span

PAIRED = 0.3  # share of taught blocks in common from which two micro-modules count as versions of one another


@dataclass(frozen=True, slots=True)
class Traced:
    """A micro-module in the light of the next version of its document.

    `micro_module` is the same text with every citation that stands moved to where it stands now; one that does not
    points at nothing, so that the checks find it. `taught` is what the blocks became that its text rests on, `items`
    are the ids of those that rest on a reworded sentence, `added` what its section says beyond that and beyond what
    the version before said anywhere.
    """

    micro_module: MicroModule
    taught: frozenset[BlockId]
    reworded: tuple[Reworded, ...]
    items: frozenset[str]
    added: tuple[str, ...]
    is_gone: bool

    @property
    def stands(self) -> bool:
        """Whether all that it teaches and asks is still said."""
        return not self.reworded


def trace(micro_module: MicroModule, alignment: Alignment) -> Traced:
    """What of a micro-module stands in the later of the aligned versions."""
    blocks = alignment.counterparts(micro_module.blocks)
    tracing = _Tracing(alignment, blocks[0] if blocks else None)
    moved = _moved(micro_module, tracing.place)
    taught = [citation for citations in _taught(micro_module) for citation in citations]
    lost = dict.fromkeys(citation for citation in cited(micro_module) if alignment.place(citation) is None)
    reworded = dict.fromkeys(change for one in lost for change in alignment.reworded(one))
    said = {change.now for change in reworded}
    added = tuple(one for one in alignment.added(micro_module.blocks) if one not in said)
    pages = tuple(sorted({citation.page for citation in cited(moved) if citation.page is not None}))
    findings = tuple(replace(one, where=_where(one.where, alignment)) for one in micro_module.findings)
    return Traced(
        replace(moved, blocks=blocks, pages=pages if moved.pages else (), findings=findings),
        frozenset(alignment.counterparts(taught_blocks(micro_module))),
        tuple(reworded),
        frozenset(item.id for item in _items(micro_module) if any(one in lost for one in _cited_by(item))),
        (*_renamed(micro_module, blocks, alignment), *added),
        is_gone=bool(taught) and all(citation in lost for citation in taught),
    )


def cited(micro_module: MicroModule) -> Iterator[Citation]:
    """Every citation of a micro-module and of its items, those of its bank too."""
    yield from (*micro_module.title_citations, *micro_module.objective.citations)
    for citations in _taught(micro_module):
        yield from citations
    for term in micro_module.terms:
        yield from term.citations
    for item in _items(micro_module):
        yield from _cited_by(item)


def pair(traced: Sequence[Traced], drafted: Sequence[MicroModule]) -> Mapping[int, int]:
    """Which drafted micro-module each traced one became, by index: those that teach most in common first."""
    shares = sorted(
        ((_share(before, after), i, j) for i, before in enumerate(traced) for j, after in enumerate(drafted)),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    pairs: dict[int, int] = {}
    for share, i, j in shares:
        if share >= PAIRED and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def taught_blocks(micro_module: MicroModule) -> set[BlockId]:
    """The blocks that its text rests on: headings and the document's own quizzes are not taught."""
    cited = (citation for citations in _taught(micro_module) for citation in citations)
    return {citation.block for citation in cited if is_grounded(citation)}


def without_lost(traced: Traced) -> MicroModule:
    """The micro-module without the parts and items whose citations stand no more; its bank fills the quiz."""
    micro_module = traced.micro_module
    kept = [item for item in micro_module.items if item.id not in traced.items]
    bank = [item for item in micro_module.bank if item.id not in traced.items]
    missing = len(micro_module.items) - len(kept)
    return replace(
        micro_module,
        title_citations=tuple(one for one in micro_module.title_citations if is_grounded(one)),
        objective=replace(
            micro_module.objective, citations=tuple(one for one in micro_module.objective.citations if is_grounded(one))
        ),
        key_points=tuple(one for one in micro_module.key_points if all(map(is_grounded, one.citations))),
        body=tuple(one for one in micro_module.body if all(map(is_grounded, one.citations))),
        terms=tuple(one for one in micro_module.terms if all(map(is_grounded, one.citations))),
        items=(*kept, *bank[:missing]),
        bank=tuple(bank[missing:]),
    )


def keep_item_ids(before: MicroModule, after: MicroModule) -> MicroModule:
    """`after` with the ids of those items of `before` that ask the same and take the same answers.

    What learners answered counts for the item then; every other item is a new one.
    """
    known = {_question(item): item.id for item in (*before.bank, *before.items)}
    taken: set[str] = set()

    def named(item: Item) -> Item:
        item_id = known.get(_question(item))
        if item_id is None or item_id in taken:
            return item
        taken.add(item_id)
        findings = tuple(replace(one, where=item_id if one.where == item.id else one.where) for one in item.findings)
        return replace(item, id=item_id, findings=findings)

    return replace(after, items=tuple(map(named, after.items)), bank=tuple(map(named, after.bank)))


@dataclass(frozen=True, slots=True)
class _Tracing:
    """Moves citations; one that stands no more points to the start of the first block left, and is empty there."""

    alignment: Alignment
    first: BlockId | None

    def place(self, citation: Citation) -> Citation:
        placed = self.alignment.place(citation)
        if placed is not None:
            return placed
        return replace(citation, block=self.first or citation.block, span=Span(0, 0), page=None, time_seconds=None)


def _moved(micro_module: MicroModule, place: Callable[[Citation], Citation]) -> MicroModule:
    def all_of(citations: Sequence[Citation]) -> tuple[Citation, ...]:
        return tuple(place(citation) for citation in citations)

    def item_of(item: Item) -> Item:
        options = tuple(_moved_option(option, place) for option in item.options)
        return replace(item, citations=all_of(item.citations), options=options)

    objective = micro_module.objective
    return replace(
        micro_module,
        title_citations=all_of(micro_module.title_citations),
        objective=replace(objective, citations=all_of(objective.citations)),
        key_points=tuple(replace(one, citations=all_of(one.citations)) for one in micro_module.key_points),
        body=tuple(replace(one, citations=all_of(one.citations)) for one in micro_module.body),
        terms=tuple(replace(one, citations=all_of(one.citations)) for one in micro_module.terms),
        items=tuple(item_of(item) for item in micro_module.items),
        bank=tuple(item_of(item) for item in micro_module.bank),
    )


def _moved_option(option: Option, place: Callable[[Citation], Citation]) -> Option:
    citations = tuple(place(citation) for citation in option.citations)
    if option.source is None:
        return replace(option, citations=citations)
    lifted = place(_lifted(option.source))
    source = replace(option.source, block=lifted.block, span=lifted.span)
    return replace(option, citations=citations, source=source)


def _lifted(source: Source) -> Citation:
    """Where an option's words were lifted from, as a citation; only its length is asked of the quote."""
    return Citation(source.block, source.span, quote=" " * (source.span.end - source.span.start))


def _taught(micro_module: MicroModule) -> Iterator[tuple[Citation, ...]]:
    """What its text rests on, part by part."""
    yield from (part.citations for part in micro_module.body)
    yield from (point.citations for point in micro_module.key_points)


def _items(micro_module: MicroModule) -> tuple[Item, ...]:
    return (*micro_module.items, *micro_module.bank)


def _cited_by(item: Item) -> Iterator[Citation]:
    """What makes the key true and the other options false; whence the words of an option came says neither."""
    yield from item.citations
    for option in item.options:
        yield from option.citations


def _renamed(micro_module: MicroModule, blocks: Sequence[BlockId], alignment: Alignment) -> tuple[str, ...]:
    """The new heading of its section, where the old one went."""
    if not micro_module.blocks or not blocks:
        return ()
    was, now = alignment.headings(micro_module.blocks[0], blocks[0])
    return (now,) if now and was != now else ()


def _where(where: str, alignment: Alignment) -> str:
    """What a finding speaks of: a block by the id that it has now."""
    became = alignment.counterparts([BlockId(where)])
    return became[0] if became else where


def _share(before: Traced, after: MicroModule) -> float:
    ours, theirs = before.taught, taught_blocks(after)
    union = ours | theirs
    return len(ours & theirs) / len(union) if union else 0.0


def _question(item: Item) -> tuple[object, ...]:
    options = tuple((option.text, option.correct) for option in item.options)
    return item.type, item.stem, options, item.accepted_answers, item.pairs, item.order
