"""P13: states a measure and asks what it prevents, protects against or reduces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.actions import overlap, same_length
from authoring.extractive.candidates import Candidate, Choice, Rung
from authoring.extractive.clauses import parse_clause, wrapped_start
from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Statement, statements
from authoring.extractive.modals import Modality
from authoring.extractive.pieces import Piece, masked, piece
from authoring.extractive.wording import MAX_STEM_WORDS, count_words, raised, stands_alone
from authoring.linguistics import content_lemmas, head_of
from authoring.types import Bloom, ItemType, Segment

PATTERN = "P13"
MAX_POOL = 30

_PURPOSE = re.compile(
    r",? (?:(?:in order |so as |and thus |thereby |which helps |helping |designed "
    r"|intended )?to (?:help )?(?:further )?)"
    r"(?P<verb>prevent|protect (?:the \w+ |\w+ )?(?:against|from)|guard against|defend against|avoid|mitigate|reduce"
    r"|minimi[sz]e|thwart|counter|resist|provide resistance to|deter)"
    r"(?: the (?:risk|likelihood|chance|possibility|probability) of)? (?P<object>[^.;:()]+)$"
)
_QUESTIONS = {
    "prevent": "What does this prevent?",
    "thwart": "What does this thwart?",
    "counter": "What does this counter?",
    "deter": "What does this deter?",
    "avoid": "What does this avoid?",
    "mitigate": "What does this mitigate?",
    "reduce": "What does this reduce?",
    "minimize": "What does this minimize?",
    "minimise": "What does this minimise?",
    "resist": "What does this resist?",
    "provide resistance to": "What does this provide resistance to?",
}
_AMOUNTS = frozenset({"reduce", "minimize", "minimise"})  # what is reduced is no threat that is prevented
_UMBRELLA = re.compile(
    r"^(?:the |any |other |further |security |possible |potential |such |these |common "
    r"|certain )*(?:attacks?|risks?|threats?|issues?|problems?|errors?|harm|damage|vulnerabilit(?:y"
    r"|ies)"
    r"|incidents?|misuse|abuse|confusion|loss(?:es)?|impact|exposure|costs?)$",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:this|that|these|those|it|its|them|their|they|such|which|who|where|when|while|if|as well"
    r"|other|you|your|from|being|having|used|etc|and then)\b|\d"
)
# "tries to avoid", "how to prevent", "the only way to reduce": the purpose belongs to this word, not to the measure.
_TAKES_TO = re.compile(
    r"\b(?:how|ways?|plans?|try|tries|need|needs|is|are|be|actions?|efforts?|decisions?|strateg(?:y"
    r"|ies)|ability|able|wants?|wish|important"
    r"|possible|goal|aim|time|resources|steps|measures|means|it|them|you|which|intended|necessary"
    r"|easier|agreed|created)$",
    re.IGNORECASE,
)
_PRONOUN_RULE = re.compile(r"\b(?:it|they) (?:must|shall|should|may|can)\b", re.IGNORECASE)
_LIST_GOES_ON = re.compile(r", (?:[\w-]+ ){0,4}?(?:[\w-]+)?,? (?:and|or) |, (?:and|or) ")
_KINDS = frozenset({"attack", "risk", "threat"})
_ENOUGH = range(1, 9)  # words of a purpose


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule and the purpose it states; `verb` as written, `purpose` the thing prevented or reduced.

    `lemmas` are its words without "attack" and the like, which two purposes may share and be unlike.
    """

    statement: Statement
    text: str
    verb: str
    purpose: Piece
    lemmas: frozenset[str]


def find(evidence: Evidence, segment: Segment) -> Iterator[Candidate]:
    """A question for every measure in the segment whose purpose is its own and has three rivals."""
    for measure in measures(evidence):
        if measure.statement.block.id not in segment.blocks or _is_given_away(measure):
            continue
        stem = f"{measure.text}. {_question(measure.verb)}"
        distractors = tuple(_distractors(evidence, measure))
        if count_words(stem) <= MAX_STEM_WORDS and stands_alone(measure.text) and len(distractors) >= 3:
            yield Candidate(
                pattern=PATTERN,
                type=ItemType.MULTIPLE_CHOICE,
                stem=stem,
                citations=(evidence.cite(measure.statement.sentence.span),),
                keys=(Choice(measure.purpose.text, measure.purpose.span),),
                distractors=distractors,
                subject=measure.text,
                bloom=Bloom.UNDERSTAND,
                emphasis=measure.statement.emphasis,
                rewrites=1,
                frame=f"rule {measure.statement.sentence.span.start}",
                language=measure.statement.sentence.language,
                difficulty=0.4,
            )


def measures(evidence: Evidence) -> tuple[Measure, ...]:
    """Every measure of the document with a stated purpose, in reading order."""
    return evidence.once("measures", lambda: tuple(_measures(evidence)))


def _measures(evidence: Evidence) -> Iterator[Measure]:
    for statement in statements(evidence):
        text, start = statement.sentence.text, statement.sentence.span.start
        flat = masked(text).rstrip(" .")
        found = _PURPOSE.search(flat)
        if found is None:
            continue
        end = _object_end(flat, found)
        if _LIST_GOES_ON.match(flat, end):
            continue
        purpose = piece(text, found.start("object"), end, start)
        measure = _measure_text(text, start, found.start())
        if measure is None or not _is_telling(purpose.text, measure, statement):
            continue
        lemmas = content_lemmas(purpose.text, statement.sentence.language)
        yield Measure(statement, measure, found.group("verb"), purpose, (lemmas - _KINDS) or lemmas)


