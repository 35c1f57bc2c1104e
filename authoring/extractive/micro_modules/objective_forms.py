"""The fixed sentences that an objective is put into where no key point gives it its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authoring.extractive.micro_modules.contents import Content, Holds
from authoring.extractive.micro_modules.headings import listed
from authoring.extractive.micro_modules.topics import Form, Topic, is_plural
from authoring.linguistics import analyse
from authoring.types import Bloom, Citation, Objective

LANGUAGES = frozenset({"en", "it", "de", "fr", "es"})
BLOOM = {
    Holds.STEPS: Bloom.APPLY,
    Holds.CASES: Bloom.ANALYSE,
    Holds.TERMS: Bloom.UNDERSTAND,
    Holds.DEFINITION: Bloom.UNDERSTAND,
    Holds.NAMES: Bloom.REMEMBER,
    Holds.RULES: Bloom.REMEMBER,
    Holds.LIMITS: Bloom.REMEMBER,
    Holds.GUIDANCE: Bloom.REMEMBER,
    Holds.FACTS: Bloom.UNDERSTAND,
    Holds.REQUIREMENTS: Bloom.APPLY,
    Holds.QUESTIONS: Bloom.REMEMBER,
}
_OF_NOUN = {
    Holds.STEPS: "Carry out the steps for {} in the right order",
    Holds.NAMES: "Name {}",
    Holds.RULES: "State the rules for {}",
    Holds.LIMITS: "State the limits for {}",
    Holds.GUIDANCE: "State the rules for {}",
    Holds.REQUIREMENTS: "Check whether an application meets the requirements for {}",
    Holds.FACTS: "Describe {}",
}
_OF_DOING = {
    Holds.STEPS: "Carry out the steps for {} in the right order",
    Holds.RULES: "State the rules for {}",
    Holds.LIMITS: "State the limits for {}",
    Holds.GUIDANCE: "State what to do when {}",
    Holds.REQUIREMENTS: "Check whether an application meets the requirements for {}",
    Holds.FACTS: "Describe what matters when {}",
}
_OF_ORDERS = "Apply the rules for {}"
_WITHOUT_TOPIC = {
    Holds.STEPS: "Carry out the steps in the right order",
    Holds.RULES: "State the rules of this section",
    Holds.LIMITS: "State the limits that this section sets",
    Holds.GUIDANCE: "State what this section tells to do",
}
_BY_FORM = {Form.TO: "Explain {}", Form.WHAT_IS: "Explain {}", Form.WHEN: "Decide what to do {}"}
_OF_FORM = {Form.TO: Bloom.UNDERSTAND, Form.WHAT_IS: Bloom.UNDERSTAND, Form.WHEN: Bloom.APPLY}
_NAMES_RULES = re.compile(  # before its first preposition
    r"^(?:the )?(?:(?!(?:of|for|in|on|at|to|with|by|from)\b)[\w-]+ ){0,5}"
    r"(?:rules|requirements|guidelines|recommendations|"
    r"responsibilities|limits|benefits|criteria|duties|principles|tasks|rights|considerations|best practices)\b",
    re.IGNORECASE,
)
_STATES_RULES = re.compile(r"^State the (?:rules|limits) for (?P<of>.+)")
_COUNTED = re.compile(r"(?P<name>[^\W\d]+[\s-]?)(?P<number>\d+)$")
_LONGEST_DEED = 4  # words
_NAMES_DEED = re.compile(r"\b(?:check|inspection|review|test|handover|training|drill|walk|count)$", re.IGNORECASE)
ITALIAN_QUESTION = re.compile(r"^(?:come|perché|quando|che cosa|cosa|chi|dove|quali?)\s", re.IGNORECASE)
QUOTED = {
    "en": {Holds.FACTS: "Explain the main points of “{}”."},
    "it": {
        Holds.STEPS: "Eseguire nell’ordine giusto i passi di «{}».",
        Holds.CASES: "Distinguere {}.",
        Holds.TERMS: "Spiegare i termini {}.",
        Holds.DEFINITION: "Spiegare che cosa significa «{}».",
        Holds.RULES: "Esporre le regole su «{}».",
        Holds.LIMITS: "Indicare i limiti previsti in «{}».",
        Holds.GUIDANCE: "Applicare le indicazioni su «{}».",
        Holds.FACTS: "Descrivere i punti principali di «{}».",
        Holds.QUESTIONS: "Rispondere alle domande di «{}».",
    },
    "de": {Holds.FACTS: "Die Kernpunkte von „{}“ erklären."},
    "fr": {Holds.FACTS: "Expliquer les points essentiels de « {} »."},
    "es": {Holds.FACTS: "Explicar los puntos principales de «{}»."},
}


def in_english(about: Topic | None, content: Content, cited: tuple[Citation, ...]) -> Objective:
    """The sentence that fits what the micro-module holds and the form of its topic; None: no words fit a sentence."""
    citations = tuple(dict.fromkeys((*cited, *content.citations)))
    if about is None:
        text = _WITHOUT_TOPIC.get(content.holds, "Describe the main points of this section")
        return Objective(f"{text}.", BLOOM[content.holds], citations)
    if about.form in _BY_FORM:
        text = _BY_FORM[about.form].format(about.phrase.rstrip("?"))
        return Objective(f"{text}.", _OF_FORM[about.form], citations)
    text = _of_phrase(about, content.holds)
    return Objective(f"{text}.", Bloom.APPLY if text.startswith("Carry out") else BLOOM[content.holds], citations)


def told_as_orders(whole: Objective) -> Objective:
    """The objective of a text whose key points tell the reader what to do: its rules are there to be applied."""
    found = _STATES_RULES.match(whole.text)
    if found is None:
        return whole
    return Objective(_OF_ORDERS.format(found["of"]), Bloom.APPLY, whole.citations)


def range_of(labels: Sequence[str]) -> str:
    """ "SEV 1 to SEV 4" for labels that count on, else all of them."""
    numbered = [_COUNTED.match(label) for label in labels]
    names = {match["name"].casefold() for match in numbered if match}
    numbers = [int(match["number"]) for match in numbered if match]
    counts_on = len(numbers) == len(labels) > 2 and len(names) == 1 and numbers == sorted(numbers)
    if counts_on and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{labels[0]} to {labels[-1]}"
    return listed(labels, "en")


def is_doing(about: Topic) -> bool:
    """Whether the phrase fits after "when": "lifting by hand", and not "training process"."""
    if about.form is not Form.GERUND:
        return False
    tokens = [token for token in analyse(about.phrase, "en") if token.is_word]
    return len(tokens) > 1 and not (tokens[1].tag == "NN" and (len(tokens) == 2 or tokens[2].pos == "CCONJ"))


def _of_phrase(about: Topic, holds: Holds) -> str:
    phrase = about.phrase
    if holds in (Holds.STEPS, Holds.GUIDANCE) and phrase.startswith("steps "):
        return f"Carry out the {phrase}"
    if holds is Holds.REQUIREMENTS and phrase.endswith("requirements"):
        return f"Check whether an application meets the {phrase}"
    if about.form is Form.NOUN and holds is not Holds.REQUIREMENTS and _NAMES_RULES.match(phrase):
        return f"State {phrase if phrase.startswith('the ') else f'the {phrase}'}"
    if holds is Holds.GUIDANCE and _NAMES_DEED.search(phrase) and len(phrase.split()) <= _LONGEST_DEED:
        return f"Carry out {phrase}"
    if holds is Holds.NAMES and not is_plural(phrase):
        return f"Describe {phrase}"
    forms = _OF_DOING if is_doing(about) else _OF_NOUN
    return forms.get(holds, forms[Holds.FACTS]).format(phrase)
