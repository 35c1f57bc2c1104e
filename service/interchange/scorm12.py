"""SCORM 1.2: a package that plays micro-modules with their quizzes, offline, for practice. Holds keys in the client.

One learning object (SCO) for the whole course: platforms differ in how they add up several.
"""

from __future__ import annotations

import json
from importlib.resources import files

from lxml import etree
from lxml.builder import ElementMaker

from authoring.items.grading import is_self_marked
from authoring.items.learner_view import choice_id, show_item
from authoring.items.typed_number import readings
from authoring.types import Item, Option
from service.errors import TooLarge
from service.interchange.archive import pack
from service.interchange.published import Course, Json, Published, place_of

MAX_ITEMS = 2000  # two characters an item of the 4,096 that SCORM 1.2 keeps as cmi.suspend_data
_PLAYER = files("service.interchange") / "scorm_player"
CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_START = "index.html"
_LANGUAGES = ("en", "it")
_MEDIA_BREAK = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}  # nothing in the data can end its element


def as_scorm12(course: Course) -> bytes:
    """A zip archive with its manifest at the root. Raises TooLarge when progress would not fit what SCORM keeps."""
    count = sum(max(1, len(part.micro_module.items)) for part in course.parts)
    if count > MAX_ITEMS:
        raise TooLarge(f"a SCORM 1.2 package of {count} items", limit=MAX_ITEMS)
    player = {name: (_PLAYER / name).read_bytes() for name in ("player.css", "grading.js", "runtime.js", "player.js")}
    page = _page(course).encode()
    return pack({"imsmanifest.xml": _manifest(course, [_START, *player]), _START: page, **player})


def _manifest(course: Course, names: list[str]) -> bytes:
    cp = ElementMaker(namespace=CP, nsmap={None: CP, "adlcp": ADLCP})
    adlcp = ElementMaker(namespace=ADLCP)
    item = cp.item(
        cp.title(course.title),
        adlcp.masteryscore(f"{course.pass_mark * 100:.0f}"),
        identifier="ITEM-1",
        identifierref="RES-1",
        isvisible="true",
    )
    organization = cp.organization(cp.title(course.title), item, identifier="ORG-1")
    resource = cp.resource(*(cp.file(href=name) for name in names), identifier="RES-1", type="webcontent", href=_START)
    resource.set(f"{{{ADLCP}}}scormtype", "sco")
    manifest = cp.manifest(
        cp.metadata(cp.schema("ADL SCORM"), cp.schemaversion("1.2")),
        cp.organizations(organization, default="ORG-1"),
        cp.resources(resource),
        identifier=f"MORSEL-{course.id}",
        version="1.2",
    )
    written: bytes = etree.tostring(manifest, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _page(course: Course) -> str:
    language = course.language if course.language in _LANGUAGES else "en"
    content = {
        "id": course.id,
        "title": course.title,
        "language": language,
        "document": course.document_title,
        "pass_mark": course.pass_mark,
        "parts": [_part(part) for part in course.parts],
    }
    written = "".join(_MEDIA_BREAK.get(one, one) for one in json.dumps(content, ensure_ascii=False))
    template = (_PLAYER / _START).read_text(encoding="utf-8")
    return template.replace("{language}", course.language or language).replace("{content}", written)


def _part(part: Published) -> Json:
    micro_module = part.micro_module
    return {
        "id": micro_module.id,
        "version": part.number,
        "title": micro_module.title,
        "objective": micro_module.objective.text,
        "place": place_of(tuple(citation for piece in micro_module.body for citation in piece.citations)),
        "body": [{"text": one.text, "kind": one.kind.value, "layout": one.layout.value} for one in micro_module.body],
        "key_points": [point.text for point in micro_module.key_points],
        "terms": [{"term": term.term, "definition": term.definition} for term in micro_module.terms],
        "items": [_item(item, part.digest.encode()) for item in micro_module.items],
    }


def _item(item: Item, secret: bytes) -> Json:
    """As a learner sees it, with the same order of choices as here, and beside it what grading needs."""
    shown = show_item(item, secret=secret)
    by_id = {choice_id(secret, item, "option", option.id): option for option in item.options}
    return {
        "id": item.id,
        "type": item.type.value,
        "stem": item.stem,
        "unit": shown.unit,
        "self_marked": is_self_marked(item),
        "several": shown.choose_several,
        "options": [_option(by_id[choice.id]) for choice in shown.options],
        "lefts": [choice.text for choice in shown.lefts],
        "rights": [choice.text for choice in shown.rights],
        "steps": [choice.text for choice in shown.steps],
        "pairs": [[pair.left, pair.right] for pair in item.pairs],
        "order": list(item.order),
        "accepted": [
            {"text": answer.value, "values": list(readings(answer.value)[:1]), "tolerance": answer.tolerance or 0}
            for answer in item.accepted_answers
        ],
        "rationale": item.rationale,
        "quote": item.citations[0].quote if item.citations else "",
        "place": place_of(item.citations),
    }


def _option(option: Option) -> Json:
    return {"text": option.text, "correct": option.correct, "rationale": option.rationale}
