"""The web application over a test's database, and one client for each kind of principal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.bootstrap import Services
from service.db.api_keys import new_key
from service.db.base import Json, PrincipalId, TenantId
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database
from service.security import SCOPES_BY_KIND
from tests.support.database import OTHER_TENANT, TENANT, People, RecordingQueue, add_tenant
from tests.support.review import Drafted, keep_draft
from tests.support.shop import services_for

RECORD_STORE = {"endpoint": "https://lrs.example/xapi", "username": "morsel", "password": "a long password"}


def give_key(database: Database, principal: PrincipalId, kind: PrincipalKind, *, tenant: TenantId = TENANT) -> str:
    """A key with all scopes of the kind."""
    key = new_key(tenant)
    with database.unit_of_work(tenant) as work:
        work.api_keys.add(principal, key, scopes=sorted(scope.value for scope in SCOPES_BY_KIND[kind.value]))
    return key


@dataclass
class Web:
    """The application, and clients that send the key of their kind of principal."""

    services: Services
    people: People
    tenant: TenantId
    administrator: TestClient
    author: TestClient
    reviewer: TestClient
    learner: TestClient
    integrator: TestClient
    stranger: TestClient

    def keep_draft(self, salt: str = "") -> Drafted:
        """A drafted document, uploaded by the author."""
        return keep_draft(self.services, by=self.people.author, tenant=self.tenant, salt=salt)

    def publish(self, salt: str = "") -> Drafted:
        """A drafted document whose micro-module is approved and published."""
        drafted = self.keep_draft(salt)
        path = f"/v1/micro-modules/{drafted.micro_module_id}"
        for answered in (approve(self.author, path), self.author.post(f"{path}/publish")):
            assert answered.status_code == 200, answered.text
        return drafted


class Answered(Protocol):
    """What the test client gives back, whichever library it stands on."""

    @property
    def status_code(self) -> int: ...
    @property
    def text(self) -> str: ...
    def json(self) -> Any: ...


def approve(client: TestClient, path: str) -> Answered:
    """Approve a micro-module by the digest of what stands there now."""
    return client.post(f"{path}/approve", json={"digest": client.get(path).json()["content_digest"]})


def open_web(services: Services, people: People, tenant: TenantId = TENANT) -> Web:
    """Clients that raise nothing: whatever goes wrong inside must be an answer."""
    app = create_app(services)

    def client(key: str | None) -> TestClient:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return TestClient(app, headers=headers, raise_server_exceptions=False)

    clients = {
        kind.value: client(give_key(services.database, getattr(people, kind.value), kind, tenant=tenant))
        for kind in PrincipalKind
    }
    return Web(services=services, people=people, tenant=tenant, stranger=client(None), **clients)


@pytest.fixture
def web_settings() -> dict[str, Json]:
    """Groups of settings to replace; a test module overrides it."""
    return {}


@pytest.fixture
def web(
    database: Database, queue: RecordingQueue, people: People, tmp_path: Path, web_settings: dict[str, Json]
) -> Web:
    """The application of the tenant `TENANT`."""
    return open_web(services_for(database, queue, tmp_path / "var", **web_settings), people)


@pytest.fixture
def other_web(web: Web) -> Web:
    """Another tenant of the same service."""
    return open_web(web.services, add_tenant(web.services.database, OTHER_TENANT), OTHER_TENANT)
