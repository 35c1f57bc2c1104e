"""`morsel seed`: loads the sample company's documents, prints accounts and one key for each kind of principal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.cli.frame import FAULT, with_settings
from service.settings import Settings

if TYPE_CHECKING:
    from service.bootstrap import Services
    from service.db.base import PrincipalId, TenantId
    from service.db.principals import PrincipalKind
    from service.workflows.platform.authenticate import Caller

SAMPLE_TENANT = "sample"
SAMPLE_LEARNER = "emp-1"  # the learner's id in the integrator's own system
KEY_LIFETIME = timedelta(days=30)
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample document."""

    path: Path
    title: str
    language: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--examples", type=Path, default=Path("examples"), help="folder with manifest.json")
    parser.add_argument("--company-only", action="store_true", help="the company and its keys, nothing else")
    parser.add_argument(
        "--month", action="store_true", help="make up a month of learning over what is published, instead"
    )


def run(arguments: argparse.Namespace) -> int:
    """Seed; a second run adds no document, only fresh keys and passwords."""
    if arguments.month:
        return with_settings(make_up_month)
    return with_settings(partial(seed, folder=arguments.examples, with_content=not arguments.company_only))


def make_up_month(settings: Settings) -> int:
    """Record a month of learning for those who have learned nothing yet; needs published micro-modules."""
    from service.bootstrap import open_services
    from service.cli.seed_month import seed_month
    from service.db.base import TenantId

    services = open_services(settings)
    print(f"{seed_month(TenantId(SAMPLE_TENANT), database=services.database)} facts of a month of learning")
    services.close()
    return 0


def seed(settings: Settings, *, folder: Path, with_content: bool) -> int:
    """Create the sample tenant where it is missing, upload its documents, load its community, print keys."""
    from service.bootstrap import open_services
    from service.cli.seed_community import seed_community
    from service.db.base import TenantId
    from service.db.migrate import demand_newest

    manifest = folder / "manifest.json"
    if not manifest.is_file():
        print(f"morsel seed: there is no {manifest}; name the folder with --examples", file=sys.stderr)
        return FAULT
    described = json.loads(manifest.read_text(encoding="utf-8"))
    services = open_services(settings)
    demand_newest(services.database.app)
    tenant = TenantId(SAMPLE_TENANT)
    people = _take_in_company(services, tenant, str(described.get("company", "Sample company")))
    for sample in _samples(folder, described["documents"] if with_content else []):
        _upload(services, tenant, people, sample)
    if with_content and (folder / "community").is_dir():
        print(f"{seed_community(folder / 'community', tenant, database=services.database)} threads of colleagues")
    _print_keys(services, tenant, people)
    _print_accounts(services, tenant, people)
    services.close()
    return 0


def _take_in_company(services: Services, tenant: TenantId, name: str) -> dict[PrincipalKind, PrincipalId]:
    from service.db.principals import PrincipalKind

    with services.database.unit_of_work(tenant, label="seed") as work:
        if work.tenants.find() is None:
            work.tenants.add(name)
        known = {principal.kind: principal.id for principal in reversed(work.principals.all())}
        for kind in PrincipalKind:
            if kind not in known:
                learner_id = SAMPLE_LEARNER if kind is PrincipalKind.LEARNER else None
                known[kind] = work.principals.add(kind, f"Sample {kind.value}", learner_id=learner_id).id
    return known


def _samples(folder: Path, documents: list[dict[str, str]]) -> Iterator[Sample]:
    for entry in documents:
        yield Sample(folder / entry["file"], entry["title"], entry.get("language"))


def _upload(services: Services, tenant: TenantId, people: dict[PrincipalKind, PrincipalId], sample: Sample) -> None:
    from service.db.principals import PrincipalKind
    from service.workflows.authoring.upload_document import Limits, Wishes, upload_document

    storage = services.settings.storage
    receipt = upload_document(
        _chunks(sample.path),
        Wishes(sample.path.name, "application/octet-stream", title=sample.title, language=sample.language),
        idempotency_key=None,
        limits=Limits(storage.max_upload_bytes, storage.max_documents),
        caller=_caller(tenant, people, PrincipalKind.AUTHOR),
        database=services.database,
        blobs=services.blobs,
    )
    print(f"{sample.title:<70} {receipt.document_id}")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _print_keys(services: Services, tenant: TenantId, people: dict[PrincipalKind, PrincipalId]) -> None:
    from service.db.principals import PrincipalKind
    from service.workflows.platform.create_key import create_key

    administrator = _caller(tenant, people, PrincipalKind.ADMINISTRATOR)
    print()
    for kind in PrincipalKind:
        made = create_key(
            people[kind], scopes=None, lifetime=KEY_LIFETIME, caller=administrator, database=services.database
        )
        print(f"{kind.value:<14} {made.key}")


def _print_accounts(services: Services, tenant: TenantId, people: dict[PrincipalKind, PrincipalId]) -> None:
    from service.cli.user import ROLES, fresh_password
    from service.db.principals import PrincipalKind
    from service.workflows.platform.put_account import put_account

    administrator = people[PrincipalKind.ADMINISTRATOR]
    print("\nAccounts for the pages, with a fresh password each:")
    for kind in map(PrincipalKind, ROLES):
        password = fresh_password()
        put_account(
            tenant, people[kind], name=kind.value, password=password, by=administrator, database=services.database
        )
        account = f"{kind.value}@{tenant}"
        print(f"  {account:<24} {password}")


def _caller(tenant: TenantId, people: dict[PrincipalKind, PrincipalId], kind: PrincipalKind) -> Caller:
    from service.security import SCOPES_BY_KIND
    from service.workflows.platform.authenticate import Caller

    return Caller(tenant, people[kind], kind, None, SCOPES_BY_KIND[kind.value], "seed")
