"""Who acts in a document: the subjects that its rules bind again and again, with the forms they are written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from authoring.extractive.evidence import Evidence
from authoring.extractive.frames import Rule, rules
from authoring.linguistics import head_of, plural, singular
from authoring.linguistics.words import word_list
from authoring.types import Span

FEWEST_RULES = 2  # a thing bound once is a topic, no actor; people count at once
OFTEN = 4  # mentions that make somebody a party to the document
MAX_ACTOR_WORDS = 4
_ARTICLE = re.compile(r"^(?:the|an?|all|each|every|any|your|our)\s+", re.IGNORECASE)
_PLAIN = re.compile(r"^[A-Za-z][\w’'-]*(?:\s[A-Za-z][\w’'-]*){0,3}$")
_NO_GROUP = re.compile(
    r"\b(?:everything|anything|the|of|at|in|for|with|from|to|by|on|and|or|that|used|you|we|i|it)\b", re.IGNORECASE
)
_PERSON = re.compile(
    r"(?:(?:[^\W\d_]{2,}(?:(?<!l)ist|ian|ees?|ants?))|teams?|staff|leads?|heads?|boards?|party|parties|agency|agencies|bod(?:y|ies)|"
    r"organi[sz]ations?|compan(?:y|ies)|departments?|committees?|authorit(?:y|ies)|deputy|deputies|scribes?|liaisons?|"
    r"experts?|personnel|people|person|clients?|residents?|guards?|students?|officials?)$",
    re.IGNORECASE,
)
# They hold everybody else, so that any rule may bind them too.
_EVERYBODY = word_list("everybody_en")
_AGENTS = word_list("agents_en")


@dataclass(frozen=True, slots=True)
class Actor:
    """A recurring subject. `name` is its singular in small letters but for acronyms; `rules` bind it."""

    name: str
    rules: tuple[Rule, ...]
    is_person: bool


def actors(evidence: Evidence) -> tuple[Actor, ...]:
    """The subjects of at least two rules, most bound first."""
    return evidence.once("actors", lambda: tuple(_actors(evidence)))


def actor_of(rule: Rule) -> str | None:
    """The name of the rule's subject where it is a plain noun group such as "The verifier", else None."""
    subject = rule.clause.subject
    if subject is None:
        return None
    plain = _ARTICLE.sub("", subject.text.strip())
    words = plain.split()
    if not words or len(words) > MAX_ACTOR_WORDS or _PLAIN.match(plain) is None or _NO_GROUP.search(plain):
        return None
    if words[-1].lower() in _EVERYBODY:
        return None
    head = [word if word.isupper() else word.lower() for word in words[:-1]]
    return " ".join([*head, _singular(words[-1])])


def _singular(word: str) -> str:
    if _is_acronym(word):
        return word[:-1]
    return word if word.isupper() else singular(word).lower()


def is_person(evidence: Evidence, phrase: str) -> bool:
    """Whether the noun phrase names people: by its head noun, or because the document binds them as such."""
    head = head_of(phrase, "en")
    if head is None:
        return False
    noun = singular(head.text).lower()
    if noun in _AGENTS or noun in _EVERYBODY or _PERSON.search(noun):
        return True
    return noun in {actor.name.split()[-1].lower() for actor in actors(evidence) if actor.is_person}


def is_actor(evidence: Evidence, phrase: str) -> bool:
    """Whether the noun phrase names people, or a body or system that the document makes act again and again."""
    head = head_of(phrase, "en")
    known = {actor.name.split()[-1].lower() for actor in actors(evidence)}
    return is_person(evidence, phrase) or (head is not None and singular(head.text).lower() in known)


def form_of(evidence: Evidence, actor: Actor, *, is_plural: bool) -> tuple[str, Span] | None:
    """The actor's name in the wanted number, as it is written somewhere in the document, with that place."""
    head, _, last = actor.name.rpartition(" ")
    ending = (last + "s" if last.isupper() else plural(last)) if is_plural else last
    wanted = f"{head} {ending}".strip()

    def look_up() -> tuple[str, Span] | None:
        match = re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", evidence.text, re.IGNORECASE)
        return (match.group(), Span(*match.span())) if match else None

    return evidence.once(f"form of {wanted}", look_up)


def _actors(evidence: Evidence) -> Iterator[Actor]:
    by_name: dict[str, list[Rule]] = {}
    for rule in rules(evidence):
        name = actor_of(rule)
        if name is not None and (rule.clause.modality.obliges or rule.clause.modality.forbids):
            by_name.setdefault(name, []).append(rule)
    for name, bound in sorted(by_name.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        is_named = name.split()[-1] in _AGENTS or not name.isupper()
        is_person = _is_person(name) and (is_named or (len(bound) >= FEWEST_RULES and _acts(bound)))
        if is_person or (len(bound) >= FEWEST_RULES and _acts(bound)):
            yield Actor(name, tuple(bound), is_person)
    for name in _mentioned(evidence, frozenset(by_name)):
        yield Actor(name, (), is_person=True)


# What a thing does without acting: "the nonce must be at least 64 bits long", "OTPs must have a lifetime".
_STATE = re.compile(
    r"^(?:[a-z]+ly )?(?:be|have|contain|include|consist|meet|exceed|remain|stay|come|go|lie|last|take place|expire"
    r"|fit)\b"
)


def _acts(bound: list[Rule]) -> bool:
    """Whether most rules make their subject do something: a body or a system, and not a thing that is dealt with."""
    acting = sum(_STATE.match(rule.clause.predicate.text) is None for rule in bound)
    return 2 * acting > len(bound)


def _mentioned(evidence: Evidence, bound: frozenset[str]) -> Iterator[str]:
    """People that the document speaks of often without binding them: they may stand beside those it binds."""
    counts = Counter(word.lower() for word in re.findall(r"[A-Za-z]{4,}", evidence.text))
    singulars: Counter[str] = Counter()
    for word, count in counts.items():
        singulars[singular(word)] += count
    heads = {name.split()[-1] for name in bound}
    for name, count in sorted(singulars.items(), key=lambda entry: (-entry[1], entry[0])):
        if count >= OFTEN and name in _AGENTS - _EVERYBODY and name not in heads:
            yield name


def _is_person(name: str) -> bool:
    # A lone acronym that rules bind is mostly a body ("the CSP"); one with an adjective mostly a thing.
    *before, last = name.split()
    return last in _AGENTS or _PERSON.search(last) is not None or (last.isupper() and not before)


def _is_acronym(word: str) -> bool:
    return len(word) > 2 and word[:-1].isupper() and word.endswith("s")
