"""What hangs on a clause and answers a question of its own: why it is so, how it is done, in which situation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from authoring.extractive.actions import overlap
from authoring.extractive.clauses import Clause, Modality, Piece, masked, piece
from authoring.extractive.evidence import Evidence
from authoring.extractive.filters import has_loose_pronoun
from authoring.extractive.frames import Rule, Statement, common_words, rules, statements
from authoring.extractive.imperatives import is_base_verb
from authoring.extractive.wording import lowered, stands_alone
from authoring.linguistics import base_form, content_lemmas
from authoring.linguistics.lemmas import can_be_verb
from authoring.types import Span

MIN_WORDS, MAX_WORDS = 4, 20


class Kind(Enum):
    """The question an adjunct answers; options of one item are of one kind."""

    PURPOSE = "to"  # why: "to keep the aisle free"
    REASON = "because"  # why: "it increases the cost of an attack"
    MEANS = "by"  # how: "by proving possession of the device"
    SITUATION = "if"  # when: "the seal is broken"


@dataclass(frozen=True, slots=True)
class Adjunct:
    """An adjunct with the rule it was cut from: `rule` no longer holds it. `text` is the option as shown."""

    kind: Kind
    rule: Rule
    text: str
    span: Span
    lemmas: frozenset[str]


_PURPOSE_VERBS = (
    r"(?:help |better )?(?:prevent|ensure|avoid|reduce|protect|allow|enable|help|keep|make sure|make|minimi[sz]e"
    r"|improve"
    r"|maintain|preserve|limit|detect|determine|confirm|verify|support|prove|meet|discourage|mitigate|increase|provide"
    r"|relieve|assist|establish|identify|track|stop|guard|give|show|save|remove|eliminate|facilitate|simplify|monitor"
    r"|gain|get|learn|restrict|distinguish|recover|respond|raise|speed|encourage)"
)
_PURPOSE = re.compile(rf"(?:,? (?:in order|so as) to(?= )|,? to(?= {_PURPOSE_VERBS}\b))")
# After these an infinitive completes the phrase and states no purpose.
_TAKES_INFINITIVE = re.compile(
    r"\b(?:required|need|needs|needed|able|unable|ability|attempts?|attempting|ways?|designed|intended|used|trying|try"
    r"|tries|tried|has|have|had|fails?|failed|failing|allows?|allowed|allowing|enables?|enabled|likely|unlikely|enough|how"
    r"|where|what|whether|easy|easier|hard|harder|difficult|possible|impossible|important|necessary|essential|best|better"
    r"|time|opportunity|options?|right|chance|permission|authority|responsible|responsibility|want|wants|wish|order|as"
    r"|decide|choose|continue|begin|start|is|are|be|goal|aim|purpose|intent|expected|supposed|ought|according|up|due"
    r"|access|similar|equal|equivalent|related|respect|prior|ready|willing|used|known|configured|instructed|told|asked"
    r"|permitted|forced|encouraged|invited|advised|you|them|users?|people|everyone|him|her|us|it|process|capacity|effort"
    r"|tend|tends|fail|seem|seems|appear|appears|help|helps|also|sufficient|critical|vital|useful|helpful|appropriate"
    r"|procedures?|mechanisms?|controls?|requests?|measures?|methods?|steps?|plans?|actions?|information|tools?"
    r"|(?:you|we|they) \w+|refuse)$"
)
_MEANS = re.compile(r",? (?P<word>by(?= (?:[a-z]+ly )?(?:either )?[a-z]+ing )|using|via)(?= )")
_CONNECTOR = re.compile(r"^(?:because|since|as(?= this| it))\s+", re.IGNORECASE)
_SITUATION = re.compile(r"^(?:if|when|whenever|once|in case|where)\s+", re.IGNORECASE)
_IDLE = re.compile(
    r"^(?:at all |ever )?(?:possible|necessary|needed|applicable|relevant|appropriate|in doubt|required|available"
    r"|feasible|practical|done|ready|finished|so|not|all|both|doing|using|used|any|present|distributed)\b"
    r"|\byou (?:want|wish|would|prefer|like|have (?:any )?questions)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:this|these|those|such(?! as)|above|below|following|here|there|otherwise|too|again|then|we|us|our|i|my"
    r"|section|chapter|another|same|etc|e\.g|i\.e|former|latter|either way|that [a-z]+$)\b|[:;?!*_|]|https?|—|\d\.\d",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|itself|they|them|their|theirs|themselves|he|she|his|her|him|one)\b", re.IGNORECASE)
_WEAK_SUBJECT = re.compile(
    r"\b(?:requires?|before|where|when|means|that|which|turns|around|mentioned|called)\b|%"
    r"|^(?:if|where|no|nothing|none|some|any|another|one|other|others|each of|all of|both|examples?|more|further|there"
    r"|what|the (?:above|following|goal|purpose|aim|reason|idea|intent|point|main|first|second|next|last|other|same"
    r"|only)\b"
    r"|an? (?:example|good|common|great|typical|complementary))\b"
    r"|n't$|\bnot$|\b(?:do|does|did)$|[,()]",
    re.IGNORECASE,
)


def adjuncts(evidence: Evidence, kind: Kind) -> tuple[Adjunct, ...]:
    """The adjuncts of one kind of every rule and is-statement of the document, in reading order."""
    return evidence.once(f"adjuncts {kind.value}", lambda: tuple(_of_kind(evidence, kind)))


def question(evidence: Evidence, rule: Rule, word: str, of_order: str) -> str | None:
    """The clause turned into a question by fronting its modal, small first letter, no question mark.

    `word` opens it ("why must the hall be kept dry"), `of_order` an order's ("why keep the hall dry").
    """
    clause = rule.clause
    predicate = _plain_opening(clause.predicate.text)
    if clause.subject is not None and clause.modal is None:
        return _with_do(lowered(clause.subject.text, common_words(evidence)), predicate, word)
    if clause.subject is None or clause.modal is None:
        is_order = clause.modality is Modality.ORDER and is_verb_phrase(predicate)
        return f"{of_order} {predicate[:1].lower()}{predicate[1:]}" if is_order else None
    subject = lowered(clause.subject.text, common_words(evidence))
    modal, _, rest = clause.modal.text.lower().partition(" ")
    if modal not in {"must", "should", "may", "can", "is", "are"} or (rest and rest != "not"):
        return None
    return " ".join(part for part in (word, modal, subject, rest, predicate) if part)


@dataclass(frozen=True, slots=True)
class Rival:
    """A phrase of the key's kind from any sentence; it may stand beside a key though its own clause cannot be asked."""

    statement: Statement
    text: str
    span: Span
    lemmas: frozenset[str]


