"""G3 and K1: the key follows from the cited text, and nothing else among the options does.

What is computed, and what it cannot see: G3 asks that every content lemma, number and class word of a key stands in
the item's cited spans, and that the stem speaks of what is cited. K1 refuses a distractor that equals, contains or is
contained in a key by lemmas, that lies on the right side of a stated limit, or whose words stand in some passage that
fits the stem at least as well as the passage that holds the key. A distractor made true in other words, or only by an
inference over two sentences, is beyond it: those are for the blind reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from tests.evals.draft_file import Item, Option
from tests.evals.facts import Modality, limits, modalities, negations, quantities
from tests.evals.grounding import cited_sentences, invented, is_true, keys, statement_of, unsupported_quantities
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss, Passage, Source
from tests.evals.wording import STOP, content_lemmas, jaccard, lemma, plain, share, words

# Words of a question's frame: they say nothing about what is asked.
_FRAME_WORDS = """
    follow describe mean name call term guide document text tell say avoid happen come step order match protect
    purpose choose put apply statement class level kind type case example true false correct right answer
    question option person people someone required recommended allowed forbidden require recommend allow forbid
    do advise state minimum maximum long often many much number time next first last right reason role duty job
    complete sentence word blank part belong definition meaning right write explain list give quale cosa
    significa termine
    own main point under step state abbinare voce significato parola spiegare indicare prevedere descrivere
    principale valore passo subito dopo venire esporre limite tuo
"""
FRAME = frozenset(_FRAME_WORDS.split())
CLASS_WORDS = {
    "required": Modality("must", negated=False),
    "recommended": Modality("should", negated=False),
    "allowed": Modality("may", negated=False),
    "forbidden": Modality("must", negated=True),
    "obbligatorio": Modality("must", negated=False),
    "raccomandato": Modality("should", negated=False),
    "consentito": Modality("may", negated=False),
    "vietato": Modality("must", negated=True),
}
_PARTS = re.compile(r"[;:]\s+")  # a lead-in and the members of its list, told in one line
SAME_RULE = 0.75  # share of the stem's own words that another passage must hold to be about the same thing; read by eye


def key_tally(case: Case) -> Tally:
    """G3 over all items of a draft."""
    return _tally(case.source, [item for _, item in case.draft.items(shown_only=False)], why_key_does_not_follow)


def one_key_tally(case: Case) -> Tally:
    """K1 over all items that the engine assembled, shown or banked."""
    return _tally(case.source, case.draft.written(shown_only=False), why_not_one_key)


def authors_one_key_tally(case: Case) -> Tally:
    """K1 over the author's own questions: what a quiz looks like that people wrote."""
    taken = [item for _, item in case.draft.items(shown_only=False) if item.is_the_author_s]
    return _tally(case.source, taken, why_not_one_key)


def _tally(source: Source, items: Sequence[Item], judge: Callable[[Source, Item], str]) -> Tally:
    misses = [Miss(item.id, item.stem, why) for item in items if (why := judge(source, item))]
    return Tally(len(items), tuple(misses))


def subject(source: Source, item: Item) -> frozenset[str]:
    """Lemmas of the stem that say what is asked about: frame words and words of the options left out.

    An open recall prompt is a fixed sentence about the title that it quotes.
    """
    named = _QUOTED.search(item.stem) if item.is_open_recall else None
    stem = named[1] if named else item.stem.replace("____", " ")
    options = frozenset().union(*(content_lemmas(option.text, source.language) for option in item.options))
    return content_lemmas(stem, source.language) - FRAME - options


_QUOTED = re.compile(r"[“«](.+)[”»]")


def why_key_does_not_follow(source: Source, item: Item) -> str:
    """G3: the first reason why the key does not follow from the cited spans, literally or by lemma; else empty."""
    cited = source.cited((*item.citations, *(c for option in item.keys for c in option.citations)))
    if item.type == "true_false":
        return _truth_value_does_not_follow(source, item, cited)
    for place, key in keys(item):
        if why := _is_not_cited(source, item, key, cited):
            return f"key {place}: {why}"
    if item.is_the_author_s:
        return _author_marked_another(source, item)
    return (
        _stem_is_elsewhere(source, item)
        or _is_not_the_next_step(source, item)
        or _order_is_not_the_source_s(item, cited)
    )


