"""What a segment states: sentences, lists with their lead-in, cells of tables; each a candidate for a key point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from authoring.extractive.evidence import Evidence, Sentence
from authoring.extractive.micro_modules.body import kept_sentences
from authoring.extractive.micro_modules.cleaning import cleaned
from authoring.extractive.micro_modules.completing import (
    case_of_list,
    completes_lead,
    hangs_for_its_subject,
    illustrates,
    in_its_case,
    is_name_of_page,
    is_one_of_cases,
)
from authoring.extractive.micro_modules.conditions import is_cut_from_condition
from authoring.extractive.micro_modules.importance import importance, is_rule
from authoring.extractive.micro_modules.sentences import (
    hangs_on_others,
    is_whole_sentence,
    points_elsewhere,
    without_notice,
    without_opening_word,
)
from authoring.extractive.micro_modules.standing_alone import (
    has_main_verb,
    is_reference_heading,
    is_requirement,
    may_be_key_point,
    without_wrapper,
)
from authoring.extractive.micro_modules.tables import rows_of
from authoring.linguistics import content_lemmas, is_negated, opening_form, sentence_spans
from authoring.types import Block, BlockId, BlockKind, BlockRole, Citation, Span

_SHORTEST = 4  # words
_SHORTEST_BAN = 3  # "Do not jump."; any other order of three words says too little
_LONGEST = 40  # words; longer sentences are hard to keep in mind
_LONGEST_AT_NEED = 60
_WITHOUT_SUBJECT = 1.2  # of weight: the sentence before, which says who is meant, does not fit beside it
_LABELLED = re.compile(r"[^\W\d_][^:.!?]{0,40}: (?=[a-z\d])|[^\W\d_]+ \d+: ")
_LABEL_AND_TEXT = 2  # cells; a row of more has a cell for each of several things
_LIST_WORDS = 40  # of a lead-in with its items, told as one point
_STOP = (".", "!", "?", "。", ":")
_UNFIT = re.compile(
    r"https?://|^[\W\d]+$|\||^\(|[{}<>]|\bTODO\b|^Examples?(?: of [\w ]+)?:|^\w+ (?:to|by|at|with|for|from): "
)
_FORMULA = re.compile(r"(?:[=≥≤^].*){3}")
_CONTENTS = re.compile(
    r"\b(?:learn|cover(?:s|ed)?|topics?|contents|agenda|prerequisites?|able to|modules?|chapters?|sections?)\b[^.]*:$",
    re.IGNORECASE,
)
_INCLUDES = re.compile(r"\b(?:includes?|including|such as|are|comprises?)\s*:$", re.IGNORECASE)
_HEADS_MEANINGS = re.compile(
    r"(?:definition|meaning|description|explanation|significato|definizione|descrizione)s?$", re.I
)
_WITHOUT_NEVER = re.compile(r"^(?:never|always)\s", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:must|should|may|can|is|are|has|have)\b", re.IGNORECASE)
_LONGEST_LABEL = 6  # words
_LONGEST_SENTENCE = 12  # words of a marked first sentence that stands for its item
_JOINING_END = re.compile(r"[;,]?\s+(?:or|and)$")
_DIALOGUE = re.compile(r"^[A-Z][\w ]{1,24}: [A-Z\"“]")
_QUOTED = re.compile(r"^[\"“].*[\"”]\W*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """A candidate for a key point. `part` is the heading it stands under, `place` its block, list or row."""

    text: str
    citations: tuple[Citation, ...]
    part: BlockId | None
    place: str
    weight: float
    lemmas: frozenset[str]
    is_rule: bool


Find = Callable[[Evidence, Sequence[Block]], Iterator[Statement]]


def statements(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """Whole sentences that stand alone, orders, lists with their lead-in, requirements in the rows of tables."""
    for block in _of_text(evidence, blocks):
        if illustrates(evidence, block) or is_one_of_cases(evidence, block) or completes_lead(evidence, block):
            continue
        labelled = _labelled_whole(evidence, block)
        if labelled is not None:
            yield labelled
            continue
        before: tuple[Sentence, str] | None = None
        for sentence, text in kept_sentences(evidence, block):
            is_told = _fits(text, sentence.language) and _is_statement(block, sentence, text)
            if is_told and not is_cut_from_condition(evidence, sentence):
                yield _completed(evidence, before, sentence, text)
            before = (sentence, text)
    yield from _lists(evidence, blocks)
    yield from _requirements(evidence, blocks)


def _labelled_whole(evidence: Evidence, block: Block) -> Statement | None:
    """ "Amber: a dent of 3 millimetres. Do not refill the bay.": nothing behind the label holds without it."""
    if block.kind is not BlockKind.LIST_ITEM or not _LABELLED.match(block.text):
        return None
    told = kept_sentences(evidence, block)
    text = " ".join(part for _, part in told)
    fits = len(told) > 1 and len(text.split()) <= _LONGEST and not _UNFIT.search(text) and text.endswith((".", "!"))
    if not fits or not _is_balanced(text) or not may_be_key_point(text, block.language):
        return None
    weight = max(importance(evidence, sentence) for sentence, _ in told)
    return _made(evidence, block, text, (evidence.cite_block(block.id),), weight)


def _completed(evidence: Evidence, before: tuple[Sentence, str] | None, sentence: Sentence, text: str) -> Statement:
    """The statement with the case of its list, or with the sentence that brings in its subject, where they fit."""
    block = evidence.blocks[sentence.block]
    if before is None:
        case = case_of_list(evidence, block)
        shown = in_its_case(evidence, cleaned(case.text, case.language), text) if case else ""
        if case is not None and len(shown.split()) <= _LONGEST:
            cited = (evidence.cite(case.span), evidence.cite(sentence.span))
            made = _made(evidence, block, shown, cited, importance(evidence, sentence))
            return replace(made, lemmas=content_lemmas(text, sentence.language))  # the case is the same for all members
    elif hangs_for_its_subject(evidence, before[0], sentence):
        both = f"{without_opening_word(before[1])} {text}"
        weight = importance(evidence, sentence)
        if len(both.split()) <= _LONGEST and _is_statement(block, *before):
            cited = (evidence.cite(before[0].span), evidence.cite(sentence.span))
            return _made(evidence, block, both, cited, weight)
        return _made(evidence, block, text, (evidence.cite(sentence.span),), weight - _WITHOUT_SUBJECT)
    return _statement(evidence, sentence, text)


def rows(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """The rows of a table: the label, then what the longest cell says."""
    for block in blocks:
        for number, (span, row) in enumerate(rows_of(block)):
            if len(row) < 2:
                continue
            cells = [cell for _, cell in row]
            longest = max(cells[1:], key=len)
            label = cells[0].rstrip(" .:")
            says_itself = longest.casefold().startswith(label.casefold()) or not any(map(str.isalpha, label))
            column = (
                _column_of(block, cells[0], longest)
                if len(row) > _LABEL_AND_TEXT and not is_requirement(longest)
                else ""
            )
            name = f"{label} ({column})" if column and not _HEADS_MEANINGS.match(column) else label
            text = cleaned(without_wrapper(longest) if says_itself else f"{name}: {longest}", block.language)
            cited = [evidence.cite(span)]
            if column:
                header = block.text.split("\n", 1)[0]
                cited.insert(0, evidence.cite(Span(block.span.start, block.span.start + len(header))))
            if 3 <= len(text.split()) <= _LONGEST and not _UNFIT.search(text) and not _FORMULA.search(text):
                weight = 1.0 - 0.01 * number
                yield _made(evidence, block, text, tuple(cited), weight, place=f"{block.id}/{number}")


def _column_of(block: Block, label: str, cell: str) -> str:
    """What heads the column that the cell stands in; empty where no row heads the table."""
    table = block.table
    if table is None or table.header_rows != 1:
        return ""
    rows = [row for row in table.rows[1:] if label in map(str.strip, row)]
    place = next((row.index(found) for row in rows for found in row if found.strip() == cell), 0)
    return table.rows[0][place].strip() if place else ""


def long_statements(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """Sentences that stand alone and are hard to keep in mind."""
    for block in _of_text(evidence, blocks):
        for sentence, text in kept_sentences(evidence, block):
            fits = _LONGEST < len(text.split()) <= _LONGEST_AT_NEED and not is_cut_from_condition(evidence, sentence)
            fits = fits and not _UNFIT.search(text)
            if fits and may_be_key_point(without_opening_word(text), sentence.language) and is_whole_sentence(sentence):
                yield _statement(evidence, sentence, text)


def fragments(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """Bullets of slides and other lines that are no sentences."""
    for block in _of_text(evidence, blocks):
        text = cleaned(block.text, block.language)
        fits = 3 <= len(text.split()) <= _LONGEST and not _UNFIT.search(text) and not text.endswith(":")
        fits = fits and block.role is not BlockRole.QUOTE and not illustrates(evidence, block)
        fits = fits and not is_name_of_page(text)
        if fits and may_be_key_point(text, block.language) and kept_sentences(evidence, block):
            yield _made(evidence, block, text, (evidence.cite_block(block.id),), 0.5)


def pairs(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """A sentence together with the one before that it hangs on."""
    for block in _of_text(evidence, blocks):
        for (before, opening), (sentence, text) in pairwise(kept_sentences(evidence, block)):
            both = f"{opening} {text}"
            fits = len(both.split()) <= _LONGEST_AT_NEED and not text.endswith(("?", ":"))
            if fits and hangs_on_others(text) and may_be_key_point(opening, before.language):
                cited = (evidence.cite(before.span), evidence.cite(sentence.span))
                yield _made(evidence, block, both, cited, importance(evidence, sentence))


def last_resort(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """Any statement of some length, whatever it opens with."""
    for block in _of_text(evidence, blocks):
        for sentence, text in kept_sentences(evidence, block):
            fits = 3 <= len(text.split()) <= _LONGEST_AT_NEED and not text.endswith((":", "?"))
            if fits and not _UNFIT.search(text) and not is_name_of_page(text):
                yield _statement(evidence, sentence, text)


def part_of(evidence: Evidence, block_id: BlockId) -> BlockId | None:
    """The heading that the block stands directly under."""
    headings = evidence.headings(block_id)
    return headings[-1].id if headings else None


def _fits(text: str, language: str | None) -> bool:
    words = len(text.split())
    is_ban = words < _SHORTEST and opening_form(text, language) == "imperative" and is_negated(text, language)
    return (_SHORTEST_BAN if is_ban else _SHORTEST) <= words <= _LONGEST


def _is_statement(block: Block, sentence: Sentence, text: str) -> bool:
    plain = without_opening_word(text)
    if _UNFIT.search(text) or block.role is BlockRole.QUOTE or not may_be_key_point(plain, sentence.language):
        return False
    is_talk = _QUOTED.match(text) or (_DIALOGUE.match(text) and not block.emphasis)
    if not _is_balanced(text) or text.endswith(":") or is_talk or is_name_of_page(text):
        return False
    opening = opening_form(_WITHOUT_NEVER.sub("", text), sentence.language)
    if opening == "imperative":
        return True
    is_bullet = block.kind is BlockKind.LIST_ITEM and text[-1:].isalnum()  # without its full stop
    is_whole = (
        opening == "clause" and has_main_verb(text, sentence.language) if is_bullet else is_whole_sentence(sentence)
    )
    return text[:1].isupper() and opening != "third person" and is_whole


def _lists(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """A lead-in with all its items, where they are short; else the lead-in with each item."""
    shown = {block.id for block in _of_text(evidence, blocks)}
    for block in blocks:
        siblings = [other for other in evidence.siblings(block.id) if (other.level or 1) == (block.level or 1)]
        if not siblings or siblings[0].id != block.id or block.id not in shown:
            continue
        lead = evidence.lead_in(block.id)
        if lead is None or lead.kind is BlockKind.HEADING or not lead.text.endswith(":"):
            continue
        opening = evidence.sentences(lead.id)[-1]
        if _opens_a_list(opening):
            yield from _lead_and_items(evidence, opening, siblings)


def _opens_a_list(opening: Sentence) -> bool:
    """Whether a lead-in stands alone but for "the following", which its items stand for."""
    text = re.sub(r"\bthe following\b", "these", opening.text, count=1, flags=re.IGNORECASE)
    text = re.sub(r"\bthese\b(?=\W*(?:\w+\W*){0,3}$)", "the", text, flags=re.IGNORECASE)
    plain = text.rstrip(" :")
    return not points_elsewhere(plain) and may_be_key_point(plain, opening.language)


def _lead_and_items(evidence: Evidence, opening: Sentence, items: Sequence[Block]) -> Iterator[Statement]:
    texts = [_as_member(_JOINING_END.sub("", cleaned(item.text, item.language).rstrip(" .;,"))) for item in items]
    if any(text.endswith((":", "?")) or "http" in text or points_elsewhere(text) for text in texts):
        return
    only_opens = _INCLUDES.search(opening.text) is not None  # each item then says by itself what the lead-in announces
    if only_opens and any(_opens_a_sublist(evidence, item) for item in items):
        return
    lead = cleaned(opening.text, opening.language)
    firsts = [_first_sentence(evidence, item) for item in items]
    cited = (evidence.cite(opening.span), *(evidence.cite_block(item.id) for item in items))
    weight = importance(evidence, opening)
    place = f"list of {items[0].id}"
    for told in (texts, [_label(item) for item in items], firsts if _are_steps(items) else []):
        joined = f"{lead} {'; '.join(told)}."
        if told and all(told) and len(joined.split()) <= _LIST_WORDS:
            yield _made(evidence, items[0], joined, cited, 1.5 + weight, place=place)
            return
    for number, (item, text) in enumerate(zip(items, texts, strict=True) if not only_opens else (), 1):
        both = _sentence_of(lead, text)
        binds = is_rule(both, opening.language) and may_be_key_point(f"The {text}", item.language)
        if binds and len(both.split()) <= _LONGEST and len(evidence.sentences(item.id)) == 1:
            weighed = 0.5 * (weight + importance(evidence, evidence.sentences(item.id)[0]))
            yield _made(evidence, item, both, (cited[0], cited[number]), weighed, place=place)


def _are_steps(items: Sequence[Block]) -> bool:
    return all(item.place is not None and item.place.ordered for item in items)


def _first_sentence(evidence: Evidence, item: Block) -> str:
    """What a step says to do, without the remarks behind it."""
    first = evidence.sentences(item.id)[0]
    return cleaned(first.text, first.language).rstrip(" .;,")


def _opens_a_sublist(evidence: Evidence, item: Block) -> bool:
    """Whether a deeper list follows the item, which then is only its heading."""
    place = evidence.position(item.id) + 1
    following = evidence.document.blocks[place] if place < len(evidence.document.blocks) else None
    return (
        following is not None and following.kind is BlockKind.LIST_ITEM and (following.level or 1) > (item.level or 1)
    )


def _as_member(text: str) -> str:
    """The item with a small letter where it goes on with the lead-in's sentence: "must be locked"."""
    return text[:1].lower() + text[1:] if _GOES_ON.match(text) else text


