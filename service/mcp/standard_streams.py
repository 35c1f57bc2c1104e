"""The same tools over standard input and output, for an assistant that starts Morsel itself, by one learner's key."""

from __future__ import annotations

from service.bootstrap import Services
from service.mcp.callers import learner_with
from service.mcp.tools import open_tools


def serve(key: str, services: Services) -> None:
    """Until the assistant closes the stream. Each call asks for the key anew: one that was revoked ends at once.

    Raises RequestRefused for a key that may not.
    """
    learner_with(key, services)
    open_tools(services, lambda _: learner_with(key, services)).run("stdio")
