"""One segment's micro-module by the model, or the extractive one: never fewer items, never less covered, no blocker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from authoring.checks import check_micro_module_on, cited_blocks
from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.body import kept_sentences
from authoring.extractive.selection import MOST_IN_BANK, MOST_SHOWN
from authoring.generative.asking import Engine
from authoring.generative.gate import Gate
from authoring.generative.outline import Origin, Outlined
from authoring.generative.quiz import write_quiz
from authoring.generative.source import number_sentences
from authoring.generative.texts import MOST_KEY_POINTS, Text, write_text
from authoring.reading_time import LONGEST_SECONDS, count_words, reading_seconds
from authoring.types import (
    BodyKind,
    BodyPart,
    Citation,
    Finding,
    Item,
    KeyPoint,
    Layout,
    MicroModule,
    Segment,
    Severity,
    Term,
)

ENGINE = "generative"
OWN_SHARE = 0.5  # of the body's parts; with less, a page is neither lifted nor written and reads as neither
FEWEST_KEY_POINTS = 3


def write_micro_module(
    engine: Engine, evidence: Evidence, segment: Segment, outlined: Outlined, extractive: MicroModule
) -> MicroModule:
    """The micro-module to show for the segment, with the author's title and objective in any case.

    Raises LanguageModelUnavailable, BudgetSpent.
    """
    gate = Gate(number_sentences(evidence, (segment,)), segment, engine.brief)
    fallback = as_outlined(extractive, outlined) if outlined.origin is Origin.AUTHOR else extractive
    if not gate.source.sentences:
        return fallback
    text = write_text(engine, gate, outlined)
    items = write_quiz(engine, gate, outlined)
    planted = _planted_findings(gate, extractive.id)
    written = None if text is None else _filled(evidence, as_outlined(extractive, outlined), text, items)
    if written is not None and is_no_worse(gate, written, extractive, text):
        return replace(written, engine=ENGINE, findings=(*written.findings, *planted))
    return replace(fallback, findings=(*fallback.findings, *planted, _kept(extractive.id)))


def as_outlined(micro_module: MicroModule, outlined: Outlined) -> MicroModule:
    """The micro-module under the title and objective of the outline.

    The heading that the earlier title stood on stays among the new one's citations: it is taught under either.
    """
    return replace(
        micro_module,
        title=outlined.title,
        title_citations=tuple(dict.fromkeys((*outlined.title_citations, *micro_module.title_citations))),
        objective=outlined.objective,
    )


def is_no_worse(gate: Gate, written: MicroModule, extractive: MicroModule, text: Text | None) -> bool:
    """Whether the written draft has no blocker, no fewer items, no less covered, and enough of its own."""
    if text is None or len(text.body) < OWN_SHARE * len(written.body) or not text.key_points:
        return False
    findings = check_micro_module_on(gate.ground, written)
    if any(finding.severity is Severity.BLOCKER for finding in findings):
        return False
    if len(written.items) < len(extractive.items) or written.reading_seconds > LONGEST_SECONDS:
        return False
    return cited_blocks(gate.evidence, written) >= cited_blocks(gate.evidence, extractive)


def _filled(evidence: Evidence, base: MicroModule, text: Text, items: Sequence[Item]) -> MicroModule:
    """What passed the gate, and the extractive engine's pieces where nothing did."""
    body = _body(evidence, text.body, base.body)
    shown, bank = _quiz(items, base.items, base.bank)
    return replace(
        base,
        key_points=_key_points(text.key_points, base.key_points),
        body=body,
        reading_seconds=reading_seconds(sum(count_words(part.text) for part in body)),
        terms=_terms(text.terms, base.terms),
        items=shown,
        bank=bank,
        findings=tuple(finding for finding in base.findings if finding.check != "few_items" or len(shown) < 2),
    )