def _label(item: Block) -> str:
    """The marked words that a list item opens with, as its name; empty where it has none."""
    if not item.emphasis or item.emphasis[0].start > 2:
        return ""
    words = item.text[: item.emphasis[0].end].strip(" *_")
    marked = words.strip(".:-–—")
    rest = item.text[item.emphasis[0].end :].lstrip("*_ ")
    is_sentence = words.endswith(".") and len(marked.split()) <= _LONGEST_SENTENCE
    is_name = len(marked.split()) <= _LONGEST_LABEL and (not rest or words.endswith(":") or rest[0] in ":-–—")
    only_counts = re.fullmatch(r"[^\W\d_]+ \d+", marked) is not None  # "Scope 1; Scope 2" says nothing
    return marked if (is_name or is_sentence) and not only_counts else ""


def _sentence_of(lead: str, item: str) -> str:
    """One member of a list as a sentence with its lead-in: without the colon where the item goes on with the clause."""
    opening = lead.rstrip(" :")
    is_verb = _GOES_ON.match(item)
    if is_verb or opening.endswith(" that"):
        return f"{opening} {item if is_verb else item[:1].lower() + item[1:]}."
    return f"{lead} {item}."


def _requirements(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Statement]:
    """The sentences of the cells that demand something."""
    for block in blocks:
        language = evidence.language_of(block.id)
        for number, (_, row) in enumerate(rows_of(block)):
            for start, cell in row:
                is_sentence = len(cell.split()) > _SHORTEST and cell.endswith(_STOP)
                if not is_requirement(cell) and not (is_sentence and is_rule(cell, language)):
                    continue
                for found in sentence_spans(cell, language):
                    span = Span(start + found.start, start + found.end)
                    sentence = Sentence(block.id, cell[found.start : found.end], span, language)
                    text = cleaned(sentence.text, language)
                    if len(text.split()) <= _LONGEST and _is_statement(block, sentence, text):
                        yield _statement(evidence, sentence, text, place=f"{block.id}/{number}")


