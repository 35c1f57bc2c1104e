"""GIFT, Moodle's plain text for question banks: https://docs.moodle.org/en/GIFT_format. Holds keys.

GIFT knows no ordering: its steps are matched with their places. Open recall becomes an essay that shows its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from authoring.items.grading import is_self_marked
from authoring.items.typed_number import readings
from authoring.types import AcceptedAnswer, Item, ItemType, Option
from service.interchange.published import Course, place_of

_SPECIAL = "~=#{}:"
_TRUE, _FALSE = {"true", "vero"}, {"false", "falso"}


def as_gift(course: Course) -> bytes:
    """One category a micro-module, one question an item, a blank line between any two."""
    return ("\n\n".join(_questions(course)) + "\n").encode()


def _questions(course: Course) -> Iterator[str]:
    for part in course.parts:
        micro_module = part.micro_module
        path = "/".join(_category(name) for name in (course.document_title, micro_module.title))
        yield f"$CATEGORY: {path}"
        for number, item in enumerate(micro_module.items, start=1):
            title = _escape(f"{micro_module.title} {number}")
            yield f"::{title}::[plain]{_stem(item)}{{{_answers(item)}}}"


def _stem(item: Item) -> str:
    units = {answer.unit for answer in item.accepted_answers if answer.unit}
    unit = f" ({units.pop()})" if item.type is ItemType.NUMERIC and len(units) == 1 and not item.options else ""
    return _escape(item.stem + unit)


def _answers(item: Item) -> str:
    why = f"####{_text(_why(item))}" if _why(item) else ""
    if is_self_marked(item):
        model = "; ".join(answer.value for answer in item.accepted_answers)
        return f"####{_text(' — '.join(text for text in (model, _why(item)) if text))}"
    return _WRITERS[item.type](item) + why


def _choice(item: Item) -> str:
    if not item.options:
        return "".join(f"={_text(answer.value)}" for answer in item.accepted_answers)
    return "".join(f"{'=' if option.correct else '~'}{_option(option)}" for option in item.options)


def _true_false(item: Item) -> str:
    """With options that say anything else, a choice between them."""
    words = [option.text.casefold().strip(" .") for option in item.options]
    if len(words) != 2 or {words[0] in _TRUE, words[1] in _FALSE} != {True}:
        return _choice(item)
    key, other = (option for option in sorted(item.options, key=lambda option: not option.correct))
    answer = "TRUE" if key.text.casefold().strip(" .") in _TRUE else "FALSE"
    if not other.rationale:
        return answer
    return f"{answer}#{_text(other.rationale)}" + (f"#{_text(key.rationale)}" if key.rationale else "")


def _several(item: Item) -> str:
    """As graded here: each wrong choice takes away what a right one gives. Moodle takes five digits of a third."""
    share = f"{100 / max(1, sum(option.correct for option in item.options)):.5f}".rstrip("0").rstrip(".")
    return "".join(f"~%{'' if option.correct else '-'}{share}%{_option(option)}" for option in item.options)


def _numeric(item: Item) -> str:
    if item.options:
        return _choice(item)
    return "#" + "".join(f"={_number(answer)}" for answer in item.accepted_answers)


def _number(answer: AcceptedAnswer) -> str:
    values = readings(answer.value)
    return f"{values[0]:.12g}:{answer.tolerance or 0:.12g}" if values else _text(answer.value)


def _matching(item: Item) -> str:
    return "".join(f"={_text(pair.left)} -> {_text(pair.right)}" for pair in item.pairs)


def _ordering(item: Item) -> str:
    return "".join(f"={_text(step)} -> {place}" for place, step in enumerate(item.order, start=1))


_WRITERS: dict[ItemType, Callable[[Item], str]] = {
    ItemType.MULTIPLE_CHOICE: _choice,
    ItemType.TRUE_FALSE: _true_false,
    ItemType.MULTIPLE_RESPONSE: _several,
    ItemType.CLOZE: _choice,
    ItemType.SHORT_ANSWER: _choice,
    ItemType.NUMERIC: _numeric,
    ItemType.MATCHING: _matching,
    ItemType.ORDERING: _ordering,
}


def _option(option: Option) -> str:
    return _text(option.text) + (f"#{_text(option.rationale)}" if option.rationale else "")


def _why(item: Item) -> str:
    place = place_of(item.citations)
    return f"{item.rationale} ({place})" if place else item.rationale


def _text(text: str) -> str:
    """An answer or feedback. What would be read as a weight or a format gets its own format in front.

    An arrow, which no escape keeps, would make any question one of pairs.
    """
    text = text.replace("->", "→")
    return f"[plain]{_escape(text)}" if text.startswith(("[", "%")) else _escape(text)


def _escape(text: str) -> str:
    """Control characters escaped; a line break is written, since a blank line would end the question."""
    lines = "\\n".join(line.strip() for line in text.replace("\\", "\\\\").splitlines() if line.strip())
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in lines)


def _category(name: str) -> str:
    return " ".join(name.split()).replace("/", "//")
