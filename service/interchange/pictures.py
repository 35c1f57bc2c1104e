"""Pictures of micro-modules as an archive: each as SVG and as PNG, in the order of the document."""

from __future__ import annotations

from authoring.infographic import outline_infographic
from authoring.learner_micro_module import show_to_learner
from service.errors import TooLarge
from service.interchange.archive import pack
from service.interchange.infographic import PICTURE_FORMATS, Picture
from service.interchange.published import Course, Published

MAX_PICTURES = 60  # about half a second each on one core


def as_pictures(course: Course) -> bytes:
    """A zip archive without keys or rationales. Raises TooLarge."""
    if len(course.parts) > MAX_PICTURES:
        raise TooLarge("micro-modules for pictures in one file", limit=MAX_PICTURES)
    files: dict[str, bytes] = {}
    for number, part in enumerate(course.parts, start=1):
        picture = _picture(part, course)
        for suffix, kind in PICTURE_FORMATS.items():
            files[f"{number:02}-{part.micro_module.id}.{suffix}"] = kind.draw(picture)
    return pack(files)


def _picture(part: Published, course: Course) -> Picture:
    shown = show_to_learner(part.micro_module)
    infographic = outline_infographic(shown, ordered=part.ordered, language=course.language)
    title = course.document_title or course.title
    return Picture(infographic, title, course.language, part.number, part.is_stale)