def _statement(evidence: Evidence, sentence: Sentence, text: str, *, place: str = "") -> Statement:
    shown = without_wrapper(without_notice(text))
    block = evidence.blocks[sentence.block]
    weight = importance(evidence, sentence)
    return _made(evidence, block, shown, (evidence.cite(sentence.span),), weight, place=place)


def _made(
    evidence: Evidence, block: Block, text: str, cited: tuple[Citation, ...], weight: float, *, place: str = ""
) -> Statement:
    language = evidence.language_of(block.id)
    quoted = " ".join(citation.quote for citation in cited)
    rule = is_rule(quoted, language)
    lemmas = content_lemmas(text, language)
    part = part_of(evidence, block.id)
    return Statement(_ended(text), cited, part, place or block.id, weight, lemmas, rule)


def _of_text(evidence: Evidence, blocks: Sequence[Block]) -> Iterator[Block]:
    """Paragraphs, list items and notes; none under a heading such as References, no list of what a text covers."""
    for block in blocks:
        headings = evidence.headings(block.id)
        if headings and is_reference_heading(headings[-1].text):
            continue
        if block.role is BlockRole.ADMONITION and (block.label or "").endswith("?"):
            continue  # it answers a question that stands above it alone
        lead = evidence.lead_in(block.id)
        if lead is not None and lead.kind is not BlockKind.HEADING and _CONTENTS.search(lead.text):
            continue
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NOTE):
            yield block


def _ended(text: str) -> str:
    """The text with a capital and a full stop."""
    shown = (text[:1].upper() + text[1:]).rstrip(" ,;")
    return shown if shown.rstrip("\"'”’)").endswith(_STOP) else f"{shown}."


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("“") == text.count("”")
