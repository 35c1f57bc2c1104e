"""Questions out of GIFT, Moodle's plain text for question banks: https://docs.moodle.org/en/GIFT_format."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from authoring.imported_items import GivenItem, GivenOption, true_false_options
from authoring.types import AcceptedAnswer, ItemType, Pair
from service.errors import TooLarge
from service.interchange.csv_table import decode_text

_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_HIDDEN = re.compile("[\ue000-\ue007]")
_PLACES = "~=#{}:\\n"  # what an escaped sign stands for, by its place among the hidden letters
_COMMENT = re.compile(r"(?m)^[^\S\n]*//.*$")
_TITLE = re.compile(r"^\s*::.*?::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(plain|html|markdown|moodle)\]", re.IGNORECASE)
_ANSWER = re.compile(r"([=~])((?:[^=~#]|#(?!#{3}))*)")
_WEIGHT = re.compile(r"^\s*%(-?\d{1,3}(?:\.\d{1,5})?)%")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ENTITY = re.compile(r"&#?\w{1,10};")
_GAP = "____"
MAX_ITEMS = 2000  # of a file, as many as rows of CSV


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A question of a file, by the line where it begins (from 1): as it was written, or why it cannot be taken."""

    line: int
    item: GivenItem | None
    refusal: str = ""


class _Refused(Exception):
    """This question cannot be taken."""


def read_gift(given: bytes) -> tuple[ReadItem, ...]:
    """Every question of the file. Raises InvalidContent for what is no text, TooLarge."""
    text = _ESCAPED.sub(lambda found: _hidden(found[1]), decode_text(given))
    text = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    items = tuple(islice(_items(text), MAX_ITEMS + 1))
    if len(items) > MAX_ITEMS:
        raise TooLarge("questions", limit=MAX_ITEMS)
    return items


def _items(text: str) -> Iterator[ReadItem]:
    line = 1
    for number, part in enumerate(re.split(r"(\n[^\S\n]*(?:\n[^\S\n]*)+)", text)):
        written = part.strip()
        if number % 2 == 0 and written and not written.startswith("$"):
            begins = line + part[: len(part) - len(part.lstrip())].count("\n")
            try:
                yield ReadItem(begins, _item(_without_category(written)))
            except _Refused as refusal:
                yield ReadItem(begins, None, str(refusal))
        line += part.count("\n")


def _without_category(written: str) -> str:
    return "\n".join(line for line in written.split("\n") if not line.startswith("$CATEGORY"))


def _item(written: str) -> GivenItem:
    body = _without_markup(_TITLE.sub("", written, count=1))
    opening, closing = body.find("{"), body.rfind("}")
    if opening < 0 or closing < opening:
        message = "It asks for no answer: there are no braces."
        raise _Refused(message)
    before, inside, after = body[:opening], body[opening + 1 : closing], body[closing + 1 :]
    if "{" in inside or "}" in inside:
        message = "It has several sets of answers; one can be taken."
        raise _Refused(message)
    answers, _, feedback = inside.partition("####")
    stem = _plain(f"{before.rstrip()} {_GAP}{after}" if after.strip() else before)
    if not stem:
        message = "The question is empty."
        raise _Refused(message)
    return _read(stem, answers.strip(), _plain(feedback), has_gap=bool(after.strip()))


def _without_markup(body: str) -> str:
    """Plain text and Markdown as they are; else, as Moodle reads it, words without tags and entities."""
    form = _FORMAT.match(body)
    if form is not None and form[1].lower() in ("plain", "markdown"):
        return body
    return _ENTITY.sub(lambda found: "".join(map(_hidden, html.unescape(found[0]))), _TAG.sub(" ", body))


def _hidden(sign: str) -> str:
    """A letter that stands for a sign that must not part anything."""
    return chr(0xE000 + _PLACES.index(sign)) if sign in _PLACES else sign


