"""What a search found, as its page shows it: where each passage stands, and the way there."""

from __future__ import annotations

from dataclasses import dataclass

from service.bootstrap import Services
from service.db.base import Json, MicroModuleId
from service.db.changes import Kind
from service.web.asked import passage_of
from service.workflows.learning.find_passages import Hit
from service.workflows.learning.show_published_micro_module import show_published_micro_module
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class FoundThing:
    """`path` leads to the very passage. `document_title` empty: it stands in none; `page` None: there are no pages."""

    kind: Kind
    title: str
    path: str
    passage: str
    language: str | None
    document_title: str
    section_path: tuple[str, ...]
    page: int | None


def found_thing(hit: Hit, services: Services, caller: Caller) -> FoundThing:
    """The hit with its source."""
    source = hit.passage.source
    first = _first_citation(source)
    section_path, page = source.get("section_path"), first.get("page")
    return FoundThing(
        kind=hit.kind,
        title=hit.shown.title,
        path=_path(hit, first, services, caller),
        passage=hit.passage.text,
        language=hit.passage.language,
        document_title=str(source.get("document_title") or ""),
        section_path=tuple(str(one) for one in section_path) if isinstance(section_path, list) else (),
        page=page if isinstance(page, int) else None,
    )


def _path(hit: Hit, citation: Json, services: Services, caller: Caller) -> str:
    if hit.kind is not Kind.MICRO_MODULE:
        post_id = hit.passage.source.get("post_id")
        return f"/threads/{hit.object_id}" + (f"#{post_id}" if post_id else "")
    found = show_published_micro_module(MicroModuleId(hit.object_id), caller=caller, database=services.database)
    part = passage_of(citation, found.micro_module)
    return f"/learn/m/{hit.object_id}" + (f"#{part}" if part else "")


def _first_citation(source: Json) -> Json:
    citations = source.get("citations")
    first = citations[0] if isinstance(citations, list) and citations else {}
    return first if isinstance(first, dict) else {}
