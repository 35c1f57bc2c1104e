"""`morsel restore DIR`: makes database and uploaded documents of a back-up, where nothing is yet."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from service.cli.frame import with_settings
from service.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="what morsel backup made")


def run(arguments: argparse.Namespace) -> int:
    """Restore with the owner's login where there is one."""
    return with_settings(partial(restore_all, folder=arguments.folder))


def restore_all(settings: Settings, *, folder: Path) -> int:
    """Print what was restored."""
    from service.bootstrap import open_services
    from service.workflows.platform.restore import restore

    url = settings.database.owner_url or settings.database.url
    services = open_services(settings)
    try:
        manifest = restore(folder, database_url=url.get_secret_value(), blobs=services.blobs)
    finally:
        services.close()
    made = manifest.made_at.isoformat(timespec="seconds")
    print(f"Restored what was backed up at {made}, revision {manifest.revision}; now: morsel migrate, then start.")
    return 0
