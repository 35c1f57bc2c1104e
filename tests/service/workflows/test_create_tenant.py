"""A new company: one administrator, whose key makes everybody else's."""

from __future__ import annotations

import pytest

from service.db.base import TenantId
from service.db.principals import PrincipalKind
from service.db.unit_of_work import Database
from service.errors import AlreadyExists
from service.workflows.platform.authenticate import authenticate
from service.workflows.platform.create_key import create_key
from service.workflows.platform.create_principal import create_principal
from service.workflows.platform.create_tenant import create_tenant
from tests.support.database import TENANT, People

NEW = TenantId("initech")


def test_the_first_key_of_a_new_tenant_makes_the_others(database: Database) -> None:
    made = create_tenant(NEW, "Initech", administrator="Bill", database=database)
    administrator = authenticate(made.key, database=database)
    assert (administrator.tenant, administrator.principal) == (NEW, made.administrator.id)
    author = create_principal(PrincipalKind.AUTHOR, "Peter", learner_id=None, caller=administrator, database=database)
    key = create_key(author.id, scopes=None, lifetime=None, caller=administrator, database=database)
    assert authenticate(key.key, database=database).kind is PrincipalKind.AUTHOR


def test_a_tenant_that_is_there_is_left_as_it_is(database: Database, people: People) -> None:
    with pytest.raises(AlreadyExists):
        create_tenant(TENANT, "Another", administrator="Eve", database=database)
    with database.reading(TENANT) as work:
        assert work.tenants.get().name == "Tenant acme"
        assert len(work.principals.all()) == 5


def test_that_a_tenant_was_created_is_in_its_audit_trail(database: Database) -> None:
    made = create_tenant(NEW, "Initech", administrator="Bill", database=database)
    with database.reading(NEW) as work:
        trail = [(entry.action, entry.kind, entry.principal_id) for entry in work.audit.of(NEW)]
    assert trail == [("created", "tenant", made.administrator.id)]
