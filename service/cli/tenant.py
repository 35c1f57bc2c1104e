"""`morsel tenant create NAME`: takes a company in and prints its administrator's key, once."""

from __future__ import annotations

import argparse
import re
import sys
from functools import partial
from typing import TYPE_CHECKING

from service.cli.frame import FAULT, with_settings
from service.settings import Settings

if TYPE_CHECKING:
    from service.db.base import TenantId

_ID = re.compile("[a-z0-9][a-z0-9-]{0,62}")  # it stands in keys and names a folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", help="a tenant with an administrator; prints the administrator's key")
    create.add_argument("name", metavar="NAME", type=_name, help="the company's name")
    create.add_argument("--id", type=_tenant_id, help="short name that stands in keys, as acme-west; default: a new id")
    create.add_argument("--administrator", type=_name, default="Administrator", help="name of the first principal")


def run(arguments: argparse.Namespace) -> int:
    """Create the tenant."""
    work = partial(create, tenant_id=arguments.id, name=arguments.name, administrator=arguments.administrator)
    return with_settings(work)


def create(settings: Settings, *, tenant_id: TenantId | None, name: str, administrator: str) -> int:
    """Print the tenant's id, the administrator's, and the key; 1 when the id is taken. `tenant_id` None: a new one."""
    from service.bootstrap import open_services
    from service.db.base import TenantId, new_id
    from service.db.migrate import demand_newest
    from service.errors import AlreadyExists
    from service.workflows.platform.create_tenant import create_tenant

    services = open_services(settings)
    try:
        demand_newest(services.database.app)
        tenant_id = tenant_id or TenantId(new_id("ten"))
        made = create_tenant(tenant_id, name, administrator=administrator, database=services.database)
    except AlreadyExists:
        print(f"morsel tenant create: there is a tenant {tenant_id!r} already; choose another --id", file=sys.stderr)
        return FAULT
    finally:
        services.close()
    print(f"tenant         {made.tenant.id}")
    print(f"administrator  {made.administrator.id}")
    print(f"key            {made.key}")
    print("The key is shown this once; only its digest is kept.", file=sys.stderr)
    return 0


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > 200 or not name.isprintable():
        message = "a name has 1 to 200 printable characters"
        raise argparse.ArgumentTypeError(message)
    return name


def _tenant_id(text: str) -> str:
    if not _ID.fullmatch(text):
        message = "an id has small letters, digits and hyphens, 63 at most, and begins with a letter or digit"
        raise argparse.ArgumentTypeError(message)
    return text