def _object_end(flat: str, found: re.Match[str]) -> int:
    """Where the thing prevented ends: at a comma or at what is said about it."""
    stop = re.search(
        r", | (?:and|or) to | by | during | when | if | while | as | in case | through | caused | among | so ",
        flat[found.start("object") : found.end()],
    )
    return found.start("object") + stop.start() if stop else found.end()


def _measure_text(text: str, start: int, end: int) -> str | None:
    """The measure as a sentence; None where the text before the purpose is no whole rule."""
    begin = wrapped_start(text)
    if _PRONOUN_RULE.search(text[:end]):
        return None  # "it should …": bound is what the sentence before names
    if _TAKES_TO.search(text[:end].rstrip(" ,")):
        return None
    clause = parse_clause(raised(text[begin:end]), start + begin)
    if begin and (clause is None or clause.modality is Modality.NONE):
        if _CASE_ONLY.match(text[begin:end]):
            return None
        return raised(piece(text, begin, end, start).text)
    if clause is None or (clause.modality.forbids and clause.subject is None) or clause.is_double:
        return None
    return raised(piece(text, begin, end, start).text)


_CASE_ONLY = re.compile(r"(?:if|when|where|once|unless)\b[^,]*$", re.IGNORECASE)  # a case without its rule


def _is_telling(purpose: str, measure: str, statement: Statement) -> bool:
    language = statement.sentence.language
    if (
        len(purpose.split()) not in _ENOUGH
        or _UMBRELLA.match(purpose)
        or _LOOSE.search(purpose.lower())
        or not stands_alone(purpose)
    ):
        return False
    head = head_of(purpose, language)
    if head is None or head.lemma in content_lemmas(measure, language):
        return False
    return overlap(content_lemmas(purpose, language), content_lemmas(measure, language)) < 0.5


_STEM = 5  # letters; "script" in the measure gives "scripting" away


def _is_given_away(measure: Measure) -> bool:
    """Whether a word of the purpose, or its beginning, stands in the measure."""
    told = content_lemmas(measure.text, measure.statement.sentence.language)
    return any(
        one[:_STEM] == other[:_STEM] for one in measure.lemmas for other in told if len(one) >= _STEM or one == other
    )


def _question(verb: str) -> str:
    if verb.startswith("protect") and len(verb.split()) > 2:
        return f"What does this {verb}?"
    if verb.endswith(("against", "from")):
        return "What does this protect against?"
    return _QUESTIONS[verb]


def _distractors(evidence: Evidence, measure: Measure) -> Iterator[Choice]:
    """The purposes of other measures, nearest first, each once and none that shares a noun with the key."""
    home = evidence.position(measure.statement.block.id)
    others = sorted(
        measures(evidence),
        key=lambda other: (
            _is_attack(other) != _is_attack(measure),  # "threads getting stuck" is found unread among attacks
            not same_length(other.purpose.text, measure.purpose.text),
            abs(evidence.position(other.statement.block.id) - home),
        ),
    )
    taken: list[frozenset[str]] = [measure.lemmas]
    for other in others:
        if other is measure or (other.verb in _AMOUNTS) != (measure.verb in _AMOUNTS):
            continue
        if overlap(other.lemmas, measure.lemmas) >= 0.5 or other.lemmas in taken or _is_akin(other, measure):
            continue
        taken.append(other.lemmas)
        near = other.statement.headings == measure.statement.headings
        yield Choice(
            text=other.purpose.text,
            span=other.purpose.span,
            rung=Rung.SIBLING if near else Rung.ELSEWHERE,
            citations=(evidence.cite(other.statement.sentence.span),),
        )
        if len(taken) > MAX_POOL:
            return


# Names of one and the same harm: a measure against the one is often a measure against the other.
_HARMS = (
    re.compile(
        r"\b(?:leak|expos|disclos|reveal|eavesdrop|spy|snoop|interception|information|metadata|privacy)", re.IGNORECASE
    ),
    re.compile(r"\b(?:tamper|modif|alter|manipulat|forg|falsif|corrupt)", re.IGNORECASE),
    re.compile(r"\b(?:theft|stol|steal|loss|lost|missing)", re.IGNORECASE),
    re.compile(r"\b(?:fall|slip|trip|injur|accident|collision|crush|strain)", re.IGNORECASE),
    re.compile(r"\b(?:fire|explosion|burn|overheat|spark|ignit)", re.IGNORECASE),
    re.compile(r"\b(?:delay|wait|downtime|outage|stuck|interruption|unavailab|denial)", re.IGNORECASE),
)


# What somebody does on purpose, beside what merely happens.
_ATTACK = re.compile(
    r"\b(?:attack|inject|smuggl|script|forg|hijack|spoof|phish|replay|brute|guess|steal|theft|tamper|imperson"
    r"|malicious|abus|fraud|unauthori[sz]ed|re?dos|denial of service|enumerat|bypass|intru"
    r"|eavesdrop|takeover|clickjack|xss|csrf)",
    re.IGNORECASE,
)


def _is_attack(measure: Measure) -> bool:
    return _ATTACK.search(measure.purpose.text) is not None


def _is_akin(other: Measure, measure: Measure) -> bool:
    return any(harm.search(other.purpose.text) and harm.search(measure.purpose.text) for harm in _HARMS)