def _read(stem: str, answers: str, feedback: str, *, has_gap: bool) -> GivenItem:
    if not answers:
        return _essay(stem, feedback)
    statement = re.fullmatch(r"(T|TRUE|F|FALSE)\s*(?:#([^#]*))?(?:#([^#]*))?", answers, re.IGNORECASE)
    if statement:
        told = (_plain(statement[2] or ""), _plain(statement[3] or ""))
        options = true_false_options(is_true=statement[1][0] in "Tt", feedback=told)
        return GivenItem(ItemType.TRUE_FALSE, stem, options, feedback=feedback)
    if answers.startswith("#"):
        return GivenItem(ItemType.NUMERIC, stem, accepted_answers=tuple(_numbers(answers[1:])), feedback=feedback)
    found = [(sign, *_parted(text)) for sign, text in _ANSWER.findall(answers)]
    if not found:
        message = "Its answers begin with neither = nor ~."
        raise _Refused(message)
    if all(sign == "=" and " -> " in f" {text} " for sign, _, text, _ in found):
        return _pairs(stem, [text for _, _, text, _ in found], feedback)
    return _choice(stem, found, feedback, has_gap=has_gap)


def _essay(stem: str, feedback: str) -> GivenItem:
    """Its answer is its feedback, as our own files have it; without any, nobody can say what is right."""
    if not feedback:
        message = "It is an essay, of which nobody says what is right."
        raise _Refused(message)
    return GivenItem(ItemType.SHORT_ANSWER, stem, accepted_answers=(AcceptedAnswer(feedback),))


def _parted(text: str) -> tuple[float | None, str, str]:
    """Weight in percent (None: none is written), answer, feedback."""
    answer, _, feedback = text.partition("#")
    weight = _WEIGHT.match(answer)
    return (float(weight[1]) if weight else None), _plain(_WEIGHT.sub("", answer)), _plain(feedback)


def _choice(stem: str, found: list[tuple[str, float | None, str, str]], feedback: str, *, has_gap: bool) -> GivenItem:
    options = tuple(
        GivenOption(text, weight > 0 if weight is not None else sign == "=", told) for sign, weight, text, told in found
    )
    if all(sign == "=" for sign, *_ in found):
        kind = ItemType.CLOZE if has_gap else ItemType.SHORT_ANSWER
        return GivenItem(
            kind, stem, accepted_answers=tuple(AcceptedAnswer(one.text) for one in options), feedback=feedback
        )
    is_several = not any(sign == "=" for sign, *_ in found) and sum(one.correct for one in options) != 1
    if has_gap:
        return GivenItem(ItemType.CLOZE, stem, options, feedback=feedback)
    kind = ItemType.MULTIPLE_RESPONSE if is_several else ItemType.MULTIPLE_CHOICE
    return GivenItem(kind, stem, options, feedback=feedback)


def _pairs(stem: str, texts: list[str], feedback: str) -> GivenItem:
    """Matched with places 1, 2, 3 they are the steps of an order."""
    pairs = [Pair(left.strip(), right.strip()) for left, _, right in (text.partition("->") for text in texts)]
    if [pair.right for pair in pairs] == [str(place) for place in range(1, len(pairs) + 1)]:
        return GivenItem(ItemType.ORDERING, stem, order=tuple(pair.left for pair in pairs), feedback=feedback)
    return GivenItem(ItemType.MATCHING, stem, pairs=tuple(pairs), feedback=feedback)


def _numbers(answers: str) -> Iterator[AcceptedAnswer]:
    for text in [part for part in answers.split("=") if part.strip()]:
        _, value, _ = _parted(text)
        exact = re.fullmatch(r"(-?[\d.,]+(?:e-?\d+)?)(?:[:\ue005](-?[\d.]+))?", value.strip())
        span = re.fullmatch(r"(-?[\d.]+)\.\.(-?[\d.]+)", value.strip())
        try:
            if span:
                low, high = float(span[1]), float(span[2])
                yield AcceptedAnswer(f"{(low + high) / 2:g}", tolerance=(high - low) / 2)
            elif exact:
                yield AcceptedAnswer(exact[1], tolerance=float(exact[2]) if exact[2] else None)
            else:
                raise ValueError(value)
        except ValueError:
            message = "Its number cannot be read."
            raise _Refused(message) from None


def _plain(text: str) -> str:
    """No format in front, one space between words, escaped signs as themselves."""
    shown = _HIDDEN.sub(
        lambda found: _PLACES[ord(found[0]) - 0xE000].replace("n", "\n"), _FORMAT.sub("", text, count=1)
    )
    return "\n".join(" ".join(line.split()) for line in shown.split("\n") if line.strip())
