"""`morsel mcp`: the tools for assistants over standard input and output, under one learner's key."""

from __future__ import annotations

import argparse

from service.cli.frame import with_settings
from service.errors import InvalidSettings
from service.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: the key is no argument, which others on the machine could read."""


def run(arguments: argparse.Namespace) -> int:
    """Serve until the assistant closes its end."""
    del arguments
    return with_settings(serve)


def serve(settings: Settings) -> int:
    """1 when the key may not, or the database is not there."""
    from service.bootstrap import open_services
    from service.db.migrate import demand_newest
    from service.mcp.standard_streams import serve as serve_streams
    from service.problems import RequestRefused

    if settings.mcp.key is None:
        raise InvalidSettings("MORSEL_MCP__KEY: give a learner's own key")
    services = open_services(settings)
    try:
        demand_newest(services.database.app)
        serve_streams(settings.mcp.key.get_secret_value(), services)
    except RequestRefused as refused:
        raise InvalidSettings(f"MORSEL_MCP__KEY: {refused}") from None
    finally:
        services.close()
    return 0
