"""The nineteen item-writing flaws, each a small test (list: Tarrant 2006, as automated by Moore 2023)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from authoring.items.distractors import key_echoes_stem, overlaps
from authoring.linguistics import content_lemmas, opening_form, quantities
from authoring.types import Item, ItemType, Option


class Flaw(StrEnum):
    ALL_OF_THE_ABOVE = "all_of_the_above"
    NONE_OF_THE_ABOVE = "none_of_the_above"
    COMPLEX_OPTIONS = "complex_options"
    NEGATIVE_STEM = "negative_stem"
    UNFOCUSED_STEM = "unfocused_stem"
    AMBIGUOUS = "ambiguous"
    GRATUITOUS = "gratuitous"
    GAP_IN_CHOICE = "gap_in_choice"
    TRUE_FALSE_IN_CHOICE = "true_false_in_choice"
    LONGEST_IS_KEY = "longest_is_key"
    WORD_REPEAT = "word_repeat"
    CONVERGENCE = "convergence"
    LOGICAL_CUE = "logical_cue"
    GRAMMATICAL_CUE = "grammatical_cue"
    ABSOLUTE_TERM = "absolute_term"
    VAGUE_TERM = "vague_term"
    LOST_SEQUENCE = "lost_sequence"
    IMPLAUSIBLE_DISTRACTOR = "implausible_distractor"
    SEVERAL_KEYS = "several_keys"


# Those that make an item wrong or unfair; the others make it weaker.
BLOCKING = frozenset(
    {
        Flaw.ALL_OF_THE_ABOVE,
        Flaw.NONE_OF_THE_ABOVE,
        Flaw.COMPLEX_OPTIONS,
        Flaw.NEGATIVE_STEM,
        Flaw.UNFOCUSED_STEM,
        Flaw.GAP_IN_CHOICE,
        Flaw.WORD_REPEAT,
        Flaw.LONGEST_IS_KEY,
        Flaw.GRAMMATICAL_CUE,
        Flaw.SEVERAL_KEYS,
        Flaw.IMPLAUSIBLE_DISTRACTOR,
    }
)


@dataclass(frozen=True, slots=True)
class FoundFlaw:
    """A flaw and what to say to the author about it."""

    flaw: Flaw
    message: str


def find_flaws(item: Item, language: str | None) -> tuple[FoundFlaw, ...]:
    """Every item-writing flaw of the item, in the order of the catalogue."""
    found = ((flaw, test(item, language)) for flaw, test in _TESTS.items())
    return tuple(FoundFlaw(flaw, message) for flaw, message in found if message)


_Test = Callable[[Item, str | None], str | None]
_CHOICES = frozenset({ItemType.MULTIPLE_CHOICE, ItemType.MULTIPLE_RESPONSE})


def _options_matching(pattern: str) -> _Test:
    compiled = re.compile(pattern, re.IGNORECASE)

    def test(item: Item, _language: str | None) -> str | None:
        hit = next((option.text for option in item.options if compiled.search(option.text)), None)
        return f"The option “{hit}” refers to the other options." if hit else None

    return test


def _negative_stem(item: Item, _language: str | None) -> str | None:
    if item.type not in _CHOICES:
        return None
    asked = re.search(
        r"\b(?:which|what|who|quale|quali)\b[^?.]*\b(?:not|never|except|false|incorrect|non|tranne|eccetto|falsa)\b[^?.]*\?",
        item.stem,
        re.IGNORECASE,
    )
    return "The stem asks for what is not so." if asked else None


def _unfocused_stem(item: Item, _language: str | None) -> str | None:
    if item.type not in _CHOICES:
        return None
    is_question = item.stem.rstrip(" *”\"')").endswith(("?", ":", "____", "____.")) or re.search(
        r"\b(?:choose|select|put|match|scegli|abbina|ordina)\b", item.stem, re.IGNORECASE
    )
    if not is_question:
        return "The stem asks nothing."
    return "The stem is too short to ask something." if len(item.stem.split()) < 3 else None


def _ambiguous(item: Item, _language: str | None) -> str | None:
    words = re.search(r"\b(?:etc\.?|and so on|and/or|such things|stuff|something like)", item.stem, re.IGNORECASE)
    return f"“{words.group()}” leaves open what is asked." if words else None


def _gratuitous(item: Item, _language: str | None) -> str | None:
    return "The stem holds more than the question needs." if len(item.stem.split()) > 40 else None


def _gap_in_choice(item: Item, _language: str | None) -> str | None:
    has_gap = item.type in _CHOICES and re.search(r"_{2,}|…\s*$|\.\.\.\s*$", item.stem)
    return "A choice is asked as a gap." if has_gap else None


def _true_false_in_choice(item: Item, _language: str | None) -> str | None:
    if item.type not in _CHOICES:
        return None
    hit = any(re.match(r"(?:true|false|vero|falso)\b", option.text, re.IGNORECASE) for option in item.options)
    return "Options say true or false." if hit else None


def _longest_is_key(item: Item, _language: str | None) -> str | None:
    key, others = _key(item), [len(option.text) for option in item.options if not option.correct]
    if item.type is not ItemType.MULTIPLE_CHOICE or key is None or not others or len(key.text.split()) < 4:
        return None
    return "The key is much the longest option." if len(key.text) > 1.4 * max(others) else None


def _word_repeat(item: Item, language: str | None) -> str | None:
    key = _key(item)
    if item.type is not ItemType.MULTIPLE_CHOICE or key is None or len(item.options) < 3:
        return None
    distractors = [option.text for option in item.options if not option.correct]
    repeats = key_echoes_stem(key.text, distractors, item.stem, language)
    return "Only the key repeats words of the stem." if repeats else None


def _convergence(item: Item, language: str | None) -> str | None:
    key = _key(item)
    if key is None or len(item.options) < 4:
        return None
    lemmas = [(option.correct, content_lemmas(option.text, language)) for option in item.options]
    of_key = next(words for correct, words in lemmas if correct)
    others = [words for correct, words in lemmas if not correct]
    shared = [words & of_key for words in others]
    crossed = len(of_key) > 1 and all(shared) and not frozenset.intersection(*others)
    each_elsewhere = all(any(word in words for words in others) for word in of_key)
    return "The key is what the other options have in common." if crossed and each_elsewhere else None


def _logical_cue(item: Item, language: str | None) -> str | None:
    key = _key(item)
    if key is None:
        return None
    included = [o.text for o in item.options if not o.correct and overlaps(o.text, key.text, language)]
    return f"“{included[0]}” includes the key or is included in it." if included else None


def _grammatical_cue(item: Item, language: str | None) -> str | None:
    if item.type not in _CHOICES or language not in {"en", None}:
        return None
    article = re.search(r"\b(an?)\s*(?:____|:)?\s*$", item.stem)
    if article:
        return "The article before the gap gives the key away."
    key = _key(item)
    forms = [(option.correct, opening_form(option.text, language)) for option in item.options]
    others = {form for correct, form in forms if not correct}
    odd_one = key is not None and len(others) == 1 and len(forms) > 2 and opening_form(key.text, language) not in others
    clear = {"number", "to", "ing"}
    return "Only the key has its grammatical form." if odd_one and others & clear else None


def _absolute_term(item: Item, _language: str | None) -> str | None:
    pattern = re.compile(r"\b(?:always|never|only|completely|absolutely|sempre|mai)\b", re.IGNORECASE)
    marked = [option.correct for option in item.options if pattern.search(option.text)]
    return "Only wrong options are absolute." if marked and not any(marked) and item.type in _CHOICES else None


def _vague_term(item: Item, _language: str | None) -> str | None:
    pattern = re.compile(r"\b(?:usually|sometimes|often|generally|frequently|rarely|occasionally)\b", re.IGNORECASE)
    marked = [option.correct for option in item.options if pattern.search(option.text)]
    return "Some options are vague." if marked and len(marked) < len(item.options) else None


def _lost_sequence(item: Item, language: str | None) -> str | None:
    values = [quantities(option.text, language) for option in item.options]
    if len(values) < 3 or not all(len(found) == 1 for found in values):
        return None
    numbers = [found[0].value for found in values]
    same_unit = len({(found[0].unit or "").removesuffix("s") for found in values}) == 1
    return "Numbers are out of order." if same_unit and numbers != sorted(numbers) else None


def _implausible(item: Item, _language: str | None) -> str | None:
    key = _key(item)
    if key is None or item.type is not ItemType.MULTIPLE_CHOICE:
        return None
    odd = [o.text for o in item.options if len(o.text) > 4 * max(12, len(key.text)) or len(o.text.strip()) == 0]
    return f"“{odd[0]}” cannot pass for an answer." if odd else None


def _several_keys(item: Item, _language: str | None) -> str | None:
    several = item.type is ItemType.MULTIPLE_CHOICE and sum(option.correct for option in item.options) != 1
    return "A choice has exactly one right option." if several else None


_TESTS: dict[Flaw, _Test] = {
    Flaw.ALL_OF_THE_ABOVE: _options_matching(
        r"\b(?:all|both|tutt[ei]) (?:of )?(?:the )?(?:above|these|them|precedenti)\b"
    ),
    Flaw.NONE_OF_THE_ABOVE: _options_matching(
        r"\b(?:none|neither|nessun[ao]) (?:of |delle )?(?:the )?(?:above|these|precedenti)\b"
    ),
    Flaw.COMPLEX_OPTIONS: _options_matching(r"^(?:both )?\(?[a-eA-E1-5]\)? (?:and|e) \(?[a-eA-E1-5]\)?$"),
    Flaw.NEGATIVE_STEM: _negative_stem,
    Flaw.UNFOCUSED_STEM: _unfocused_stem,
    Flaw.AMBIGUOUS: _ambiguous,
    Flaw.GRATUITOUS: _gratuitous,
    Flaw.GAP_IN_CHOICE: _gap_in_choice,
    Flaw.TRUE_FALSE_IN_CHOICE: _true_false_in_choice,
    Flaw.LONGEST_IS_KEY: _longest_is_key,
    Flaw.WORD_REPEAT: _word_repeat,
    Flaw.CONVERGENCE: _convergence,
    Flaw.LOGICAL_CUE: _logical_cue,
    Flaw.GRAMMATICAL_CUE: _grammatical_cue,
    Flaw.ABSOLUTE_TERM: _absolute_term,
    Flaw.VAGUE_TERM: _vague_term,
    Flaw.LOST_SEQUENCE: _lost_sequence,
    Flaw.IMPLAUSIBLE_DISTRACTOR: _implausible,
    Flaw.SEVERAL_KEYS: _several_keys,
}


def _key(item: Item) -> Option | None:
    correct = [option for option in item.options if option.correct]
    return correct[0] if len(correct) == 1 else None


def blocking_flaws(item: Item, language: str | None) -> Iterator[FoundFlaw]:
    """The flaws that keep a generated item out."""
    return (found for found in find_flaws(item, language) if found.flaw in BLOCKING)