def _with_do(subject: str, predicate: str, word: str) -> str | None:
    """ "how does the reader check the card" from "checks the card"; None where an adverb stands before the verb."""
    verb, _, rest = predicate.partition(" ")
    if verb in {"does", "do"}:
        return f"{word} {verb} {subject} {rest}"
    base = base_form(verb)
    if verb.endswith("ly") or not is_base_verb(base):
        return None
    return f"{word} {'do' if base == verb else 'does'} {subject} {base} {rest}"


def rivals(key: Adjunct, evidence: Evidence) -> list[Rival]:
    """Phrases of other sentences that do not answer the key's question: nearest first, each wording once."""
    asked = _words_of(key.rule)
    found: list[Rival] = []
    for other in sorted(_phrases(evidence, key.kind), key=lambda other: _distance(key, other)):
        if other.statement.sentence.span == key.rule.sentence.span:
            continue
        if key.kind is Kind.MEANS and other.text.split(maxsplit=1)[0].lower() != key.text.split(maxsplit=1)[0].lower():
            continue
        rest = content_lemmas(other.statement.sentence.text, "en") - other.lemmas
        alike = overlap(asked, rest) >= 0.6 or overlap(key.lemmas, other.lemmas) >= 0.5
        is_new = all(overlap(other.lemmas, earlier.lemmas) < 0.5 for earlier in found)
        if is_new and not alike and 0.5 * len(key.text) <= len(other.text) <= 2 * len(key.text):
            found.append(other)
    return found


def _phrases(evidence: Evidence, kind: Kind) -> tuple[Rival, ...]:
    """Purposes and reasons of any sentence; means and situations of clauses that parse, since their ends are unsure."""
    if kind in {Kind.PURPOSE, Kind.REASON}:
        return evidence.once(f"phrases {kind.value}", lambda: tuple(_every_phrase(evidence, kind)))
    return tuple(Rival(a.rule.statement, a.text, a.span, a.lemmas) for a in adjuncts(evidence, kind))


