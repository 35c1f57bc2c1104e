"""W1, approximately: items ask for a rule, limit, duty, definition or step, not for an example, id or date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.evals.draft_file import Item
from tests.evals.facts import dates
from tests.evals.grounding import keys
from tests.evals.measure import Case, Figure, Tally, Target, added, share_figure
from tests.evals.source import Miss, Source
from tests.evals.wording import plain, sentences

_ILLUSTRATION = re.compile(
    r"\b(?:for example|for instance|e\.g\.|suppose|imagine|let's say|say you|once upon|anecdote|last year"
    r"|years ago|in one case"
    r"|ad esempio|per esempio|supponiamo)\b",
    re.I,
)
_TRIVIA = re.compile(
    r"\b(?:which|what|in which) (?:section|chapter|version|year|date|page|figure|table|edition|appendix)\b"
    r"|\bhow many (?:steps|items|"
    r"sections|chapters|levels|rows|points|words)\b|\bwho (?:wrote|is the author|published)\b"
    r"|\bwhat does \S+ stand for\b"
    r"|\bwhich (?:requirement|control) (?:id|number)\b|\bin (?:che|quale) (?:anno|sezione|capitolo)\b",
    re.I,
)
_IDENTIFIER = re.compile(r"v?\d+(?:\.\d+)+|(?:19|20)\d{2}|§\s?\d.*|#\d+|https?://\S+")
_EXAMPLE_IS_ASKED = re.compile(r"\b(?:illustrate|example|approach|class|category|severity|which \w+ is this)\b", re.I)


def trivial(source: Source, item: Item) -> str:
    """Why an item is not worth asking; empty when nothing speaks against it."""
    if _TRIVIA.search(plain(item.stem)):
        return "asks for a place, date, count or author"
    texts = [text for _, text in keys(item)]
    if texts and all(_IDENTIFIER.fullmatch(plain(text)) for text in texts):
        return "the key is an identifier, version or year"
    if item.options and all(dates(option.text) for option in item.options):
        return "the options are dates"
    if not _EXAMPLE_IS_ASKED.search(item.stem) and _all_cited_is_illustration(source, item):
        return "everything cited is an illustration"
    return ""


def _all_cited_is_illustration(source: Source, item: Item) -> bool:
    """Whether each cited sentence is introduced as an example by its own words."""
    cited = [
        sentence
        for citation in item.citations
        for sentence in sentences(source.text[citation.span[0] : citation.span[1]])
    ]
    return bool(cited) and all(_ILLUSTRATION.match(plain(text)) or "e.g." in text[:40] for text in cited)


def worth_tally(case: Case) -> Tally:
    """W1 over the shown items but the open-recall prompts."""
    items = [item for _, item in case.draft.items() if not item.is_open_recall]
    return Tally(
        len(items), tuple(Miss(item.id, item.stem, why) for item in items if (why := trivial(case.source, item)))
    )


def worth_figures(cases: Sequence[Case]) -> list[Figure]:
    """W1, approximate."""
    return [
        share_figure("W1", "items about what matters (approximate)", added(map(worth_tally, cases)), Target(low=0.9))
    ]