def _is_not_cited(source: Source, item: Item, key: str, cited: str) -> str:
    """Why one key does not stand in the cited text: as an amount, as a class of obligation, literally or by lemma."""
    if item.type == "numeric":
        return f"{key} is not in the cited text" if unsupported_quantities(key, cited) else ""
    if class_word := _class_word(item, key):
        return "" if class_word in modalities(cited) else f"no {class_word.force} in the cited text"
    parts = [plain(part).lower() for part in _PARTS.split(key.rstrip(".")) if part]
    if parts and all(part in plain(cited).lower() for part in parts):
        return ""
    wanted = content_lemmas(key, source.language)
    missing = wanted - content_lemmas(cited, source.language)
    if missing or not wanted:
        return f"{sorted(missing)[:3]} not in the cited text"
    return "" if _stands_together(source, key, cited) else "its words are scattered over the cited text"


def _author_marked_another(source: Source, item: Item) -> str:
    """The document itself says which options of its quizzes are right."""
    for option in item.options:
        block = source.by_id.get(option.source.block) if option.source else None
        if block is not None and block.marked_correct is not None and block.marked_correct != option.correct:
            return f"option {option.id}: the author marked it otherwise"
    return ""


def _class_word(item: Item, key: str) -> Modality | None:
    """The modal class a key names where all options do: required, recommended, allowed, forbidden."""
    names = {plain(option.text).lower().rstrip(".") for option in item.options}
    return CLASS_WORDS.get(plain(key).lower().rstrip(".")) if names and names <= set(CLASS_WORDS) else None


def _stands_together(source: Source, key: str, cited: str) -> bool:
    """Whether two sentences of the cited text hold the whole key: a lead-in and a member of its list, or neighbours."""
    wanted = content_lemmas(key, source.language)
    found = [content_lemmas(sentence, source.language) & wanted for sentence in cited_sentences(cited)]
    return any(wanted <= left | right for left in found for right in found)


def _stem_is_elsewhere(source: Source, item: Item) -> str:
    asked = subject(source, item)
    told = content_lemmas(source.cited_with_context(item.citations) + " " + source.title, source.language)
    return "the stem speaks of something that is not cited" if len(asked) > 1 and share(asked, told) < 0.5 else ""


def _order_is_not_the_source_s(item: Item, cited: str) -> str:
    places = [plain(cited).lower().find(plain(text).lower().rstrip(".")) for text in item.order]
    found = [place for place in places if place >= 0]
    return "the order is not that of the cited text" if found != sorted(found) else ""


_NEXT = re.compile(r"(?:right after|subito dopo)[^“«\"]*[“«\"](.+)[”»\"]")
_FIRST = re.compile(r"\b(?:what is the first step|what comes first|qual è il primo passo)\b", re.IGNORECASE)


def _is_not_the_next_step(source: Source, item: Item) -> str:
    """Of the options of "what comes right after …" the key must follow that step first in the source."""
    text = plain(source.text).lower()
    before = _NEXT.search(plain(item.stem))
    start = text.find(before.group(1).lower().rstrip(".")) if before else 0 if _FIRST.search(item.stem) else -1
    places = {option.id: text.find(plain(option.text).lower().rstrip("."), start + 1) for option in item.options}
    later = [place for place in places.values() if place >= 0]
    if start < 0 or not later or not item.keys:
        return ""
    return "another step comes earlier in the source" if places[item.keys[0].id] != min(later) else ""


def _truth_value_does_not_follow(source: Source, item: Item, cited: str) -> str:
    statement = statement_of(item.stem)
    if not item.keys:
        return "no key"
    says_true = is_true(item.keys[0])
    # Headings may complete a true statement; a false one may owe its falsehood to an actor from next door.
    around = source.cited_with_context(item.citations) if says_true else ""
    follows = _is_stated(source, statement, around, cited)
    if says_true:
        return "" if follows else "a true statement that the cited text does not make"
    return "a false statement that the cited text makes" if follows else ""


