"""Puts a question together from its parts: topic, opening condition, fixed question, trailing condition."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authoring.extractive.clauses import Clause, wrapped_start
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, common_words
from authoring.extractive.modals import Modality
from authoring.extractive.wording import MAX_STEM_WORDS, count_words, lowered, raised, stands_alone
from authoring.linguistics import content_lemmas
from authoring.types import Citation

_ADDRESSED = re.compile(r"\byou(?:r|rs)?\b", re.IGNORECASE)
_ONE_OF_MANY = re.compile(
    r"^the (?:[\w-]+ )?[\w-]+(?: (?:value|number|time|length|size|amount|process|system))?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stem:
    """A question ready to show and what it has to cite."""

    text: str
    citations: tuple[Citation, ...]


def subject_in_stem(evidence: Evidence, clause: Clause) -> str:
    """The subject as it stands inside a sentence; "you" for an order."""
    return lowered(clause.subject.text, common_words(evidence)) if clause.subject else "you"


def ask(evidence: Evidence, rule: Rule, question: str, *, with_topic: bool = False, ending: str = "?") -> Stem | None:
    """`question` (small first letter, without `ending`) with the rule's opening, trailing condition and, where the rule
    needs one to stand alone or `with_topic` asks for it, the heading it stands under; None where the whole dangles."""
    clause = rule.clause
    known = common_words(evidence)
    opening = f"{lowered(clause.opening.text, known)}, " if clause.opening else ""
    condition = clause.condition.text if clause.condition else ""
    if condition and not opening:
        opening, condition = f"{condition}, ", ""  # situation first, question last
    exception = clause.exception.text if clause.exception else ""
    body = " ".join(part for part in (f"{opening}{question}", condition, exception) if part) + ending
    topic = _topic(rule, body, with_topic=with_topic)
    if topic is None or not stands_alone(body.removesuffix(ending)):
        return None
    text = f"{topic}: {body}" if topic else raised(body)
    if count_words(text) > MAX_STEM_WORDS:
        return None
    cited = [evidence.cite(rule.sentence.span)]
    if topic and rule.statement.topic_block:
        cited.append(evidence.cite(rule.statement.topic_block.span))
    return Stem(text, tuple(cited))


def _topic(rule: Rule, body: str, *, with_topic: bool) -> str | None:
    """The heading to put before the question, "" where none is needed, None where one is needed and missing."""
    topic = rule.statement.topic
    is_requirement = wrapped_start(rule.sentence.text) > 0  # "Verify that the log …": a thing of any product
    vague = not is_requirement and bool(rule.clause.subject and _ONE_OF_MANY.match(rule.clause.subject.text))
    wanted = with_topic or vague or rule.clause.subject is None or bool(_ADDRESSED.search(rule.clause.subject.text))
    if not wanted:
        return ""
    if vague and rule.clause.modality is Modality.NONE:
        return None  # "the agreement": a story about one thing, named in the sentence before
    if topic is None:
        return None if vague or with_topic else ""
    language = rule.sentence.language
    return "" if content_lemmas(topic, language) <= content_lemmas(body, language) else topic
