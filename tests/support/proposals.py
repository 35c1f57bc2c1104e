"""The outline of a drafted document, proposed to its author as a language model's would be."""

from __future__ import annotations

from authoring.generative.estimate import Estimate
from authoring.generative.language_model import Tokens
from authoring.generative.outline import of_draft
from authoring.micro_module_json import micro_module_from_json
from authoring.outline_proposal import estimate_as_json, outline_as_json
from tests.support.review import Drafted
from tests.support.web import Web


def propose(web: Web, drafted: Drafted) -> None:
    """Keep a proposal for the document, and switch the tenant's model on."""
    with web.services.database.unit_of_work(web.tenant) as work:
        work.tenants.use_model(uses_model=True, budget_micros=None)
        version = work.documents.latest_version(drafted.document_id)
        rows = work.micro_modules.of_version(version.id)
        outlined = tuple(of_draft(micro_module_from_json(row.content)) for row in rows)
        estimate = estimate_as_json(Estimate(2, Tokens(4000, 1000), 14_000, 4, 40_000))
        work.outlines.propose(version.id, job_id=drafted.job_id, proposed=outline_as_json(outlined), estimate=estimate)
