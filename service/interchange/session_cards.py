"""The next card of a learner's session, before it is written for a chat: what it says and what it asks."""

from __future__ import annotations

from dataclasses import dataclass

from authoring.items.learner_view import LearnerItem

ADAPTIVE_CARD = "adaptive_card"
SLACK = "slack"

_WORDS = {
    "en": {
        "answer": "Answer",
        "open": "Open in Morsel",
        "nothing": "Nothing is due. Well done.",
        "right": "Right",
        "wrong": "Not right",
        "partly": "Partly right",
        "source": "Source",
        "your_answer": "Your answer",
        "seconds": "about {} s",
    },
    "it": {
        "answer": "Rispondi",
        "open": "Apri in Morsel",
        "nothing": "Non c'è nulla in scadenza. Ben fatto.",
        "right": "Giusto",
        "wrong": "Non è giusto",
        "partly": "Giusto in parte",
        "source": "Fonte",
        "your_answer": "La tua risposta",
        "seconds": "circa {} s",
    },
}


@dataclass(frozen=True, slots=True)
class Card:
    """`lines` are paragraphs. `item` None: it asks nothing, `token` is None too. `link` None: there is nothing to open.

    `token` comes back with the answer and says whose it is and to what.
    """

    language: str
    title: str
    reason: str
    seconds: int
    lines: tuple[str, ...] = ()
    item: LearnerItem | None = None
    token: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class GradedCard:
    """What is shown instead once it was answered. `score` in [0, 1]; None: nothing was graded. `quote` may be empty."""

    language: str
    score: float | None
    rationale: str
    quote: str


def word(language: str, name: str) -> str:
    """A word of ours in the learner's language; English where there is no other."""
    return _WORDS.get(language, _WORDS["en"])[name]


def nothing_due(language: str) -> Card:
    """The card of an empty session."""
    return Card(language, word(language, "nothing"), "", 0)


def can_be_asked_on_a_card(item: LearnerItem) -> bool:
    """By choices or by a line of text; what is matched, put in order or marked by oneself needs a page."""
    return not (item.lefts or item.steps or item.is_self_marked)


def verdict(card: GradedCard) -> str:
    """Right, not right or partly right, in words; empty: nothing was graded."""
    if card.score is None:
        return ""
    name = "right" if card.score >= 1 else "partly" if card.score > 0 else "wrong"
    return word(card.language, name)


def small_print(card: Card) -> str:
    """Why it is shown and how long it takes."""
    takes = word(card.language, "seconds").format(card.seconds) if card.seconds else ""
    return " · ".join(part for part in (card.reason, takes) if part)
