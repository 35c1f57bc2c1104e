"""`morsel backup DIR`: copies database and uploaded documents into a new folder, while everything runs."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from service.cli.frame import with_settings
from service.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that is not there yet")


def run(arguments: argparse.Namespace) -> int:
    """Back up with the owner's login where there is one."""
    return with_settings(partial(back_up_all, folder=arguments.folder))


def back_up_all(settings: Settings, *, folder: Path) -> int:
    """Print what was kept."""
    from service.bootstrap import open_services
    from service.db.migrate import demand_newest, newest_revision
    from service.workflows.platform.back_up import back_up

    services = open_services(settings)
    try:
        demand_newest(services.database.app)
        url = settings.database.owner_url or settings.database.url
        manifest = back_up(
            folder,
            database_url=url.get_secret_value(),
            revision=newest_revision(),
            blobs=services.blobs,
            now=datetime.now(UTC),
        )
    finally:
        services.close()
    size_bytes = sum(file.size_bytes for file in manifest.files.values())
    print(f"{folder}: the database and {len(manifest.files) - 1} documents' bytes, {size_bytes} bytes in all")
    return 0
