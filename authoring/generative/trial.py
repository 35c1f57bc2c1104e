"""A model tried out with small drafts of our own: what it can do, and how fast, before anybody relies on it."""

from __future__ import annotations

from dataclasses import dataclass

from authoring.extractive.evidence import Evidence, gather_evidence
from authoring.generative.answers import MicroModuleAnswer, SummaryAnswer, UnreadableAnswer, json_schema, read_answer
from authoring.generative.brief import Brief
from authoring.generative.gate import Gate
from authoring.generative.language_model import LanguageModel, Message, Question, Reply, Speaker, Strategy
from authoring.generative.patience import Clock
from authoring.generative.source import number_sentences
from authoring.types import Block, BlockId, BlockKind, Document, Segment, SegmentId, Span
from prompts import load_prompt
from prompts.loader import Input

_PASSAGES = {
    "en": (
        "Visitors",
        "Every visitor must wear a badge at all times. The host must keep the visitor log for 30 days. A visitor must "
        "not enter the server room without an escort.",
    ),
    "it": (
        "Visitatori",
        "Ogni visitatore deve portare il distintivo in ogni momento. Chi ospita deve conservare il registro dei "
        "visitatori per 30 giorni. Un visitatore non deve entrare nella sala server senza accompagnatore.",
    ),
}
_LONG_SENTENCES = 150  # about 3,000 tokens: twice the longest section that is sent
_DELIMITER = "trial-of-the-model"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `strategy`: how structure was asked for in the end. `languages`: those whose draft passed.

    `reads_long`: whether the first of many sentences was still seen. `tokens_a_second`: of output, over all calls.
    """

    strategy: Strategy
    languages: tuple[str, ...]
    reads_long: bool
    tokens_a_second: float
    seconds: float


def try_model(model: LanguageModel, clock: Clock) -> Trial:
    """Three calls. Raises LanguageModelUnavailable."""
    started = clock.now()
    replies: list[Reply] = []
    passed = []
    for language, passage in _PASSAGES.items():
        reply = model.ask(_draft_question(_evidence(passage, language)))
        replies.append(reply)
        if _passes(reply, _evidence(passage, language)):
            passed.append(language)
    long = model.ask(_long_question())
    seconds = clock.now() - started
    written = sum(reply.tokens.output for reply in (*replies, long))
    return Trial(
        strategy=long.strategy,
        languages=tuple(passed),
        reads_long=_saw_the_first(long),
        tokens_a_second=round(written / seconds, 1) if seconds > 0 else 0.0,
        seconds=round(seconds, 1),
    )


def _evidence(passage: tuple[str, str], language: str) -> Evidence:
    blocks, start = [], 0
    for number, text in enumerate(passage, start=1):
        kind = BlockKind.HEADING if number == 1 else BlockKind.PARAGRAPH
        level = 1 if number == 1 else None
        span = Span(start, start + len(text))
        blocks.append(Block(BlockId(f"b{number}"), kind, text, span, level=level, language=language))
        start = span.end + 1
    document = Document(passage[0], "trial", "", "text/plain", language, None, tuple(blocks))
    return gather_evidence(document, (Segment(SegmentId("s1"), (), tuple(block.id for block in blocks), 60),))


def _draft_question(evidence: Evidence) -> Question:
    brief = Brief()
    inputs: dict[str, Input] = {
        "language": evidence.language or "en",
        "audience": brief.audience,
        "goal": brief.goal,
        "tone": brief.tone,
        "keep_terms": [],
        "title": evidence.document.title,
        "objective": evidence.document.title,
        "sentences": number_sentences(evidence, evidence.segments).lines(),
        "delimiter": _DELIMITER,
    }
    prompt = load_prompt("micro_module")
    rendered = prompt.render(inputs)
    messages = (Message(Speaker.SYSTEM, rendered.system), Message(Speaker.USER, rendered.user))
    options = prompt.options
    return Question(messages, json_schema(MicroModuleAnswer), options.temperature, options.max_output_tokens)


def _passes(reply: Reply, evidence: Evidence) -> bool:
    """Whether at least one part of the body is readable and passes the gate."""
    try:
        answer = read_answer(reply.text, MicroModuleAnswer, is_cut=reply.is_cut)
    except UnreadableAnswer:
        return False
    gate = Gate(number_sentences(evidence, evidence.segments), evidence.segments[0], Brief())
    return any(not gate.claim_faults(one.text, gate.source.cite(one.support), longest=900) for one in answer.body)


def _long_question() -> Question:
    lines = [f"[{number}] The door of room {number} is locked at night." for number in range(1, _LONG_SENTENCES + 1)]
    lines[0] = "[1] The printer of the house stands in room 7."
    prompt = load_prompt("summarise_thread")
    title = "Where the printer stands"
    rendered = prompt.render({"language": "en", "title": title, "sentences": lines, "delimiter": _DELIMITER})
    messages = (Message(Speaker.SYSTEM, rendered.system), Message(Speaker.USER, rendered.user))
    options = prompt.options
    return Question(messages, json_schema(SummaryAnswer), options.temperature, options.max_output_tokens)


def _saw_the_first(reply: Reply) -> bool:
    try:
        answer = read_answer(reply.text, SummaryAnswer, is_cut=reply.is_cut)
    except UnreadableAnswer:
        return False
    cited = [support for one in answer.sentences for support in one.support]
    return any(support.sentence == 1 and "printer" in support.quote for support in cited)
