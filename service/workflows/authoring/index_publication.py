"""Write down the passages by which a published micro-module is found, and that it changed."""

from __future__ import annotations

from service.db.changes import Action, Kind
from service.db.documents import DocumentVersion
from service.db.publications import Publication
from service.db.unit_of_work import UnitOfWork
from service.workflows.authoring.write_passages import write_passages


def index_publication(
    publication: Publication, version: DocumentVersion, *, language: str | None, work: UnitOfWork
) -> None:
    """In the transaction that publishes, so that nothing is shown that cannot be found, nor the other way round."""
    write_passages(publication, version, language=language, work=work)
    work.changes.record(Kind.MICRO_MODULE, publication.micro_module_id, Action.PUBLISHED)
