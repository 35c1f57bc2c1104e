"""`morsel migrate`: brings the database up to this version."""

from __future__ import annotations

import argparse

from service.cli.frame import with_settings
from service.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  the frame of every command
    """Migrate with the owner's login where there is one."""
    return with_settings(migrate)


def migrate(settings: Settings) -> int:
    """Run the migrations that are missing."""
    from service.db.migrate import newest_revision, upgrade

    url = settings.database.owner_url or settings.database.url
    upgrade(url.get_secret_value())
    print(f"The database is at revision {newest_revision()}.")
    return 0
