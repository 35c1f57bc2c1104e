"""A published micro-module to read, and what made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from authoring.learner_micro_module import LearnerMicroModule, asked_only, made_by, show_to_learner
from authoring.micro_module_json import micro_module_from_json
from service.db.base import Json, MicroModuleId
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class PublishedMicroModule:
    """Version `number`; `engine` says what drafted it; `document_title` where it comes from.

    `stale` is what its document no longer says of it, as in the catalogue; None: it says all of it.
    """

    micro_module: LearnerMicroModule
    number: int
    published_at: datetime
    language: str | None
    document_title: str
    engine: Mapping[str, object]
    stale: Json | None


def show_published_micro_module(
    micro_module_id: MicroModuleId, *, caller: Caller, database: Database
) -> PublishedMicroModule:
    """Raises NotFound, also when it is withdrawn or not published yet."""
    with database.reading(caller.tenant) as work:
        entry = work.publications.find_entry(micro_module_id)
        if entry is None:
            raise NotFound("published micro-module", micro_module_id)
        publication = work.publications.get(micro_module_id, entry.number)
        version_id = entry.document_version_id or work.micro_modules.get(micro_module_id).document_version_id
        title = work.documents.version(version_id).title or work.drafts.find_title(version_id)
        micro_module = asked_only(
            micro_module_from_json(entry.moved or publication.content), work.quarantine.of(micro_module_id)
        )
        return PublishedMicroModule(
            micro_module=show_to_learner(micro_module),
            number=publication.number,
            published_at=publication.published_at,
            language=work.drafts.find_language(version_id),
            document_title=title or "",
            engine=made_by(work.drafts.engine(version_id), micro_module),
            stale=entry.stale,
        )
