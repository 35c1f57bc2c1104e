"""An answer that was graded before, as its learner was shown it."""

from __future__ import annotations

from service.db.unit_of_work import Database
from service.errors import NotFound
from service.workflows.learning.grade_response import GradedResponse
from service.workflows.platform.authenticate import Caller


def show_response(idempotency_key: str, *, caller: Caller, database: Database) -> GradedResponse:
    """The caller's own answer that was sent under the key. Raises NotFound."""
    with database.reading(caller.tenant) as work:
        response = work.responses.find(by=caller.principal, idempotency_key=idempotency_key)
        if response is None:
            raise NotFound("response", idempotency_key)
        state = work.knowledge.find_state(caller.principal, response.micro_module_id)
        return GradedResponse(response, None if state is None or state.memory is None else state.due_at)
