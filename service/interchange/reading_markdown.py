"""Markdown to read: what a micro-module teaches and where it stands, with its questions and without their keys."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.items.learner_view import LearnerItem, show_item
from authoring.types import Citation
from service.interchange.markdown import body_part, escape
from service.interchange.published import Course, Published, place_of


def as_reading_markdown(course: Course) -> bytes:
    """CommonMark with tables, UTF-8; the text of the document is escaped, so that it cannot become markup."""
    return ("\n".join(_lines(course)) + "\n").encode()


def _lines(course: Course) -> Iterator[str]:
    yield f"# {escape(course.document_title or course.title)}"
    for part in course.parts:
        yield from _part(part)


def _part(part: Published) -> Iterator[str]:
    micro_module = part.micro_module
    yield from ("", f"## {escape(micro_module.title)}", "")
    yield from (f"*{escape(micro_module.objective.text)}*", "")
    for piece in micro_module.body:
        yield from body_part(piece)
    for point in micro_module.key_points:
        yield f"- **{escape(point.text)}**{_place(point.citations)}"
    for term in micro_module.terms:
        yield from ("", f"**{escape(term.term)}**: {escape(term.definition)}{_place(term.citations)}")
    for number, item in enumerate(micro_module.items, start=1):
        yield from _question(number, show_item(item, secret=part.digest.encode()))


def _question(number: int, item: LearnerItem) -> Iterator[str]:
    unit = f" ({escape(item.unit)})" if item.unit else ""
    yield from ("", f"### {number}. {escape(item.stem)}{unit}", "")
    for choice in (*item.options, *item.lefts):
        yield f"- {escape(choice.text)}"
    if item.rights:
        yield from ("", " · ".join(escape(choice.text) for choice in item.rights))
    for step in item.steps:
        yield f"- {escape(step.text)}"


def _place(citations: tuple[Citation, ...]) -> str:
    place = place_of(citations)
    return f" ({place})" if place else ""
