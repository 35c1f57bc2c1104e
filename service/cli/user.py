"""`morsel user create NAME@TENANT` and `… reset …`: who signs in to the pages; prints a fresh password."""

from __future__ import annotations

import argparse
import secrets
import sys
from functools import partial
from typing import TYPE_CHECKING

from service.cli.frame import FAULT, with_settings
from service.settings import Settings

if TYPE_CHECKING:
    from service.bootstrap import Services
    from service.db.base import PrincipalId, TenantId

ROLES = ("author", "reviewer", "administrator", "learner")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", help="a person with an account; prints the password, once")
    create.add_argument("--role", choices=ROLES, required=True, help="what the person does here")
    create.add_argument("--full-name", help="as colleagues read it; default: the account's name")
    create.add_argument("--learner-id", help="your own id of a learner; default: the account's name")
    reset = actions.add_parser("reset", help="a fresh password for an account; prints it, once")
    for action in (create, reset):
        action.add_argument("account", metavar="NAME@TENANT", help="what the person signs in with, as ada@acme")


def run(arguments: argparse.Namespace) -> int:
    """Create the person, or reset the password."""
    return with_settings(partial(_run, arguments=arguments))


def fresh_password() -> str:
    """90 random bits, without characters that are hard to tell apart or to type."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(6)) for _ in range(3))


def _run(settings: Settings, *, arguments: argparse.Namespace) -> int:
    from service.bootstrap import open_services
    from service.db.base import TenantId
    from service.db.migrate import demand_newest
    from service.errors import CallerError

    name, _, tenant = arguments.account.rpartition("@")
    services = open_services(settings)
    try:
        demand_newest(services.database.app)
        act = _create if arguments.action == "create" else _reset
        password = act(services, TenantId(tenant), name, arguments)
    except CallerError as fault:
        print(f"morsel user {arguments.action}: {fault}", file=sys.stderr)
        return FAULT
    finally:
        services.close()
    print(f"account   {name}@{tenant}")
    print(f"password  {password}")
    print("The password is shown this once; only a hash is kept.", file=sys.stderr)
    return 0


def _create(services: Services, tenant: TenantId, name: str, arguments: argparse.Namespace) -> str:
    from service.db.principals import PrincipalKind
    from service.errors import AlreadyExists
    from service.workflows.platform.put_account import put_account

    role = PrincipalKind(arguments.role)
    learner_id = (arguments.learner_id or name) if role is PrincipalKind.LEARNER else None
    with services.database.unit_of_work(tenant, label="user") as work:
        work.tenants.get()
        if work.accounts.find_by_name(name) is not None:
            raise AlreadyExists("accounts", f"name {name!r}")
        known = None if learner_id is None else work.principals.find_learner(learner_id)
        principal = known or work.principals.add(role, arguments.full_name or name, learner_id=learner_id)
        work.audit.add("created", "principal", principal.id, by=principal.id, detail={"kind": role.value})
    password = fresh_password()
    put_account(tenant, principal.id, name=name, password=password, by=principal.id, database=services.database)
    return password


def _reset(services: Services, tenant: TenantId, name: str, _arguments: argparse.Namespace) -> str:
    from service.workflows.platform.put_account import put_account

    password = fresh_password()
    principal = _principal(services, tenant, name)
    put_account(tenant, principal, name=name, password=password, by=principal, database=services.database)
    return password


def _principal(services: Services, tenant: TenantId, name: str) -> PrincipalId:
    from service.errors import NotFound

    with services.database.reading(tenant) as work:
        account = work.accounts.find_by_name(name)
    if account is None:
        raise NotFound("account", f"{name}@{tenant}")
    return account.principal_id