def _body(evidence: Evidence, written: Sequence[BodyPart], extractive: Sequence[BodyPart]) -> tuple[BodyPart, ...]:
    """The written parts with what none of them cites of the extractive ones, in the source's order.

    Key points do not count: they are reminders, and what only they say has still to be explained.
    """
    said = frozenset(_characters(part.citations for part in written))
    missing = [left for part in extractive for left in _unsaid(evidence, part, said)]
    ordered = sorted((*written, *missing), key=lambda part: min(citation.span.start for citation in part.citations))
    return tuple(_without_bare_headings(ordered))


def _unsaid(evidence: Evidence, part: BodyPart, said: frozenset[int]) -> Iterable[BodyPart]:
    """What of an extractive part is not said: nothing, the whole, or its sentences that are left."""
    own = frozenset(_characters([part.citations]))
    if own <= said:
        return
    if not own & said or part.layout is not Layout.TEXT:
        yield part
        return
    blocks = dict.fromkeys(citation.block for citation in part.citations)
    for block_id in blocks:
        for sentence, text in kept_sentences(evidence, evidence.blocks[block_id]):
            span = frozenset(range(*sentence.span))
            if span <= own and not span <= said:
                yield BodyPart(text, part.kind, (evidence.cite(sentence.span),))


def _without_bare_headings(parts: Sequence[BodyPart]) -> Iterable[BodyPart]:
    following: Sequence[BodyPart | None] = (*parts[1:], None)
    for part, after in zip(parts, following, strict=True):
        if part.kind is not BodyKind.HEADING or (after is not None and after.kind is not BodyKind.HEADING):
            yield part


def _key_points(written: Sequence[KeyPoint], extractive: Sequence[KeyPoint]) -> tuple[KeyPoint, ...]:
    """The written ones, and the extractive ones on other sentences until there are enough."""
    points = list(written)
    for point in extractive:
        said = frozenset(_characters(one.citations for one in points))
        if len(points) < FEWEST_KEY_POINTS and not frozenset(_characters([point.citations])) & said:
            points.append(point)
    return tuple(points[:MOST_KEY_POINTS])


def _terms(written: Sequence[Term], extractive: Sequence[Term]) -> tuple[Term, ...]:
    known = {term.term.casefold() for term in written}
    return (*written, *(term for term in extractive if term.term.casefold() not in known))


def _quiz(
    written: Sequence[Item], shown: Sequence[Item], bank: Sequence[Item]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The model's items first, the extractive ones in the places left; all others in the bank; ranked anew."""
    taken = [_answers(item) for item in written]
    rest = [item for item in shown if not any(_answers(item) & answers for answers in taken)]
    rest = [item for item in rest if item.pattern != "P26" or len(written) < 2]  # recall stands in for want of others
    quiz = [*written, *rest][: max(MOST_SHOWN, len(shown))]
    left = [item for item in (*written, *rest, *shown, *bank) if item not in quiz]
    left = [item for item in dict.fromkeys(left) if not any(_answers(item) & _answers(one) for one in quiz)]
    ranked = [replace(item, rank=rank) for rank, item in enumerate((*quiz, *left[:MOST_IN_BANK]), start=1)]
    return tuple(ranked[: len(quiz)]), tuple(ranked[len(quiz) :])


def _answers(item: Item) -> frozenset[str]:
    keys = [option.text for option in item.options if option.correct] + [one.value for one in item.accepted_answers]
    return frozenset(" ".join(key.casefold().split()).strip(" .") for key in keys)


def _characters(citations: Iterable[Sequence[Citation]]) -> Iterable[int]:
    for group in citations:
        for citation in group:
            yield from range(*citation.span)


def _planted_findings(gate: Gate, micro_module_id: str) -> tuple[Finding, ...]:
    if not gate.source.left_out:
        return ()
    places = ", ".join(gate.source.left_out[:5])
    message = f"Text in {places} gives orders to a machine; it was not sent to the language model. Look at it."
    return (Finding("addressed_to_machine", Severity.ADVICE, micro_module_id, message),)


def _kept(micro_module_id: str) -> Finding:
    message = "The language model's draft of this section was not better; the document's own words stand."
    return Finding("model_draft_dropped", Severity.ADVICE, micro_module_id, message)
