"""One measurable objective: an observable verb that fits what the segment holds, the topic in the document's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authoring.extractive.evidence import Evidence
from authoring.extractive.micro_modules.contents import Content, Holds, content_of
from authoring.extractive.micro_modules.titles import Title, heading_text, listed, needs_parent, says_nothing
from authoring.extractive.micro_modules.topics import Form, Topic, in_sentence, is_plural, topic
from authoring.types import Bloom, Citation, Objective, Segment

LANGUAGES = frozenset({"en", "it", "de", "fr", "es"})
_BLOOM = {
    Holds.STEPS: Bloom.APPLY,
    Holds.CASES: Bloom.ANALYSE,
    Holds.TERMS: Bloom.UNDERSTAND,
    Holds.DEFINITION: Bloom.UNDERSTAND,
    Holds.NAMES: Bloom.REMEMBER,
    Holds.RULES: Bloom.REMEMBER,
    Holds.LIMITS: Bloom.REMEMBER,
    Holds.GUIDANCE: Bloom.APPLY,
    Holds.FACTS: Bloom.UNDERSTAND,
    Holds.QUESTIONS: Bloom.REMEMBER,
}
_ENGLISH = {
    Holds.STEPS: "Carry out the steps for {} in the right order",
    Holds.NAMES: "Name {}",
    Holds.RULES: "State the rules for {}",
    Holds.LIMITS: "State the limits for {}",
    Holds.GUIDANCE: "Apply the guidance on {}",
    Holds.FACTS: "Describe {}",
}
_WITHOUT_TOPIC = {
    Holds.STEPS: "Carry out the steps in the right order",
    Holds.RULES: "State the rules of this section",
    Holds.LIMITS: "State the limits that this section sets",
    Holds.GUIDANCE: "Apply the guidance of this section",
}
_NOUNS = frozenset({Form.NOUN, Form.GERUND})
_FITTING = _NOUNS | {Form.TO, Form.WHAT_IS, Form.WHEN}
_BY_FORM = {
    Form.TO: "Describe {}",
    Form.WHAT_IS: "Explain {}",
    Form.WHEN: "State what to do {}",
    Form.QUESTION: "Answer the question “{}?”",
}
_COUNTED = re.compile(r"(?P<name>[^\W\d]+[\s-]?)(?P<number>\d+)$")
_QUOTED = {
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
_ITALIAN_QUESTION = re.compile(r"^(?:come|perché|quando|che cosa|cosa|chi|dove|quali?)\s", re.IGNORECASE)


def write_objective(evidence: Evidence, segment: Segment, title: Title) -> Objective:
    """The objective, in the document's language where there is a form for it, else in English."""
    content = content_of(evidence, segment, title)
    language = evidence.language or "en"
    citations = _distinct((*title.citations, *content.citations))
    if language == "en":
        text, bloom, borrowed = _english(evidence, title, content)
        kept = [one for one in title.citations if not _is_left_out(evidence, title, one, text)]
        return Objective(text, bloom, _distinct((*kept, *content.citations, *borrowed)) or citations)
    asks = language == "it" and not title.details
    question = _ITALIAN_QUESTION.match(title.text) if asks else None
    if question is not None and content.holds is not Holds.STEPS:
        text = f"Spiegare {title.text[:1].lower()}{title.text[1:].rstrip('?')}."
        return Objective(text, Bloom.UNDERSTAND, citations)
    forms = _QUOTED.get(language, _QUOTED["en"])
    holds = content.holds if content.holds in forms else Holds.FACTS
    words = listed(content.words, language) if holds in (Holds.CASES, Holds.TERMS) else title.text
    if holds is Holds.DEFINITION:
        words = content.words[0]
    return Objective(forms[holds].format(words), _BLOOM[holds], citations)


def _english(evidence: Evidence, title: Title, content: Content) -> tuple[str, Bloom, tuple[Citation, ...]]:
    """The sentence, its level, and the heading that it borrows words from where the title's own do not fit."""
    bloom = _BLOOM[content.holds]
    if content.holds is Holds.QUESTIONS:
        return "Answer the questions of this section.", bloom, ()
    if content.holds is Holds.CASES:
        return f"Tell {_range(content.words)} apart.", bloom, ()
    if content.holds is Holds.TERMS:
        return f"Explain the terms {listed([in_sentence(evidence, word) for word in content.words], 'en')}.", bloom, ()
    if content.holds is Holds.DEFINITION:
        return f"Explain what {content.words[0]} {_verb(content.words[0])}{_tail(evidence, title)}.", bloom, ()
    about = _about(evidence, title)
    if about is not None:
        text = _sentence_for(about, content.holds) + _tail(evidence, title)
        borrowed: tuple[Citation, ...] = ()
    else:
        text, borrowed = _by_parent(evidence, title, content.holds)
    if text.startswith(("Describe", "Explain", "Answer")):
        bloom = Bloom.UNDERSTAND
    return (text if text.endswith("?”") else f"{text}."), bloom, borrowed


