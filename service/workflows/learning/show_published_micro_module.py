"""A published micro-module to read, and what made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from authoring.learner_micro_module import LearnerMicroModule, made_by, show_to_learner
from authoring.micro_module_json import micro_module_from_json
from service.db.base import MicroModuleId
from service.db.unit_of_work import Database
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class PublishedMicroModule:
    """Version `number`; `engine` says what drafted it; `document_title` where it comes from."""

    micro_module: LearnerMicroModule
    number: int
    published_at: datetime
    language: str | None
    document_title: str
    engine: Mapping[str, object]


def show_published_micro_module(
    micro_module_id: MicroModuleId, *, caller: Caller, database: Database
) -> PublishedMicroModule:
    """Raises NotFound, also when it is withdrawn or not published yet."""
    with database.reading(caller.tenant) as work:
        publication = work.publications.current(micro_module_id)
        version_id = work.micro_modules.get(micro_module_id).document_version_id
        title = work.documents.version(version_id).title or work.drafts.find_title(version_id)
        micro_module = micro_module_from_json(publication.content)
        return PublishedMicroModule(
            micro_module=show_to_learner(micro_module),
            number=publication.number,
            published_at=publication.published_at,
            language=work.drafts.find_language(version_id),
            document_title=title or "",
            engine=made_by(work.drafts.engine(version_id), micro_module),
        )
