"""A session card as Slack's Block Kit, https://docs.slack.dev/reference/block-kit; the limits here are that page's."""

from __future__ import annotations

from service.interchange.session_cards import Card, GradedCard, small_print, verdict, word

MAX_HEADER = 150  # characters
MAX_SECTION = 3000
MAX_OPTIONS = 10

ANSWER = "morsel_answer"  # the action_id of the button, and the block_id of what is chosen or typed
_Json = dict[str, object]


def as_slack(card: Card) -> _Json:
    """A message: `blocks`, and `text` for notifications.

    Options are lettered in the text and chosen by their letters: Slack cuts the labels of options at 75 characters.
    """
    blocks: list[_Json] = [{"type": "header", "text": _plain(card.title[:MAX_HEADER])}]
    blocks += [_section(line) for line in card.lines]
    if card.item is not None:
        blocks += [_section(_question(card)), _answering(card)]
    buttons = _buttons(card)
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    if small_print(card):
        blocks.append({"type": "context", "elements": [_mrkdwn(small_print(card))]})
    return {"text": card.title[:MAX_SECTION], "blocks": blocks}


def graded_as_slack(card: GradedCard) -> _Json:
    """The message that takes the question's place."""
    said = f"*{verdict(card)}*" if verdict(card) else ""
    blocks = [_section(part, is_marked=True) for part in (said, _escaped(card.rationale)) if part]
    if card.quote:
        quote = f"{word(card.language, 'source')}: “{card.quote}”"
        blocks.append({"type": "context", "elements": [_mrkdwn(quote)]})
    return {"text": verdict(card) or card.rationale, "blocks": blocks}


def _question(card: Card) -> str:
    assert card.item is not None  # noqa: S101  the caller looked
    options = [f"{_letter(number)}. {option.text}" for number, option in enumerate(card.item.options)]
    return "\n".join([card.item.stem, *options])


def _answering(card: Card) -> _Json:
    assert card.item is not None  # noqa: S101  the caller looked
    label = _plain(word(card.language, "your_answer"))
    if not card.item.options:
        element: _Json = {"type": "plain_text_input", "action_id": ANSWER}
    else:
        several = card.item.choose_several
        options = [
            {"text": _plain(_letter(number)), "value": option.id}
            for number, option in enumerate(card.item.options[:MAX_OPTIONS])
        ]
        element = {"type": "checkboxes" if several else "radio_buttons", "action_id": ANSWER, "options": options}
    return {"type": "input", "block_id": ANSWER, "label": label, "element": element}


def _buttons(card: Card) -> list[_Json]:
    buttons: list[_Json] = []
    if card.token is not None:
        answer = _plain(word(card.language, "answer"))
        buttons.append({"type": "button", "action_id": ANSWER, "style": "primary", "text": answer, "value": card.token})
    if card.link is not None:
        buttons.append(
            {
                "type": "button",
                "action_id": "morsel_open",
                "text": _plain(word(card.language, "open")),
                "url": card.link,
            }
        )
    return buttons


def _section(text: str, *, is_marked: bool = False) -> _Json:
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": (text if is_marked else _escaped(text))[:MAX_SECTION]},
    }


def _mrkdwn(text: str) -> _Json:
    return {"type": "mrkdwn", "text": _escaped(text)[:MAX_SECTION]}


def _plain(text: str) -> _Json:
    return {"type": "plain_text", "text": text}


def _escaped(text: str) -> str:
    """What would be a mention or a link stays text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _letter(number: int) -> str:
    return "ABCDEFGHIJ"[number]