def _every_phrase(evidence: Evidence, kind: Kind) -> Iterator[Rival]:
    for statement in statements(evidence):
        for begin, end in _borders(kind, statement.sentence.text):
            cut = piece(statement.sentence.text, begin, end, statement.sentence.span.start)
            lemmas = content_lemmas(cut.text, "en")
            if _can_be_option(cut.text, lemmas) and not has_loose_pronoun(cut.text, "en"):
                yield Rival(statement, cut.text, cut.span, lemmas)


_LOOSE_REASON = re.compile(r",? (?:because|since) (?!the (?:beginning|start|last)|\d)")


def _borders(kind: Kind, text: str) -> Iterator[tuple[int, int]]:
    """Where purposes or reasons stand that run to the end of the sentence."""
    flat = masked(text)
    end = len(flat.rstrip(" ."))
    if kind is Kind.REASON:
        yield from ((found.end(), end) for found in _LOOSE_REASON.finditer(flat))
        return
    for found in _PURPOSE.finditer(flat):
        if not _TAKES_INFINITIVE.search(flat[: found.start()].rstrip(" ,")) or "order" in found.group():
            yield flat.rfind("to", found.start(), found.end()), end


def _distance(key: Adjunct, other: Rival) -> tuple[bool, bool, int]:
    near = 0.65 * len(key.text) <= len(other.text) <= 1.35 * len(key.text)
    away = other.statement.headings != key.rule.statement.headings
    return (not near, away, abs(other.span.start - key.span.start))


def _words_of(rule: Rule) -> frozenset[str]:
    return content_lemmas(rule.clause.predicate.text, rule.sentence.language)


def _of_kind(evidence: Evidence, kind: Kind) -> Iterator[Adjunct]:
    finders = {Kind.PURPOSE: _purpose, Kind.REASON: _reason, Kind.MEANS: _means, Kind.SITUATION: _situation}
    for rule in rules(evidence):
        if not _may_ask(rule.clause):
            continue
        adjunct = finders[kind](rule)
        if adjunct is not None and _can_be_option(adjunct.text, adjunct.lemmas) and _is_full(adjunct.rule.clause):
            yield adjunct


def _may_ask(clause: Clause) -> bool:
    if clause.is_double or clause.exception is not None:
        return False
    return clause.subject is None or not _WEAK_SUBJECT.search(clause.subject.text)


def _is_full(clause: Clause) -> bool:
    """Whether what is left after the cut still says something, and nothing that points away."""
    text = clause.predicate.text
    if _VAGUE.match(text) or _COMMA.search(text):
        return False
    parts = [text, clause.subject.text if clause.subject else "", clause.opening.text if clause.opening else ""]
    if any(_POINTS.search(part) for part in parts) or not stands_alone(" ".join(parts[1:] + parts[:1])):
        return False
    if _PRONOUN.search(parts[2]) or (clause.subject is None and _PRONOUN.search(text)) or text.endswith((",", "(")):
        return False
    enough = 1 if clause.subject else 2
    return len(content_lemmas(text, "en")) >= enough and text.count("(") == text.count(")")


_VAGUE = re.compile(
    r"(?:refer|see|consider|think|try|contact|examples?|available|intended|the \w+ place|paramount|important|key"
    r"|essential|about|where|if|when|unless|as|to|likely|possible|entitled|create sessions|in place"
    r"|be(?! (?:[a-z]+ly )?(?:[a-z]{2,}(?:ed|en)|kept|held|made|put|set|done|sent|built|read|cut|run|shown|known"
    r"|paid|worn|left|told|bound|met|drawn)\b))\b",
    re.IGNORECASE,
)
# A comma before the last words, or a second verb phrase: what was cut off may belong to either.
_COMMA = re.compile(
    r", (?:and|or|but|with|hence|which|as|so|preferably|including|such)\b|\bbefore$|\b(?:preferably|mindful about)$"
)


def _can_be_option(text: str, lemmas: frozenset[str]) -> bool:
    if not MIN_WORDS <= len(text.split()) <= MAX_WORDS or _POINTS.search(text) or len(lemmas) < 2:
        return False
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0


def _made(kind: Kind, rule: Rule, clause: Clause, cut: Piece) -> Adjunct:
    return Adjunct(kind, replace(rule, clause=clause), cut.text, cut.span, content_lemmas(cut.text, "en"))


