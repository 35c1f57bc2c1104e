"""A session card as an Adaptive Card 1.4, https://adaptivecards.io/explorer: for Teams, Webex and others."""

from __future__ import annotations

import re

from service.interchange.session_cards import Card, GradedCard, small_print, verdict, word

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.4"  # what Teams shows on phone and desk
_Json = dict[str, object]


def as_adaptive_card(card: Card) -> _Json:
    """The card; its `Action.Submit` sends `token` and `answer`: hand both on to /callbacks/cards as they are.

    Of several choices `answer` has the ids, separated by commas, as the standard says.
    """
    body = [_text(card.title, size="Large", weight="Bolder"), *(_text(line) for line in card.lines)]
    actions: list[_Json] = []
    if card.item is not None:
        body += [_text(card.item.stem, weight="Bolder"), _answering(card)]
        actions.append({"type": "Action.Submit", "title": word(card.language, "answer"), "data": {"token": card.token}})
    if card.link is not None:
        actions.append({"type": "Action.OpenUrl", "title": word(card.language, "open"), "url": card.link})
    if small_print(card):
        body.append(_text(small_print(card), isSubtle=True, size="Small"))
    return _card(card.language, body, actions)


def graded_as_adaptive_card(card: GradedCard) -> _Json:
    """The card that takes the question's place."""
    body = [_text(verdict(card), weight="Bolder"), _text(card.rationale)]
    if card.quote:
        body.append(_text(f"{word(card.language, 'source')}: “{card.quote}”", isSubtle=True))
    return _card(card.language, [part for part in body if part["text"]], [])


def _answering(card: Card) -> _Json:
    assert card.item is not None  # noqa: S101  the caller looked
    label = word(card.language, "your_answer")
    asked: _Json = {"id": "answer", "label": label, "isRequired": True, "errorMessage": label}
    if not card.item.options:
        return {"type": "Input.Text", "maxLength": 2000, **asked}
    choices = [{"title": option.text, "value": option.id} for option in card.item.options]
    several = card.item.choose_several
    return {
        "type": "Input.ChoiceSet",
        "style": "expanded",
        "wrap": True,
        "isMultiSelect": several,
        "choices": choices,
        **asked,
    }


def _card(language: str, body: list[_Json], actions: list[_Json]) -> _Json:
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "lang": language,
        "body": body,
        "actions": actions,
    }


def _text(text: str, **looks: str | bool) -> _Json:
    """What looks like Markdown, which a TextBlock reads, stays text."""
    return {"type": "TextBlock", "text": re.sub(r"([\\\[\]*_])", r"\\\1", text), "wrap": True, **looks}
