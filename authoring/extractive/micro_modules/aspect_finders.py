"""The questions that one English key point answers: what, who, when, how, how soon, how many, where, why.

A finder takes the key point's text without its full stop and gives a clause that fits after "State" or "Explain": the
key point's own words up to the answer, in their own order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.standing_alone import names_what_it_means
from authoring.extractive.micro_modules.subjects import acts, head_of_subject, is_subject, lowered_start
from authoring.extractive.micro_modules.topics import in_sentence, is_plural
from authoring.linguistics import analyse, opening_form, quantities
from authoring.terms import defined_term


class Kind(IntEnum):
    """What a clause asks for; the smaller, the more it says about a micro-module."""

    MEANING = 1
    MANY_DUTIES = 2
    CASE = 3
    LIMIT = 4
    PRIORITY = 5
    KINDS = 6
    MANNER = 7
    REASON = 8
    THING = 9
    DUTY = 10


@dataclass(frozen=True, slots=True)
class Clause:
    """`does` and `case` are the halves of a decision: what to do, in which case. `head` is the actor's noun."""

    kind: Kind
    words: str
    does: str = ""
    case: str = ""
    head: str = ""


_SUBJECT = r"(?P<subject>(?:[\w’'()/-]+ ){1,8}?)"
_SCOPE = re.compile(r"(?P<scope>(?:At|For|In|During|On|Under) [^,;]{2,40}), (?=\w)")
DUTY = re.compile(rf"^{_SUBJECT}(?P<modal>must|should)(?P<no> not| never)?:? (?P<rest>.+)", re.IGNORECASE)
IS_DONE = re.compile(
    r"^(?:only |always |also )?be (?:\w+ly |only )?(?!in\b|on\b|at\b|able\b)\w+(?:ed|en|wn|pt|nt|ut|ld|de)\b", re.I
)
_CASE = re.compile(
    r"^(?P<word>if|when|whenever|once|before|after) (?P<case>[^,;:()]{6,90}), "
    r"(?:then |first |please |simply )?(?P<main>.+)",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"(?:do not|don['’]t|never|always|you) ", re.IGNORECASE)
