"""S1: a stem stands alone and is at most 35 words long."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.evals.draft_file import Item
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss
from tests.evals.wording import STOP, lemma, plain, sentences, tags, word_count

MAX_WORDS = 35
_PLACE = re.compile(
    r"\b(?:the|see|as|mentioned|described|listed|shown|noted|stated) (?:above|below)\b|\b(?:above"
    r"|below)(?:-mentioned|\s*[,.?:]|$)"
    r"|\bthe (?:following|previous|preceding|next|aforementioned) (?:section|chapter|table|figure|list"
    r"|paragraph|page|slide|example)\b"
    r"|\b(?:this|the current) (?:section|chapter|document|page|table|figure|slide|guide|paragraph|list|example"
    r"|appendix)\b"
    r"|\b(?:figure|fig\.|table|section|chapter|appendix|slide|page) (?:\d|[A-Z]\b)"
    r"|\b(?:aforementioned|according to the (?:text|passage))\b|\bquest[oa] (?:sezione|capitolo|documento|tabella)\b",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"(?:it|its|they|their|them|he|she|his|her|these|those|this|that|such|however|therefore|otherwise|instead"
    r"|also|thus|"
    r"hence|then|but|and|or|so|esso|essa|essi|inoltre|tuttavia)\b",
    re.IGNORECASE,
)
_POINTING = {"this", "these", "those", "such"}
_PRONOUNS = {"it", "they", "them", "its", "their", "he", "she", "him"}


def dangling(stem: str) -> str:
    """Why a stem does not stand alone; empty when it does."""
    text = plain(stem)
    if word_count(text) > MAX_WORDS:
        return f"{word_count(text)} words"
    if place := _PLACE.search(text):
        return f"points to a place in the document: {place.group()!r}"
    first = sentences(text)[0] if text else ""
    if (opener := _OPENERS.match(first)) and not re.match(r"(?:this|that) is\b.*\?", first, re.IGNORECASE):
        return f"opens with {opener.group().lower()!r}"
    return _unresolved_pronoun(text)


def _unresolved_pronoun(text: str) -> str:
    """A pronoun with no noun before it, or "this" with a noun that was not named before."""
    tagged = [(word.lower(), tag) for word, tag in tags(text)]
    seen: set[str] = set()
    for place, (word, tag) in enumerate(tagged):
        following, its_tag = tagged[place + 1] if place + 1 < len(tagged) else ("", "")
        alone = word in _PRONOUNS or (word in _POINTING - {"such"} and not its_tag.startswith(("NN", "JJ", "CD")))
        if alone and not seen and not _is_empty_it(tagged, place):
            return f"{word!r} refers to nothing"
        points = word in _POINTING - {"such"} and its_tag.startswith("NN") and following not in STOP
        if points and lemma(following) not in seen | {"statement", "case"}:
            return f"'{word} {following}' was not named"
        if word not in STOP and tag.startswith(("NN", "JJ", "VB")):
            seen.add(lemma(word))
    return ""


def _is_empty_it(tagged: list[tuple[str, str]], place: int) -> bool:
    """ "Whose job is it to …", "how long does it take": the "it" that stands for what follows."""
    after = {word for word, _ in tagged[place + 1 : place + 5]}
    return tagged[place][0] == "it" and bool(after & {"to", "take", "that", "possible", "necessary", "mean", "means"})


def stem_tally(case: Case) -> Tally:
    """S1 over the shown items but the open-recall prompts, which are one fixed sentence."""
    items = [item for _, item in case.draft.items() if not item.is_open_recall]
    return Tally(len(items), tuple(Miss(item.id, item.stem, why) for item in items if (why := item_dangles(item))))


def item_dangles(item: Item) -> str:
    """As `dangling`; what an imported question of the author's owes its own page is judged alike."""
    return dangling(item.stem.replace("____", "something"))


def stem_figures(cases: Sequence[Case]) -> list[Figure]:
    """S1 beside sentences of the document taken as they come."""
    tally = added(stem_tally(case) for case in cases)
    drawn = [
        not dangling(sentence)
        for case in cases
        for block in case.draft.blocks
        if block.kind == "paragraph"
        for sentence in sentences(block.text)
    ]
    baseline = sum(drawn) / len(drawn) if drawn else None
    return [share_figure("S1", "stems stand alone", tally, Target(low=0.98), ("the document's sentences", baseline))]
