"""How an open question on a heading reads: what its statements answer, in the heading's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.statements import Statement
from authoring.extractive.micro_modules.titles import heading_text, listed, needs_parent, says_nothing
from authoring.extractive.micro_modules.topics import Form, Topic, in_sentence, is_plural, topic
from authoring.linguistics import Modality, obligations
from authoring.terms import is_definition
from authoring.types import Citation

_WHAT_IS = re.compile(r"^what (?P<thing>.+) (?P<be>is|are)$")
_TO = re.compile(r"^(?P<word>how|what|when|where|whom?|which \w+) to (?P<rest>.+)$")
_ORDER_OF_QUESTION = re.compile(r"^(?:why|who|whose|which|where|when|how|what|can|should|do|does|is|are|must)\b", re.I)
_ACTOR = r"^(?:the |an? |all |each )?(?:[\w-]+ ){{0,3}}{head}s? (?:must|shall)\b"
_DOING = re.compile(r"\w+ing (?!(?:and|or|of)\b)", re.IGNORECASE)
_LABELLED = re.compile(r"^(?P<term>[^–—]{2,60}?) [–—] ")
_NAMES_RULES = re.compile(
    r"^(?:the )?(?:[\w-]+ )?(?:steps|rules|requirements|guidelines|recommendations|responsibilities|limits|benefits)\b",
    re.IGNORECASE,
)
_ITALIAN_QUESTION = re.compile(r"^(?:come|perché|quando|che cosa|cosa|chi|dove|quali?)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """The question and where words stand that it borrows from another heading."""

    text: str
    cited: tuple[Citation, ...] = ()


def question(evidence: Evidence, about: str, cited: Sequence[Citation], answers: Sequence[Statement]) -> Question:
    """What the answers answer about the heading, as a question in the document's language."""
    language = evidence.language or "en"
    if language == "it":
        return Question(_italian(about, answers))
    if language != "en":
        return Question(f"{about.rstrip(' .?')}?")
    labels = [found["term"] for answer in answers if (found := _LABELLED.match(answer.text))]
    if len(labels) > 1 and len(labels) == len(answers):
        return Question(f"what do {listed([f'“{label}”' for label in labels], 'en')} mean?")
    asked = _english(evidence, about, answers)
    parent = _parent(evidence, about, cited)
    if parent is None:
        return Question(asked)
    name, where = parent
    return Question(f"{asked.rstrip('?')} ({name})?", where)


def _english(evidence: Evidence, about: str, answers: Sequence[Statement]) -> str:
    subject = topic(evidence, about)
    if subject.form in (Form.NOUN, Form.GERUND):
        return _about_thing(subject, answers)
    if subject.form is Form.TO:
        return _how_to(subject.phrase, binds=_bind(answers))
    if subject.form is Form.WHEN:
        return f"what {'should you do' if _bind(answers) else 'happens'} {subject.phrase.rstrip('?.')}?"
    if subject.form is Form.SENTENCE or (subject.form is Form.QUESTION and not _asks(about)):
        return f"what does “{about.strip(' .:')}” mean in practice?"
    found = _WHAT_IS.match(subject.phrase)
    if found:
        return f"what {found['be']} {found['thing']}?"
    plain = about.strip(" .?!") if _ORDER_OF_QUESTION.match(about) else about.rstrip(" ?")
    return f"{in_sentence(evidence, plain[:1].lower() + plain[1:])}?"


def _asks(heading: str) -> bool:
    return heading.endswith("?") or bool(re.match(r"(?:why|who|which|where|when|how|what)\b[^…!]*$", heading, re.I))


def _about_thing(subject: Topic, answers: Sequence[Statement]) -> str:
    """By what the answers hold: duties of whom the heading names, rules, advice, a meaning, or facts."""
    phrase = subject.phrase
    head = re.escape(phrase.rsplit(maxsplit=1)[-1].rstrip("s").lower())
    duties = sum(bool(re.match(_ACTOR.format(head=head), answer.text, re.IGNORECASE)) for answer in answers)
    if subject.form is Form.NOUN and duties * 2 > len(answers):
        return f"what must {phrase} do?"
    if _NAMES_RULES.match(phrase):
        return f"what are {phrase if phrase.startswith('the ') else f'the {phrase}'}?"
    if _must(answers):
        return f"what are the rules for {phrase}?"
    if subject.form is Form.NOUN and any(_defines(answer, phrase) for answer in answers):
        return f"what {'are' if is_plural(phrase) else 'is'} {phrase}?"
    if _bind(answers):
        return f"what is advised {'when' if _DOING.match(phrase) else 'about'} {phrase}?"
    return f"what should you know about {phrase}?"


def _how_to(phrase: str, *, binds: bool) -> str:
    found = _TO.match(phrase)
    if found is None:
        return f"{phrase.rstrip('?')}?"
    return f"{found['word']} {'should' if binds else 'can'} you {found['rest'].rstrip('?.')}?"


def _defines(answer: Statement, phrase: str) -> bool:
    last = phrase.rsplit(maxsplit=1)[-1].rstrip("s").lower()
    return is_definition(answer.text, "en") and last in answer.text.lower()[: len(phrase) + 20]


def _bind(answers: Sequence[Statement]) -> bool:
    return 2 * sum(answer.is_rule for answer in answers) > len(answers)


def _must(answers: Sequence[Statement]) -> bool:
    """Whether most answers oblige or forbid, or are requirements of an audit."""
    strict = [answer for answer in answers if answer.is_rule and _is_strict(answer)]
    return 2 * len(strict) > len(answers)


def _is_strict(answer: Statement) -> bool:
    quoted = " ".join(citation.quote for citation in answer.citations)
    found = {one.modality for one in obligations(quoted, "en")}
    return bool(found & {Modality.MUST, Modality.MUST_NOT}) or quoted.lower().startswith("verify")


def _parent(evidence: Evidence, about: str, cited: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]] | None:
    """The heading above that tells which of several parts of this name is meant."""
    if not cited or not needs_parent(evidence, about):
        return None
    for heading in reversed(evidence.headings(cited[0].block)):
        name = heading_text(heading.text)
        if name and not says_nothing(name) and name != about:
            return name.strip(" .?:"), (evidence.cite_block(heading.id),)
    return None


def _italian(about: str, answers: Sequence[Statement]) -> str:
    plain = about.rstrip(" .?")
    if _ITALIAN_QUESTION.match(about):
        return f"{plain[:1].lower()}{plain[1:]}?"
    return f"quali sono le regole su «{plain}»?" if _bind(answers) else f"che cosa occorre sapere su «{plain}»?"
