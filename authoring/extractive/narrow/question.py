"""A narrow question and its answer, and what both must be to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from authoring.extractive.actors import is_actor
from authoring.extractive.clauses import wrapped_start
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, common_words
from authoring.extractive.pieces import Piece
from authoring.extractive.stems import Stem
from authoring.extractive.wording import MAX_STEM_WORDS, lowered, raised, stands_alone
from authoring.linguistics import content_lemmas

MAX_ANSWER_WORDS = 32
NOT_SO = ". In which case does this not apply?"  # "this" is the rule before it
ENOUGH_TOLD = 5  # content words of a question to the reader that needs no heading to be placed
ENOUGH_NAMED = 4  # the same of one that names who or what it is about


class Asks(StrEnum):
    """What is asked for, by the code of its pattern."""

    ACTION = "P10"  # what to do in the situation that the rule names
    REASON = "P14"  # why: purpose or reason
    EXCEPTION = "P15"  # when the rule does not apply
    MEANS = "P27"  # how
    SITUATION = "P28"  # when
    REQUIREMENT = "P32"  # what must be done with a thing
    OBJECT = "P33"  # what the rule's actor acts on
    SUBJECT = "P34"  # who the rule binds
    RELATION = "P35"  # against what, to whom, in which manner
    WHICH = "P37"  # which of its kind the rule is about
    CONSEQUENCE = "P24"  # what happens
    CONTENT = "P41"  # what a thing must have, say or need
    RULE = "P42"  # what the one rule for a thing says
    ALONE = "P43"  # who alone may do something
    INSTRUMENT = "P44"  # what must be used for something


@dataclass(frozen=True, slots=True)
class Narrow:
    """A question with its answer: `answer` as shown, `piece` where its words stand.

    `cue` are the content lemmas that say what is asked about, `lemmas` the answer's; `form` is equal for answers that
    could stand beside each other.
    """

    asks: Asks
    rule: Rule
    stem: Stem
    answer: str
    piece: Piece
    cue: frozenset[str]
    lemmas: frozenset[str]
    form: str


def narrow(
    evidence: Evidence, rule: Rule, asks: Asks, stem: str, answer: Piece, *, cue: str, form: str = ""
) -> Iterator[Narrow]:
    """The question where stem and answer stand alone, are short enough and say more than each other; else nothing.

    The answer may be the sentence behind the rule.
    """
    plain = " ".join(stem.split())
    told = _with_topic(evidence, rule, plain)
    if told is None or not _is_stem(raised(told)) or not stands_alone(plain.removesuffix(NOT_SO).rstrip("?")):
        return  # a heading before it is no noun that a pronoun could stand for
    lemmas = content_lemmas(answer.text, "en")
    behind = answer.span if answer.span.start >= rule.sentence.span.end else None
    if not _is_answer(answer.text, lemmas, is_sentence=behind is not None):
        return
    if len(lemmas - content_lemmas(told, "en")) < min(2, len(lemmas)) or (
        _is_to_reader(rule) and _OTHERS.search(answer.text)
    ):
        return
    cited = [evidence.cite(span) for span in (behind, rule.sentence.span) if span is not None]
    if told != plain and rule.statement.topic_block is not None:
        cited.append(evidence.cite(rule.statement.topic_block.span))
    yield Narrow(
        asks=asks,
        rule=rule,
        stem=Stem(raised(told), tuple(cited)),
        answer=_as_answer(evidence, rule, answer.text),
        piece=answer,
        cue=content_lemmas(cue, "en"),
        lemmas=lemmas,
        form=f"{asks.value} {form or answer.text.partition(' ')[0].lower()}",
    )


def _is_stem(text: str) -> bool:
    return stands_alone(text.removesuffix(NOT_SO).rstrip("?")) and len(text.split()) <= MAX_STEM_WORDS


_OTHERS = re.compile(r"\b(?:their|its|his|her)\b", re.IGNORECASE)  # whose, the question to the reader does not say


def _is_to_reader(rule: Rule) -> bool:
    subject = rule.clause.subject
    return (subject is None or subject.text.lower() == "you") and rule.clause.opening is None


# "the server", "the main server": which one, its heading says.
ONE_OF_MANY = re.compile(r"^the (?:[\w-]+ )?[\w-]+$", re.IGNORECASE)


def _with_topic(evidence: Evidence, rule: Rule, stem: str) -> str | None:
    """The question behind the heading that says which "the server" is meant; None where one is needed and missing."""
    subject = rule.clause.subject
    is_addressed = subject is None or subject.text.lower() == "you"
    is_vague = subject is not None and ONE_OF_MANY.match(subject.text) and not _is_the_checked(evidence, rule)
    enough = ENOUGH_TOLD if is_addressed else ENOUGH_NAMED
    is_thin = not wrapped_start(rule.sentence.text) and len(content_lemmas(stem, "en")) < enough
    if not (is_thin or (is_vague and rule.clause.opening is None)):
        return stem
    topic = rule.statement.topic
    if topic is None or rule.statement.topic_block is None:
        return None if is_addressed or is_vague else stem
    return stem if content_lemmas(topic, "en") <= content_lemmas(stem, "en") else f"{topic}: {stem}"


def _is_the_checked(evidence: Evidence, rule: Rule) -> bool:
    """Whether the subject is what the whole document checks: "Verify that the application …" needs no heading."""
    subject = rule.clause.subject
    return wrapped_start(rule.sentence.text) > 0 and subject is not None and is_actor(evidence, subject.text)


_POINTS = re.compile(
    r"\b(?:this|these|those(?! (?:who|that|which|of|in|with))|such(?! as)|above|below|following|here|there|otherwise"
    r"|section|chapter|etc|e\.g|i\.e|former|latter|previous|preceding|then$)\b|https?|[_*|\\…]|\.\.\.",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^(?:be |to )?(?:refer|see|consider|think about|take .*account|apply|note|do|be (?:aware|careful|considered|used"
    r"|performed|applied|noted|done|able)|ensure|make sure)\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"\b(?:we|us|our|ours|i|my|me)\b", re.IGNORECASE)
_MORE = re.compile(
    r"(?:less|more|fewer|better|enough|other|another|additional|further|such|several|many|some)\b", re.IGNORECASE
)
# Names that say nothing of what is meant: no answer to "what".
_EMPTY = re.compile(
    r"(?:an?|the|any|all|these)? ?(?:[\w-]+ )?(?:techniques?|things?|methods?|ways?|approach(?:es)?|process(?:es)?"
    r"|information|steps?|measures?|actions?|controls?|mechanisms?|requirements?|issues?|aspects?|factors?|cases?"
    r"|examples?|items?|parts?|points?|results?|content|purposes?|activities|means)$",
    re.IGNORECASE,
)
_ENDS_OPEN = re.compile(r"\b(?:and|or|the|a|an|of|to|for|with|by|in|on|that|which|as|than|such|from|its|their)$", re.I)


def _is_answer(text: str, lemmas: frozenset[str], *, is_sentence: bool) -> bool:
    words = text.split()
    if _SPEAKER.search(text) or _EMPTY.match(text) or _MORE.match(text):
        return False
    pointed = _POINTS.search(text, len(words[0]) if is_sentence else 0)  # "This prevents …" points at the rule
    if not 2 <= len(words) <= MAX_ANSWER_WORDS or pointed or len(lemmas) < 2 or _ENDS_OPEN.search(text):
        return False
    if _VAGUE.search(text) and len(words) < 6:
        return False
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0


def _as_answer(evidence: Evidence, rule: Rule, text: str) -> str:
    return lowered(text, common_words(evidence)) if rule.clause.subject else text[:1].lower() + text[1:]
