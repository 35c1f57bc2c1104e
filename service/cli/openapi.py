"""`morsel openapi`: prints the API's description; needs neither database nor server."""

from __future__ import annotations

import argparse
import json

from service.cli.frame import with_settings
from service.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  the frame of every command
    """Print the description."""
    return with_settings(print_openapi)


def print_openapi(settings: Settings) -> int:
    """The schema as JSON, keys in order, so that two versions can be compared."""
    from service.app import create_app
    from service.bootstrap import open_services

    services = open_services(settings)
    print(json.dumps(create_app(services).openapi(), indent=1, sort_keys=True, ensure_ascii=False))
    services.close()
    return 0
