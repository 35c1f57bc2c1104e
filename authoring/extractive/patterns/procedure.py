"""P38: asks what a list answers that stands right under its heading: a question, or a task or case and its orders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from authoring.extractive.candidates import Candidate
from authoring.extractive.evidence import Evidence
from authoring.extractive.families import without_number
from authoring.extractive.frames import may_state
from authoring.extractive.micro_modules.topics import Form, in_sentence, topic
from authoring.extractive.pieces import shown
from authoring.extractive.wording import raised, stands_alone
from authoring.linguistics import can_be_verb, content_lemmas, opening_form
from authoring.linguistics.syntax import parse
from authoring.types import AcceptedAnswer, Block, BlockKind, Bloom, ItemType, Segment

PATTERN = "P38"
FEWEST, MOST = 3, 8  # members: two are no list, nine are no answer
MAX_ORDER_WORDS = 28
_ORDERS_SHARE = 0.6  # a lone noun-like verb ("Gain consensus") among plain orders is one too
QUESTION = re.compile(r"^(?:why|what|which|who|when|where|how)\b.{6,}\?$", re.IGNORECASE)
_NO_ORDER = re.compile(r"(?:short|complete|clean|clear|open|free|present) [a-z]+\b(?! (?:the|a|an|your|all)\b)", re.I)
_TO = re.compile(r"^(?:how|what) to (?P<task>.+)$")
_COUNT = re.compile(r" \(\d+\)$")  # "Solving incidents (1)"
_OPEN = re.compile(r"\b(?:for example|such as|things like|some of|tips?|examples?|ideas?)\b", re.IGNORECASE)


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every list of three to eight members in the segment whose heading asks, or names what to do."""
    done: set[str] = set()
    for block in evidence.segment_blocks(segment):
        place = block.place
        if place is None or place.list_id in done or evidence.language_of(block.id) not in {"en", None}:
            continue
        done.add(place.list_id)
        members = evidence.siblings(block.id)
        if FEWEST <= len(members) <= MOST and all(_is_told(evidence, member) for member in members):
            yield from _candidate(evidence, members, is_ordered=place.ordered)


def _candidate(evidence: Evidence, members: Sequence[Block], *, is_ordered: bool) -> Iterator[Candidate]:
    above = evidence.headings(members[0].id)
    texts = [_member(evidence, member) for member in members]
    if not above or not _is_list_of(evidence, above[-1], members):
        return
    if QUESTION.match(without_number(above[-1].text)):
        is_plain = all(len(text.split()) <= MAX_ORDER_WORDS and "?" not in text for text in texts)
        stem = authors_question(evidence, above) if is_plain else None
    else:
        stem = _stem(evidence, above[-1], is_ordered=is_ordered) if _are_orders(texts) else None
    if stem is None or not stands_alone(stem):
        return
    yield Candidate(
        pattern=PATTERN,
        type=ItemType.SHORT_ANSWER,
        stem=raised(stem),
        citations=(
            *(evidence.cite_block(member.id) for member in members),
            *(evidence.cite_block(heading.id) for heading in above[-2:]),
        ),
        accepted_answers=tuple(AcceptedAnswer(text) for text in texts),
        subject=above[-1].text,
        bloom=Bloom.APPLY,
        emphasis=3,
        rewrites=1,
        frame=f"steps {members[0].span.start}",
        language="en",
        difficulty=0.6,
    )


def _is_told(evidence: Evidence, member: Block) -> bool:
    return bool(member.text.strip()) and may_state(evidence, member)


def _member(evidence: Evidence, block: Block) -> str:
    """The list item, or its first sentence where the rest explains at length."""
    text = block.text if len(block.text.split()) <= MAX_ORDER_WORDS else evidence.sentences(block.id)[0].text
    return shown(text).rstrip(" .;,")


def _are_orders(texts: Sequence[str]) -> bool:
    if any(len(text.split()) > MAX_ORDER_WORDS or "?" in text or _OPEN.search(text) for text in texts):
        return False
    if not all(can_be_verb(text.split()[0].lower()) for text in texts if text):
        return False
    orders = sum(opening_form(text, "en") == "imperative" for text in texts)
    return orders >= _ORDERS_SHARE * len(texts) and not any(_NO_ORDER.match(text) for text in texts)


def _is_list_of(evidence: Evidence, heading: Block, members: Sequence[Block]) -> bool:
    """Whether the heading has this one list, so that the question has one answer."""
    lists = {block.place.list_id for block in evidence.children(heading.id) if block.place is not None}
    lead_in = evidence.lead_in(members[0].id)
    told = lead_in.text if lead_in and lead_in.kind is BlockKind.PARAGRAPH else ""
    return len(lists) == 1 and not _OPEN.search(told[-200:])


def authors_question(evidence: Evidence, above: Sequence[Block]) -> str | None:
    """The heading that asks; behind the one above where the same is asked elsewhere ("What are the duties?")."""
    asked = without_number(above[-1].text).strip()
    same = sum(block.text == above[-1].text for block in evidence.document.blocks if block.kind is BlockKind.HEADING)
    if same == 1:
        return asked
    return f"{without_number(above[-2].text).strip(' .:?')}: {asked[:1].lower()}{asked[1:]}" if len(above) > 1 else None


def _stem(evidence: Evidence, heading: Block, *, is_ordered: bool) -> str | None:
    """The question in the heading's words; None for a heading that names neither a task nor a case."""
    name = without_number(heading.text).strip(" .?:")
    about = topic(evidence, name)
    phrase = _COUNT.sub("", about.phrase).strip(" .?:")
    if not content_lemmas(phrase, "en"):
        return None
    task = _TO.match(phrase)
    if about.form in {Form.NOUN, Form.SENTENCE} and _is_order(name):
        return f"how do you {in_sentence(evidence, name[:1].lower() + name[1:])}? Name the steps."
    if about.form is Form.TO:
        return f"how do you {task['task']}? Name the steps." if task else None
    if about.form is Form.NOUN:
        return _of_thing(name, phrase, is_ordered=is_ordered)
    doing = {Form.WHEN: phrase, Form.GERUND: f"when {phrase}"}.get(about.form)
    return f"what should you do {doing}?" if doing else None


def _of_thing(name: str, phrase: str, *, is_ordered: bool) -> str | None:
    """The question for orders under a mere name; of one word it could be anything's."""
    if is_ordered:
        return f"what are the steps for {phrase}?"
    return f"{name}: what should you do? Name the main points." if " " in name and not _OPEN.search(name) else None


def _is_order(heading: str) -> bool:
    """Whether the heading is an order ("Assess Risk"), as the tree of its words in small letters has it."""
    words = heading.strip(" .?:").split()
    if not MIN_ORDER_WORDS <= len(words) <= MAX_TASK_WORDS or not can_be_verb(words[0].lower()):
        return False
    (tree,) = parse([" ".join(words).lower() + "."])
    if tree is None or tree.root != 0 or tree.words[0].tag not in {"VB", "VBP"}:
        return False
    return tree.child(0, "nsubj") is None and tree.child(0, "dobj", "prep", "prt") is not None


MIN_ORDER_WORDS, MAX_TASK_WORDS = 2, 7