def _is_stated(source: Source, statement: str, support: str, cited: str) -> bool:
    """Whether one cited sentence makes the statement: its lemmas (context may help), facts and negation."""
    wanted = content_lemmas(statement, source.language)
    around = content_lemmas(support, source.language)
    scope = content_lemmas(statement.partition(": ")[0], source.language) & around if ": " in statement else frozenset()
    for sentence in cited_sentences(cited):
        own = content_lemmas(sentence, source.language)
        if (
            (share(wanted, own) >= 0.6 or share(wanted - scope, own) >= 0.8)
            and wanted <= own | around
            and not invented(statement, f"{sentence}\n{support}")
        ):
            around_it = sentence if quantities(sentence) else f"{sentence} {support}"
            same_facts = quantities(statement) <= quantities(around_it) and limits(statement) <= limits(sentence)
            same_force = modalities(statement) == modalities(sentence) or share(own, wanted) < 0.9
            if (
                same_facts
                and same_force
                and negations(statement) <= negations(sentence)
                and _same_sense(statement, sentence)
            ):
                return True
    return False


def _same_sense(statement: str, sentence: str) -> bool:
    """A statement that repeats a whole sentence repeats its negation too; modals of one class agree in negation."""
    if negations(statement) == negations(sentence):
        return True
    return share(content_lemmas(sentence), content_lemmas(statement)) < 0.8


def why_not_one_key(source: Source, item: Item) -> str:
    """K1: the first reason why an item has no single defensible key; else empty."""
    faults = (_wrong_number_of_keys, _equal_texts, _right_side_of_a_limit, _true_elsewhere, _false_made_true)
    return next((why for fault in faults if (why := fault(source, item))), "")


def _wrong_number_of_keys(source: Source, item: Item) -> str:
    right = len(item.keys)
    if item.type in {"multiple_choice", "true_false"} and right != 1:
        return f"{right} keys"
    if item.type == "multiple_response" and not 0 < right < len(item.options):
        return f"{right} of {len(item.options)} options are keys"
    return ""


def _equal_texts(source: Source, item: Item) -> str:
    answers = [option.text for option in item.options] or list(item.order)
    for texts in (answers, [pair.left for pair in item.pairs], [pair.right for pair in item.pairs]):
        if len({plain(text).lower().rstrip(".") for text in texts}) < len(texts):
            return "two texts are equal"
    if item.type == "true_false":
        return ""
    for key in item.keys:
        for distractor in item.distractors:
            if why := _synonymous(source, key, distractor):
                return f"{distractor.id}: {why}"
    return ""


def _synonymous(source: Source, key: Option, distractor: Option) -> str:
    left, right = content_lemmas(key.text, source.language), content_lemmas(distractor.text, source.language)
    if _facts(key.text) != _facts(distractor.text):
        return ""
    if left == right and left and not _turned_round(source, key.text, distractor.text):
        return "the same words as the key"
    if min(len(left), len(right)) > 1 and (left < right or right < left):
        return "says the key and more, or a part of it"
    return ""


def _turned_round(source: Source, key: str, distractor: str) -> bool:
    """Whether a clause says the same words in another order ("more when low, less when high"): another meaning.

    In short phrases another order means nothing: "supply and demand".
    """
    left, right = (
        [lemma(word, source.language) for word in words(text) if word.lower() not in STOP] for text in (key, distractor)
    )
    return len(left) >= 5 and left != right


def _facts(text: str) -> tuple[object, ...]:
    return quantities(text), modalities(text), negations(text) > 0, limits(text)


def _right_side_of_a_limit(source: Source, item: Item) -> str:
    """A distractor beyond a minimum satisfies it, unless stem or options speak of the limit itself."""
    asked = f"{item.stem} {' '.join(option.text for option in item.options)}"
    if limits(asked) or any(
        word in asked.lower() for word in ("limit", "how long", "how soon", "shortest", "longest", "how often")
    ):
        return ""
    stated = limits(source.cited(item.citations))
    if len(stated) != 1 or not item.keys:
        return ""
    bound = quantities(item.keys[0].text)
    if len(bound) != 1 or not bound <= quantities(source.cited(item.citations)):
        return ""
    (limit,) = bound
    for option in item.distractors:
        for value, unit in quantities(option.text):
            if unit == limit.unit and (value > limit.value if "minimum" in stated else value < limit.value):
                return f"{option.id}: also satisfies the {sorted(stated)[0]}"
    return ""