_NUMBER = r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)"
_TIME = re.compile(r"\b(?:second|minute|hour|day|week|month|quarter|year|shift)s?\b", re.IGNORECASE)
_SOON = re.compile(
    r"^(?P<clause>[^,;:]+?) (?:within|no later than|not later than) (?P<amount>[^,;:]{3,60})$", re.IGNORECASE
)
_OFTEN = re.compile(
    r"^(?P<clause>[^,;:]+?) (?:at least )?(?:(?:once|twice|\w+ times) (?:per|every|an?|each)|every) "
    rf"(?P<amount>(?:{_NUMBER} )?(?:minute|hour|day|week|month|quarter|year|shift)s?)\b",
    re.IGNORECASE,
)
_LONG = re.compile(
    rf"^(?P<subject>.+?) (?P<modal>must|should) be (?:at least|at most|no more than|up to) {_NUMBER} [a-z-]+ "
    r"(?P<how>in length|long|high|wide|deep|old)\b",
    re.IGNORECASE,
)
_MANY = re.compile(
    rf"^(?P<subject>.+?) (?P<modal>must|should) (?P<verb>(?!be\b)[a-z]+) (?:at least|at most|no more than|up to|a "
    rf"minimum of|a maximum of) {_NUMBER} (?P<things>[a-z-]+s(?: of [a-z-]+)?)"
    r"(?=$|,| (?:and|that|in|for|on|at|before|after)\b)",
    re.IGNORECASE,
)
_ALLOWED = re.compile(
    r"^Only (?P<who>[^,;:]{3,60}?) (?P<modal>may|can|must|should) (?P<rest>[^,;:]{4,80})", re.IGNORECASE
)
_ONLY_WHEN = re.compile(
    r"^(?P<clause>[^,;:]+? (?:may|can|must|should)(?: be \w+)?) only (?:(?:be )?\w+ )?(?:if|when|after|with|where)\b",
    re.I,
)
_PRIORITY = re.compile(
    r"^The (?P<thing>(?:primary|main|most important|overall|first|best|only|key|final|usual|most effective|single)\s"
    r"(?!case\b|thing\b|way\b)[\w’' -]{3,70}?) (?:is|are) ",
)
_KINDS = re.compile(
    rf"\b(?:the |these )?(?P<kinds>{_NUMBER} (?:[a-z-]+ ){{0,2}}[a-z-]+s"
    r"(?: (?:of|to|for|in|by|on) [^:.,;]{3,50})?)[^:.]{0,20}:",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"^(?P<clause>[^,;:]{6,90}?) (?:using|by \w+ing|via|by means of|in (?:a|such a|the) (?:form|way|manner))\b", re.I
)
_PLACE = re.compile(
    r"^(?P<clause>[^,;:]{4,80}? (?:stored|kept|parked|placed|put|hung|charged|returned|brought|recorded|logged|"
    r"entered|displayed|worn|reported)) (?:in|at|on|to|into|under) (?!writing\b|person\b|time\b|once\b|case\b)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"^(?P<main>[^,;:]{15,110}?),? (?:because|so that|in order to|so as to) ")
_PURPOSE = re.compile(
    r"^(?P<main>[^,;:]{3,110}? (?:must|should) [^,;:]{8,90}?),? to (?:prevent|avoid|protect|ensure|reduce|provide|"
    r"minimi[sz]e|confirm|make sure|keep|help|limit) ",
    re.IGNORECASE,
)
_DEPENDS = re.compile(r"^(?P<clause>[^,;:]{3,60}? (?:depends? on|consists? of|varies (?:by|with)|relies on)) ")
_TWO_DEEDS = re.compile(r"(?<!ed)(?<!en) and\b|\b(?:if|when|unless|but)\b", re.IGNORECASE)
_DEMANDS = re.compile(r"(?:require|allow|permit|have|be able|need|contain|include|exist)\b", re.IGNORECASE)
_WEAK_END = re.compile(r" (?:just|only|simply|mainly|mostly|partly|at least|and|for)$", re.IGNORECASE)


def clause_of(evidence: Evidence, text: str) -> Clause | None:
    """The first question that the key point answers, surest kind first."""
    for find in (_meaning, _case, _limit, _permission, _priority, _kinds, _manner, _reason, _result):
        found = find(evidence, text)
        if found is not None:
            return found
    return None


def _meaning(evidence: Evidence, text: str) -> Clause | None:
    place = defined_term(text, "en")
    if place is None or re.search(r"ly$|\boften$|\balso$", text[place.start : place.end]):
        return None
    term = re.sub(r"\s*\([^()]*\)", "", text[place.start : place.end])
    article = text[: place.start].lower()
    be = "are" if is_plural(term) else "is"
    return Clause(Kind.MEANING, f"what {article}{in_sentence(evidence, term)} {be}")


def _case(evidence: Evidence, text: str) -> Clause | None:
    match = _CASE.match(text)
    if match is None or not names_what_it_means(match["case"]) or not _says_something(match["case"]):
        return None
    case = f"{match['word'].lower()} {lowered_start(evidence, match['case'])}"
    main = match["main"]
    if opening_form(main, "en") == "imperative" or _ORDERS.match(main):
        return Clause(Kind.CASE, f"what to do {case}", "what to do", case)
    duty = DUTY.match(main)
    if duty is None or not is_subject(duty["subject"]):
        return None
    subject = lowered_start(evidence, duty["subject"].strip())
    modal = f"{duty['modal']}{duty['no'] or ''}".lower()
    is_done = IS_DONE.match(duty["rest"]) is not None
    if not acts(subject) and not is_done:
        return None
    does = f"what {modal} be done" if is_done else f"what {subject} {modal} do"
    return Clause(Kind.CASE, f"{does} {case}", does, case, head_of_subject(subject))


def _says_something(case: str) -> bool:
    """Whether the case has a verb: "when in doubt" may do without, "if relevant" may not."""
    if " - " in case or " – " in case:  # a remark stands there, and the case may end before it
        return False
    return case.startswith("in ") or any(token.pos in ("VERB", "AUX") for token in analyse(case, "en"))


def _limit(evidence: Evidence, text: str) -> Clause | None:
    """How soon, how often, how many, how long; what limits the rule ("At level 2, …") stands at the end."""
    scope = _SCOPE.match(text)
    question = _how_much(evidence, text[scope.end() :] if scope else text)
    tail = f" {lowered_start(evidence, scope['scope'])}" if scope else ""
    return Clause(Kind.LIMIT, question + tail) if question else None


def _how_much(evidence: Evidence, text: str) -> str | None:
    for pattern in (_MANY, _LONG):
        match = pattern.match(text)
        if match and is_subject(match["subject"]):
            bound = f"{lowered_start(evidence, match['subject'])} {match['modal'].lower()}"
            if pattern is _MANY:
                return f"how many {match['things']} {bound} {match['verb']}"
            return f"how {match['how'].lower().replace('in length', 'long')} {bound} be"
    for word, pattern in (("often", _OFTEN), ("soon", _SOON)):
        match = pattern.match(text)
        if match and _TIME.search(match["amount"]) and (word == "often" or quantities(match["amount"], "en")):
            return _asked(evidence, f"how {word}", match["clause"])
    return None


def _asked(evidence: Evidence, word: str, clause: str) -> str | None:
    """ "how soon a loss must be reported", "how soon to report a loss"; None where the clause is neither."""
    plain = _WEAK_END.sub("", clause)
    if _TWO_DEEDS.search(plain):  # the limit may hold for the second alone
        return None
    if opening_form(plain, "en") == "imperative":
        return f"{word} to {plain[:1].lower()}{plain[1:]}"
    duty = DUTY.match(plain)
    if duty is None or not is_subject(duty["subject"]) or not names_what_it_means(plain):
        return None
    if word in ("how", "where") and _DEMANDS.match(duty["rest"]):  # "how the guard must require …" asks for nothing
        return None
    return f"{word} {lowered_start(evidence, plain)}"


def _permission(evidence: Evidence, text: str) -> Clause | None:
    """Who alone may do something, and when alone something may be done."""
    allowed = _ALLOWED.match(text)
    if re.search(r"\bones?\b", text):
        return None
    if allowed and is_subject(allowed["who"]) and names_what_it_means(allowed["rest"]):
        return Clause(Kind.LIMIT, f"who {allowed['modal'].lower()} {allowed['rest']}")
    when = _ONLY_WHEN.match(text)
    if when and is_subject(re.split(r" (?:may|can|must|should)\b", when["clause"])[0]) and " be " in when["clause"]:
        return Clause(Kind.LIMIT, f"when {lowered_start(evidence, when['clause'])}")
    return None


def _priority(_evidence: Evidence, text: str) -> Clause | None:
    match = _PRIORITY.match(text)
    return Clause(Kind.PRIORITY, f"the {match['thing']}") if match and names_what_it_means(match["thing"]) else None


def _kinds(_evidence: Evidence, text: str) -> Clause | None:
    match = _KINDS.search(text)
    is_list = match is not None and ";" in text[match.end() :] and not _TIME.search(match["kinds"])
    return Clause(Kind.KINDS, f"the {match['kinds'].lower()}") if match and is_list else None


def _manner(evidence: Evidence, text: str) -> Clause | None:
    """How or where something must be done."""
    for word, pattern in (("how", _MANNER), ("where", _PLACE)):
        match = pattern.match(text)
        asked = _asked(evidence, word, match["clause"]) if match and " not" not in match["clause"] else None
        if asked:
            return Clause(Kind.MANNER, asked)
    return None


def _reason(evidence: Evidence, text: str) -> Clause | None:
    depends = _DEPENDS.match(text)
    if depends and names_what_it_means(depends["clause"]):
        return Clause(Kind.REASON, f"what {lowered_start(evidence, depends['clause'])}")
    match = _BECAUSE.match(text) or _PURPOSE.match(text)
    main = _WEAK_END.sub("", match["main"]) if match else ""
    duty = DUTY.match(main)
    is_told = opening_form(main, "en") in ("clause", "noun", "other") or (duty and is_subject(duty["subject"]))
    if not main or not is_told or _ORDERS.match(main):
        return None
    opens = re.match(r"(?:in|on|at|for|with|to|by|that|this|these|there|it|if|when) ", main, re.IGNORECASE)
    states = any(token.tag in ("VBZ", "VBP", "MD") for token in analyse(main, "en"))
    is_clear = states and not opens and names_what_it_means(main)
    return Clause(Kind.REASON, f"why {lowered_start(evidence, main)}") if is_clear else None


def _result(evidence: Evidence, text: str) -> Clause | None:
    """What happens in a case that nobody has to decide on."""
    match = _CASE.match(text)
    if match is None or match["word"].lower() not in ("if", "when") or not names_what_it_means(match["case"]):
        return None
    told = re.match(r"(?:you|we|it|this|that|there|they|consider|please)\b", match["main"], re.IGNORECASE)
    states = any(token.tag in ("VBZ", "VBP", "MD") for token in analyse(match["main"], "en"))
    if told or not states or not _says_something(match["case"]) or re.search(r"\byou\b", match["case"]):
        return None
    return Clause(Kind.REASON, f"what happens {match['word'].lower()} {lowered_start(evidence, match['case'])}")
