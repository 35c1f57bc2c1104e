"""A published micro-module as what one picture of it shows."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from authoring.infographic import outline_infographic
from authoring.learner_micro_module import show_to_learner
from authoring.micro_module_json import micro_module_from_json
from service.db.base import MicroModuleId
from service.db.unit_of_work import Database
from service.errors import NotFound
from service.interchange.infographic import DESIGN, Picture
from service.workflows.platform.authenticate import Caller


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """`digest` changes with the publication, the version of its document, and how pictures are drawn."""

    picture: Picture
    digest: str


def show_infographic(micro_module_id: MicroModuleId, *, caller: Caller, database: Database) -> ShownPicture:
    """Of what learners see now. Raises NotFound, also when it is withdrawn or not published yet."""
    with database.reading(caller.tenant) as work:
        entry = work.publications.find_entry(micro_module_id)
        if entry is None:
            raise NotFound("published micro-module", micro_module_id)
        publication = work.publications.get(micro_module_id, entry.number)
        content = entry.moved or publication.content
        version_id = entry.document_version_id or work.micro_modules.get(micro_module_id).document_version_id
        ordered = work.drafts.list_numbers(version_id)
        title = work.documents.version(version_id).title or work.drafts.find_title(version_id) or ""
        language = work.drafts.find_language(version_id)
    shown = show_to_learner(micro_module_from_json(content))
    picture = Picture(
        infographic=outline_infographic(shown, ordered=ordered, language=language),
        document_title=title,
        language=language,
        number=publication.number,
        is_stale=entry.stale is not None,
    )
    said = (DESIGN, publication.content_digest, str(publication.number), version_id, title, str(picture.is_stale))
    return ShownPicture(picture, sha256("\n".join(said).encode()).hexdigest())
