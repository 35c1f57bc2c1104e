"""What form an answer has: the kinds of phrase it may be, its unit, capital and full stop. For D1 and for cues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import lemminflect

from tests.evals.facts import TIME_UNITS, quantities
from tests.evals.wording import plain, tags, words

# The four answers to "how binding is it": one closed set, whatever part of speech each may be
OBLIGATION_CLASSES = frozenset(
    ("required", "recommended", "allowed", "forbidden", "obbligatorio", "raccomandato", "consentito", "vietato")
)
_LABEL = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w\-. ]{1,15}|[A-Z][A-Z0-9/\-]+")
_FINITE = {"VBZ", "VBD", "MD", "VBP"}
_OPENS_NOMINAL = {"DT", "PRP$", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD", "PRP", "EX", "PDT", "WP"}
_AFTER_A_VERB = {"DT", "PRP", "PRP$", "TO", "IN", "RP", "NNS", "JJ", "CD", "WRB", "WP", "WDT"}


@dataclass(frozen=True)
class Form:
    """`kinds`: every kind of phrase the text may be; two texts of one kind share at least one."""

    kinds: frozenset[str]
    units: frozenset[str]
    is_capitalised: bool | None  # None: the first letter belongs to a name or number
    ends_with_stop: bool


@lru_cache(maxsize=50_000)
def form(text: str) -> Form:
    """Form of one option."""
    text = plain(text)
    units = frozenset("time" if unit.split()[-1] in TIME_UNITS else unit for _, unit in quantities(text) if unit)
    first = words(text)[0] if words(text) else ""
    named = not first or (first != first.capitalize() and first != first.lower()) or any(c.isdigit() for c in first)
    return Form(kinds(text), units, None if named else first[0].isupper(), text.endswith((".", "!")))


def kinds(text: str) -> frozenset[str]:
    """Kinds a text may be: label, quantity, to-verb, -ing, verb, clause, prepositional, nominal, adverbial."""
    tagged = [(word, tag) for word, tag in tags(text) if word[0].isalnum()]
    if not tagged:
        return frozenset({"symbol"})
    if text.lower().rstrip(".") in OBLIGATION_CLASSES:
        return frozenset({"class of obligation"})
    found = set()
    if _LABEL.fullmatch(text) and not quantities(text):
        found |= {"label", "nominal"}
    if len(tagged) <= 3 and text[:1].isupper() and not text.endswith("."):
        found.add("label")  # a status, level or name: "In Review", "Closed", "Scope 2"
    if quantities(text) and len(tagged) <= 6:
        found.add("quantity")
    return frozenset(found | _opening_kinds(tagged) | _clause_kind(tagged))


def _opening_kinds(tagged: list[tuple[str, str]]) -> set[str]:
    first, tag = tagged[0]
    second = tagged[1][1] if len(tagged) > 1 else ""
    found = set()
    if first.lower() == "to":
        return {"to-verb"}
    if tag == "VBG" or first.lower().endswith("ing"):
        found |= {"-ing", "nominal"}
    if first.lower() in lemminflect.getAllLemmas(first.lower()).get("VERB", ()) and tag not in {"DT", "IN", "PRP$"}:
        found |= (
            {"verb"}
            if second in _AFTER_A_VERB or tag in {"VB", "VBP"} or len(tagged) == 1 or second.startswith("NN")
            else set()
        )
    if tag in {"VBZ", "VBN", "VBD"} or (first.lower().endswith("s") and second in _AFTER_A_VERB):
        found |= {"verb-s"} if tag == "VBZ" or first.lower().endswith("s") else {"participle", "nominal", "clause"}
    if tag in {"IN", "TO"} or first.lower() in {"when", "if", "unless", "after", "before", "within", "during", "once"}:
        found.add("prepositional")
    if tag in {"RB", "RBR"}:
        found |= {"adverbial", "verb", "nominal", "prepositional"}
    if second not in _AFTER_A_VERB - {"IN", "CD"} and lemminflect.getAllLemmas(first.lower()).get("NOUN"):
        found.add("nominal")
    if tag in _OPENS_NOMINAL and not (found & {"verb"} and second in {"DT", "PRP", "PRP$"}):
        found.add("nominal")
    return found


def _clause_kind(tagged: list[tuple[str, str]]) -> set[str]:
    """A clause: something nominal first, then a finite verb."""
    opens = tagged[0][1] in _OPENS_NOMINAL or tagged[0][1] == "VBG"
    return {"clause"} if opens and any(tag in _FINITE for _, tag in tagged[1:]) else set()


def head_is_plural(text: str) -> bool | None:
    """Whether a short noun phrase is plural by its last word; None where this cannot be told."""
    tagged = [(word, tag) for word, tag in tags(text) if word[0].isalnum()]
    if (
        not 1 <= len(tagged) <= 3
        or quantities(text)
        or any(tag in {"IN", "CC"} or tag.startswith("V") for _, tag in tagged)
    ):
        return None
    word = tagged[-1][0].lower()
    lemmas = lemminflect.getAllLemmas(word).get("NOUN", ())
    return word not in lemmas if lemmas else None
