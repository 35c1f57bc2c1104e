"""Write down the passages by which a published micro-module is found, with where they stand in its document."""

from __future__ import annotations

from authoring.draft_json import citation_as_json
from authoring.micro_module_json import micro_module_from_json
from authoring.passages import STRATEGY, MicroModulePassage, cut_passages
from authoring.types import MicroModule
from service.db.base import Json
from service.db.changes import Kind
from service.db.documents import DocumentVersion
from service.db.passages import Derived, NewPassage
from service.db.publications import Publication
from service.db.unit_of_work import UnitOfWork


def write_passages(
    publication: Publication, version: DocumentVersion, *, language: str | None, work: UnitOfWork
) -> None:
    """The passages of a publication with the places in `version` that they cite."""
    micro_module = micro_module_from_json(work.publications.content_now(publication))
    title = version.title or work.drafts.find_title(version.id)
    passages = [
        NewPassage(
            text=passage.text,
            title=micro_module.title,
            source={"document_title": title} | _source(micro_module, passage),
            document_id=version.document_id,
            language=language,
        )
        for passage in cut_passages(micro_module)
    ]
    work.passages.replace(
        Derived(Kind.MICRO_MODULE, publication.micro_module_id, publication.number, STRATEGY, passages)
    )


def _source(micro_module: MicroModule, passage: MicroModulePassage) -> Json:
    return {
        "section_path": list(micro_module.section_path),
        "citations": [citation_as_json(citation) for citation in passage.citations],
    }