def _is_left_out(evidence: Evidence, title: Title, citation: Citation, text: str) -> bool:
    """Whether the citation is of a heading in the title that the sentence does not name."""
    heading = heading_text(citation.quote)
    return heading in title.details and topic(evidence, heading).phrase.casefold() not in text.casefold()


def _range(labels: Sequence[str]) -> str:
    """ "SEV 1 to SEV 4" for labels that count on, else all of them."""
    numbered = [_COUNTED.match(label) for label in labels]
    names = {match["name"].casefold() for match in numbered if match}
    numbers = [int(match["number"]) for match in numbered if match]
    counts_on = len(numbers) == len(labels) > 2 and len(names) == 1 and numbers == sorted(numbers)
    if counts_on and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{labels[0]} to {labels[-1]}"
    return listed(labels, "en")


def _about(evidence: Evidence, title: Title) -> Topic | None:
    """What the title speaks of, in words that fit into a sentence; None where none of its headings does."""
    details = [detail for detail in title.details if topic(evidence, detail).form in _FITTING]
    if not title.base:
        return _joined(evidence, details)
    says_enough = details and not any(needs_parent(evidence, detail) for detail in title.details)
    if says_enough and len(details) == len(title.details) and {topic(evidence, one).form for one in details} <= _NOUNS:
        return _joined(evidence, details)
    about = topic(evidence, title.base)
    if about.form is Form.SENTENCE or says_nothing(title.base):
        return _joined(evidence, details)
    return about


def _joined(evidence: Evidence, details: Sequence[str]) -> Topic | None:
    """Several headings as one topic: nouns and doings if there are any, else what they answer."""
    topics = [topic(evidence, detail) for detail in details]
    chosen = [one for one in topics if one.form in _NOUNS] or [one for one in topics if one.form is not Form.WHEN]
    chosen = chosen or topics[:1]
    if not chosen:
        return None
    phrases = listed(tuple(dict.fromkeys(one.phrase for one in chosen)), "en")
    if len({one.form for one in chosen}) == 1:
        return Topic(chosen[0].form, phrases)
    return Topic(Form.GERUND if chosen[0].form in _NOUNS else Form.TO, phrases)


def _by_parent(evidence: Evidence, title: Title, holds: Holds) -> tuple[str, tuple[Citation, ...]]:
    """The sentence by the nearest heading above that fits, with where it stands; else without a topic."""
    for heading in reversed(evidence.headings(title.citations[0].block)) if title.citations else ():
        about = topic(evidence, heading_text(heading.text))
        if about.form in _NOUNS and not says_nothing(heading.text) and about.phrase:
            return _sentence_for(about, holds), (evidence.cite_block(heading.id),)
    return _WITHOUT_TOPIC.get(holds, "Describe the main points of this section"), ()


def _verb(base: str) -> str:
    return "are" if is_plural(base) else "is"


def _sentence_for(about: Topic, holds: Holds) -> str:
    if about.form in _BY_FORM:
        return _BY_FORM[about.form].format(about.phrase.rstrip("?"))
    if about.form is Form.GERUND and holds in (Holds.FACTS, Holds.DEFINITION, Holds.NAMES):
        return f"Describe the main points of {about.phrase}"
    if holds is Holds.NAMES and not is_plural(about.phrase):
        return f"Describe {about.phrase}"
    if holds in (Holds.STEPS, Holds.GUIDANCE) and about.phrase.startswith("steps "):
        return f"Carry out the {about.phrase}"
    return _ENGLISH[holds].format(about.phrase)


def _tail(evidence: Evidence, title: Title) -> str:
    """The rest of the title, where its words fit after "in particular"."""
    topics = [topic(evidence, detail) for detail in title.details]
    phrases = [one.phrase for one in topics if one.form in _NOUNS]
    about = _about(evidence, title)
    if not phrases or not title.base or about is None or about.form not in _NOUNS or phrases[0] in about.phrase:
        return ""
    return f", in particular {listed(phrases, 'en')}"


def _distinct(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))
