"""L1: the 19 item-writing flaws, detected by rules of our own.

The list is that of Moore, Nguyen, Chen and Stamper (2023, "Assessing the quality of multiple-choice questions using
GPT-4 and rule-based methods"), after Tarrant (2006) and the guidelines of Haladyna, Downing and Rodriguez (2002).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from statistics import mean

from tests.evals.draft_file import Item
from tests.evals.facts import quantities
from tests.evals.forms import OBLIGATION_CLASSES, form
from tests.evals.keys import why_not_one_key
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss, Source
from tests.evals.stems import item_dangles
from tests.evals.wording import content_lemmas, jaccard, plain, sentences, share, word_count, words

Detector = Callable[[Source, Item], bool]

_NONE_OF_THE_ABOVE = re.compile(
    r"\bnone of (?:the above|these|them|the following|the other)|\bnessun[ao] d(?:i|elle|egli)\b", re.I
)
_ALL_OF_THE_ABOVE = re.compile(
    r"\b(?:all|both|any|either) of (?:the above|these|them|the following)|\btutt[ei] le precedenti\b", re.I
)
_COMBINATION = re.compile(
    r"^(?:both )?\(?(?:[a-e]|[1-5]|i{1,3}|iv)\)?(?:,| and| e)\s?\(?(?:[a-e]|[1-5]|i{1,3}|iv)\)?\b(?! \w+\b$)"
    r"|\bonly [a-e]$",
    re.I,
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|nobody|everybody|everyone|completely|absolutely|entirely|all|none|only|every|sempre|mai)\b",
    re.I,
)
_VAGUE = re.compile(
    r"\b(?:frequently|often|sometimes|usually|occasionally|generally|rarely|seldom|probably|typically|spesso"
    r"|talvolta)\b",
    re.I,
)
_TRUE_STATEMENT = re.compile(
    r"\bwhich (?:of (?:these|the following)(?: statements?)?|statements?) (?:is|are) (?:true|false|correct"
    r"|incorrect|right|wrong)\b",
    re.I,
)
_NEGATIVE = re.compile(r"\b(?:not|never|except|least likely|neither|cannot|non(?!-)|tranne|eccetto)\b|n't\b", re.I)
_SUBCLAUSE = re.compile(r"\b(?:when|if|that|who|unless|until|where|because|while|after|before|without|to)\b", re.I)
_SEQUENCE_CUE = re.compile(r"^(?:first|then|next|finally|lastly|after that|prima|poi|infine)\b", re.I)


def choices(item: Item) -> bool:
    return item.type in {"multiple_choice", "multiple_response"} and bool(item.keys) and bool(item.distractors)


def binding_question(item: Item) -> bool:
    """Whether the options are the closed set required, recommended, allowed, forbidden, which the stem names."""
    return all(plain(option.text).lower() in OBLIGATION_CLASSES for option in item.options)


def unclear(source: Source, item: Item) -> bool:
    return bool(item_dangles(item)) and word_count(item.stem) <= 35


def implausible_distractor(source: Source, item: Item) -> bool:
    """A distractor none of whose words the document uses: nothing of the subject makes anyone choose it."""
    if not choices(item) or binding_question(item):
        return False
    known = source.passages_with
    return any(
        not quantities(option.text)
        and (lemmas := content_lemmas(option.text, source.language))
        and not any(word in known for word in lemmas)
        and plain(option.text).lower() not in plain(source.text).lower()
        for option in item.distractors
    )


def none_of_the_above(source: Source, item: Item) -> bool:
    return any(_NONE_OF_THE_ABOVE.search(option.text) for option in item.options)


def longest_is_key(source: Source, item: Item) -> bool:
    """The key stands out: a third longer than the longest distractor, and by a word at least."""
    if not choices(item) or item.type != "multiple_choice":
        return False
    key, longest = len(item.keys[0].text), max(len(option.text) for option in item.distractors)
    return key > 1.35 * longest and key - longest >= 8


def gratuitous_stem(source: Source, item: Item) -> bool:
    return word_count(item.stem) > 35 or len(sentences(item.stem)) > 3


def true_false_options(source: Source, item: Item) -> bool:
    return choices(item) and bool(_TRUE_STATEMENT.search(item.stem))


def convergence(source: Source, item: Item) -> bool:
    """The key has most in common with the other options, by a clear margin."""
    if item.type != "multiple_choice" or len(item.options) < 3 or not item.keys or quantities(item.keys[0].text):
        return False
    lemmas = {option.id: content_lemmas(option.text, source.language) for option in item.options}
    shared = {
        own: mean(jaccard(lemmas[own], lemmas[other]) for other in lemmas if other != own) if lemmas[own] else 0.0
        for own in lemmas
    }
    key = item.keys[0].id
    return shared[key] > max(value for own, value in shared.items() if own != key) + 0.15


def logical_cue(source: Source, item: Item) -> bool:
    """A word of the key is of one family with a word of the stem, and no distractor has such a word."""
    if item.type == "ordering":
        return any(_SEQUENCE_CUE.match(text) for text in item.order)
    if not choices(item):
        return False
    stem = content_lemmas(item.stem, source.language)

    def related(text: str) -> bool:
        own = content_lemmas(text, source.language) - stem
        return any(a[:6] == b[:6] for a in own for b in stem if len(a) > 6 and len(b) > 6)

    return any(related(key.text) for key in item.keys) and not any(related(option.text) for option in item.distractors)


def all_of_the_above(source: Source, item: Item) -> bool:
    return any(_ALL_OF_THE_ABOVE.search(option.text) for option in item.options)


def gap_in_the_middle(source: Source, item: Item) -> bool:
    """A choice with a gap inside its stem; a cloze with its gap among the first six words."""
    before, gap, after = item.stem.partition("____")
    if not gap:
        return False
    return len(words(before)) < 6 if item.type == "cloze" else len(words(after)) > 2


def absolute_terms(source: Source, item: Item) -> bool:
    """An absolute word in exactly one option sets it apart."""
    return choices(item) and sum(bool(_ABSOLUTE.search(option.text)) for option in item.options) == 1


def word_repeats(source: Source, item: Item) -> bool:
    """A content word of the stem stands in the key and in no distractor; in matching, in its own answer only."""
    if item.type == "matching":
        lefts = [content_lemmas(pair.left, source.language) for pair in item.pairs]
        return any(
            left & content_lemmas(pair.right, source.language) for left, pair in zip(lefts, item.pairs, strict=True)
        )
    stem = content_lemmas(item.stem.replace("____", " "), source.language)
    if item.type in {"cloze", "short_answer"}:
        answer = (
            content_lemmas(item.accepted_answers[0].value, source.language) if item.accepted_answers else frozenset()
        )
        return bool(answer) and share(answer, stem) == 1.0
    if not choices(item) or binding_question(item):
        return False
    elsewhere = frozenset().union(*(content_lemmas(option.text, source.language) for option in item.distractors))
    return any((content_lemmas(key.text, source.language) & stem) - elsewhere for key in item.keys)


def unfocused_stem(source: Source, item: Item) -> bool:
    """No question: no question mark, gap or task, or nothing in it but a frame."""
    text = plain(item.stem)
    asks = "?" in text or "____" in text or item.type in {"true_false", "matching", "ordering", "short_answer"}
    asks |= bool(re.search(r"\b(?:choose|select|scegli|complete)\b", text, re.I))
    return not asks or not content_lemmas(text.replace("____", " "), source.language) or len(words(text)) < 3


def complex_type(source: Source, item: Item) -> bool:
    return any(_COMBINATION.search(plain(option.text)) for option in item.options)


def grammatical_cue(source: Source, item: Item) -> bool:
    """The key alone fits the stem or stands apart by its form; or the article before a gap tells the first letter."""
    if item.type == "cloze":
        return bool(re.search(r"\b(?:a|an) ____", plain(item.stem)))
    if item.type != "multiple_choice" or not choices(item) or len(item.options) < 3:
        return False
    key = form(item.keys[0].text)
    others = [form(option.text) for option in item.distractors]
    return not any(key.kinds & other.kinds for other in others) or all(
        key.ends_with_stop != other.ends_with_stop for other in others
    )


def lost_sequence(source: Source, item: Item) -> bool:
    """Amounts, or labels that differ by a number, out of order."""
    if not choices(item):
        return False
    texts = [plain(option.text) for option in item.options]
    amounts = [quantities(text) for text in texts]
    if all(len(amount) == 1 for amount in amounts) and len({next(iter(amount)).unit for amount in amounts}) == 1:
        values = [next(iter(amount)).value for amount in amounts]
    elif len({re.sub(r"\d+", "", text) for text in texts}) == 1 and all(re.search(r"\d", text) for text in texts):
        values = [float(match.group()) for text in texts if (match := re.search(r"\d+", text))]
    else:
        return False
    return values not in (sorted(values), sorted(values, reverse=True))


def vague_terms(source: Source, item: Item) -> bool:
    return choices(item) and any(_VAGUE.search(option.text) for option in item.options)


def more_than_one_key(source: Source, item: Item) -> bool:
    return bool(why_not_one_key(source, item))


def negative_stem(source: Source, item: Item) -> bool:
    """The question itself is negated; a negation in a condition ("when nobody answers") is not meant."""
    if item.type == "true_false":
        plainly = re.sub(
            r"\b(?:must|shall|should|may|can)(?: not|not| never)\b|\bnever\b", "", plain(item.stem), flags=re.I
        )
        return bool(re.search(r"\bnot\b|n't\b|\bnon\b", plainly, re.I))
    if not choices(item):
        return False
    unquoted = re.sub(r"[“«\"].*?[”»\"]", "", item.stem)
    question = next((text for text in reversed(sentences(plain(unquoted))) if "?" in text), "")
    opening, _, rest = question.partition(" ")
    return bool(_NEGATIVE.search(opening + " " + _SUBCLAUSE.split(rest, maxsplit=1)[0]))


FLAWS: dict[str, Detector] = {
    "ambiguous or unclear": unclear,
    "implausible distractor": implausible_distractor,
    "none of the above": none_of_the_above,
    "longest option is the key": longest_is_key,
    "gratuitous information in the stem": gratuitous_stem,
    "true/false statements as options": true_false_options,
    "convergence cue": convergence,
    "logical cue in the stem": logical_cue,
    "all of the above": all_of_the_above,
    "gap at the beginning or in the middle": gap_in_the_middle,
    "absolute term": absolute_terms,
    "word repeated in stem and key": word_repeats,
    "unfocused stem": unfocused_stem,
    "complex or K-type": complex_type,
    "grammatical cue": grammatical_cue,
    "lost sequence": lost_sequence,
    "vague term": vague_terms,
    "more than one key": more_than_one_key,
    "negative stem": negative_stem,
}


def flaws_of(source: Source, item: Item) -> Iterator[str]:
    """Names of the flaws an item has."""
    return (name for name, detect in FLAWS.items() if detect(source, item))


def flaw_tally(case: Case) -> Tally:
    """L1 over the shown items that the engine assembled; the author's own questions are theirs."""
    items = case.draft.written()
    misses = (Miss(item.id, item.stem, ", ".join(flaws_of(case.source, item))) for item in items)
    return Tally(len(items), tuple(miss for miss in misses if miss.why))


def flaw_figures(cases: Sequence[Case]) -> list[Figure]:
    """L1, beside the share of sound items among the questions that the documents' own authors wrote."""
    sound = [
        not any(flaws_of(case.source, item))
        for case in cases
        for _, item in case.draft.items(shown_only=False)
        if item.is_the_author_s
    ]
    tally = added(map(flaw_tally, cases))
    baseline = sum(sound) / len(sound) if sound else None
    return [
        share_figure(
            "L1", "items free of the 19 flaws", tally, Target(low=0.92), ("the authors' own quizzes", baseline)
        )
    ]
