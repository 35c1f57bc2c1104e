"""Anki: a deck with a note an item, question in front, key and reason on the back. Holds keys.

A note keeps its identity from version to version, so that importing again updates cards and loses no schedule.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

import genanki

from authoring.items.learner_view import show_item
from authoring.types import Item
from service.interchange.archive import pack
from service.interchange.published import Course, Published, place_of

_MODEL_ID = 1_607_392_319  # any number, for ever: Anki knows the note type by it
_BACK = '{{FrontSide}}<hr id="answer">{{Back}}<p><small>{{Source}}</small></p>'
_TAG = "morsel"


def as_anki(course: Course) -> bytes:
    """An `.apkg` file; the same versions give the same bytes."""
    deck = genanki.Deck(_number(course.id), f"{course.document_title or course.title}".replace("::", ":"))
    for part in course.parts:
        for item in part.micro_module.items:
            deck.add_note(_note(part, item, course))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "deck.apkg")
        genanki.Package(deck).write_to_file(path, timestamp=course.published_at.timestamp())
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as written:
            return pack({name: written.read(name) for name in sorted(written.namelist())})


def _note(part: Published, item: Item, course: Course) -> genanki.Note:
    where = " · ".join(text for text in (part.micro_module.title, place_of(item.citations)) if text)
    fields = [_front(part, item), _back(item), escape(f"{course.document_title}: {where}")]
    return genanki.Note(model=_model(), fields=fields, guid=genanki.guid_for(_identity(item)), tags=[_TAG])


def _identity(item: Item) -> str:
    """The same for every version of the item."""
    return item.id


def _model() -> genanki.Model:
    return genanki.Model(
        _MODEL_ID,
        "Morsel",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Source"}],
        templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": _BACK}],
    )


def _front(part: Published, item: Item) -> str:
    shown = show_item(item, secret=part.digest.encode())
    unit = f" ({escape(shown.unit)})" if shown.unit else ""
    front = f"<p>{escape(shown.stem)}{unit}</p>{_list(choice.text for choice in (*shown.options, *shown.lefts))}"
    return front + _list(choice.text for choice in (*shown.rights, *shown.steps))


def _back(item: Item) -> str:
    keys = [option.text for option in item.options if option.correct]
    keys += [f"{answer.value} {answer.unit or ''}".strip() for answer in item.accepted_answers if not item.options]
    keys += [f"{pair.left} → {pair.right}" for pair in item.pairs]
    steps = f"<ol>{''.join(f'<li>{escape(step)}</li>' for step in item.order)}</ol>" if item.order else ""
    return f"{_list(keys)}{steps}<p>{escape(item.rationale)}</p>"


def _list(texts: Iterable[str]) -> str:
    lines = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{lines}</ul>" if lines else ""


def _number(name: str) -> int:
    """A deck's id: 31 bits of the digest of ours, never Anki's own deck 1."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big") >> 1 | 1 << 30