def _true_elsewhere(source: Source, item: Item) -> str:
    if item.type not in {"multiple_choice", "multiple_response"} or plain(item.options[0].text).lower() in CLASS_WORDS:
        return ""
    asked = subject(source, item)
    if not asked:
        return ""
    key_words = [content_lemmas(key.text, source.language) for key in item.keys]
    key_fit = max((fit(source, asked, words, cited_in=item) for words in key_words), default=0.0)
    negated = negations(item.stem) > 0 or any(negations(key.text) for key in item.keys)
    for option in item.distractors:
        words = content_lemmas(option.text, source.language)
        if not words or any(words <= key for key in key_words):
            continue
        best = max(
            (
                _fit(asked, passage)
                for passage in passages_holding(source, words)
                if not any(key <= passage.lemmas | passage.section for key in key_words)
                and (negations(passage.text) > 0) == negated
            ),
            default=0.0,
        )
        if best >= max(SAME_RULE, key_fit) and (len(asked) > 1 or best > key_fit):
            return f"{option.id}: another passage says this of the same subject"
    return ""


def _fit(asked: frozenset[str], passage: Passage) -> float:
    """How much of what is asked the passage speaks of; words in the passage itself count, headings only beside them."""
    own = share(asked, passage.lemmas)
    return share(asked, passage.lemmas | passage.about) if own >= 0.3 else own


def fit(source: Source, asked: frozenset[str], words: frozenset[str], *, cited_in: Item) -> float:
    """The best fit among cited passages that hold `words`."""
    blocks = {citation.block for citation in cited_in.citations}
    return max((_fit(asked, p) for p in passages_holding(source, words) if p.block in blocks), default=0.0)


def passages_holding(source: Source, words: frozenset[str]) -> Iterator[Passage]:
    """Passages that hold every one of `words`, in order; none for no words."""
    if words:
        numbers = frozenset.intersection(*(source.passages_with.get(word, frozenset()) for word in words))
        found = (source.passages[number] for number in sorted(numbers))
        yield from (passage for passage in found if words <= passage.lemmas or _heads(words, passage))


def _heads(words: frozenset[str], passage: Passage) -> bool:
    """Whether a heading or label above the passage is about nothing but `words`: "Deputy" over a list of duties."""
    return any(words <= heading and len(words) >= len(heading) / 2 for heading in passage.headings)


def _false_made_true(source: Source, item: Item) -> str:
    """A false statement that some passage of the document makes in the same words."""
    if item.type != "true_false" or not item.keys or is_true(item.keys[0]):
        return ""
    statement = statement_of(item.stem)
    for passage in passages_holding(source, content_lemmas(statement, source.language)):
        if _facts(statement) == _facts(passage.text) and jaccard(passage.lemmas, content_lemmas(statement)) > 0.8:
            return "another passage states this"
    return ""


def key_figures(cases: Sequence[Case]) -> list[Figure]:
    """G3 and K1 over shown and banked items, beside another option as key, and K1 of the authors' own quizzes."""
    follows, single = added(map(key_tally, cases)), added(map(one_key_tally, cases))
    wrong_follows = ("another option as key", _rekeyed(cases, why_key_does_not_follow))
    wrong_single = ("another option as key", _rekeyed(cases, why_not_one_key))
    authors = added(map(authors_one_key_tally, cases))
    return [
        share_figure("G3", "the key follows from the cited text", follows, Target(low=1.0), wrong_follows),
        share_figure("K1", "exactly one defensible key", single, Target(low=0.99), wrong_single),
        share_figure("K1 source", "the same in the authors' own quizzes", authors, Target(gated=False)),
    ]


def rekeyed(item: Item) -> Item | None:
    """The item with its first distractor as the key; None where there is none to take."""
    if item.type != "multiple_choice" or not item.distractors:
        return None
    wrong = item.distractors[0].id
    return item.model_copy(
        update={"options": tuple(o.model_copy(update={"correct": o.id == wrong}) for o in item.options)}
    )


def _rekeyed(cases: Sequence[Case], judge: Callable[[Source, Item], str]) -> float | None:
    verdicts = [
        not judge(case.source, broken)
        for case in cases
        for _, item in case.draft.items(shown_only=False)
        if (broken := rekeyed(item))
    ]
    return sum(verdicts) / len(verdicts) if verdicts else None