def _purpose(rule: Rule) -> Adjunct | None:
    opening = rule.clause.opening
    if opening is not None and re.match(r"in order to ", opening.text, re.IGNORECASE):
        cut = _from(opening, len("in order "))
        return _made(Kind.PURPOSE, rule, replace(rule.clause, opening=None), cut)
    found = _cut_predicate(rule, _PURPOSE)
    if found is None or _PRONOUN.search(found[1].text):
        return None
    clause, cut = found
    start = re.match(r"(?:in order |so as )?(?=to )", cut.text)
    return _made(Kind.PURPOSE, rule, clause, _from(cut, start.end() if start else 0))


def _reason(rule: Rule) -> Adjunct | None:
    reason = rule.clause.reason
    connector = _CONNECTOR.match(reason.text) if reason else None
    if reason is None or connector is None:
        return None
    cut = _from(reason, connector.end())
    if re.search(r"\b(?:last|the (?:beginning|start)|\d{4})\b", cut.text):
        return None  # "since" of time
    return _made(Kind.REASON, rule, replace(rule.clause, reason=None), cut)


def _means(rule: Rule) -> Adjunct | None:
    found = _cut_predicate(rule, _MEANS)
    return None if found is None or _PRONOUN.search(found[1].text) else _made(Kind.MEANS, rule, *found)


def _situation(rule: Rule) -> Adjunct | None:
    clause = rule.clause
    if (clause.opening is None) == (clause.condition is None):
        return None
    held = clause.opening or clause.condition
    word = _SITUATION.match(held.text) if held else None
    if held is None or word is None or _IDLE.search(held.text[word.end() :]):
        return None
    cut = _from(held, word.end())
    if has_loose_pronoun(cut.text, "en") or not _has_finite_verb(cut.text):
        return None
    return _made(Kind.SITUATION, rule, replace(clause, opening=None, condition=None), cut)


_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|does|do|can|cannot|will|must|may|should|you|needs?|fails?|occurs?|[a-z]{3,}(?:es|s))\b"
    r"|n't\b"
)


def _has_finite_verb(text: str) -> bool:
    return _FINITE.search(text.partition(" ")[2]) is not None and not text.split(maxsplit=1)[0].endswith("ing")


def _cut_predicate(rule: Rule, border: re.Pattern[str]) -> tuple[Clause, Piece] | None:
    """The clause without the part of its predicate from the first fitting border on, and that part."""
    clause = rule.clause
    if clause.condition is not None or clause.reason is not None:
        return None
    sentence = rule.sentence
    begin, end = (place - sentence.span.start for place in clause.predicate.span)
    flat = masked(sentence.text)
    for found in border.finditer(flat, begin, end):
        before = flat[begin : found.start()].rstrip(" ,")
        if border is _PURPOSE and _TAKES_INFINITIVE.search(before) and "order" not in found.group():
            continue
        if len(before.split()) < (2 if clause.subject is None else 1) or _joins(before):
            continue
        kept = piece(sentence.text, begin, found.start(), sentence.span.start)
        return replace(clause, predicate=kept), piece(sentence.text, found.start(), end, sentence.span.start)
    return None


def _joins(before: str) -> bool:
    """Whether the part before the border ends in the middle of a phrase, or holds a relative clause the part may
    belong to."""
    return bool(re.search(r"\b(?:and|or|than|as|of|not|that|only|by|that [a-z]+|which [a-z]+)$", before))


def _from(whole: Piece, offset: int) -> Piece:
    """The piece from a character on; its words are shown as they stand, so offsets count in both."""
    return Piece(whole.text[offset:].strip(), Span(whole.span.start + offset, whole.span.end))


_LEADING_ADVERB = re.compile(r"^(?:(?:please|then|also|always|first|therefore|thus|instead) )+", re.IGNORECASE)


def _plain_opening(predicate: str) -> str:
    return re.sub(
        r"^(?:(?:please|then|also|always|first|therefore|thus|instead) )+", "", predicate, flags=re.IGNORECASE
    )


def is_verb_phrase(text: str) -> bool:
    """Whether the text opens with a bare verb, after "be" or an adverb."""
    words = text.split()
    first = words[1] if len(words) > 1 and words[0].endswith("ly") else words[0]
    return can_be_verb(first.lower())


_DENIES = re.compile(r"\b(?:not|never|no|nobody|nothing|cannot|neither)\b|n['’]t\b", re.IGNORECASE)


def agree_in_negation(one: str, other: str) -> bool:
    """Whether both or neither of two options deny something."""
    return bool(_DENIES.search(one)) == bool(_DENIES.search(other))
